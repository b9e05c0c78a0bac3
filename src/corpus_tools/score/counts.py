"""What is counted: right ones and all, on both sides, document by document; and the ratios that these give."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Key(NamedTuple):
    """
    What a number is about: a layer, a measure, and what part of the layer.

    `by` is "" for the whole layer, else what it is parted by ("type", "depth", "singletons" ...) with `label` the part.
    """

    layer: str
    measure: str
    by: str = ""
    label: str = ""


class Found(NamedTuple):
    """How many gold items were found, of how many; how many predicted ones are right, of how many."""

    found: float
    gold: float
    right: float
    predicted: float


class Tally:
    """The counts of every key in every document: what all scores, intervals and tests are computed from."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self._cells: dict[Key, array[float]] = {}

    def begin(self, document: str) -> None:
        """Open the row of a document; what is added from here on belongs to it."""
        self.documents.append(document)

    def add(self, key: Key, found: float, gold: float, right: float, predicted: float) -> None:
        """Add counts to the row of the open document; a key may be added to again."""
        cells = self._cells.get(key)
        if cells is None:
            cells = self._cells[key] = array("d")
        # A list is what array takes most quickly.
        cells.fromlist([len(self.documents) - 1, found, gold, right, predicted])

    def add_sets(self, key: Key, gold: set[Any], predicted: set[Any]) -> None:
        """Add what two sets have in common and their sizes."""
        common = len(gold & predicted)
        self.add(key, common, len(gold), common, len(predicted))

    def keys(self) -> tuple[Key, ...]:
        """Return the keys in the order in which they were first met."""
        return tuple(self._cells)

    def _rows(self, key: Key) -> tuple[NDArray[np.int64], Floats]:
        cells = np.frombuffer(self._cells[key], dtype=np.float64).reshape(-1, 5) if key in self._cells else np.zeros((0, 5))
        return cells[:, 0].astype(np.int64), cells[:, 1:]

    def matrix(self, keys: Iterable[Key]) -> Floats:
        """Return the counts of each document as an array (documents, keys, 4)."""
        keys = tuple(keys)
        counts = np.zeros((len(self.documents), len(keys), 4))
        for column, key in enumerate(keys):
            rows, cells = self._rows(key)
            np.add.at(counts[:, column], rows, cells)
        return counts

    def totals(self) -> dict[Key, Floats]:
        """Return the counts of every key, summed over documents."""
        return {key: self._rows(key)[1].sum(axis=0) for key in self._cells}


class Ratios(NamedTuple):
    """Precision, recall and F1, each a number or an array of one number a sample."""

    precision: Floats
    recall: Floats
    f1: Floats


def divided(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, and 0 where whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def harmonic(precision: Floats, recall: Floats) -> Floats:
    """Return F1, the harmonic mean (van Rijsbergen 1979, with equal weights); 0 where both are 0."""
    return divided(2 * precision * recall, precision + recall)


def ratios(counts: Floats, empty: Floats | None = None, value: float = 1.0) -> Ratios:
    """
    Return precision, recall and F1 of counts in the order of Found, along the last axis.

    A ratio over nothing is 0, as in seqeval and the CoNLL scorer: no prediction has precision 0, no gold item has
    recall 0. Where `empty` is true, all three are `value`, by default 1: neither side has anything, and they agree. If
    it is not given, that is where gold and predicted are both 0.
    """
    found, gold, right, predicted = np.moveaxis(counts, -1, 0)
    empty = (gold + predicted) == 0 if empty is None else empty
    precision, recall = divided(right, predicted), divided(found, gold)
    return Ratios(*(np.where(empty, value, part) for part in (precision, recall, harmonic(precision, recall))))


def macro(labels: Mapping[Key, Floats], value: float = 1.0) -> Ratios:
    """
    Return the unweighted means of precision, recall and F1 over labels.

    F1 is the mean of the labels' F1 (as in seqeval), not the harmonic mean of the two means. A label that neither
    side has in a sample takes no part in it; where no label is left, all three are `value`.
    """
    counts = np.stack(list(labels.values()))
    there = (counts[..., 1] + counts[..., 3]) > 0
    each = ratios(counts)
    empty = ~there.any(axis=0)
    return Ratios(*(np.where(empty, value, divided((part * there).sum(axis=0), there.sum(axis=0) * 1.0)) for part in each))
