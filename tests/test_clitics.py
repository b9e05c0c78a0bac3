"""Candidates for proclitics: every way to cut, and nothing that is not a tiling of the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_tools.clitics import clitic_candidates

CASES = {
    "وبالمدرسة": ["وبالمدرسة", "و بالمدرسة", "و ب المدرسة", "و ب ال مدرسة"],
    "للأمم": ["للأمم", "ل لأمم"],
    "وسيكتبونها": ["وسيكتبونها", "و سيكتبونها", "و س يكتبونها"],
    "سالم": ["سالم"],
    "فلك": ["فلك", "ف لك"],
    "كتاب": ["كتاب", "ك تاب"],
    "وَلِلطِّفْلِ": ["وَلِلطِّفْلِ", "وَ لِلطِّفْلِ", "وَ لِ لطِّفْلِ"],
    "بـ30": ["بـ30", "بـ 30"],
    "الـ11": ["الـ11", "الـ 11"],
    "و": ["و"],
    "": [""],
}


@pytest.mark.parametrize("token", CASES)
def test_case(token: str) -> None:
    assert [" ".join(token[start:end] for start, end in way) for way in clitic_candidates(token)] == CASES[token]


@given(st.text(st.sampled_from("وفبكلساليتنـَّم3x")) | st.text())
def test_every_way_tiles_the_word_and_the_whole_word_comes_first(token: str) -> None:
    ways = clitic_candidates(token)
    assert ways[0] == ((0, len(token)),)
    assert len(set(ways)) == len(ways)
    assert all("".join(token[start:end] for start, end in way) == token for way in ways)
