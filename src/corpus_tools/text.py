"""What is done to text when it is frozen, and how offsets in other units become code points."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

PROFILE = "nfc-lf-1"


class Span(NamedTuple):
    """A stretch of a text: code points, 0-based, end exclusive."""

    start: int
    end: int


def sha256(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(text: str) -> str:
    """Normalise new text by the profile nfc-lf-1: no byte order mark, line feeds only, NFC; nothing else."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)


def _widths(text: str, unit: str) -> Sequence[int]:
    if unit == "utf-16":
        return [len(c.encode("utf-16-le")) // 2 for c in text]
    if unit == "utf-8":
        return [len(c.encode()) for c in text]
    raise ValueError(f"unknown unit {unit!r}; known are 'utf-16', 'utf-8'")


class Offsets:
    """
    Converts offsets in UTF-16 code units or UTF-8 bytes into code points of one text, and back.

    An offset past the end or inside a code point is a ValueError, never a guess.
    """

    def __init__(self, text: str, unit: str) -> None:
        self.unit = unit
        self._units = [0, *accumulate(_widths(text, unit))]
        self._code_points = {units: n for n, units in enumerate(self._units)}

    def to_code_points(self, offset: int) -> int:
        """Return the code point at which the unit `offset` begins."""
        if not 0 <= offset <= self._units[-1]:
            raise ValueError(f"{self.unit} offset {offset} lies outside a text of {self._units[-1]} units")
        if offset not in self._code_points:
            raise ValueError(f"{self.unit} offset {offset} lies inside a code point")
        return self._code_points[offset]

    def from_code_points(self, offset: int) -> int:
        """Return the unit at which the code point `offset` begins."""
        if not 0 <= offset < len(self._units):
            raise ValueError(f"offset {offset} lies outside a text of {len(self._units) - 1} code points")
        return self._units[offset]


class Frozen:
    """
    New text, frozen by `freeze`, with the way there for its offsets.

    `text` is the frozen text, `changed` whether it differs. Lines are looked at one by one: no composition reaches over a line's end.
    """

    def __init__(self, raw: str) -> None:
        self.raw, self.text = raw, freeze(raw)
        self.changed = self.raw != self.text

    def at(self, offset: int) -> int:
        """Return where a code point of the raw text stands in the frozen one; ValueError for an offset inside a change."""
        if not 0 <= offset <= len(self.raw):
            raise ValueError(f"offset {offset} lies outside a text of {len(self.raw)} code points")
        if not self.changed:
            return offset
        start, moved = self._line_of(offset)
        end = self.raw.find("\n", offset) + 1 or len(self.raw)
        head = self._part(start, offset)
        if head + self._part(offset, end) != self._part(start, end):
            raise ValueError(f"offset {offset} lies inside what freezing made one character")
        return moved + len(head)

    def _part(self, start: int, end: int) -> str:
        # A U+FEFF is a byte order mark only where the text begins.
        return freeze(f"\n{self.raw[start:end]}")[1:] if start else freeze(self.raw[:end])

    def _line_of(self, offset: int) -> tuple[int, int]:
        """Return where the line of a raw offset begins, in the raw and in the frozen text."""
        n = bisect_right(self._lines[0], offset) - 1
        return self._lines[0][n], self._lines[1][n]

    @cached_property
    def _lines(self) -> tuple[list[int], list[int]]:
        raws, frozens = [0], [0]
        for line in self.raw.split("\n")[:-1]:
            raws.append(raws[-1] + len(line) + 1)
            frozens.append(frozens[-1] + len(self._part(raws[-2], raws[-1])))
        return raws, frozens
