"""Precision, recall and F1 over labelled spans, as sets: nesting, duplicates and order cannot matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.matching import Span, depths, overlap, overlapping, size

Labelled = tuple[Span, Any]

# Lengths are told apart by their order of magnitude, in code points: the class of each length up to the last, then the rest.
_LENGTHS = ((1, 4), (5, 8), (9, 16), (17, 32), (33, 64))
_CLASSES = ["1-4", *(f"{low}-{high}" for low, high in _LENGTHS for _ in range(low, high + 1))]

Place = TypeVar("Place")


def by_label(items: Iterable[tuple[Place, Any]]) -> dict[Any, set[Place]]:
    """Return the spans, or pairs of them, that have each label."""
    spans: dict[Any, set[Place]] = defaultdict(set)
    for span, label in items:
        spans[label].add(span)
    return spans


def length(span: Span) -> str:
    """Return the class of a span's length in code points: 1-4, 5-8, 9-16, 17-32, 33-64 or 65+."""
    covered = size(span)
    return _CLASSES[covered] if covered < len(_CLASSES) else f"{len(_CLASSES)}+"


def add_strict(tally: Tally, layer: str, measure: str, gold: Mapping[Any, set[Place]], predicted: Mapping[Any, set[Place]]) -> None:
    """
    Add exact matches of span and label, over all labels and of each, of spans by label.

    Micro-averaged precision, recall and F1 as in CoNLL-2003 (Tjong Kim Sang and De Meulder 2003) and in seqeval's
    strict mode: a span is right if its boundaries and its label are.
    """
    found = wanted = given = 0
    for label in gold.keys() | predicted.keys():
        g, p = gold.get(label, set()), predicted.get(label, set())
        common = len(g & p)
        tally.add(Key(layer, measure, "type", str(label)), common, len(g), common, len(p))
        found, wanted, given = found + common, wanted + len(g), given + len(p)
    tally.add(Key(layer, measure), found, wanted, found, given)


def add_exact(tally: Tally, layer: str, gold: set[Span], predicted: set[Span]) -> None:
    """Add exact matches of spans whatever their label: "exact" of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013)."""
    tally.add_sets(Key(layer, "exact"), gold, predicted)


def add_overlap(tally: Tally, key: Key, gold: set[Span], predicted: set[Span]) -> None:
    """
    Add the sum of the Dice coefficients of paired spans: how much of the boundaries is right.

    The span score of TAC KBP event nuggets (Liu, Mitamura and Hovy 2015), in code points; precision divides by all
    predicted spans, recall by all gold ones.
    """
    shared = overlap(gold, predicted)
    tally.add(key, shared, len(gold), shared, len(predicted))


def add_relaxed(tally: Tally, layer: str, gold: Mapping[Any, set[Span]], predicted: Mapping[Any, set[Span]]) -> None:
    """
    Add, label by label, the overlap of boundaries, and full credit for each pair that overlaps at all.

    The second is "type" of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013): the label is right, the boundaries
    need only touch the same text. Both look at the spans of one label alone, so that an optimal pairing exists.
    """
    found = wanted = given = 0
    for label in gold.keys() | predicted.keys():
        g, p = gold.get(label, set()), predicted.get(label, set())
        shared, touching = overlap(g, p), overlapping(g, p)
        tally.add(Key(layer, "overlap", "type", label), shared, len(g), shared, len(p))
        tally.add(Key(layer, "type", "type", label), touching, len(g), touching, len(p))
        found, wanted, given = found + touching, wanted + len(g), given + len(p)
    tally.add(Key(layer, "type"), found, wanted, found, given)


def add_breakdown(tally: Tally, layer: str, gold: set[Labelled], predicted: set[Labelled]) -> None:
    """
    Add strict matches by depth of nesting and by length.

    Recall is over the gold spans of that depth, precision over the predicted ones; depth is how many other spans of
    the same side a span lies in.
    """
    common = [span for span, _ in gold & predicted]
    for side, items in enumerate((gold, predicted)):
        spans = [span for span, _ in items]
        deep = depths(set(spans))
        for by, part in (("depth", deep.__getitem__), ("length", length)):
            right = Counter(map(part, common))
            for label, count in Counter(map(part, spans)).items():
                counts = right[label], count
                tally.add(Key(layer, "strict", by, str(label)), *((*counts, 0, 0) if side == 0 else (0, 0, *counts)))
