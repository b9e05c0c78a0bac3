"""What tests of readers share: files written, read, and what their reports say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus_tools.formats import read_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Change, Loss, Report, worded
from corpus_tools.order import Record

KEEP = ReadOptions(keep_going=True)
EMOJI = "😀 محمد في القاهرة"


def read(name: str, path: Path, options: ReadOptions = KEEP) -> tuple[list[Record], Report]:
    report = Report()
    return list(read_of(name)(path, report, options)), report


def put(folder: Path, name: str, *items: Any) -> Path:
    """Write JSON lines, or one JSON value if the name does not end in .jsonl."""
    path = folder / name
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8")
    return path


def said(report: Report) -> list[str]:
    """Return losses and changes as `id: what: detail`, without the word on metadata that every foreign file needs."""
    lines = [f"{thing.id}: {worded(thing.what, 1)}: {thing.detail}" for thing in noted_in(report)]
    return [line for line in lines if "without metadata in the file" not in line]


def noted_in(report: Report) -> list[Loss | Change]:
    return [*report.losses, *report.changes]


def faults(report: Report) -> list[str]:
    return [f"{problem.line}: {problem.message} [{problem.rule}]" for problem in report.problems]


def spans(record: Record) -> list[tuple[str, str]]:
    return [(mention["type"], mention["text"]) for mention in record["mentions"]]
