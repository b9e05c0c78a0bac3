"""The standoff of the BioNLP shared tasks: brat's lines, the mentions in ID.a1 and all else in ID.a2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats import brat
from corpus_tools.formats.contract import ReadOptions, files_of, name_of, put, reads
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "bionlp"
SUFFIXES = (".a1",)
UNIT = brat.UNIT
CARRIES = brat.CARRIES
EXTRA = None


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document for each ID.a1, with what ID.a2, if it is there, and ID.txt hold."""
    for file in files_of(path, SUFFIXES):
        files = [file, *(second for second in [file.with_suffix(".a2")] if second.is_file())]
        yield from brat.records_of(files, NAME, name_of(file, path, SUFFIXES), report, options)


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.txt, ID.a1 and ID.a2 of each record into the folder `out`."""
    return put(brat.contents(records, out, report, lambda lines: {".a1": lines.mentions, ".a2": lines.others}), report)
