"""Scores: frozen rows of precision, recall and F1, computed from counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus_tools.score.arguments import EVENTS, LEVELS
from corpus_tools.score.coreference import CONLL, LINKS, METRICS, NON_LINKS, blanc, conll
from corpus_tools.score.counts import Floats, Key, Ratios, Tally, macro, ratios

LAYERS = ("mentions", "values", "entities", "triggers", "arguments", "event_clusters", "relations")
COREFERENCE = ("entities", "event_clusters")
DETAILS = ("type", "role", "depth", "length")


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """
    One score: what it is of, precision, recall and F1, and the counts that they rest on.

    `by` is "" for the whole layer, "macro" for the mean over types or roles, one of arguments.EVENTS with `label` one of
    arguments.LEVELS, or "type", "role", "depth", "length" or "singletons" with `label` the type, the role and so on.
    `gold` and `predicted` count items (in coreference, mentions). Precision and recall are None where only F1 is
    defined. `interval` is that of F1.
    """

    layer: str
    measure: str
    by: str
    label: str
    precision: float | None
    recall: float | None
    f1: float
    gold: int
    predicted: int
    interval: Interval | None = None

    @property
    def key(self) -> Key:
        """What it is of."""
        return Key(self.layer, self.measure, self.by, self.label)

    def __str__(self) -> str:
        named = (("P", self.precision), ("R", self.recall), ("F1", self.f1))
        shown = ", ".join(f"{name} {value:.4f}" for name, value in named if value is not None)
        return f"{' '.join(filter(None, self.key))}: {shown} (gold {self.gold}, predicted {self.predicted})"


@dataclass(frozen=True)
class Scores:
    """All scores of one comparison, in a fixed order; `tally` has the counts document by document."""

    documents: int
    rows: tuple[Row, ...]
    tally: Tally = field(repr=False, compare=False)

    def __getitem__(self, what: tuple[str, ...]) -> Row:
        """Return the row of (layer, measure) or (layer, measure, by, label); KeyError names what there is."""
        key = Key(*what)
        for row in self.rows:
            if row.key == key:
                return row
        there = sorted({row.measure for row in self.rows if row.layer == key.layer})
        raise KeyError(f"no score {tuple(key)}; measures of {key.layer} are {', '.join(there)}")

    def __str__(self) -> str:
        return "\n".join(map(str, self.rows))


def _grouped(totals: Mapping[Key, Floats]) -> Iterator[tuple[Key, dict[Key, Floats]]]:
    """Yield for each measure that has types or roles its macro key, and the counts of these."""
    groups: dict[Key, dict[Key, Floats]] = {}
    for key in sorted(totals):
        if key.by in ("type", "role"):
            groups.setdefault(Key(key.layer, key.measure, "macro"), {})[key] = totals[key]
    yield from groups.items()


def _coreference(layer: str, label: str, totals: Mapping[Key, Floats], nothing: float) -> Iterator[tuple[Key, Ratios]]:
    def of(metric: str) -> Floats:
        return totals[Key(layer, metric, "singletons", label)]

    mentions = of("mentions")
    # Without a mention on either side there is nothing to disagree on; a 0 of 0 beside mentions is 0, as for MUC.
    empty = (mentions[..., 1] + mentions[..., 3]) == 0
    found = {metric: ratios(of(metric), empty, nothing) for metric in ("mentions", *METRICS)}
    found["BLANC"] = blanc(of(LINKS), of(NON_LINKS), found["mentions"])
    found["CoNLL"] = conll([found[metric] for metric in CONLL])
    yield from ((Key(layer, metric, "singletons", label), ratio) for metric, ratio in found.items())


def derive(totals: Mapping[Key, Floats], nothing: float = 1.0) -> dict[Key, Ratios]:
    """
    Return the ratios of every score that the counts determine.

    Each of the counts is an array (..., 4) in the order of Found; what stands before the last axis are samples, and the
    ratios keep it. So one function serves the scores themselves, their bootstrap and their test. `nothing` is the ratio
    where neither side has anything.
    """
    found = {key: ratios(counts, value=nothing) for key, counts in totals.items() if key.layer not in COREFERENCE}
    found |= {key: macro(labels, nothing) for key, labels in _grouped(totals)}
    for layer in COREFERENCE:
        for label in ("with", "without"):
            if Key(layer, "mentions", "singletons", label) in totals:
                found |= dict(_coreference(layer, label, totals, nothing))
    return found


_BY = ("", *EVENTS, "macro", *DETAILS, "singletons")
_FIRST_LENGTHS = ("1", "5", "9", "17", "33", "65+")


def _label_order(key: Key) -> tuple[int, str]:
    """Numbers in their order, then what is with singletons before what is without, then names."""
    if key.by == "depth":
        return int(key.label), ""
    if key.by == "length":
        return _FIRST_LENGTHS.index(key.label.partition("-")[0]), ""
    if key.by in EVENTS:
        return LEVELS.index(key.label), ""
    return int(key.label == "without"), "" if key.by == "singletons" else key.label


def _order(key: Key, measures: Mapping[str, int]) -> tuple[object, ...]:
    label, part = _label_order(key), 0 if key.by in EVENTS else _BY.index(key.by)
    if key.by == "singletons":
        return LAYERS.index(key.layer), part, label, measures[key.measure]
    return LAYERS.index(key.layer), part, _BY.index(key.by), label, measures[key.measure]


MEASURES = (
    *("strict", "exact", "overlap", "type"),
    *("identification", "classification", "mode", "realis", "axes"),
    *("mentions", "MUC", "B3", "CEAFm", "CEAFe", "BLANC", "LEA", "CoNLL"),
)


def _counts(key: Key, totals: Mapping[Key, Floats]) -> tuple[int, int]:
    if key.layer in COREFERENCE:
        key = key._replace(measure="mentions")
    if key.by == "macro":
        parts = [counts for other, counts in totals.items() if other[:2] == key[:2] and other.by in ("type", "role")]
        return int(sum(part[1] for part in parts)), int(sum(part[3] for part in parts))
    return int(totals[key][1]), int(totals[key][3])


def _number(value: Floats) -> float | None:
    return None if np.isnan(value) else float(value)


def scores_of(tally: Tally, intervals: Mapping[Key, Interval] | None = None) -> Scores:
    """Return the scores that a tally determines, with the intervals of F1 where they are given."""
    totals = tally.totals()
    found = derive(totals)
    measures = {name: n for n, name in enumerate(MEASURES)}
    rows = []
    for key in sorted(found, key=lambda key: _order(key, measures)):
        precision, recall, f1 = map(_number, found[key])
        assert f1 is not None
        rows.append(Row(*key, precision, recall, f1, *_counts(key, totals), (intervals or {}).get(key)))
    return Scores(len(tally.documents), tuple(rows), tally)
