"""What the commands `corpus score` and `corpus agree` find, before it takes a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus_tools.errors import CorpusError
from corpus_tools.loader import load
from corpus_tools.report import counted
from corpus_tools.score.agreement import Agreement, agreement_of, annotations_of
from corpus_tools.score.disagreements import Disagreement, disagreements_of
from corpus_tools.score.gamma import Settings, gamma
from corpus_tools.score.inputs import Paired, Warn, ignored, pair, views
from corpus_tools.score.mistakes import Mistake, mistakes
from corpus_tools.score.scores import LAYERS, Scores, scores_of
from corpus_tools.score.scoring import tally_of
from corpus_tools.score.significance import Difference, compare, with_intervals
from corpus_tools.score.view import View
from corpus_tools.sources import MANIFEST


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is asked for.

    `form` is the format of inputs whose suffix does not say it; `split` limits scoring to a split of the gold corpus; `samples`
    is the number of bootstrap samples, 0 for no intervals; `trials` that of the test against another system.
    """

    layers: tuple[str, ...] = LAYERS
    by: tuple[str, ...] = ()
    form: str | None = None
    split: str | None = None
    head: str | None = None
    samples: int = 0
    trials: int = 10_000
    seed: int = 0
    errors: bool = False
    extra: bool = False
    gamma: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Scores, and if they were asked for, differences to another system and mistakes; `notes` say what was drawn and how."""

    scores: Scores
    differences: tuple[Difference, ...] | None = None
    mistakes: tuple[Mistake, ...] | None = None
    by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement, and if they were asked for, disagreements."""

    agreement: Agreement
    disagreements: tuple[Disagreement, ...] | None = None
    by: tuple[str, ...] = ()


def _ids(gold: Path, views_: Mapping[str, View], split: str | None) -> Mapping[str, View]:
    """Return the gold views of a split; CorpusError if gold is no corpus or has no such split."""
    if split is None:
        return views_
    splits = load(gold).splits if (gold / MANIFEST).is_file() else {}
    if split not in splits:
        raise CorpusError(f"{gold}: no split {split!r}; there are {', '.join(splits) or 'none'}")
    return {id: views_[id] for id in splits[split]}


def _paired(gold: Path, everything: Mapping[str, View], predicted: Path, wanted: Wanted, warn: Warn) -> list[Paired]:
    found = views(predicted, str(predicted), wanted.form)
    chosen = _ids(gold, everything, wanted.split)
    elsewhere = everything.keys() - chosen.keys()
    return pair(chosen, {id: view for id, view in found.items() if id not in elsewhere}, str(predicted), warn, extra=wanted.extra)


def score_report(gold: Path, predicted: Path, against: Path | None, wanted: Wanted, warn: Warn = ignored) -> Report:
    """Score predicted documents against gold ones, and against another system's if one is given."""
    everything = views(gold, str(gold), wanted.form)
    pairs = _paired(gold, everything, predicted, wanted, warn)
    scores = scores_of(tally_of(pairs, wanted.layers, wanted.head))
    number, notes, differences = counted(len(pairs), "document"), [], None
    if against is not None:
        other = scores_of(tally_of(_paired(gold, everything, against, wanted, warn), wanted.layers, wanted.head))
        differences = compare(scores, other, wanted.trials, wanted.seed)
        notes.append(f"p: approximate randomisation over {number}, {wanted.trials:,} trials, seed {wanted.seed}")
    if wanted.samples:
        scores = with_intervals(scores, wanted.samples, wanted.seed)
        notes.insert(0, f"95 %: bootstrap over {number}, {wanted.samples:,} samples, seed {wanted.seed}")
    wrong = mistakes(pairs, wanted.layers) if wanted.errors else None
    return Report(scores, differences, wrong, wanted.by, tuple(notes))


def agree_report(paths: Sequence[Path], wanted: Wanted, warn: Warn = ignored) -> AgreementReport:
    """Measure the agreement of what annotators made, named by their paths; CorpusError for a path that comes twice."""
    if twice := [path for path in paths if paths.count(path) > 1]:
        raise CorpusError(f"{twice[0]}: is given twice; agreement is between different annotators")
    annotations = annotations_of({str(path): path for path in paths}, wanted.form, warn)
    agreement = agreement_of(annotations, wanted.layers)
    if wanted.gamma:
        layers = [layer for layer in ("mentions", "triggers") if layer in wanted.layers]
        agreement = replace(agreement, gammas=tuple(gamma(annotations, layer, Settings(seed=wanted.seed)) for layer in layers))
    disagreements = disagreements_of(annotations, wanted.layers) if wanted.errors else None
    return AgreementReport(agreement, disagreements, wanted.by)
