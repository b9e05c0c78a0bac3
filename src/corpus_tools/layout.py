"""Parts of an article, headline, byline, dateline, subheading and body, told from the form of a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import regex

from corpus_tools.languages import Language
from corpus_tools.text import Span

_ENDED: Final = regex.compile(r"[.!?؟…۔:،؛][\"'”’»«›)\]}\p{Cf}]*+\Z")
_ASKED: Final = regex.compile(r"[!?؟][\"'”’»«›)\]}\p{Cf}]*+\Z")
_LINE: Final = regex.compile(r"[^\r\n]*+")
_WORDS: Final = regex.compile(r"[\p{L}\p{M}]+")
_NAME: Final = regex.compile(r"\p{L}[\p{L}\p{M}]*(?: \p{L}[\p{L}\p{M}]*){1,3}(?:[،,] ?\p{L}[\p{L}\p{M} ]*)?")
_STORY: Final = regex.compile(r"([^.!?؟\r\n]{2,80}?)\s?[-–—]\s")
_DIGIT: Final = regex.compile(r"\p{Nd}")

# Lines longer than these, in code points, are no headline, and no dateline or byline.
_HEADLINE: Final = 160
_SHORT: Final = 80
#: How many lines may stand above the body.
_TOP: Final = 4


def _dated(line: str, language: Language) -> bool:
    """Whether a line names a day of a month, or a news agency."""
    words = set(_WORDS.findall(line))
    in_brackets = line.partition("(")[2].partition(")")[0].strip()
    return (_DIGIT.search(line) is not None and not words.isdisjoint(language.months)) or in_brackets in language.agencies


def headline_end(text: str) -> int:
    """
    Return where a headline ends that opens a text whose line breaks are space, or 0.

    It is a first line without a final mark, and the line below it is empty or clearly longer: a line that was broken to fit is
    about as long as the next.
    """
    first = _LINE.match(text, len(text) - len(text.lstrip()))
    if not first or first.end() == len(text) or len(first[0]) > _HEADLINE or _ENDED.search(first[0].rstrip()):
        return 0
    below = _LINE.match(text, first.end() + 1)
    length = len(below[0].strip()) if below else 0
    return first.end() if length == 0 or 4 * len(first[0]) < 3 * length else 0


def dateline_end(text: str, start: int, limit: int, language: Language) -> int:
    """Return where the place, date and agency end that open a story and a dash closes, or `start`."""
    found = _STORY.match(text, start, limit)
    return found.end() if found and _dated(found[1], language) else start


def _kind(line: str, place: int | None, language: Language) -> str:
    """Return the kind of a line from its form; `place` is its number where only headline, byline and dateline stand above it."""
    if place == 0:
        return "headline" if len(line) <= _HEADLINE and (not _ENDED.search(line) or _ASKED.search(line)) else "body"
    if len(line) > _SHORT or _ENDED.search(line):
        return "body"
    if place is None:
        return "subheading"
    if line.partition(" ")[0].strip(":") in language.writers:
        return "byline"
    if _dated(line, language) or " " not in line:
        return "dateline"
    return "byline" if _NAME.fullmatch(line) else "subheading"


def _alone(text: str, sentences: Sequence[Span]) -> Iterator[bool]:
    """Yield for each sentence whether it has its line for itself."""
    gaps = ("\n" in text[before.end : after.start] for before, after in pairwise(sentences))
    breaks = [True, *gaps, True]
    yield from (before and after for before, after in pairwise(breaks))


def kinds(text: str, sentences: Sequence[Span], language: Language) -> list[str]:
    """
    Return the kind of each sentence of an article whose lines are paragraphs, as the form of its line proposes it.

    Only a sentence alone in its line can be anything but body. The first line is the headline unless it ends like a
    sentence; below it stand byline and dateline; a short line without a final mark further down is a subheading.
    """
    if len(sentences) <= 1:
        return ["body"] * len(sentences)
    found: list[str] = []
    at_top = True
    for place, (span, alone) in enumerate(zip(sentences, _alone(text, sentences), strict=True)):
        line = text[span.start : span.end]
        found.append(_kind(line, place if at_top and place < _TOP else None, language) if alone else "body")
        at_top = at_top and found[-1] in ("headline", "byline", "dateline")
    return found
