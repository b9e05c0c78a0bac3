"""Boundaries of sentences: where one may end, and the reasons for which it goes on all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import regex

from corpus_tools.brackets import Bracket
from corpus_tools.languages import Language

# Nothing looks further around a candidate than this, in code points: it is what keeps time linear.
WINDOW: Final = 64

_STOPS: Final = frozenset(".۔")
_QUESTIONS: Final = frozenset("!?؟‼⁇⁈⁉⸮")
_FULL_WIDTH: Final = frozenset("。！？｡")  # of scripts that put no space after a mark
_QUOTES: Final = frozenset("\"'”’»«›")
_CONTROL: Final = r"\u061C\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFE0E\uFE0F\uFEFF"
_MARKS: Final = r".!?؟…۔‼⁇⁈⁉؞⸮।॥。！？｡"
_CLOSING: Final = rf"(?:[{_CONTROL}]*+[\"'”’»«›)\]}}]|[{_CONTROL}])*+"


def candidates(more_marks: str) -> regex.Pattern[str]:
    """
    Return the expression for all that a sentence may end with.

    Group 1 is a run of marks; closing quotes and brackets belong to it, notes such as [12], and a guillemet set off by a
    space, as in French.
    """
    marks = rf"[{_MARKS}{more_marks}]++"
    return regex.compile(rf"({marks}){_CLOSING}(?:[ \u00A0\u202F]»(?=[\s.،؛]|\Z))?+(?:\[\p{{Nd}}{{1,3}}\])*+")


@dataclass(frozen=True)
class Conventions:
    """What ends a sentence: the language, and what its text may be asked to mean."""

    language: Language
    newline: str = "hard"
    semicolon: bool = False
    ellipsis: bool = False
    attribution: bool = True
    brackets: bool = True
    headlines: bool = False
    datelines: bool = False


_INVISIBLE: Final = regex.compile(rf"[\p{{M}}ـ{_CONTROL}]")
_OPENING: Final = "([{«“‘\"'»<"
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}ـ\u200C\u200D]+")


def bare(word: str) -> str:
    """Return a word without vowels, tatweel and invisible characters, as the tables of a language have it."""
    return word if word.isalpha() and "ـ" not in word else _INVISIBLE.sub("", word)


class Candidate:
    """
    A place where a sentence may end, and what stands around it; all offsets are code points of `text`.

    The sentence began at `begin`; the marks stand at start:stop, closing marks up to `end`; `next` is the next character that is
    not space, `limit` the end of the line or paragraph. `bracket` is the short bracket around it.
    """

    __slots__ = ("_words", "before", "begin", "bracket", "closing", "end", "limit", "marks", "next", "start", "stop", "text")

    def __init__(self, text: str, begin: int, found: regex.Match[str], next: int, limit: int, *, bracket: Bracket | None) -> None:
        self.text, self.begin, self.next, self.limit, self.bracket = text, begin, next, limit, bracket
        self.start, self.stop = found.span(1)
        self.end = found.end()
        self.marks = found[1]
        self.closing = text[self.stop : self.end]
        #: The text before the marks, of this sentence, as far as anyone looks.
        self.before = text[max(begin, self.start - WINDOW) : self.start]
        self._words: list[str] = []

    @property
    def after(self) -> str:
        """The text from the next character on, as far as anyone looks."""
        return self.text[self.next : min(self.limit, self.next + WINDOW)]

    @property
    def next_character(self) -> str:
        return self.text[self.next : self.next + 1]

    @property
    def is_stop(self) -> bool:
        """Whether it is one full stop with nothing behind it, as an abbreviation has it."""
        return self.marks in _STOPS and (not self.closing or not bare(self.closing))

    @property
    def is_quoted(self) -> bool:
        return self.closing != "" and not _QUOTES.isdisjoint(self.closing)

    @property
    def words(self) -> list[str]:
        """The word before the marks and the one before that, bare; an empty one where there is none."""
        if not self._words:
            found = [bare(word).lstrip(_OPENING) for word in reversed(self.before.rsplit(None, 2)[-2:])]
            self._words = [*found, "", ""]
        return self._words

    @property
    def word(self) -> str:
        return self.words[0]

    @property
    def previous(self) -> str:
        return self.words[1].rstrip(".۔")

    @property
    def following(self) -> str:
        """The next word, bare."""
        found = _WORD.search(self.text, self.next, min(self.limit, self.next + WINDOW))
        return bare(found[0]) if found else ""


# ------------------------------------------------------------------------------- reasons that hold for every mark
# A reason says why the sentence goes on. Each is asked in turn, and one is enough.

_FLOATING: Final = regex.compile(r"[،؛,;:.!?؟…]|[)\]}](?!\p{L})|[»”’›](?![\p{L}\p{N}])")


def _goes_on_with_punctuation(at: Candidate, _: Conventions) -> bool:
    """أين المفتاح؟، ثم: what stands next begins no sentence. A bracket or guillemet before a letter is mirrored, and does."""
    return _FLOATING.match(at.text, at.next, min(at.next + 2, at.limit)) is not None


def _is_ellipsis(at: Candidate, conventions: Conventions) -> bool:
    """كنت أظن... لا أدري: three dots end a sentence in a third of the cases only. Two dots do end one."""
    if conventions.ellipsis or at.marks.strip(".…"):
        return False
    return len(at.marks) >= len("...") or "…" in at.marks or (at.marks == "." and at.before.endswith(". . "))


def _stands_alone(at: Candidate, _: Conventions) -> bool:
    """خبير(!) في: a mark alone in brackets or quotes comments on a word."""
    before = at.before.rstrip()[-1:]
    return before != "" and (before in "([{" or (before in '«“"' and at.is_quoted))


def _is_inside_bracket(at: Candidate, _: Conventions) -> bool:
    """عاد (وصل فجرا. كان متعبا) إلى أهله: a bracket is one piece, and a question in it is not the sentence's."""
    if at.bracket is None:
        return False
    opened, closed = at.bracket
    return closed >= at.end or (opened > at.begin and not _QUESTIONS.isdisjoint(at.marks))


