"""UIMA CAS as XMI, with its type system in a file beside it: what INCEpTION and WebAnno export as `UIMA CAS XMI`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_tools.formats import cas, casreader, caswriter, xmltext
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "xmi"
SUFFIXES = (".xmi",)
# The library converts UTF-16 to code points and back.
UNIT = cas.UNIT
CARRIES = cas.CARRIES
EXTRA = cas.EXTRA

TYPES = "TypeSystem.xml"


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file; without a type system beside it, of what DKPro's and ours know."""
    for file in files_of(path, SUFFIXES):
        yield from casreader.read(_load, name_of(file, path, SUFFIXES), Origin(NAME, file), report, options)


def _load(library: Any, file: Path) -> Any:
    types = cas.beside(file) or cas.known_types()
    with file.open("rb") as content:
        return library.load_cas_from_xmi(content, typesystem=types, lenient=True)


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.xmi for each record, and one TypeSystem.xml."""
    contents: dict[Path, bytes] = {}
    for record in records:
        if needs_text(record, report) and xmltext.text_fits(record, report):
            path = out if is_file_of(out, SUFFIXES) else out / f"{record['id']}{SUFFIXES[0]}"
            bare = kept(record, CARRIES, report)
            contents[path] = caswriter.cas_of(bare, xmltext.fits).to_xmi().encode()
            contents[path.with_name(TYPES)] = cas.type_system().to_xml().encode()
    return put(contents, report)
