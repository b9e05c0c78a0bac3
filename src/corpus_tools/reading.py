"""Reads the documents of a shard, batch by batch, and notes what is wrong with them before any rule looks at them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from corpus_tools import jsontext, schema
from corpus_tools.filefacts import file_row, record_row, text_facts
from corpus_tools.order import Record, in_order
from corpus_tools.parsing import Fault, described, parsed
from corpus_tools.shards import Shard, file_system
from corpus_tools.sources import fault_row
from corpus_tools.tables import Rows

Row = dict[str, Any]
BATCH_BYTES = 8 * 2**20
READ_BYTES = 2**20
BATCH_RECORDS = 400
_KINDS = {".txt": "text", ".json": "annotation"}


@dataclass(slots=True)
class Batch:
    """
    Some documents of a shard: the rows of those that passed the schema, and the file and line of each (no line for a pair).

    `files` and `faults` are the rows of the tables of those names; `seen` counts records, good and bad; `last` is the last line read.
    `bytes` is about what was read.
    """

    rows: Rows = field(default_factory=Rows)
    paths: list[str] = field(default_factory=list)
    lines: list[int | None] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    seen: int = 0
    last: int = 0
    bytes: int = 0

    def add(self, record: Record, path: str, line: int | None) -> None:
        self.rows.add(record)
        self.paths.append(path)
        self.lines.append(line)


def read(root: Path, shard: Shard, limit: int) -> Iterator[Batch]:
    """
    Yield the documents of a shard of the corpus in `root`, in order, some megabytes at a time.

    Lines of a stretch count from 1. `limit` is the size in bytes past which a file of a pair, or a record, is not read.
    """
    if shard.form == "pairs":
        yield from _pairs(root, shard, limit)
    elif shard.form == "parquet":
        yield from _rows(root, shard)
    else:
        yield from _lines(root, shard, limit)


# ------------------------------------------------------------------------------------------------------- pairs


def _pairs(root: Path, shard: Shard, limit: int) -> Iterator[Batch]:
    batch = Batch()
    for _, names in groupby(shard.names, key=lambda name: Path(name).stem):
        _files_of_one(batch, [_file(root, shard, name, limit) for name in names])
        if batch.bytes >= BATCH_BYTES:
            done, batch = batch, Batch()
            yield done
            del done
    yield batch


def _file(root: Path, shard: Shard, name: str, limit: int) -> Row:
    path = f"{shard.path}/{name}"
    kind = _KINDS.get(Path(name).suffix, "other") if not (root / path).is_dir() else "other"
    return file_row(root, path, kind, limit, listed=shard.listed)


def _files_of_one(batch: Batch, rows: list[Row]) -> None:
    """Add the files that bear one id, and the document that they are."""
    annotations = [row for row in rows if row["kind"] == "annotation"]
    texts = [row["text"] for row in rows if row["kind"] == "text" and row["usable"]]
    for row in rows:
        row["has_annotation"] = bool(annotations)
        batch.bytes += row["bytes"]
    for row in annotations:
        batch.seen += 1
        if row["usable"]:
            _pair(batch, row, texts[0] if texts else None)
    batch.files += [{name: value for name, value in row.items() if name != "text"} for row in rows]


def _pair(batch: Batch, row: Row, text: str | None) -> None:
    raw = row["text"].encode()
    record, faults = parsed(raw, "document")
    batch.faults += [fault_row(row["path"], fault) for fault in faults]
    if record is None:
        return
    row["canonical"] = raw == jsontext.dumps(in_order(record))
    row["carries_text"] = "text" in record
    record["text"] = text
    batch.add(record, row["path"], None)


# ------------------------------------------------------------------------------------------------------- lines


class _BrokenFileError(Exception):
    """A file that cannot be read on; the message says why."""


def _opened(root: Path, shard: Shard) -> IO[bytes]:
    system, path = file_system(shard.path, root)
    try:
        raw = system.open(path, "rb", compression="gzip" if shard.form == "gzip" else None)
        if shard.form != "zstd":
            return raw  # type: ignore[no-any-return]
        import pyarrow as pa  # noqa: PLC0415

        return pa.CompressedInputStream(raw, "zstd")  # type: ignore[no-any-return]
    except OSError as error:
        raise _BrokenFileError(_reason(error)) from None


def _reason(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError):
        return "is there no longer"
    if isinstance(error, EOFError) or "end of file" in str(error) or "truncated" in str(error).lower():
        return "is cut short: its compressed data has no end"
    return f"cannot be read: {getattr(error, 'strerror', None) or str(error).splitlines()[0]}"


def _chunks(root: Path, shard: Shard) -> Iterator[bytes]:
    """Yield the bytes of the lines that begin in the stretch of a shard."""
    try:
        with _opened(root, shard) as stream:
            yield from _stretch(stream, shard.start, shard.end) if shard.form == "jsonl" else iter(lambda: stream.read(READ_BYTES), b"")
    except (OSError, EOFError, zlib.error) as error:
        raise _BrokenFileError(_reason(error)) from None


def _stretch(stream: IO[bytes], start: int, end: int | None) -> Iterator[bytes]:
    at = max(start - 1, 0)
    stream.seek(at)
    skipping = start > 0  # a line that began before the stretch belongs to the one before
    while chunk := stream.read(READ_BYTES):
        at += len(chunk)
        if skipping:
            found = chunk.find(b"\n")
            chunk = chunk[found + 1 :] if found >= 0 else b""
            skipping = found < 0
            if end is not None and at - len(chunk) >= end:
                return
        if end is not None and at >= end:
            # The line that holds the last byte of the stretch is its last.
            stop = chunk.find(b"\n", max(len(chunk) - (at - end) - 1, 0))
            if stop >= 0:
                yield chunk[: stop + 1]
                return
        yield chunk


def _split(chunks: Iterator[bytes], limit: int) -> Iterator[list[bytes | int]]:
    """Yield some megabytes of lines at a time; of a line longer than the limit, only its length."""
    lines: list[bytes | int] = []
    rest, lost, size = b"", 0, 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        rest += first
        if len(rest) > limit:
            rest, lost = b"", lost + len(rest)
        if others:
            lines += [lost + len(rest) if lost else rest, *others[:-1]]
            rest, lost = others[-1], 0
        size += len(chunk)
        if size >= BATCH_BYTES:
            done, lines, size = lines, [], 0
            yield done
            del done
    if rest or lost:
        lines.append(lost + len(rest) if lost else rest)
    yield lines


def _lines(root: Path, shard: Shard, limit: int) -> Iterator[Batch]:
    number = 0
    try:
        for lines in _split(_chunks(root, shard), limit):
            batch = Batch()
            for number, line in enumerate(lines, number + 1):  # noqa: B020  the count goes on from batch to batch
                if line:
                    _line(batch, shard.path, number, line, limit)
            batch.last = number
            del lines
            yield batch
            del batch  # nothing of it stays while the next one is read
    except _BrokenFileError as error:
        yield Batch(faults=[fault_row(shard.path, Fault("file-unreadable", str(error)), number + 1)])


def _line(batch: Batch, path: str, number: int, line: bytes | int, limit: int) -> None:
    if isinstance(line, bytes) and not line.strip():
        return
    batch.seen += 1
    size = line if isinstance(line, int) else len(line)
    batch.bytes += size
    if isinstance(line, int) or size > limit:
        batch.files.append(record_row(path, number, None, limit, bytes=size))
        return
    record, faults = parsed(line, "document")
    for fault in faults:
        if fault.rule == "file-not-utf8":
            batch.files.append(record_row(path, number, None, limit, invalid_byte=fault.message.removesuffix(" is not UTF-8")))
        else:
            batch.faults.append(fault_row(path, fault, number))
    if record is not None:
        _record(batch, path, number, record, limit)


def _record(batch: Batch, path: str, number: int, record: Record, limit: int) -> None:
    text = record.get("text")
    facts = text_facts(text) if text is not None else {}
    if any(value is not None for value in facts.values()):
        batch.files.append(record_row(path, number, record["id"], limit, **facts))
    batch.add(record, path, number)


# -------------------------------------------------------------------------------------------------------- rows


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _rows(root: Path, shard: Shard) -> Iterator[Batch]:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    system, path = file_system(shard.path, root)
    number = 0
    try:
        with system.open(path, "rb") as stream:
            for rows in pq.ParquetFile(stream).iter_batches(BATCH_RECORDS):
                batch = Batch()
                for row in rows.to_pylist():
                    number += 1
                    batch.seen += 1
                    _row(batch, shard.path, number, _without_nulls(row))
                batch.last, batch.bytes = number, rows.nbytes
                del rows
                yield batch
                del batch
    except (OSError, pa.ArrowException) as error:
        yield Batch(faults=[fault_row(shard.path, Fault("file-unreadable", _reason(error)), number + 1)])


def _row(batch: Batch, path: str, number: int, record: Record) -> None:
    problems = list(schema.problems_in(record, "document"))
    batch.faults += [fault_row(path, described(*problem), number) for problem in problems]
    if not problems:
        _record(batch, path, number, record, 0)