_SHORT: Final = 12
_ENUMERATOR: Final = regex.compile(r"[-–—•*·▪◦]?\s{0,2}[(\[]?(?:\p{Nd}{1,2}(?:[.٫-]\p{Nd}{1,2})*|\p{L}|[ivxIVX]{1,4})[)\]]?")


def _is_enumerator(at: Candidate, _: Conventions) -> bool:
    """1. نظّف الطاولة: a number or letter at the very start counts."""
    return at.start - at.begin <= _SHORT and _ENUMERATOR.fullmatch(at.text, at.begin, at.start) is not None


_PRONOUNS: Final = ("هما", "ها", "هم", "هن", "ني", "نا", "ه")


def _is_said(word: str, verbs: frozenset[str]) -> bool:
    return word in verbs or any(word.removesuffix(pronoun) in verbs for pronoun in _PRONOUNS)


def _opens(at: Candidate, phrases: frozenset[str]) -> bool:
    """Whether what follows begins with one of these phrases, which have three words at most."""
    words = bare(at.after).split(maxsplit=3)
    return not phrases.isdisjoint(" ".join(words[:length]) for length in (1, 2, 3))


def _goes_on_with_speaker(at: Candidate, conventions: Conventions) -> bool:
    """«متى نصل؟» سألت الطفلة: who said it belongs to what was said. Not with و, and not رد or أجاب: they begin a new turn."""
    if not (at.is_quoted and conventions.attribution):
        return False
    asked = not _QUESTIONS.isdisjoint(at.marks) and _is_said(at.following, conventions.language.speech)
    return asked or _opens(at, conventions.language.sources)


def _is_marked_name(at: Candidate, conventions: Conventions) -> bool:
    """شركة ياهو! الأمريكية: some names are written with a mark."""
    return at.marks == "!" and any(at.word.endswith(name) for name in conventions.language.marked_names)


def _goes_on_in_small_letters(at: Candidate, _: Conventions) -> bool:
    """Approx. half, or "Why?" he asked: in scripts with capitals a small letter begins no sentence."""
    return at.next_character.islower() and (at.is_quoted or (at.is_stop and at.word[-1:].isascii()))


# ------------------------------------------------------------------------------------ reasons against a full stop

