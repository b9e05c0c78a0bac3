"""Inline notation: text and, under each line of it, what is said about it. docs/inline.md has the grammar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats.contract import FEATURES, ReadOptions, absorbed, files_of, needs_text, put, reads
from corpus_tools.formats.inline.reader import read_record
from corpus_tools.formats.inline.writer import write_record
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

__all__ = ["CARRIES", "EXTRA", "NAME", "SUFFIXES", "UNIT", "read", "read_file", "read_record", "write", "write_record"]

NAME = "inline"
SUFFIXES = (".inline",)
UNIT = "none"
CARRIES = frozenset(FEATURES) - {"tokens"}
EXTRA = None


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file, with its text."""
    del options  # the file says it all
    for file in files_of(path, SUFFIXES):
        yield from absorbed(report, lambda file=file: read_file(file))  # type: ignore[misc]


def read_file(path: Path) -> Record:
    """Return the one document of a file, with its text; InvalidCorpus with every slip."""
    try:
        notation = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidCorpus([Problem(str(path), 1, None, "inline", f"byte {error.start} is not UTF-8")]) from None
    if notation.startswith("\ufeff") or "\r" in notation:
        what = "a byte order mark" if notation.startswith("\ufeff") else "carriage returns"
        raise InvalidCorpus([Problem(str(path), 1, None, "inline", f"holds {what}; save it as UTF-8 with line feeds alone")])
    return read_record(notation, str(path))[0]


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.inline of each record into the folder `out`; one that the notation cannot hold is left out and noted."""
    held: dict[Path, bytes] = {}
    for record in records:
        if not needs_text(record, report):
            continue
        try:
            held[out / f"{record['id']}{SUFFIXES[0]}"] = write_record(record).encode()
        except CorpusError as error:
            report.lose(record["id"], "", "document[|s] left out that inline notation cannot hold", str(error))
    return put(held, report)
