"""The search form of a word, and the table by which a browser makes the same one."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

from corpus_tools.normal import NORM_1, normalize

_LETTERS = ("letters",)


@cache
def folded(word: str) -> str:
    """
    Return the search form of a word: norm/1, with the variants of a letter (أ إ آ, ة, ى, ...) as one, in lower case.

    What a browser does by `fold_table` is the same: NFC, each character replaced, NFC, each letter replaced, lower case.
    """
    return normalize(normalize(word, NORM_1).text, _LETTERS).text.lower()


def _changed(steps: Iterable[str]) -> dict[str, str]:
    """Return what becomes of every single character that the steps change, NFC apart."""
    every = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000 and chr(point) != "\n"]  # noqa: PLR2004  surrogates
    forms = normalize("\n".join(every), steps).text.split("\n")
    changed = ((c, form) for c, form in zip(every, forms, strict=True) if form != c)
    return {c: form for c, form in changed if form != unicodedata.normalize("NFC", c)}


@cache
def fold_table() -> dict[str, dict[str, str]]:
    """Return what becomes of single characters: in `characters` by norm/1, in `letters` after it."""
    return {"characters": _changed(NORM_1), "letters": _changed(_LETTERS)}
