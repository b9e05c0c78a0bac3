"""The texts of many documents as one array of code points, so that what is asked of each is asked of all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_tools.kinds import Kind, kinds_of

Array = np.ndarray[Any, np.dtype[Any]]
# The last code point that UTF-8 writes in one byte, and those after which it takes a third and a fourth.
_ONE_BYTE, _MORE_BYTES = 0x7F, (0x7FF, 0xFFFF)


class Texts:
    """
    Texts joined by line feeds; `joined` is the string, `starts` where each text begins in it, in code points.

    A document without text has the length 0 and is not `present`.
    """

    def __init__(self, texts: Sequence[str | None]) -> None:
        self.texts = texts
        self.joined = "\n".join(text or "" for text in texts)
        self.present = np.fromiter((text is not None for text in texts), bool, len(texts))
        self.lengths = np.fromiter((len(text or "") for text in texts), np.int64, len(texts))
        self.starts = np.concatenate([[0], np.cumsum(self.lengths + 1)[:-1]]).astype(np.int64) if texts else np.zeros(0, np.int64)

    @cached_property
    def points(self) -> Array:
        """The code points of `joined`."""
        return np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)

    @cached_property
    def kinds(self) -> Array:
        """The flags of each code point of `joined`."""
        return kinds_of(self.points)

    @cached_property
    def kinds_in_each(self) -> Array:
        """For each text, the flags of all its characters together."""
        if not len(self.points):
            return np.zeros(len(self.starts), np.uint32)
        found = np.bitwise_or.reduceat(self.kinds, np.minimum(self.starts, len(self.points) - 1))
        return np.where(self.lengths > 0, found, 0)

    @cached_property
    def _byte_at(self) -> Array:
        """The byte of UTF-8 at which each code point of `joined` begins, and the end."""
        found = np.zeros(len(self.points) + 1, np.int32)
        widths = (self.points > _ONE_BYTE).view(np.int8) + np.int8(1)
        for least in _MORE_BYTES if len(widths) and self.points.max() > _MORE_BYTES[0] else ():
            widths += self.points > least
        np.cumsum(widths, out=found[1:])
        return found

    def places_of(self, kind: Kind) -> Array:
        """Return where in `joined` the characters of a kind stand."""
        if kind not in self._places:
            self._places[kind] = np.flatnonzero((self.kinds & kind) != 0)
        return self._places[kind]

    @cached_property
    def _places(self) -> dict[Kind, Array]:
        return {}

    def within(self, rows: Array, offsets: Array) -> Array:
        """Return where the offsets into the texts `rows` stand in `joined`; one past a text's end is moved to its end."""
        places: Array = self.starts[rows] + np.clip(offsets, 0, self.lengths[rows])
        return places

    def slices(self, rows: Array, starts: Array, ends: Array) -> pa.Array:
        """Return the strings between offsets into the texts `rows`; null where there is no text."""
        joined, first, last = self.joined, self.within(rows, starts).tolist(), self.within(rows, ends).tolist()
        found = [joined[a:b] for a, b in zip(first, last, strict=True)]
        return pa.array(found, pa.string(), mask=~self.present[rows])

    def strings(self, starts: Array, ends: Array) -> pa.Array:
        """Return the strings between places in `joined` that ascend and do not overlap, without a step in Python for each."""
        edges = np.zeros(2 * len(starts) + 2, np.int32)
        edges[1:-1:2], edges[2:-1:2], edges[-1] = self._byte_at[starts], self._byte_at[ends], self._byte_at[-1]
        # The whole text as strings that lie by turns outside and inside those wanted.
        parts = pa.StringArray.from_buffers(len(edges) - 1, pa.py_buffer(edges), pa.py_buffer(self.joined.encode()))
        return parts.take(pa.array(np.arange(1, len(edges) - 1, 2)))
