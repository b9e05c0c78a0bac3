"""Sentences: every case with what is expected, properties of any text at all, and time that grows with the text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from conftest import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_tools
from corpus_tools.boundaries import WINDOW, Candidate, Conventions, end_at
from corpus_tools.brackets import LONGEST
from corpus_tools.sentences import segment
from corpus_tools.text import Span
from corpus_tools.tokens import tokenize

FILES = [DATA / "segmentation" / name for name in ("edge_cases.json", "own_cases.json")]
CASES: list[dict[str, Any]] = [case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))["segmentation"]]

# Pieces that a rule looks at, more often than chance would draw them, beside any character at all.
PIECES = [*".!?؟…۔؛،:()[]{}«»“”\"'-–/@ \n\t\r\u2028\u00a0\u200f\u202b\u202c\ufe0f。ABab12٣", "...", "..", ". ", "؟ ", "! "]
WORDS = [
    "د",
    "أ.د",
    "م",
    "هـ",
    "ق.م",
    "قال",
    "سألت",
    "كما قال",
    "كلمة",
    "وصل الوفد",
    "إف",
    "بي",
    "12",
    "2019",
    "كم",
    "من",
    "1. ",
    "ياهو",
    "www.",
]
texts = st.lists(st.sampled_from([*PIECES, *WORDS]) | st.characters(), max_size=40).map("".join)
lines = texts.map(lambda text: "".join(c for c in text if c not in "\n\r\v\f\x85\u2028\u2029"))
OPTIONS: dict[str, Any] = {
    "newline": st.sampled_from(["hard", "paragraph", "soft"]),
    **{name: st.booleans() for name in ("semicolon", "ellipsis", "attribution", "brackets", "headlines", "datelines")},
    "language": st.sampled_from(["ar", "fa", "ur", "en", "ar-EG"]),
}


def _shifted(spans: list[Span], by: int) -> list[Span]:
    return [Span(start + by, end + by) for start, end in spans]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [text[start:end] for start, end in segment(text, **case.get("options", {}))] == case["sentences"]


@given(texts, st.fixed_dictionaries({}, optional=OPTIONS))
@settings(max_examples=500)
def test_sentences_hold_every_character_that_is_not_space_once(text: str, options: dict[str, Any]) -> None:
    spans = segment(text, **options)
    assert segment(text, **options) == spans
    assert all(start < end for start, end in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    inside = [place for start, end in spans for place in range(start, end)]
    assert [text[place] for place in inside if not text[place].isspace()] == [c for c in text if not c.isspace()]
    assert not any(text[start].isspace() or text[end - 1].isspace() for start, end in spans)


@given(texts, st.fixed_dictionaries({}, optional=OPTIONS))
@settings(max_examples=500)
def test_no_token_reaches_over_the_edge_of_a_sentence(text: str, options: dict[str, Any]) -> None:
    spans = segment(text, **options)
    inside = [token for start, end in spans for token in tokenize(text, start, end)]
    assert inside == tokenize(text)


@given(lines, st.fixed_dictionaries({}, optional=OPTIONS))
def test_a_sentence_holds_a_letter_or_a_digit_unless_its_line_has_none(line: str, options: dict[str, Any]) -> None:
    said = [any(c.isalpha() or c.isnumeric() for c in line[start:end]) for start, end in segment(line, **{**options, "datelines": False})]
    assert all(said) or len(said) == 1


@given(texts, texts)
def test_a_newline_parts_texts(a: str, b: str) -> None:
    assert segment(f"{a}\n{b}") == segment(a) + _shifted(segment(b), len(a) + 1)


@given(texts, st.fixed_dictionaries({}, optional={name: OPTIONS[name] for name in ("semicolon", "ellipsis", "attribution", "brackets")}))
@settings(max_examples=500)
def test_a_sentence_alone_is_one_sentence(text: str, options: dict[str, Any]) -> None:
    for start, end in segment(text, **options):
        assert segment(text[start:end], **options) == [Span(0, end - start)]


@given(lines)
def test_what_a_newline_means_makes_no_difference_in_a_line(line: str) -> None:
    assert segment(line) == segment(line, newline="soft") == segment(line, newline="paragraph")


def test_an_unknown_meaning_of_a_newline_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\Anewline is 'line'; it can be 'hard', 'paragraph', 'soft'\Z"):
        segment("نص", newline="line")  # type: ignore[arg-type]


def test_the_functions_are_public_though_modules_were_imported() -> None:
    assert corpus_tools.segment("نعم. لا.") == [(0, 4), (5, 8)]
    assert corpus_tools.tokenize("نعم.") == [(0, 3), (3, 4)]


SLOW = [
    "كلمة أخرى ",
    ".",
    ". ",
    "(",
    "(. ",
    " )نص(. ",
    "د. ",
    "د.",
    "كلمة.",
    "كلمة.«",
    " ",
    "\n",
    '"',
    'نص." ',
    "1,2.5,",
    "1. 2. ",
    "؟!",
    "… ",
    ".[1]",
]


def _calls(text: str, work: Callable[[str], object]) -> int:
    """Return how many functions, of Python and of C, a piece of work calls."""
    count = 0

    def counter(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counter)
    try:
        work(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("work", [segment, tokenize], ids=["segment", "tokenize"])
@pytest.mark.parametrize("unit", SLOW)
def test_twice_the_text_is_about_twice_the_work(unit: str, work: Callable[[str], object]) -> None:
    once, twice = (_calls(unit * (2000 * times), work) for times in (1, 2))
    assert twice < 2.1 * once + 100  # four times, if it were quadratic


def test_a_bracket_longer_than_the_window_protects_nothing() -> None:
    short, long = (f"وصل الوفد (بعد {'سفر ' * words}طويل. ثم راحة) إلى العاصمة." for words in (60, 80))
    assert (len(segment(short)), len(segment(long))) == (1, 2)


@pytest.mark.parametrize("unit", SLOW)
def test_a_candidate_looks_no_further_than_its_window(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Candidate] = []

    def noted(at: Candidate, conventions: Conventions) -> int | None:
        seen.append(at)
        return end_at(at, conventions)

    monkeypatch.setattr("corpus_tools.sentences.end_at", noted)
    segment(f"كلمة {unit * 500}كلمة")
    assert all(len(at.before) <= WINDOW and len(at.after) <= WINDOW for at in seen)
    assert all(at.bracket is None or at.bracket[1] - at.bracket[0] <= LONGEST for at in seen)
