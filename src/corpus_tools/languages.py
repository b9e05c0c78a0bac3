"""Languages, as tables: what the segmenter must know of each stands in languages.toml and not in code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Self

_FILE = Path(__file__).with_name("languages.toml")
_EVERY = "und"


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language that decide about sentences; languages.toml says what each list is for."""

    titles: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    conjunction: str = ""
    eras: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    letter_names: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    distances: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    marked_names: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()

    def with_abbreviations(self, more: Iterable[str]) -> Self:
        """Return the language with more abbreviations; a full stop at their end may be given or not."""
        return replace(self, abbreviations=self.abbreviations | {word.removesuffix(".") for word in more})


@cache
def _tables() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def language(tag: str) -> Language:
    """Return what is known of the language of a BCP 47 tag; for an unknown one, what holds for every language."""
    every, own = _tables()[_EVERY], _tables().get(tag.split("-")[0].lower(), {})
    values = {
        f.name: own.get(f.name, "") if f.name == "conjunction" else frozenset([*every.get(f.name, []), *own.get(f.name, [])])
        for f in fields(Language)
    }
    return Language(**values)  # type: ignore[arg-type]  the loop above gives each field its type