_DOTTED: Final = regex.compile(r"و?(?:\p{L}\.)+\p{L}")
_MEASURE: Final = regex.compile(r"(.*\p{Nd})(\p{L}+)")
_DAY: Final = regex.compile(r"\p{Nd}{1,2}")
_MONTH_AND_YEAR: Final = regex.compile(r"\p{Nd}{1,2}\s?\.\s?\p{Nd}{2,4}")
_YEAR: Final = regex.compile(r"\p{Nd}{4}")
_ITEM: Final = regex.compile(r"(?<!\S)(\p{Nd}{1,2})\.\s")


def _is_number(word: str) -> bool:
    """Whether a word ends in a digit, as 1187 and و1187 do."""
    return word[-1:].isdecimal()


def _goes_on_in_latin(at: Candidate) -> bool:
    return at.next_character.isascii() and at.next_character.isalnum()


def _is_abbreviation(at: Candidate, conventions: Conventions) -> bool:
    """أ.د. نادية, Dr. سليم, No. 5: from the tables. Inc. and Jr. are in none: the letter that follows decides."""
    language, word = conventions.language, at.word
    words = {word, language.without_conjunction(word)}
    if not words.isdisjoint(language.titles):
        return True
    if word in language.numbered:
        return at.next_character.isdigit()
    return not words.isdisjoint(language.abbreviations) and (not word.isascii() or _goes_on_in_latin(at))


def _is_dotted(at: Candidate, _: Conventions) -> bool:
    """ق.م. or ش.م.م. is an abbreviation; so is U.S. before more Latin letters."""
    return _DOTTED.fullmatch(at.word) is not None and (not at.word.isascii() or _goes_on_in_latin(at))


def _is_letter(at: Candidate, conventions: Conventions) -> bool:
    """د. سليم, ص. 45, J. Smith. But سنة 1187 م. ends a sentence, and so does فيتامين د."""
    language, word = conventions.language, at.word
    letter = word[1:] if word[1:] in language.letters and word[0] in language.conjunctions else word
    if len(letter) != 1 or not letter.isalpha() or at.previous in language.labels:
        return False
    if letter in language.eras and _is_number(at.previous):
        return _goes_on_measuring(at, language)
    if letter.isupper() or letter.islower():
        return at.next_character.isupper() if not letter.isascii() else _goes_on_in_latin(at)
    return True


def _goes_on_measuring(at: Candidate, language: Language) -> bool:
    return at.following in language.distances and not _opens(at, language.openers)


def _is_unit(at: Candidate, conventions: Conventions) -> bool:
    """12 كم. من المركز: a unit after a number, before a word of distance. لكم. is no unit."""
    if not _goes_on_measuring(at, conventions.language):
        return False
    glued = _MEASURE.fullmatch(at.word)
    number, unit = glued.groups() if glued else (at.previous, at.word)
    return unit in conventions.language.units and _is_number(number)


def _is_initial(at: Candidate, conventions: Conventions) -> bool:
    """جون إف. هاربر: the name of one Latin letter between names. But بي بي سي. ends a sentence."""
    language = conventions.language
    neighbours = (language.letter_names, language.letter_words, language.labels)
    if at.word not in language.letter_names or any(at.previous in words for words in neighbours):
        return False
    return at.previous.isalpha() and at.following.isalpha() and not at.following.isascii()


def _is_in_date(at: Candidate, _: Conventions) -> bool:
    """12. 5. 2020: a date with spaces."""
    if not _DAY.fullmatch(at.word):
        return False
    if _MONTH_AND_YEAR.match(at.after):
        return True
    return _DAY.fullmatch(at.previous) is not None and f"{at.previous}." in at.before and _YEAR.match(at.after) is not None


def _is_item(at: Candidate, _: Conventions) -> bool:
    """الخطوات: 1. نظّف 2. جفّف: a number that counts on from one before it in the sentence, or from a colon."""
    if not _DAY.fullmatch(at.word):
        return False
    if int(at.word) == 1:
        return at.before[: -len(at.word)].rstrip().endswith(":")
    return any(int(number) == int(at.word) - 1 for number in _ITEM.findall(at.before))


# -------------------------------------------------------------------------------------- no space after the mark

