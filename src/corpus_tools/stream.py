"""What copies of a text have in common: its characters without white space, in search form, marks by their kind; and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np

from corpus_tools.kinds import Kind, kinds_of
from corpus_tools.normal import Normalized, normalize

Array = np.ndarray[Any, np.dtype[Any]]
QUOTE, DASH, DOT = '"', "-", "."
_SIGNS: Final = {
    **dict.fromkeys("«»“”„‟‹›‘’‚‛'`´″′＂", QUOTE),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", DASH),
    "…": DOT,
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٪": "%",
}
_TO_SIGNS: Final = str.maketrans(_SIGNS)
_ONCE: Final = np.array([ord(sign) for sign in (QUOTE, DASH, DOT)], np.uint32)  # "" and -- and ... count as one


@dataclass(frozen=True)
class Stream:
    """
    The characters of a text that its copies share, in order.

    A place is a number of characters of the stream; an offset one of code points of the text. `words` are the places at which words
    begin; `starts` says of each place, and of the end, whether a word, or what stands behind white space, begins there.
    """

    text: str
    form: Normalized
    at: Array
    words: Array
    starts: Array

    @classmethod
    def of(cls, text: str) -> Self:
        """Make the stream of a text."""
        form = normalize(text)
        points = _points(form.text.translate(_TO_SIGNS))
        repeats = np.zeros(len(points), bool)
        repeats[1:] = (points[1:] == points[:-1]) & np.isin(points[1:], _ONCE)
        at = np.flatnonzero(((kinds_of(points) & Kind.SPACE) == 0) & ~repeats)
        kept = points[at]
        letters = (kinds_of(kept) & Kind.ALPHANUMERIC) > 0
        behind_space, behind_letter = np.ones(len(at) + 1, bool), np.zeros(len(at) + 1, bool)
        behind_space[1:-1] = at[1:] != at[:-1] + 1
        behind_letter[1:] = letters
        begins = letters & (behind_space[:-1] | ~behind_letter[:-1])
        starts = behind_space
        starts[:-1] |= begins
        return cls(kept.tobytes().decode("utf-32-le"), form, at, np.flatnonzero(begins), starts)

    def place(self, offset: int) -> int | None:
        """Return the place at which an offset of the text stands; None where it stands inside what is one character of the stream."""
        inside = self.form.place(offset)
        return None if inside is None else int(np.searchsorted(self.at, inside))

    def start(self, place: int) -> int:
        """Return the offset at which the character at a place begins."""
        at = int(self.at[place])
        return self.form.original(at, at + 1).start

    def end(self, place: int) -> int:
        """Return the offset at which the character before a place ends, with the marks that belong to it."""
        at = int(self.at[place - 1])
        return self.form.original(at, at + 1).end

    def cuts(self, place: int) -> bool:
        """Tell whether a place lies inside a character of the text, as between the two letters of a ligature."""
        return 0 < place < len(self.text) and self.start(place) < self.end(place)

    @cached_property
    def word_starts(self) -> Array:
        """The places at which `starts` holds, without the end."""
        return np.flatnonzero(self.starts[:-1])


def _points(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)
