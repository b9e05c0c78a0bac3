"""Short brackets of a text, in which no sentence ends."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import regex

#: A bracket longer than this, in code points, was probably never closed.
LONGEST: Final = 300

# In text that was stored in visual order a pair looks like )this(. Which side a sign is on shows from its neighbours, and only
# from them, so that one stray bracket spoils nothing else.
_OPENING: Final = regex.compile(r"(?<!\S)[)\]](?=[\p{L}\p{N}])|[(\[](?!(?<=\S.)(?:[\s.،؛:]|\Z))")
_SIGN: Final = regex.compile(r"[()\[\]]")
_KIND: Final = {"(": "round", ")": "round", "[": "square", "]": "square"}

Bracket = tuple[int, int]


def brackets(text: str, start: int, limit: int) -> list[Bracket]:
    """Return the outermost pairs of at most LONGEST code points, as offsets of both signs, in order."""
    pairs: list[Bracket] = []
    opened: dict[str, list[int]] = {"round": [], "square": []}
    for sign in _SIGN.finditer(text, start, limit):
        place, waiting = sign.start(), opened[_KIND[sign[0]]]
        if _OPENING.match(text, place, limit):
            waiting.append(place)
        elif waiting and place - (first := waiting.pop()) <= LONGEST:
            while pairs and pairs[-1][0] > first:
                pairs.pop()
            pairs.append((first, place))
    return pairs


def around(pairs: list[Bracket], place: int) -> Bracket | None:
    """Return the pair in which a place lies, or None."""
    n = bisect_right(pairs, (place, place)) - 1
    return pairs[n] if n >= 0 and place < pairs[n][1] else None
