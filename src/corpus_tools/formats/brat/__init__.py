"""brat's standoff: ID.txt, the text, and ID.ann, one annotation a line; annotation.conf says what labels there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus_tools.formats.brat.conf import read_ontology, write_ontology
from corpus_tools.formats.brat.reader import record_of, standoff_of
from corpus_tools.formats.brat.writer import Lines, lines_of
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, decoded, files_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

__all__ = ["CARRIES", "EXTRA", "NAME", "SUFFIXES", "UNIT", "read", "read_ontology", "write", "write_ontology"]

NAME = "brat"
SUFFIXES = (".ann",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"sentences", "tokens", "provenance", "metadata"}
EXTRA = None


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document for each ID.ann, with the text of ID.txt beside it."""
    for file in files_of(path, SUFFIXES):
        yield from records_of([file], NAME, name_of(file, path, SUFFIXES), report, options)


def records_of(files: list[Path], name: str, id: str, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the one document of the annotation files of one text; a problem if the text is not there."""
    path = files[0].with_suffix(".txt")
    if not path.is_file():
        report.refuse(files[0], 1, f"{name}-text-missing", f"there is no {path.name} beside it")
        return
    # A byte order mark stays: it counts in the offsets.
    text = decoded(path, name, report, mark=True)
    if text is not None:
        yield record_of(standoff_of(files, name, report), Draft(id, text, Origin(name, files[0]), report, options))


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.txt and ID.ann of each record into the folder `out`."""
    return put(contents(records, out, report, lambda lines: {".ann": [*lines.mentions, *lines.others]}), report)


def contents(records: Iterable[Record], out: Path, report: Report, files: Callable[[Lines], dict[str, list[str]]]) -> dict[Path, bytes]:
    """Return what the files of the records hold; `files` says which lines stand in the file of which suffix."""
    held: dict[Path, bytes] = {}
    for record in records:
        if not needs_text(record, report):
            continue
        held[out / f"{record['id']}.txt"] = record["text"].encode()
        for suffix, lines in files(lines_of(kept(record, CARRIES, report), report)).items():
            held[out / f"{record['id']}{suffix}"] = "".join(f"{line}\n" for line in lines).encode()
    return held
