"""UIMA CAS as JSON, its type system inside: what INCEpTION exports as `UIMA CAS JSON`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_tools.formats import cas, casreader, caswriter
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "casjson"
SUFFIXES = (".json",)
# The library converts UTF-16 to code points and back.
UNIT = cas.UNIT
CARRIES = cas.CARRIES
EXTRA = cas.EXTRA


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file; a CAS that brings no types is read with those of a type system beside it."""
    for file in files_of(path, SUFFIXES):
        yield from casreader.read(_load, name_of(file, path, SUFFIXES), Origin(NAME, file), report, options)


def _load(library: Any, file: Path) -> Any:
    with file.open("rb") as content:
        return library.load_cas_from_json(content, typesystem=cas.beside(file), lenient=True)


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.json for each record."""
    contents: dict[Path, bytes] = {}
    for record in records:
        if needs_text(record, report):
            path = out if is_file_of(out, SUFFIXES) else out / f"{record['id']}{SUFFIXES[0]}"
            contents[path] = caswriter.cas_of(kept(record, CARRIES, report), lambda _: True).to_json().encode()
    return put(contents, report)
