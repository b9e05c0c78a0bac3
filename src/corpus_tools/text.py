"""What is done to text when it is frozen, and how offsets in other units become code points."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
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
