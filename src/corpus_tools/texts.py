"""The texts of many documents as one array of code points, so that what is asked of each is asked of all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_tools.kinds import kinds_of

Array = np.ndarray[Any, np.dtype[Any]]


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
    def _bytes(self) -> Array:
        return np.frombuffer(self.joined.encode(), np.uint8)

    @cached_property
    def _byte_at(self) -> Array:
        """The byte at which each code point of `joined` begins, and the end."""
        first = (self._bytes & 0xC0) != 0x80  # noqa: PLR2004  the mark of a byte that goes on a code point
        return np.append(np.flatnonzero(first), len(self._bytes)).astype(np.int32)

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
        """Return the strings between places in `joined` that ascend and do not overlap: one copy of bytes, whatever their number."""
        edges = np.zeros(2 * len(starts) + 1, np.int32)
        edges[:-1:2], edges[1::2], edges[-1] = self._byte_at[starts], self._byte_at[ends], len(self._bytes)
        # The bytes lie by turns outside and inside the strings.
        inside = np.repeat(np.arange(len(edges)) % 2 == 1, np.diff(edges, prepend=0))
        offsets = np.concatenate([[0], np.cumsum(edges[1::2] - edges[:-1:2])]).astype(np.int32)
        return pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(self._bytes[inside]))
