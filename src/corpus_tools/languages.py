"""Languages, as tables: what the segmenter must know of each stands in languages.toml and not in code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Self

FILE = Path(__file__).with_name("languages.toml")
_EVERY = "und"
_SHORT = 2


@dataclass(frozen=True)
class Language:
    """The words of a language that decide about sentences; languages.toml says what each list is for."""

    titles: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    eras: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    letter_names: frozenset[str] = frozenset()
    letter_words: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    distances: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    marked_names: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()

    @cached_property
    def _decisive(self) -> frozenset[str]:
        return self.titles | self.abbreviations | self.numbered | self.units | self.letter_names

    def is_ordinary(self, word: str) -> bool:
        """Whether a word is longer than two letters and in no list that decides about a full stop after it."""
        return len(word) > _SHORT and word.isalpha() and word not in self._decisive and word[1:] not in self._decisive

    def without_conjunction(self, word: str) -> str:
        return word[1:] if word[:1] in self.conjunctions else word

    def with_abbreviations(self, more: Iterable[str]) -> Self:
        """Return the language with more abbreviations; a full stop at their end may be given or not."""
        return replace(self, abbreviations=self.abbreviations | {word.removesuffix(".") for word in more})


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def language(tag: str) -> Language:
    """Return what is known of the language of a BCP 47 tag, by its first subtag; of an unknown one, what holds for every language."""
    tables = _tables()[_EVERY], _tables().get(tag.partition("-")[0].lower(), {})
    return Language(**{f.name: frozenset(word for table in tables for word in table.get(f.name, [])) for f in fields(Language)})
