"""Plain text: a document a file or, where that is asked for, a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "text"
SUFFIXES = (".txt",)
UNIT = "none"
CARRIES = frozenset({"text"})
EXTRA = None
BROKEN = "text[|s] written on a line, [its|their] line breaks as blanks"
EMPTY = "file[|s] without text left out"


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file, or of each line of each file that is not blank, under the file's name and its number."""
    for file in files_of(path, SUFFIXES):
        name = name_of(file, path, SUFFIXES)
        text = decoded(file, NAME, report) or ""
        if not text.strip():
            report.lose(name, "", EMPTY)
        elif options.lines:
            for number, line in enumerate((line.removesuffix("\r") for line in text.split("\n")), 1):
                if line.strip():
                    yield Draft(f"{name}-{number}", line, Origin(NAME, file, number), report, options).record()
        else:
            yield Draft(name, text, Origin(NAME, file), report, options).record()


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.txt of each record into the folder `out`, or a line for each into the file `out`."""
    texts = {record["id"]: kept(record, CARRIES, report)["text"] for record in records if needs_text(record, report)}
    if not is_file_of(out, SUFFIXES):
        return put({out / f"{id}.txt": text.encode() for id, text in texts.items()}, report)
    for id, text in texts.items():
        if "\n" in text:
            report.lose(id, "", BROKEN)
    return put({out: "".join(f"{text.replace(chr(10), ' ')}\n" for text in texts.values()).encode()}, report)
