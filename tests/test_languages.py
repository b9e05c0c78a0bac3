"""The table of languages: every list is explained, is one the code knows, and holds words as the code will look them up."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

import pytest

from corpus_tools.boundaries import bare
from corpus_tools.languages import FILE, Language, language

TEXT = FILE.read_text(encoding="utf-8")
TABLES = tomllib.loads(TEXT)
LISTS = {field.name for field in fields(Language)}


def test_every_list_is_explained_above_the_tables() -> None:
    assert set(re.findall(r"^# ([a-z_]+)  +\S", TEXT, re.MULTILINE)) == LISTS


@pytest.mark.parametrize("tag", TABLES)
def test_a_language_has_lists_that_the_code_knows(tag: str) -> None:
    assert set(TABLES[tag]) <= LISTS


@pytest.mark.parametrize("tag", TABLES)
def test_words_stand_as_they_are_looked_up(tag: str) -> None:
    looked_up = [word for name in LISTS - {"months", "agencies", "writers"} for word in TABLES[tag].get(name, [])]
    assert [word for word in looked_up if word != bare(word)] == []
    assert [word for word in looked_up if word.count(" ") >= 3] == []


def test_a_tag_with_more_subtags_is_the_same_language() -> None:
    assert language("ar-EG") == language("AR") == language("ar") != language("fa")


def test_an_unknown_language_has_what_holds_for_every_one() -> None:
    assert language("xx") == language("und")
    assert "Dr" in language("xx").titles


def test_abbreviations_are_added_with_or_without_their_stop() -> None:
    more = language("ar").with_abbreviations(["عق.", "نق"])
    assert {"عق", "نق"} == more.abbreviations - language("ar").abbreviations
