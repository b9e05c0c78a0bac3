"""The head word of a span, which the data model does not store: found by position and language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial

from corpus_tools.score.matching import Span

Head = Callable[[Span], int]

# Languages whose noun phrases begin with their noun, give or take an article; in others it is taken to end them.
HEAD_FIRST = ("ar", "fa", "he", "ms", "id", "vi")


def _word_start(text: str, place: int) -> int:
    while place > 0 and (text[place - 1].isalnum() or unicodedata.category(text[place - 1])[0] == "M"):
        place -= 1
    return place


def _first(text: str | None, span: Span) -> int:
    return _word_start(text, span[0]) if text is not None and span[0] < len(text) else span[0]


def _last(text: str | None, span: Span) -> int:
    last = span[-1] - 1
    return _word_start(text, last) if text is not None and 0 <= last < len(text) else last


def head_finder(text: str | None, language: str | None, which: str | None = None) -> Head:
    """
    Return the function from a span to the code point at which its head word begins.

    The head is the word of the first code point ("first") or of the last ("last"); without `which`, the first in the
    languages of HEAD_FIRST. A word is letters, digits and marks, so a proclitic belongs to the word it is written
    with. Without a text the head is that code point itself, which is stricter.
    """
    known = (language or "").split("-")[0] in HEAD_FIRST
    first = known if which is None else which == "first"
    return partial(_first if first else _last, text)
