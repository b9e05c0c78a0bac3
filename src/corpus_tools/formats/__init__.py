"""Formats: one module each, which all read a file into records and write a record into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from corpus_tools.formats import inline, pair
from corpus_tools.order import Record


class Format(Protocol):
    """What every format module has."""

    SUFFIX: str
    """Suffix of its files."""

    def read(self, path: Path) -> Iterator[Record]:
        """Yield the records of a file, with their text; InvalidCorpus with every problem."""

    def write(self, record: Record, folder: Path) -> list[Path]:
        """Write a record into the folder; return the files written. CorpusError for what the format cannot hold."""


FORMATS: Mapping[str, Format] = {
    "inline": inline,
    "json": pair,
}
