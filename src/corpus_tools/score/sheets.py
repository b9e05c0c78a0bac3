"""Scores, differences, mistakes and agreement as tables of text, before they take a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from string import ascii_uppercase

from corpus_tools.score.agreement import Agreement
from corpus_tools.score.arguments import EVENTS
from corpus_tools.score.counts import Key
from corpus_tools.score.disagreements import KINDS as DISAGREEMENTS
from corpus_tools.score.disagreements import Disagreement
from corpus_tools.score.forms import Sheet
from corpus_tools.score.mistakes import KINDS, Item, Mistake
from corpus_tools.score.scores import DETAILS, LAYERS, Row, Scores
from corpus_tools.score.significance import Difference


def percent(value: float | None) -> str:
    """Return a ratio as a percentage with two decimals."""
    return "-" if value is None else f"{100 * value:.2f}"


def part(key: Key) -> str:
    """Return in words what part of its layer a score is of."""
    if key.by == "singletons":
        return "singletons" if key.label == "with" else "no singletons"
    if key.by in EVENTS:
        return f"{key.label}, {key.by}"
    return f"{key.by} {key.label}".strip()


def _shown(keys: Iterable[Key], by: Sequence[str]) -> set[Key]:
    """Return what a table shows: the details only if they are asked for; JSON and CSV have everything."""
    return {key for key in keys if key.by not in DETAILS or key.by in by}


def scores_sheet(scores: Scores, by: Sequence[str] = ()) -> Sheet:
    """Return the scores whose layer has anything on either side, as percentages."""
    shown = _shown((row.key for row in scores.rows), by)
    rows = [row for row in scores.rows if row.key in shown and row.layer not in empty_layers(scores)]
    intervals = any(row.interval for row in rows)
    columns = ("Layer", "Measure", "Of", "P", "R", "F1", *(("95 %",) if intervals else ()), "Gold", "Pred")
    return Sheet(columns, 3, tuple(_score_cells(row, intervals=intervals) for row in rows))


def _score_cells(row: Row, *, intervals: bool) -> tuple[str, ...]:
    ratios = map(percent, (row.precision, row.recall, row.f1))
    interval = (f"{100 * row.interval.low:.1f}..{100 * row.interval.high:.1f}" if row.interval else "",) if intervals else ()
    return row.layer, row.measure, part(row.key), *ratios, *interval, f"{row.gold:,}", f"{row.predicted:,}"


def empty_layers(scores: Scores) -> tuple[str, ...]:
    """Return the layers of which neither side has anything."""
    there = {row.layer for row in scores.rows if row.gold or row.predicted}
    return tuple(layer for layer in LAYERS if layer not in there and any(row.layer == layer for row in scores.rows))


def differences_sheet(differences: Sequence[Difference], by: Sequence[str] = ()) -> Sheet:
    """Return the F1 of two systems, their difference and its p-value."""
    shown = _shown((one.key for one in differences), by)
    rows = (
        (
            *(one.key.layer, one.key.measure, part(one.key)),
            *(percent(one.first), percent(one.second)),
            f"{100 * one.difference:+.2f}",
            f"{one.p:.4f}",
        )
        for one in differences
        if one.key in shown
    )
    return Sheet(("Layer", "Measure", "Of", "F1", "Other", "Diff", "p"), 3, tuple(rows))


def items_text(items: Sequence[Item], quoted: Callable[[str], str] = str) -> str:
    """Return the place and label of each item, and what it hangs on, quoted as `quoted` has it."""
    return "; ".join(f"{i.span[0]}:{i.span[-1]} {i.label}{f' ({quoted(i.of)})' if i.of else ''}" for i in items)


def in_context(mistake: Mistake) -> str | None:
    """Return the text around a mistake, with what it is about in brackets; None where it is not at hand."""
    return None if mistake.text is None else f"{mistake.before}[{mistake.text}]{mistake.after}"


def mistakes_sheet(mistakes: Sequence[Mistake]) -> Sheet:
    """Return every mistake in its context."""
    rows = ((m.layer, m.kind, m.document, items_text(m.gold), items_text(m.predicted), in_context(m) or "") for m in mistakes)
    return Sheet(("Layer", "Kind", "Document", "Gold", "Predicted", "In context"), 6, tuple(rows))


def kinds_sheet(mistakes: Sequence[Mistake]) -> Sheet:
    """Return how many mistakes of each kind each layer has."""
    counts = Counter((m.layer, m.kind) for m in mistakes)
    layers = dict.fromkeys(m.layer for m in mistakes)
    kinds = [kind for kind in KINDS if any(counts[layer, kind] for layer in layers)]
    return Sheet(("Mistakes", *kinds), 1, tuple((layer, *(str(counts[layer, kind]) for kind in kinds)) for layer in layers))


def disagreement_kinds_sheet(disagreements: Sequence[Disagreement]) -> Sheet:
    """Return how many disagreements of each kind each layer has, and how many of them follow from another."""
    counts = Counter((d.layer, d.kind) for d in disagreements)
    follow = Counter((d.layer, d.kind) for d in disagreements if d.follows)
    rows = sorted(counts, key=lambda key: (LAYERS.index(key[0]), DISAGREEMENTS.index(key[1])))
    return Sheet(("Layer", "Disagreement", "Count", "Follow"), 2, tuple((*key, str(counts[key]), str(follow[key])) for key in rows))


def passages_text(disagreement: Disagreement) -> str:
    """Return the sentences of a disagreement; of those without text, the ids."""
    return " … ".join((p.sentence if p.text is None else p.text).replace("\n", " ") for p in disagreement.passages)


def disagreements_sheet(disagreements: Sequence[Disagreement]) -> Sheet:
    """Return every disagreement in its sentences."""
    rows = (
        (
            *(*d.annotators, d.layer, d.kind, "yes" if d.follows else "no", d.document),
            *(" ".join(p.sentence for p in d.passages), *map(items_text, d.sides), passages_text(d)),
        )
        for d in disagreements
    )
    columns = ("First", "Second", "Layer", "Kind", "Follows", "Document", "Sentences", "Of first", "Of second", "Text")
    return Sheet(columns, len(columns), tuple(rows))


def letter(agreement: Agreement, annotator: str) -> str:
    """Return the letter that stands for an annotator in the heads of columns."""
    place = agreement.annotators.index(annotator)
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def letters(agreement: Agreement) -> list[str]:
    """Return the letters of every pair of annotators."""
    return [f"{letter(agreement, one)}-{letter(agreement, other)}" for one, other in agreement.pairs]


def agreement_sheet(agreement: Agreement, by: Sequence[str] = ()) -> Sheet:
    """Return the F1 of every pair of annotators, and the mean where there are several pairs."""
    shown = _shown((row.key for row in agreement.rows), by)
    several = len(agreement.pairs) > 1
    rows = [
        (row.key.layer, row.key.measure, part(row.key), *map(percent, row.f1), *([percent(row.mean)] if several else []))
        for row in agreement.rows
        if row.key in shown
    ]
    names = letters(agreement) if several else ["F1"]
    return Sheet(("Layer", "Measure", "Of", *names, *(["Mean"] if several else [])), 3, tuple(rows))


def coefficient(value: float | None) -> str:
    """Return a coefficient with four decimals."""
    return "-" if value is None else f"{value:.4f}"


def coefficients_sheet(agreement: Agreement) -> Sheet:
    """Return Cohen's κ of every pair and Krippendorff's α of all, on the units that they share."""
    several = len(agreement.pairs) > 1
    names = [f"κ {pair}" for pair in letters(agreement)] if several else ["κ"]
    rows = [(c.layer, c.what, f"{c.units:,}", *map(coefficient, c.kappas), coefficient(c.alpha)) for c in agreement.coefficients]
    return Sheet(("Layer", "Label", "Units", *names, "α"), 2, tuple(rows))
