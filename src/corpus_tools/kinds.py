"""What kind of character a code point is: flags that a table gives for millions of them at once."""

from __future__ import annotations

import unicodedata
from enum import IntFlag
from typing import Any

import numpy as np
import regex

Array = np.ndarray[Any, np.dtype[Any]]


class Kind(IntFlag):
    """The flags. KNOWN is set for every character that the table has met."""

    KNOWN = 1
    SPACE = 2
    WORD = 4  # letter, number or mark
    ALPHANUMERIC = 8  # letter or number: what runs of words are compared by
    OPENS = 16  # punctuation that no span begins with
    CLOSES = 32  # punctuation that no span ends with
    INVISIBLE_FIRST = 64
    INVISIBLE_LAST = 128
    CONTINUES = 256  # may go on a grapheme cluster
    JOINS = 512  # may draw the next character into its grapheme cluster
    BIDI_OPENER = 1024
    BIDI_CLOSER = 2048
    PRESENTATION_FORM = 4096
    BYTE_ORDER_MARK = 8192
    CONTROL = 16384
    PERSIAN_LETTER = 32768
    LATIN_DIGIT = 65536
    ARABIC_INDIC_DIGIT = 131072
    EXTENDED_ARABIC_INDIC_DIGIT = 262144
    REPLACEMENT = 524288
    TATWEEL = 1048576
    PROCLITIC = 2097152  # a letter that is a word by itself, written together with the next, before an article too
    PREFIX = 4194304  # any letter that is written together with the word behind it


_PATTERNS = {
    kind: regex.compile(pattern, regex.V1)
    for kind, pattern in {
        Kind.SPACE: r"\s",
        Kind.WORD: r"[\p{L}\p{N}\p{M}]",
        Kind.ALPHANUMERIC: r"[\p{L}\p{N}]",
        Kind.OPENS: r"[،؛؟!:.,;?)»”\]]",
        Kind.CLOSES: r"[،؛؟!:,;?(«“\[]",
        Kind.INVISIBLE_FIRST: r"[\u200B-\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF]",
        Kind.INVISIBLE_LAST: r"[\u200B\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF]",
        Kind.CONTINUES: r"[\p{M}\p{GCB=EX}\p{GCB=SM}\p{GCB=ZWJ}\p{GCB=V}\p{GCB=T}]",
        Kind.JOINS: r"[\p{GCB=ZWJ}\p{GCB=PP}\p{GCB=RI}\p{GCB=L}\p{GCB=CR}]",
        Kind.BIDI_OPENER: r"[\u202A\u202B\u202D\u202E\u2066-\u2068]",
        Kind.BIDI_CLOSER: r"[\u202C\u2069]",
        Kind.PRESENTATION_FORM: r"[\uFB50-\uFDFF\uFE70-\uFEFC]",
        Kind.BYTE_ORDER_MARK: r"\uFEFF",
        Kind.CONTROL: r"[\p{Cc}--[\n\t]]",
        Kind.PERSIAN_LETTER: r"[\u06A9\u06CC\u06C1\u06BE]",
        Kind.LATIN_DIGIT: r"[0-9]",
        Kind.ARABIC_INDIC_DIGIT: r"[\u0660-\u0669]",
        Kind.EXTENDED_ARABIC_INDIC_DIGIT: r"[\u06F0-\u06F9]",
        Kind.REPLACEMENT: r"\uFFFD",
        Kind.TATWEEL: r"\u0640",
        Kind.PROCLITIC: r"[وفبك]",
        Kind.PREFIX: r"[وفبلكسأ]",
    }.items()
}
_VIRAMA = 9  # the combining class of signs that bind two consonants into one cluster

_table = np.zeros(0x110000, np.uint32)


def _kinds(character: str) -> Kind:
    found = Kind.KNOWN
    for kind, pattern in _PATTERNS.items():
        if pattern.match(character):
            found |= kind
    return found | Kind.JOINS if unicodedata.combining(character) == _VIRAMA else found


def kinds_of(points: Array) -> Array:
    """Return the flags (uint32) of each code point."""
    found = _table[points]
    if not found.all():
        # Some hundred different characters occur in a corpus; each is looked at once, when it comes up.
        for point in np.unique(points[found == 0]).tolist():
            _table[point] = _kinds(chr(point))
        found = _table[points]
    return found
