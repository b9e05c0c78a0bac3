"""BioC JSON: a collection of documents, or a single document, in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from corpus_tools.formats import biocmodel
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, is_file_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, json_items
from corpus_tools.order import Record

NAME = "biocjson"
SUFFIXES = (".json",)
UNIT = biocmodel.UNIT
CARRIES = biocmodel.CARRIES
EXTRA = None


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file."""
    yield from documents(_found(path, report), report, lambda item, origin: biocmodel.record_of(item, origin, report, options))


def _found(path: Path, report: Report) -> Iterator[tuple[Origin, Json]]:
    for origin, item in json_items(path, NAME, SUFFIXES, report):
        try:
            if "documents" not in item and "passages" not in item:
                raise ShapeError("neither 'documents' nor 'passages' is there")  # noqa: TRY301  told like every other fault of shape
            yield from ((origin, one) for one in (each(item, "documents") if "documents" in item else [item]))
        except ShapeError as error:
            report.refuse(origin.path, origin.line, f"{NAME}-shape", str(error))


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file."""
    made = [biocmodel.document_of(kept(record, CARRIES, report), lambda _: True) for record in records if needs_text(record, report)]
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    return put({path: orjson.dumps(biocmodel.collection(made), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)}, report)
