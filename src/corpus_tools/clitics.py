"""Proclitics: the ways in which a surface word might be cut. They are candidates, not an analysis: nothing here knows the word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

from corpus_tools.text import Span

# The places before a word, in their order, with what can stand in each. A vowel written on a letter goes with it.
_MARKS: Final = r"\p{M}*ـ*"
_PLACES: Final = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"[وف]{_MARKS}",  # and, so
        rf"س{_MARKS}(?=[يتنأ])|[بكل]{_MARKS}",  # will, before a verb; by, like, for
        rf"ا{_MARKS}ل{_MARKS}",  # the article
    )
)
_WORD: Final = regex.compile(r"(?:(?!ـ)[\p{L}\p{N}][\p{M}ـ]*){2}")  # the least that must be left


def _cuts(token: str, at: int, places: tuple[regex.Pattern[str], ...]) -> Iterator[tuple[int, ...]]:
    """Yield the places of the cuts, each way of filling or passing over the places before the word."""
    yield ()
    for n, place in enumerate(places):
        found = place.match(token, at)
        if found and _WORD.match(token, found.end()):
            yield from ((found.end(), *rest) for rest in _cuts(token, found.end(), places[n + 1 :]))


def clitic_candidates(token: str) -> list[tuple[Span, ...]]:
    """
    Return the ways to cut proclitics (و ف, ب ل ك س, ال) from a surface word, the whole word first; spans are code points of `token`.

    The parts of each way tile the word, so that an offset in it stays what it was. For the assimilated article of للأمم the word begins at
    the second lam. At least two letters or digits are left.
    """
    ways = sorted(set(_cuts(token, 0, _PLACES)), key=lambda cuts: (len(cuts), cuts))
    return [tuple(Span(*pair) for pair in pairwise((0, *cuts, len(token)))) for cuts in ways]
