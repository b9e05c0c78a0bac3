"""Tokens: every case with its expected words, any text at all, and the same result from expression and arrays."""

from __future__ import annotations

import json
from itertools import product

import pytest
from conftest import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.bounds import _BLOCK
from corpus_tools.tokens import token_bounds, tokenize

FILES = [DATA / "segmentation" / name for name in ("edge_cases.json", "own_cases.json")]
CASES = [case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))["tokenisation"]]
# What has a rule, more often than chance would draw it, beside any character at all.
RULED = [
    *"ابح لهـًaZ0٣.,،٫٬…'’/:@#😀🏽🇪🇬©\u200d\u200c\u200f\u00ad\u200b\u0301 \n\t\x1c\u0085»\"\u06dd\ud800-_",
    *("https://", "www.", ".com", "x1", "الـ", "هـ", "12.5"),
]
PARTS = st.sampled_from(RULED) | st.characters()
texts = st.lists(PARTS, max_size=30).map("".join)


def _words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


def _pairs(text: str) -> list[tuple[int, int]]:
    starts, ends = token_bounds(text)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, object]) -> None:
    assert _words(str(case["text"])) == case["tokens"]


@given(texts)
@settings(max_examples=500)
def test_bulk_gives_the_same_bounds(text: str) -> None:
    assert _pairs(text) == tokenize(text)


def test_bulk_gives_the_same_bounds_for_every_three_ruled_characters() -> None:
    text = "\n".join(map("".join, product(RULED, repeat=3)))  # no token depends on anything beyond a newline
    assert _pairs(text) == tokenize(text)


@pytest.mark.parametrize("text", ["كلمة ثم 3.5 " * _BLOCK, "ك" * (3 * _BLOCK), " " * (2 * _BLOCK) + "نص"], ids=["many", "one", "space"])
def test_bulk_gives_the_same_bounds_across_its_blocks(text: str) -> None:
    assert _pairs(text) == tokenize(text)


@given(texts, texts)
def test_tokens_depend_on_nothing_beyond_a_newline(a: str, b: str) -> None:
    shifted = [(start + len(a) + 1, end + len(a) + 1) for start, end in tokenize(b)]
    assert tokenize(f"{a}\n{b}") == [*tokenize(a), *shifted]


@given(texts)
def test_tokens_stand_in_order_and_hold_no_space(text: str) -> None:
    edges = [edge for span in tokenize(text) for edge in span]
    assert edges == sorted(edges)
    assert all(word and not any(character.isspace() for character in word) for word in _words(text))
