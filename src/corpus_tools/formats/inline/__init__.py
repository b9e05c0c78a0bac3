"""Inline notation: text and, under each line of it, what is said about it. docs/inline.md has the grammar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus_tools import files
from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.formats.inline.reader import read_record
from corpus_tools.formats.inline.writer import write_record
from corpus_tools.order import Record

__all__ = ["SUFFIX", "read", "read_record", "write", "write_record"]

SUFFIX = ".inline"


def read(path: Path) -> Iterator[Record]:
    """Yield the one document of a file, with its text."""
    try:
        notation = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidCorpus([Problem(str(path), 1, None, "inline", f"byte {error.start} is not UTF-8")]) from None
    if notation.startswith("\ufeff") or "\r" in notation:
        what = "a byte order mark" if notation.startswith("\ufeff") else "carriage returns"
        raise InvalidCorpus([Problem(str(path), 1, None, "inline", f"holds {what}; save it as UTF-8 with line feeds alone")])
    yield read_record(notation, str(path))[0]


def write(record: Record, folder: Path) -> list[Path]:
    """Write ID.inline; CorpusError for a document without text or one that the notation cannot hold."""
    path = folder / f"{record['id']}{SUFFIX}"
    files.write(path, write_record(record).encode())
    return [path]