_LETTERS: Final = r"(?:\p{Script=Arabic}(?<=\p{L})[\p{M}ـ]*)"
_NO_ADDRESS: Final = r"(?![\p{L}\p{M}\p{N}._%+-]{0,64}@)"
_BEGINS: Final = regex.compile(rf"{_NO_ADDRESS}(?:{_LETTERS}{{3,}}+(?!\.\S)|[«“‘(\[]{_LETTERS}{{2}})")
_BEGINS_SHORT: Final = regex.compile(rf"{_NO_ADDRESS}[«“‘(\[]?{_LETTERS}{{2}}")
_ENDS: Final = regex.compile(r"(?:\p{L}{3}|\p{Nd}{2}|[»”)\]%٪])\Z")
_ENDS_SHORT: Final = regex.compile(r"(?:\p{Script=Arabic}|[»”)\]])\Z")
_ADDRESS: Final = regex.compile(r"[/@\\]|www\.|[a-zA-Z]\Z")
_MARKED: Final = regex.compile(r"[\p{M}\u200C\u200D]")
_STOP: Final = regex.compile("[.۔]")
_EITHER_SIDE: Final = frozenset("\"'’›")


def _side(at: Candidate) -> int | None:
    """Return on which side of the quotation mark behind it the sentence ends, or None where the sign does not tell."""
    if at.closing == "«" and at.before.rfind("»") <= at.before.rfind("«"):
        return at.stop  # it opens: no » has opened a quotation before it, as in mirrored text
    return at.end if _EITHER_SIDE.isdisjoint(at.closing) else None


def _end_without_space(at: Candidate, conventions: Conventions) -> int | None:
    """
    Return where a sentence ends whose mark is glued to the next word, or None.

    Arabic words of three letters must stand on both sides of a full stop, so that no abbreviation, acronym or address is cut; other
    marks stand in no word.
    """
    end = _side(at)
    if not _FULL_WIDTH.isdisjoint(at.marks):
        return None if _MARKED.match(at.text, at.end) else at.end
    is_stop = "." in at.marks
    chunk = bare((at.before.split() or [""])[-1])
    if end is None or _ADDRESS.search(chunk) or _is_abbreviated(chunk, conventions) or (is_stop and "." in chunk):
        return None
    ends, begins = (_ENDS, _BEGINS) if is_stop else (_ENDS_SHORT, _BEGINS_SHORT)
    return end if ends.search(chunk) and begins.match(at.text, end, at.limit) else None


def _is_abbreviated(chunk: str, conventions: Conventions) -> bool:
    """Whether the letters behind the last stop of a chunk are an abbreviation: دبليو.بوش, ایم۔اے."""
    language, word = conventions.language, _STOP.split(chunk)[-1]
    return len(word) == 1 or any(word in words for words in (language.letter_names, language.titles, language.abbreviations))


# ------------------------------------------------------------------------------------------------ all together

Reason = Callable[[Candidate, Conventions], bool]
_ALWAYS: Final[tuple[Reason, ...]] = (_is_ellipsis, _is_inside_bracket, _stands_alone, _is_enumerator)
_BEFORE_SPACE: Final[tuple[Reason, ...]] = (
    *(_goes_on_with_punctuation, _goes_on_with_speaker, _is_marked_name, _goes_on_in_small_letters),
)
_OF_STOP: Final[tuple[Reason, ...]] = (_is_letter, _is_abbreviation, _is_dotted, _is_unit, _is_initial, _is_in_date, _is_item)


def _any(reasons: tuple[Reason, ...], at: Candidate, conventions: Conventions) -> bool:
    for reason in reasons:  # noqa: SIM110  any() with a generator takes twice as long, for every full stop of a corpus
        if reason(at, conventions):
            return True
    return False


def end_at(at: Candidate, conventions: Conventions) -> int | None:
    """Return where the sentence ends if it ends at this candidate, or None if there is a reason against it."""
    if _any(_ALWAYS, at, conventions):
        return None
    if at.next == at.end:
        return _end_without_space(at, conventions)
    if _any(_BEFORE_SPACE, at, conventions):
        return None
    if at.is_stop and not conventions.language.is_ordinary(at.word) and _any(_OF_STOP, at, conventions):
        return None
    return at.end
