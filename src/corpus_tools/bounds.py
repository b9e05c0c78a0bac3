"""Bounds of tokens in bulk: what the expression in `tokens` finds, by arrays instead of one match after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import regex

from corpus_tools.characters import INNER, JOIN, SPACE, WORD

Codes = np.ndarray[Any, np.dtype[np.uint8]]
Tokenize = Callable[[str, int, int], Sequence[tuple[int, int]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]

_IN_WORD: Final = 0x80  # joins with a neighbour that has this bit too
_TOKEN: Final = 0x40  # is part of a token; one below the bit _IN_WORD, on which the arithmetic in _edges rests
_LOOK: Final = 0x20  # what it is depends on its neighbours; such a character has a case in _looked_at
_UNKNOWN: Final = 0x1F  # not yet looked up

# The kinds of characters: bits, and a number. The first pattern that matches a character gives its kind.
_SPACE: Final = 0
_VOID: Final = 1
_JOIN: Final = _LOOK | 2
_INNER: Final = _LOOK | 3
_DOT: Final = _TOKEN | _LOOK | 4
_COMMA: Final = _TOKEN | _LOOK | 5
_ELLIPSIS: Final = _TOKEN | _LOOK | 6
_APOSTROPHE: Final = _TOKEN | _LOOK | 7
_SLASH: Final = _TOKEN | _LOOK | 8
_SPECIAL: Final = _TOKEN | _LOOK | 9
_COLON: Final = _TOKEN | 10
_OTHER: Final = _TOKEN | 11
_LETTER: Final = _IN_WORD | _TOKEN | 12
_LATIN: Final = _IN_WORD | _TOKEN | 13
_DIGIT: Final = _IN_WORD | _TOKEN | 14
_MARK: Final = _IN_WORD | _TOKEN | _LOOK | 15
_TATWEEL: Final = _IN_WORD | _TOKEN | _LOOK | 16
_PLAIN: Final = (_LETTER, _LATIN, _DIGIT, _MARK)  # in a word, whatever stands beside
_KINDS: Final = (
    (_SPACE, rf"[{SPACE}]"),
    (_JOIN, rf"[{JOIN}]"),
    (_INNER, rf"[{INNER}]"),
    (_TATWEEL, "ـ"),
    (_DOT, r"\."),
    (_COMMA, "[,٫٬،]"),
    (_ELLIPSIS, "…"),
    (_APOSTROPHE, "['’]"),
    (_SLASH, "/"),
    (_COLON, ":"),
    (_SPECIAL, r"[@#＃\p{So}]"),
    (_MARK, r"\p{M}"),
    (_DIGIT, r"\p{Nd}"),
    (_LATIN, r"\p{Latin}"),
    (_LETTER, rf"[{WORD}]"),
    (_VOID, r"\p{Cf}"),
    (_OTHER, "."),
)
_KIND: Final = regex.compile("|".join(f"({pattern})" for _, pattern in _KINDS), regex.DOTALL | regex.VERSION1)
_GAP: Final = regex.compile(rf"[{SPACE}]")
_BLOCK: Final = 1 << 17  # characters worked on at once: few enough to stay in the processor's cache


@cache
def _table() -> Codes:
    return np.full(0x110000, _UNKNOWN, np.uint8)


def _kind(code_point: int) -> int:
    match = _KIND.match(chr(code_point))
    return _KINDS[match.lastindex - 1][0] if match and match.lastindex else _OTHER


def _kinds(text: str) -> Codes:
    """Return the kind of each character, between one space before the first and one after the last."""
    code_points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = np.zeros(len(text) + 2, np.uint8)
    np.take(_table(), code_points, out=kinds[1:-1], mode="clip")
    new = np.unique(code_points[kinds[1:-1] == _UNKNOWN])
    if len(new):
        _table()[new] = [_kind(c) for c in new.tolist()]
        np.take(_table(), code_points, out=kinds[1:-1], mode="clip")
    return kinds


def _in(kinds: Codes, *wanted: int) -> Flags:
    found: Flags = kinds == wanted[0]
    for kind in wanted[1:]:
        found |= kinds == kind
    return found


def _looked_at(kinds: Codes) -> Places:
    """
    Settle in `kinds` the characters that depend on their neighbours; return the places of those that arrays cannot settle.

    Commas and points between digits, joiners and marks of direction between letters become part of the word. What may belong to an
    address, a name with @ or #, a symbol, an ellipsis, and a tatweel or a joiner at an edge, is left to the expression.
    """
    places = np.flatnonzero((kinds & _LOOK) != 0)
    before, kind, after = kinds[places - 1], kinds[places], kinds[places + 1]
    plain_before, plain_after = _in(before, *_PLAIN), _in(after, *_PLAIN)
    number = _in(kind, _DOT, _COMMA) & (before == _DIGIT) & (after == _DIGIT)
    joint = _in(kind, _JOIN, _INNER) & plain_before & plain_after
    address = (kind == _DOT) & ((after == _LATIN) | ((before == _LATIN) & (after != _SPACE)))
    unclear = address | (kind == _SPECIAL) | ((kind == _SLASH) & (before == _COLON))
    unclear |= _in(kind, _DOT, _ELLIPSIS) & (before == kind)
    unclear |= (kind == _APOSTROPHE) & (before == _LATIN) & (after == _LATIN)
    unclear |= (kind == _TATWEEL) & ~((plain_before | (before == _TATWEEL)) & (plain_after | (after == _TATWEEL)))
    unclear |= (kind == _MARK) & (before & (_IN_WORD | _TOKEN) == _TOKEN)
    unclear |= _in(kind, _JOIN, _INNER) & ~joint
    kinds[places[number | joint]] = _LETTER
    left: Places = places[unclear]
    return left


def _edges(kinds: Codes) -> tuple[Places, Places]:
    """Return the starts and ends of tokens: a token goes on only where both neighbours are in a word."""
    goes_on = (kinds[:-1] & kinds[1:]) >> 1
    # As truth values, of which NumPy finds the places three times as fast as of numbers.
    starts = (kinds[1:] & ~goes_on & _TOKEN) != 0
    ends = (kinds[:-1] & ~goes_on & _TOKEN) != 0
    return np.flatnonzero(starts[:-1]), np.flatnonzero(ends[1:]) + 1


def _chunks(kinds: Codes, places: Places) -> tuple[Places, Places]:
    """Return the starts and ends of the stretches without space in which the places lie."""
    spaces = np.flatnonzero(kinds == _SPACE)
    after = np.unique(np.searchsorted(spaces, places))
    return spaces[after - 1], spaces[after] - 1


def _without(bounds: tuple[Places, Places], chunks: tuple[Places, Places]) -> tuple[Places, Places]:
    """Return the bounds of the tokens outside the chunks."""
    depth = np.zeros(len(bounds[0]) + 1, np.int64)
    np.add.at(depth, np.searchsorted(bounds[0], chunks[0]), 1)
    np.add.at(depth, np.searchsorted(bounds[0], chunks[1]), -1)
    outside = np.cumsum(depth[:-1]) == 0
    return bounds[0][outside], bounds[1][outside]


def _block_bounds(text: str, tokenize: Tokenize) -> tuple[Places, Places]:
    kinds = _kinds(text)
    unclear = _looked_at(kinds)
    bounds = _edges(kinds)
    if not len(unclear):
        return bounds
    chunks = _chunks(kinds, unclear)
    pairs = zip(chunks[0].tolist(), chunks[1].tolist(), strict=True)
    found = np.array([span for start, end in pairs for span in tokenize(text, start, end)], np.int64).reshape(-1, 2)
    starts, ends = (np.concatenate([a, b]) for a, b in zip(_without(bounds, chunks), found.T, strict=True))
    return np.sort(starts, kind="stable"), np.sort(ends, kind="stable")


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of blocks that end where the text does, or at a space."""
    start = 0
    while start < len(text):
        gap = _GAP.search(text, start + _BLOCK)
        end = gap.start() if gap else len(text)
        yield start, end
        start = end


def bounds(text: str, tokenize: Tokenize) -> tuple[Places, Places]:
    """Return the starts and ends of the tokens of a text, in code points; `tokenize` finds those of an unclear stretch of it."""
    parts = [(start, _block_bounds(text[start:end], tokenize)) for start, end in _blocks(text)]
    starts = [start + found[0] for start, found in parts]
    ends = [start + found[1] for start, found in parts]
    empty = np.zeros(0, np.int64)
    return np.concatenate([empty, *starts]), np.concatenate([empty, *ends])
