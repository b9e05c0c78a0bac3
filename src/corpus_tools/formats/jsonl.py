"""JSONL, plain or compressed: a document a line, with its text inside."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from corpus_tools.formats import pair
from corpus_tools.formats.contract import FEATURES, ReadOptions, files_of, is_file_of, put, reads
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record, in_order
from corpus_tools.parsing import parsed
from corpus_tools.text import sha256

NAME = "jsonl"
SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens"}
EXTRA = None
WITHHELD = "text[|s] left out that must be withheld"


@reads(NAME, held=True)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each line."""
    del options  # the file says it all
    for file in files_of(path, SUFFIXES):
        yield from _records(file, report)


def _records(path: Path, report: Report) -> Iterator[Record]:
    for number, line in enumerate(_lines(path, report), 1):
        if not line.strip():
            continue
        record, faults = parsed(line, "document")
        for fault in faults:
            report.refuse(path, number, fault.rule, fault.message, fault.column)
        if record is not None and _agrees(record, path, number, report):
            yield in_order(record)


def _lines(path: Path, report: Report) -> Iterator[bytes]:
    """Yield the lines of a file; a problem, and the end, where its compression breaks off."""
    import pyarrow as pa  # noqa: PLC0415  knows the compression by the suffix

    number = 0
    try:
        with pa.input_stream(str(path)) as file:
            for number, line in enumerate(io.BufferedReader(file), 1):  # noqa: B007  said when the stream breaks
                yield line
    except (OSError, EOFError) as error:
        report.refuse(path, number + 1, f"{NAME}-stream", f"cannot be read on: {str(error).splitlines()[0]}")


def _agrees(record: Record, path: Path, number: int, report: Report) -> bool:
    text = record.get("text")
    agrees = text is None or sha256(text) == record["text_sha256"]
    if not agrees:
        report.refuse(path, number, "text-hash-mismatch", f"the SHA-256 of the text is {sha256(text or '')}")
    return agrees


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write all documents into the file `out`, compressed as its suffix says, or into `documents.jsonl` of the folder `out`."""
    path = out if is_file_of(out, SUFFIXES) else out / "documents.jsonl"
    return put({path: _packed(path, b"".join(_line(record, report) for record in records))}, report)


def _line(record: Record, report: Report) -> bytes:
    if record["availability"] == "withheld":
        if record.get("text") is not None:
            report.lose(record["id"], "", WITHHELD)
        record = pair.without_text(record)
    return orjson.dumps(in_order(record), option=orjson.OPT_APPEND_NEWLINE)


def _packed(path: Path, content: bytes) -> bytes:
    if path.suffix == ".gz":
        return gzip.compress(content, mtime=0)
    if path.suffix == ".zst":
        import pyarrow as pa  # noqa: PLC0415  only what is compressed so needs it

        return bytes(pa.compress(content, codec="zstd", asbytes=True))
    return content
