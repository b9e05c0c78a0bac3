"""What a corpus says of itself: its manifest and its label inventory, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.filefacts import file_row
from corpus_tools.order import Record
from corpus_tools.parsing import Fault, described, parsed
from corpus_tools.schema import problems_in

MANIFEST = "corpus.toml"
ONTOLOGY = "ontology.json"
DOCUMENTS = "documents"
FILE_BYTES = 50_000_000

Row = dict[str, Any]
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(slots=True)
class Sources:
    """The manifest and the ontology of a corpus, empty if they cannot be used; the facts about their files, and the faults in them."""

    root: Path
    manifest: Record = field(default_factory=dict)
    ontology: Record = field(default_factory=dict)
    files: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """Whether manifest and ontology could be read, without which nothing else can be judged."""
        return bool(self.manifest and self.ontology)

    @property
    def limit(self) -> int:
        """The largest file, or record of a larger file, that is read, in bytes."""
        limit: int = self.manifest.get("limit", {}).get("file_bytes", FILE_BYTES)
        return limit

    def fault(self, path: str, fault: Fault) -> None:
        self.faults.append(fault_row(path, fault))


def fault_row(path: str, fault: Fault, line: int | None = None) -> Row:
    """Return the row of a fault in the file `path`; the fault of a record in a larger file stands on that record's line."""
    place = {"line": fault.line if line is None else line, "column": fault.column}
    return {"kind": fault.rule, "path": path, **place, "pointer": fault.pointer, "message": fault.message}


def read(root: Path) -> Sources:
    """Read manifest and ontology of the corpus in `root`; CorpusError for a folder that holds none."""
    sources = _opened(root)
    sources.manifest = _manifest(sources)
    sources.ontology = _ontology(sources)
    return sources


def _opened(root: Path) -> Sources:
    if not (root / MANIFEST).is_file():
        raise CorpusError(f"{root}: no corpus here: there is no {MANIFEST}")
    return Sources(root)


def read_manifest(root: Path) -> Record:
    """Return the manifest of the corpus in `root`; InvalidCorpus if it is not one."""
    sources = _opened(root)
    return _or_raise(sources, _manifest(sources))


def read_ontology(root: Path) -> Record:
    """Return the ontology of the corpus in `root`; InvalidCorpus if it is not one."""
    sources = _opened(root)
    return _or_raise(sources, _ontology(sources))


def _or_raise(sources: Sources, value: Record) -> Record:
    rows = [*sources.faults, *unread(sources.files)]
    if rows:
        raise InvalidCorpus(
            [Problem(str(sources.root / r["path"]), r["line"], r["column"], r["kind"], r["message"], r["pointer"]) for r in rows]
        )
    return value


def unread(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the row of a fault for each file, or record of a larger file, of which nothing can be read."""
    for row in rows:
        if not row["usable"] or row["invalid_byte"] or row["bytes"] > row["limit"] > 0:
            yield fault_row(row["path"], _unusable(row), row["line"])


def _unusable(row: Row) -> Fault:
    if row["invalid_byte"]:
        return Fault("file-not-utf8", f"{row['invalid_byte']} is not UTF-8")
    if row["byte_order_mark"]:
        return Fault("file-byte-order-mark", "begins with a byte order mark (U+FEFF)")
    return Fault("file-too-large", f"has {row['bytes']} bytes; the limit is {row['limit']}")


def _text(sources: Sources, name: str) -> str | None:
    row = file_row(sources.root, name, "manifest", sources.limit)
    sources.files.append(row)
    text: str | None = row["text"] if row["usable"] else None
    return text


def _manifest(sources: Sources) -> Record:
    """Return the manifest, or nothing and the faults."""
    text = _text(sources, MANIFEST)
    if text is None:
        return {}
    try:
        manifest = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, 1)
        sources.fault(MANIFEST, Fault("toml-syntax", _TOML_PLACE.sub("", str(error)), line, column))
        return {}
    faults = [described(pointer, message) for pointer, message in problems_in(manifest, "corpus")]
    for fault in faults:
        sources.fault(MANIFEST, fault)
    return {} if faults else manifest


def _ontology(sources: Sources) -> Record:
    """Return the ontology, or nothing and the faults."""
    if not (sources.root / ONTOLOGY).is_file():
        sources.fault(ONTOLOGY, Fault("file-missing", f"there is no {ONTOLOGY}"))
        return {}
    text = _text(sources, ONTOLOGY)
    ontology, faults = parsed(text.encode(), "ontology") if text is not None else ({}, [])
    for fault in faults:
        sources.fault(ONTOLOGY, fault)
    return ontology or {}
