"""Normal forms: what each step does, and that every stretch of a form leads back to where it came from."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.normal import NORM_1, STEPS, Finding, findings, normalize
from corpus_tools.text import Span

COMPOSED = "اأهـَّ\u0653\u0654\u200c\u200d\u200f\u061cﺂ\ufe70\ufe7c\ufe77e\u0301\u1100\u1161\u11a8\u212b\u0958"
PIECES = st.sampled_from(
    [*"ابأـَُّ\u0653\u0654\u0655\u200c\u200d\u200f\u061c٣۴٫ﻻﷲﺂ\ufe70\ufe7c\ufe77ﷺ a\u0301e\u1100\u1161\u11a8\u212b\u0958\n"]
)
texts = st.lists(PIECES | st.characters(), max_size=20).map("".join)

EACH = {
    "nfc": ("قُرا\u0653ن e\u0301", "قُرآن é"),
    "presentation": ("ﺟﺎء ﷲ ﻻ ﷺ", "جاء الله لا ﷺ"),
    "tatweel": ("العــربية", "العربية"),
    "vowels": ("كِتَابٌ قرأَه رأسٌ", "كتاب قرأه رأس"),
    "controls": ("\u202bنص\u202c می\u200cروم 👩\u200d👧", "نص میروم 👩\u200d👧"),
    "digits": ("١٢٫٥ ۳٬۰۰۰", "12.5 3,000"),
    "letters": ("أإآٱؤئى مدرسة کی", "ااااويي مدرسه كي"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step(step: str) -> None:
    before, after = EACH[step]
    assert normalize(before, [step]).text == after


def test_the_search_form_takes_all_steps_but_the_letters() -> None:
    assert normalize("قال الطِّفْلُ: «العــربيَّةُ» ﻻ ١٢٫٥\u200f.").text == "قال الطفل: «العربية» لا 12.5."
    assert set(STEPS) - set(NORM_1) == {"letters"}


def test_a_found_word_leads_back_with_its_vowels() -> None:
    text = "قَرَأَ الطِّفْلُ كِتَابًا."
    form = normalize(text)
    start = form.text.index("كتابا")
    assert form.original(start, start + 5) == Span(text.index("كِ"), len(text) - 1)


def test_one_character_that_became_four_is_never_cut() -> None:
    form = normalize("بسم ﷲ!")
    assert form.text == "بسم الله!"
    assert form.original(5, 6) == Span(4, 5)
    assert form.original(4, 9) == Span(4, 6)


def test_what_was_left_out_beside_a_span_is_not_in_it() -> None:
    assert normalize("ـــنصـــ").original(0, 2) == Span(3, 5)


def test_a_span_outside_the_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\A\[0:9\] lies outside a form of 2 code points\Z"):
        normalize("نص").original(0, 9)


def test_an_unknown_step_is_refused() -> None:
    message = "no step 'nfkc'; there are nfc, presentation, tatweel, vowels, controls, digits, letters"
    with pytest.raises(ValueError, match=rf"\A{message}\Z"):
        normalize("نص", ["nfkc"])


def test_findings_name_step_and_place() -> None:
    found = list(findings("عـام ٢٠٢٠\u200f", ["tatweel", "controls", "digits"]))
    assert found == [
        Finding("tatweel", Span(1, 2)),
        Finding("controls", Span(9, 10)),
        *(Finding("digits", Span(place, place + 1)) for place in range(5, 9)),
    ]


@given(texts)
@settings(max_examples=500)
def test_nfc_is_that_of_the_standard(text: str) -> None:
    assert normalize(text, ["nfc"]).text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("first", COMPOSED)
def test_nfc_and_idempotence_of_every_three_that_compose(first: str) -> None:
    for text in map("".join, product(first, COMPOSED, COMPOSED)):
        assert normalize(text, ["nfc"]).text == unicodedata.normalize("NFC", text)
        form = normalize(text).text
        assert normalize(form).text == form


@given(texts)
@settings(max_examples=500)
def test_a_search_form_is_its_own_search_form(text: str) -> None:
    form = normalize(text).text
    assert normalize(form).text == form


@given(texts)
@settings(max_examples=500)
def test_every_character_of_a_form_leads_back_to_what_it_was_made_of(text: str) -> None:
    form = normalize(text)
    for place, character in enumerate(form.text):
        start, end = form.original(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert character in normalize(text[start:end]).text


@given(texts)
def test_the_ways_back_are_in_order(text: str) -> None:
    form = normalize(text)
    starts = [form.original(place, place + 1).start for place in range(len(form.text))]
    assert starts == sorted(starts)
