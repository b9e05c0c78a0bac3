"""Agreement of annotators: pairwise F1 of every measure, and coefficients that allow for chance on matched units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.score.counts import Key
from corpus_tools.score.gamma import Gamma
from corpus_tools.score.inputs import Paired, Source, Warn, different_text, ignored, views
from corpus_tools.score.scores import LAYERS, Scores, scores_of
from corpus_tools.score.scoring import tally_of
from corpus_tools.score.view import View

Units = dict[Hashable, str]


def cohen_kappa(labels: Iterable[tuple[str, str]]) -> float | None:
    """
    Return Cohen's κ (1960) of two annotators' labels for the same units: (p_o - p_e) / (1 - p_e).

    p_o is the share of units with equal labels, p_e what it would be by chance, given how often each annotator uses each
    label. 1 where both use one and the same label throughout; None without units.
    """
    pairs = list(labels)
    if not pairs:
        return None
    used = [Counter(side) for side in zip(*pairs, strict=True)]
    seen = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(used[0][label] * used[1][label] for label in used[0]) / len(pairs) ** 2
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def krippendorff_alpha(units: Iterable[Sequence[str]]) -> float | None:
    """
    Return Krippendorff's α (1970; 2019, ch. 12) for nominal labels: 1 - D_o / D_e.

    Each unit is the labels of those who annotated it; a unit with one label has nothing to compare and is left out. With n
    labels in all, m of a unit, and n_uc of them c: D_o = Σ_u Σ_{c≠k} n_uc n_uk / (m - 1) / n, and D_e = Σ_{c≠k} n_c n_k /
    (n (n - 1)). 1 where only one label is used; None without units.
    """
    counts = [Counter(labels) for labels in units if len(labels) > 1]
    if not counts:
        return None
    all_labels = sum(counts, Counter[str]())
    total = all_labels.total()
    seen = sum(_different(unit) / (unit.total() - 1) for unit in counts) / total
    chance = _different(all_labels) / (total * (total - 1))
    return 1.0 if chance == 0 else 1 - seen / chance


def _different(counts: Counter[str]) -> int:
    """Return how many ordered pairs of labels differ."""
    return counts.total() ** 2 - sum(n * n for n in counts.values())


# ------------------------------------------------------------------------------------------------- units with labels


def _joined(labelled: Iterable[tuple[Hashable, str]]) -> Units:
    """Return the label of each unit; several labels of one unit are one label together."""
    labels: dict[Hashable, set[str]] = defaultdict(set)
    for unit, label in labelled:
        labels[unit].add(label)
    return {unit: "+".join(sorted(found)) for unit, found in labels.items()}


def _mention_types(view: View) -> Units:
    return _joined((m.span, m.type) for m in view.mentions)


def _values(view: View) -> Units:
    return _joined(((m.span, m.type), m.value) for m in view.mentions if m.value is not None)


def _event_types(view: View) -> Units:
    return _joined((e.trigger, e.type) for e in view.events)


def _modes(view: View) -> Units:
    return _joined(((e.trigger, e.type), str(e.mode)) for e in view.events)


def _axis(place: int) -> Callable[[View], Units]:
    return lambda view: _joined(((e.trigger, e.type), e.axes[place]) for e in view.events)


def _roles(view: View) -> Units:
    return _joined(((e.trigger, e.type, a.span), a.role) for e in view.events for a in e.arguments)


def _relation_types(view: View) -> Units:
    return _joined(((r.head.span, r.tail.span), r.type) for r in view.relations)


_UNITS: Mapping[tuple[str, str], Callable[[View], Units]] = {
    ("mentions", "type, on the same span"): _mention_types,
    ("values", "value, on the same span and type"): _values,
    ("triggers", "type, on the same trigger"): _event_types,
    ("triggers", "mode, on the same trigger and type"): _modes,
    **{
        ("triggers", f"{axis}, on the same trigger and type"): _axis(place)
        for place, axis in enumerate(("polarity", "modality", "tense", "genericity"))
    },
    ("arguments", "role, on the same event and filler"): _roles,
    ("relations", "type, on the same two mentions"): _relation_types,
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """
    Agreement beyond chance on units that two annotators both have (κ) or that any two of all have (α).

    `units` counts those that at least two annotators have; `kappas` is in the order of the pairs of annotators.
    """

    layer: str
    what: str
    units: int
    kappas: tuple[float | None, ...]
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Pairwise:
    """The F1 of one measure for every pair of annotators, and the mean of them."""

    key: Key
    f1: tuple[float, ...]
    mean: float


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree; `pairs` are their names, two by two, and what is listed pair by pair is in that order."""

    annotators: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    documents: tuple[int, ...]
    rows: tuple[Pairwise, ...]
    coefficients: tuple[Coefficient, ...]
    gammas: tuple[Gamma, ...] = field(default=())


