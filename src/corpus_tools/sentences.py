"""Sentences of running text, as spans that tile it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

import regex

from corpus_tools.boundaries import Candidate, Conventions, candidates, end_at
from corpus_tools.brackets import around, brackets
from corpus_tools.characters import SPACE
from corpus_tools.languages import language as language_of
from corpus_tools.layout import dateline_end, headline_end
from corpus_tools.text import Span

Newline = Literal["hard", "paragraph", "soft"]

_BREAK: Final = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_BREAKS: Final = {
    "hard": regex.compile(_BREAK),
    "paragraph": regex.compile(rf"{_BREAK}[ \t\u00A0]*+{_BREAK}|\u2029"),
    "soft": regex.compile(r"(?!)"),
}
_CANDIDATES: Final = {False: candidates(""), True: candidates("؛;")}
_SPACES: Final = regex.compile(rf"[{SPACE}]*+")
_SEEN: Final = regex.compile(r"[\p{L}\p{N}]")


def _units(text: str, conventions: Conventions) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the lines or paragraphs that no sentence crosses."""
    start = headline_end(text) if conventions.headlines and conventions.newline != "hard" else 0
    if start:
        yield 0, start
    for found in _BREAKS[conventions.newline].finditer(text, start):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _skip(text: str, place: int, limit: int) -> int:
    """Return the first place from `place` on that is not space, or the limit."""
    found = _SPACES.match(text, place, limit)
    return found.end() if found else place


def _seen(text: str, place: int, limit: int) -> int:
    """Return the place of the first letter or digit, or the limit."""
    found = _SEEN.search(text, place, limit)
    return found.start() if found else limit


def _gaps(text: str, begin: int, limit: int, conventions: Conventions) -> Iterator[tuple[int, int]]:
    """
    Yield the end of each sentence of a line or paragraph but the last, and the beginning of the next.

    What holds no letter and no digit is no sentence.
    """
    pairs = brackets(text, begin, limit) if conventions.brackets else []
    first_seen = _seen(text, begin, limit)
    for found in _CANDIDATES[conventions.semicolon].finditer(text, begin, limit):
        if found.start() < first_seen:
            continue
        following = _skip(text, found.end(), limit)
        if following == limit:
            return
        at = Candidate(text, begin, found, following, limit, bracket=around(pairs, found.start()))
        if (end := end_at(at, conventions)) is not None:
            begin = following if end == at.end else _skip(text, end, limit)
            first_seen = _seen(text, begin, limit)
            yield end, begin


def _sentences(text: str, start: int, limit: int, conventions: Conventions) -> Iterator[Span]:
    """Yield the sentences of a line or paragraph. Signs left over at its end belong to the last."""
    begin = _skip(text, start, limit)
    limit = begin + len(text[begin:limit].rstrip())
    if conventions.datelines and (end := dateline_end(text, begin, limit, conventions.language)) > begin:
        yield Span(begin, begin + len(text[begin:end].rstrip()))
        begin = _skip(text, end, limit)
    last: Span | None = None
    for end, after in _gaps(text, begin, limit, conventions):
        if last:
            yield last
        last, begin = Span(begin, end), after
    if last and _seen(text, begin, limit) == limit:
        last, begin = Span(last.start, limit), limit
    if last:
        yield last
    if begin < limit:
        yield Span(begin, limit)


@cache
def _conventions(language: str, newline: str, abbreviations: frozenset[str], *flags: tuple[str, bool]) -> Conventions:
    if newline not in _BREAKS:
        raise ValueError(f"newline is {newline!r}; it can be {', '.join(map(repr, _BREAKS))}")
    return Conventions(language_of(language).with_abbreviations(abbreviations), newline, **dict(flags))


def segment(
    text: str,
    language: str = "ar",
    *,
    newline: Newline = "hard",
    semicolon: bool = False,
    ellipsis: bool = False,
    attribution: bool = True,
    brackets: bool = True,
    headlines: bool = False,
    datelines: bool = False,
    abbreviations: Iterable[str] = (),
) -> list[Span]:
    """
    Return the sentences of a text, in order: code points, without the space at their edges, every other character in exactly one.

    `language` is a BCP 47 tag. `newline` says what a line break is: "hard", the end of a sentence; "paragraph", only a blank line is;
    "soft", space. `semicolon` and `ellipsis` make ؛ and ... end a sentence. `attribution` keeps «متى نصل؟» سألت in one, `brackets` what
    stands in short brackets. Where line breaks are space, `headlines` makes a headline a sentence, and `datelines` does so for
    the place and agency that open a story. `abbreviations` are more words whose full stop ends none.

    Raises ValueError for a `newline` that is none of these.
    """
    flags = {"semicolon": semicolon, "ellipsis": ellipsis, "attribution": attribution, "brackets": brackets}
    conventions = _conventions(
        language, newline, frozenset(abbreviations), *flags.items(), ("headlines", headlines), ("datelines", datelines)
    )
    return [span for start, limit in _units(text, conventions) for span in _sentences(text, start, limit, conventions)]
