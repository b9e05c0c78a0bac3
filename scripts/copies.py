"""Copies of a text as they are found in the world: each edit is one thing that publishers, browsers and archives do to a text."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Record = dict[str, Any]
Edit = Callable[[str, Record, random.Random], str]

_ADDED = (
    "وكانت الجهات المعنية قد أعلنت في وقت سابق أنها ستنشر تفاصيل أخرى عن هذا الموضوع خلال الأيام القليلة المقبلة.",
    "اقرأ أيضا: كل ما تحتاج إلى معرفته عن آخر التطورات في المنطقة وعن الأسواق والطقس.",
)
_HEADER = "الرئيسية | سياسة | اقتصاد | رياضة\nآخر تحديث: منذ ساعتين\n\n"
_FOOTER = "\n\nجميع الحقوق محفوظة\nتابعونا على مواقع التواصل الاجتماعي\n"
_WORD = re.compile(r"[\u0621-\u064A]{3,}")


def spaces(text: str, record: Record, chance: random.Random) -> str:
    """White space of other kinds and numbers; lines end in CR LF, with blank lines between them."""
    del record
    wide = re.sub(" ", lambda _: chance.choice([" ", " ", " ", "  ", "\u00a0", "\t"]), text)
    return re.sub("\n+", lambda _: chance.choice(["\n", "\n\n", " \n", "\n\n\n"]), wide).replace("\n", "\r\n") + "\r\n"


def quotes(text: str, record: Record, chance: random.Random) -> str:
    """Quotation marks of another shape."""
    del record
    opening, closing = chance.choice([("“", "”"), ('"', '"'), ("''", "''"), ("„", "“")])
    return text.replace("«", opening).replace("»", closing)


def dashes(text: str, record: Record, chance: random.Random) -> str:
    """Dashes of another length, dots as one sign."""
    del record
    return re.sub("[-–—]", chance.choice(["-", "–", "—"]), text).replace("...", "…")


def form(text: str, record: Record, chance: random.Random) -> str:
    """Decomposed characters, as some systems store them, or presentation forms, as PDF files give them."""
    del record
    if chance.random() < 1 / 2:
        return unicodedata.normalize("NFD", text)
    return text.replace("لا", "ﻻ").replace("لأ", "ﻷ").replace("الله", "ﷲ").replace("في", "ﻓﻲ")


def vowels(text: str, record: Record, chance: random.Random) -> str:
    """Vowel signs in some words, tatweel in some."""
    del record

    def signed(match: re.Match[str]) -> str:
        at = chance.randrange(1, len(match[0]))
        return match[0][:at] + chance.choice(["", "", "", "َ", "ُ", "ّ", "ـ"]) + match[0][at:]

    return _WORD.sub(signed, text)


def bidi(text: str, record: Record, chance: random.Random) -> str:
    """Marks of direction around numbers and Latin words, a mark that opens each line."""
    del record, chance
    return "\u200f" + re.sub(r"[0-9A-Za-z][0-9A-Za-z.,%]*", lambda match: f"\u200e{match[0]}\u200f", text).replace("\n", "\n\u200f")


def digits(text: str, record: Record, chance: random.Random) -> str:
    """Digits of another shape."""
    del record
    shape = chance.choice(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789"])
    return "".join(shape[unicodedata.digit(c)] if c in "0123456789٠١٢٣٤٥٦٧٨٩" else c for c in text)


def without_byline(text: str, record: Record, chance: random.Random) -> str:
    """The byline, or the dateline, left out."""
    del chance
    for sentence in reversed(record["sentences"]):
        if sentence["kind"] in ("byline", "dateline"):
            text = text[: sentence["start"]].rstrip() + "\n" + text[sentence["end"] :].lstrip()
    return text


def with_paragraph(text: str, record: Record, chance: random.Random) -> str:
    """A paragraph added between two lines."""
    del record
    lines = text.split("\n")
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(_ADDED))
    return "\n".join(lines)


def framed(text: str, record: Record, chance: random.Random) -> str:
    """What a page has above and below an article."""
    del record, chance
    return _HEADER + text + _FOOTER


def everything(text: str, record: Record, chance: random.Random) -> str:
    """All of the others at once."""
    for edit in (without_byline, with_paragraph, framed, quotes, dashes, digits, vowels, bidi, form, spaces):
        text = edit(text, record, chance)
    return text


def changed_word(text: str, record: Record, chance: random.Random) -> str:
    """One word replaced by another."""
    del record
    words = list(_WORD.finditer(text))
    word = chance.choice(words)
    return text[: word.start()] + chance.choice(words)[0][::-1] + text[word.end() :]


def swapped(text: str, record: Record, chance: random.Random) -> str:
    """Two lines that have changed places."""
    del record
    lines = text.split("\n")
    if len(lines) > 1:
        a, b = chance.sample(range(len(lines)), 2)
        lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def without_line(text: str, record: Record, chance: random.Random) -> str:
    """A line left out."""
    del record
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


#: What happens to a text that stays the same for its readers.
REALISTIC: Mapping[str, Edit] = {
    edit.__name__: edit for edit in (spaces, quotes, dashes, form, vowels, bidi, digits, without_byline, with_paragraph, framed, everything)
}
#: What makes another text of it.
OTHER: Mapping[str, Edit] = {edit.__name__: edit for edit in (changed_word, swapped, without_line)}
