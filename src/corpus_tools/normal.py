"""Normal forms of a text, for searching and comparing, with the way back to the text; and what a normal form would change."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex

from corpus_tools.characters import INNER
from corpus_tools.text import Span

#: The search form norm/1: what is written differently and read the same becomes the same. It never replaces a text.
NORM_1: Final = ("nfc", "presentation", "tatweel", "vowels", "controls", "digits")

# What each step changes. Hamza and madda are no vowels; ﷺ and ﷻ are signs of their own; the joiner U+200D builds emoji.
_CHARACTERS: Final = {
    "nfc": r"\p{NFC_QC=No}",
    "presentation": r"\uFB50-\uFBB1\uFBD3-\uFD3D\uFD50-\uFD8F\uFD92-\uFDC7\uFDF0-\uFDF9\uFDFC\uFE70-\uFE74\uFE76-\uFEFC",
    "tatweel": "ـ",
    "vowels": r"\u0610-\u061A\u064B-\u0652\u0656-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED",
    "controls": rf"\u200B\u200C{INNER}",
    "digits": r"\u0660-\u0669\u06F0-\u06F9٫٬",
    "letters": "أإآٱؤئىةکیہھ",
}
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_LETTERS: Final = str.maketrans("أإآٱؤئىةکیہھ", "ااااويي" + "هكيهه")
_PRESENTATION: Final = regex.compile(f"[{_CHARACTERS['presentation']}]")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _without(step: str) -> Callable[[str], str]:
    pattern = regex.compile(f"[{_CHARACTERS[step]}]")
    return lambda text: pattern.sub("", text)


_CHANGES: Final[dict[str, Callable[[str], str]]] = {
    "nfc": _nfc,
    "presentation": lambda text: _PRESENTATION.sub(lambda form: unicodedata.normalize("NFKC", form[0]).strip(), text),
    "tatweel": _without("tatweel"),
    "vowels": _without("vowels"),
    "controls": _without("controls"),
    "digits": lambda text: text.translate(_DIGITS),
    "letters": lambda text: text.translate(_LETTERS),
}
STEPS: Final = tuple(_CHANGES)
# A mark, or what composes with what stands before it; such a one may stand beyond characters that a step leaves out. A run of
# these is looked along from its first only, so that time is linear.
_MARK: Final = r"[\p{M}\p{NFC_QC=Maybe}]"
_LEFT_OUT: Final = rf"ـ\uFE70-\uFE7F{_CHARACTERS['controls']}"
_MARKED: Final = rf"(?:[^{_LEFT_OUT}]|(?<![{_LEFT_OUT}])[{_LEFT_OUT}])(?:{_MARK}|[{_LEFT_OUT}]++(?={_MARK}))++"


class _Edit(NamedTuple):
    """A stretch of the text, and the stretch of its normal form that stands for it."""

    start: int
    end: int
    form_start: int
    form_end: int


@dataclass(frozen=True)
class Normalized:
    """A normal form, and the way back: all that is not an edit stands in the text as it does in the form."""

    text: str
    edits: tuple[_Edit, ...]

    def original(self, start: int, end: int) -> Span:
        """
        Return the span of the original text that a span of the form stands for, both in code points.

        Where one edit made several characters of one, or one of several, it is never cut: the span holds all of it.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}:{end}] lies outside a form of {len(self.text)} code points")
        first = bisect_right(self.edits, start, key=lambda edit: edit.form_start) - 1
        last = bisect_left(self.edits, end, key=lambda edit: edit.form_start) - 1
        return Span(self._start(first, start), max(self._start(first, start), self._end(last, end)))

    def place(self, offset: int) -> int | None:
        """Return where an offset of the original text stands in the form, both in code points; None inside an edit."""
        n = bisect_left(self.edits, offset, key=lambda edit: edit.start) - 1
        if n < 0:
            return offset
        edit = self.edits[n]
        return None if offset < edit.end else edit.form_end + offset - edit.end

    def _start(self, n: int, place: int) -> int:
        if n < 0:
            return place
        edit = self.edits[n]
        return edit.start if place < edit.form_end else edit.end + place - edit.form_end

    def _end(self, n: int, place: int) -> int:
        if n < 0:
            return place
        edit = self.edits[n]
        return edit.end if place <= edit.form_end else edit.end + place - edit.form_end


@cache
def _stretches(steps: tuple[str, ...]) -> regex.Pattern[str]:
    """Return what finds the stretches that the steps may change, each with the marks on it: they are composed together or not at all."""
    unknown = [step for step in steps if step not in STEPS]
    if unknown:
        raise ValueError(f"no step {unknown[0]!r}; there are {', '.join(STEPS)}")
    return regex.compile(rf"{_MARKED}|[{''.join(_CHARACTERS[step] for step in steps)}]")


@lru_cache(maxsize=1 << 16)
def _form(stretch: str, steps: tuple[str, ...]) -> str:
    for step in steps:
        stretch = _CHANGES[step](stretch)
    return _nfc(stretch) if "nfc" in steps else stretch


def normalize(text: str, steps: Iterable[str] = NORM_1) -> Normalized:
    """
    Return the normal form of a text by these steps, with the way back.

    `nfc`; `presentation` forms to letters; `tatweel`, `vowels` and invisible `controls` left out; Arabic `digits` to European ones;
    and, not in norm/1, variants of `letters` to one. Raises ValueError for a step that does not exist.
    """
    wanted = tuple(steps)
    pieces: list[str] = []
    edits: list[_Edit] = []
    at = length = 0
    for found in _stretches(wanted).finditer(text):
        form = _form(found[0], wanted)
        if form == found[0]:
            continue
        length += found.start() - at
        edits.append(_Edit(found.start(), found.end(), length, length + len(form)))
        pieces += (text[at : found.start()], form)
        at, length = found.end(), length + len(form)
    return Normalized("".join([*pieces, text[at:]]), tuple(edits))


class Finding(NamedTuple):
    """A stretch of the text that a step would change: code points of the text."""

    step: str
    span: Span


def findings(text: str, steps: Iterable[str] = NORM_1) -> Iterator[Finding]:
    """Yield each stretch that a step would change if it were the only one, step by step, in order."""
    for step in steps:
        yield from (Finding(step, Span(edit.start, edit.end)) for edit in normalize(text, (step,)).edits)