Annotations = Mapping[str, Mapping[str, View]]


def _coefficients(annotations: Annotations, layers: Sequence[str]) -> Iterator[Coefficient]:
    for (layer, what), units_of in _UNITS.items():
        if layer not in layers:
            continue
        units = {
            name: {(id, unit): label for id, view in found.items() for unit, label in units_of(view).items()}
            for name, found in annotations.items()
        }
        together: dict[Hashable, list[str]] = defaultdict(list)
        for labels in units.values():
            for unit, label in labels.items():
                together[unit].append(label)
        kappas = tuple(
            cohen_kappa((label, units[other][unit]) for unit, label in units[one].items() if unit in units[other])
            for one, other in combinations(units, 2)
        )
        shared = sum(len(labels) > 1 for labels in together.values())
        yield Coefficient(layer, what, shared, kappas, krippendorff_alpha(together.values()))


def pairs_of(one: Mapping[str, View], other: Mapping[str, View]) -> list[Paired]:
    """Pair the documents that two annotators both have."""
    return [(view, other[id]) for id, view in one.items() if id in other]


def _both_ways(pairs: list[Paired], layers: Sequence[str]) -> tuple[Scores, dict[Key, float]]:
    """Return the scores of a pair and its F1s: the mean of both ways, since the entity level asks the first side's entities."""
    there = scores_of(tally_of(pairs, layers))
    back = scores_of(tally_of([(other, one) for one, other in pairs], layers))
    f1 = {row.key: row.f1 for row in back.rows}
    return there, {row.key: (row.f1 + f1[row.key]) / 2 for row in there.rows}


def annotations_of(sources: Mapping[str, Source], format: str | None = None, warn: Warn = ignored) -> Annotations:
    """
    Read what each annotator made, by name; `warn` is told of a document that not all of them have.

    CorpusError for fewer than two annotators, InvalidCorpus where one has another text than the first.
    """
    if len(sources) < 2:  # noqa: PLR2004  agreement is of two
        raise CorpusError(f"agreement needs two annotators or more, not {len(sources)}")
    found = {name: views(source, name, format) for name, source in sources.items()}
    if problems := list(_different_texts(found)):
        raise InvalidCorpus(problems)
    for id in dict.fromkeys(id for views_ in found.values() for id in views_):
        who = [name for name, views_ in found.items() if id in views_]
        if len(who) < len(found):
            warn(f"warning: document {id!r} is annotated by {', '.join(who)} only [agree-document-missing]")
    return found


def _different_texts(annotations: Annotations) -> Iterator[Problem]:
    first: dict[str, View] = {}
    for name, found in annotations.items():
        for id, view in found.items():
            if message := different_text(first.setdefault(id, view), view):
                yield Problem(name, rule="score-text-differs", message=message)


def agreement_of(annotations: Annotations, layers: Sequence[str] = LAYERS) -> Agreement:
    """Return the agreement of annotators over the documents that they share, pair by pair; see `agree`."""
    names = tuple(combinations(annotations, 2))
    matched = [pairs_of(annotations[one], annotations[other]) for one, other in names]
    if not all(matched):
        one, other = names[matched.index([])]
        raise CorpusError(f"{one} and {other} have no document in common")
    each = [_both_ways(pairs, layers)[1] for pairs in matched]
    keys = dict.fromkeys(key for f1 in each for key in f1)
    rows = (Pairwise(key, f1 := tuple(found[key] for found in each if key in found), fmean(f1)) for key in keys)
    documents = tuple(map(len, matched))
    return Agreement(tuple(annotations), names, documents, tuple(rows), tuple(_coefficients(annotations, layers)))


def agree(sources: Mapping[str, Source], layers: Sequence[str] = LAYERS) -> Agreement:
    """
    Measure the agreement of annotators, given by name: pairwise F1, Cohen's κ, Krippendorff's α.

    F1 is that of `score`, one annotator against the other, which is the same both ways (Hripcsak and Rothschild 2005: it
    is what κ tends to where the units that nobody marked cannot be counted). κ and α are of labels on units that both
    or several annotators marked.
    """
    return agreement_of(annotations_of(sources), layers)
