"""Words with their offsets."""

from __future__ import annotations

from typing import Any

import numpy as np
import regex

Array = np.ndarray[Any, np.dtype[Any]]

# A word is letters, digits, combining marks and joiners; , and . stay in it only between digits. Anything else that
# is not white space is a token by itself. Bidi controls at the edge of a word belong to no token.
_TOKEN = regex.compile(
    r"""
      https?://[^\s،؛"“”«»()\[\]]+                       # web address
    | [\p{L}\p{N}._+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+  # e-mail address
    | [#@][\p{L}\p{N}_\p{M}]+                             # hashtag, handle
    | (?:[\p{L}\p{N}\p{M}_\u200C\u200D]|(?<=\p{N})[.,٫٬](?=\p{N}))+
    | \.{2,}|…+                                           # ellipsis
    | [\p{So}\p{Sk}\u200D\uFE0F]+                         # emoji and their joiners
    | [^\s\p{Cf}]                                         # any other character
    """,
    regex.VERBOSE,
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the tokens between two code points as (start, end) pairs, in order."""
    return [match.span() for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]


def token_bounds(text: str) -> tuple[Array, Array]:
    """Return starts and ends of the tokens of a long text, as tokenize() has them."""
    found = np.array(tokenize(text), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
