"""WebAnno TSV 3, as INCEpTION writes it: tokens of sentences with UTF-16 offsets, a column a feature of a layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.webanno.reader import record_of
from corpus_tools.formats.webanno.sheet import NAME, parse, render
from corpus_tools.formats.webanno.writer import sheet_of
from corpus_tools.order import Record

__all__ = ["CARRIES", "EXTRA", "NAME", "SUFFIXES", "UNIT", "parse", "read", "render", "write"]

SUFFIXES = (".tsv",)
UNIT = "tokens"
CARRIES = frozenset({"sentences", "tokens", "mentions", "nesting", "same-span", "entities", "relations"})
EXTRA = None


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file."""
    for file in files_of(path, SUFFIXES):
        sheet = parse(decoded(file, NAME, report) or "", file, report)
        if any(sentence.text for sentence in sheet.sentences):
            yield record_of(sheet, name_of(file, path, SUFFIXES), Origin(NAME, file, unit="utf-16"), report, options)


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.tsv of each record into the folder `out`; into a file only one."""
    pages = {r["id"]: render(sheet_of(kept(r, CARRIES, report), report)).encode() for r in records if needs_text(r, report)}
    if is_file_of(out, SUFFIXES) and len(pages) == 1:
        return put({out: next(iter(pages.values()))}, report)
    return put({out / f"{id}{SUFFIXES[0]}": page for id, page in pages.items()}, report)
