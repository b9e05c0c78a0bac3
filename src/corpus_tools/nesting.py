"""Which spans of a document lie in, or cross, which others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
ROW = 2**32  # more than any offset: spans of different rows stand apart


class Nesting:
    """The spans of many documents, given as rows of documents, starts and ends."""

    def __init__(self, rows: Array, starts: Array, ends: Array) -> None:
        # Outer spans stand before inner ones, and of equal ones the first before the second.
        self.order = np.lexsort((np.arange(len(rows)), -ends, starts, rows))
        self._starts = (rows * ROW + starts)[self.order]
        self._ends = (rows * ROW + ends)[self.order]

    @cached_property
    def _place(self) -> Array:
        """The place of each span in its group; a group is what overlaps, directly or through others."""
        count = len(self.order)
        if not count:
            return np.zeros(0, np.int64)
        reach = np.maximum.accumulate(self._ends)
        first = np.append(True, self._starts[1:] >= reach[:-1])
        place: Array = np.arange(count) - np.flatnonzero(first)[np.cumsum(first) - 1]
        return place

    def groups(self) -> Iterator[Array]:
        """Yield the spans of each group that has more than one, as indexes, outer before inner."""
        heads = np.flatnonzero(self._place == 0)
        sizes = np.diff(np.append(heads, len(self.order)))
        for head, size in zip(heads[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            yield self.order[head : head + size]

    def alone(self) -> Array:
        """Tell for each span whether it overlaps no other."""
        found = np.zeros(len(self.order), bool)
        heads = self._place == 0
        found[self.order] = heads & np.append(heads[1:], True)
        return found

    def _pairs(self) -> Iterator[tuple[Array, Array]]:
        """Yield pairs of places in the order, earlier and later, so that every two spans of a group come up once."""
        for distance in range(1, int(self._place.max(initial=0)) + 1):
            later = np.flatnonzero(self._place >= distance)
            yield later - distance, later

    @cached_property
    def depths(self) -> Array:
        """How many other spans each span lies in."""
        found = np.zeros(len(self.order), np.int64)
        for earlier, later in self._pairs():
            found[self.order[later]] += self._ends[earlier] >= self._ends[later]
        return found

    def crossings(self) -> tuple[Array, Array]:
        """Return the pairs of spans that share a part while each has one of its own, the earlier and the later."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for a, b in self._pairs():
            starts, ends = self._starts, self._ends
            cross = (starts[a] < starts[b]) & (starts[b] < ends[a]) & (ends[a] < ends[b])
            found.append((self.order[a[cross]], self.order[b[cross]]))
        return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])
