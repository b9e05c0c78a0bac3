"""Reads the files of a corpus and notes everything about them that a rule may want to know."""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from corpus_tools import jsontext, schema
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.order import Record, in_order

MANIFEST = "corpus.toml"
ONTOLOGY = "ontology.json"
DOCUMENTS = "documents"
FILE_BYTES = 50_000_000

Row = dict[str, Any]
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(slots=True)
class Sources:
    """What the files of a corpus hold: records that passed the schema, and the facts that the rules look at."""

    root: Path
    manifest: Record = field(default_factory=dict)
    ontology: Record = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    record_paths: list[str] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """Whether manifest and ontology could be read, without which nothing else can be judged."""
        return bool(self.manifest and self.ontology)

    def fault(self, kind: str, path: str, message: str, line: int = 1, column: int | None = None, *, at: str = "") -> None:
        self.faults.append({"kind": kind, "path": path, "line": line, "column": column, "pointer": at, "message": message})


def read(root: Path) -> Sources:
    """
    Read the corpus whose manifest lies in `root`.

    Data that is wrong becomes a row of `files` or `faults`; only a folder that holds no corpus raises CorpusError.
    """
    sources = _opened(root)
    sources.manifest = _manifest(sources)
    sources.ontology = _ontology(sources)
    listed = {id for ids in sources.manifest.get("splits", {}).values() for id in ids}
    for path in _document_files(root):
        sources.files.append(_file_row(sources, path, listed))
    stems = {row["document_id"] for row in sources.files if row["kind"] == "annotation"}
    for row in sources.files:
        row["has_annotation"] = row["document_id"] in stems
    for row in [row for row in sources.files if row["kind"] == "annotation" and row["usable"]]:
        _read_document(sources, row)
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
    if sources.faults:
        rows = sources.faults
        raise InvalidCorpus(
            [Problem(str(sources.root / r["path"]), r["line"], r["column"], r["kind"], r["message"], r["pointer"]) for r in rows]
        )
    return value


def _manifest(sources: Sources) -> Record:
    """Return the manifest, or nothing and the faults."""
    text = _decoded(sources, MANIFEST)
    if text is None:
        return {}
    try:
        manifest = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, 1)
        sources.fault("toml-syntax", MANIFEST, _TOML_PLACE.sub("", str(error)), line, column)
        return {}
    return manifest if _passes(sources, manifest, "corpus", MANIFEST, text) else {}


def _ontology(sources: Sources) -> Record:
    """Return the ontology, or nothing and the faults."""
    if not (sources.root / ONTOLOGY).is_file():
        sources.fault("file-missing", ONTOLOGY, f"there is no {ONTOLOGY}")
        return {}
    text = _decoded(sources, ONTOLOGY)
    ontology: Record | None = _parsed(sources, ONTOLOGY, text) if text is not None else None
    return ontology if ontology is not None and _passes(sources, ontology, "ontology", ONTOLOGY, text or "") else {}


def _document_files(root: Path) -> Iterator[Path]:
    folder = root / DOCUMENTS
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if not path.name.startswith("."))


_KINDS = {".txt": "text", ".json": "annotation"}


def _file_row(sources: Sources, path: Path, listed: set[str]) -> Row:
    """Note what can be said of a file without understanding it."""
    kind = _KINDS.get(path.suffix, "other") if not path.is_dir() else "other"
    limit = sources.manifest.get("limit", {}).get("file_bytes", FILE_BYTES)
    leaves = path.is_symlink() and not path.resolve().is_relative_to(sources.root.resolve())
    size = path.stat().st_size if path.exists() and not leaves else 0
    row: Row = {
        "path": f"{DOCUMENTS}/{path.name}",
        "kind": kind,
        "document_id": path.stem,
        "bytes": size,
        "limit": limit,
        "symlink_target": os.readlink(path) if leaves else None,  # noqa: PTH115  as it stands, not resolved
        "listed": path.stem in listed,
        "invalid_byte": None,
        "byte_order_mark": False,
        "carriage_return_line": None,
        "not_nfc_line": None,
        "text": None,
    }
    if kind != "other" and not leaves and size <= limit and path.exists():
        row |= _content(path)
    row["usable"] = row["text"] is not None and not row["byte_order_mark"]
    return row


def _content(path: Path) -> Row:
    raw = path.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return {"invalid_byte": f"0x{raw[error.start]:02x} at byte {error.start}"}
    return {
        "text": text,
        "byte_order_mark": text.startswith("\ufeff"),
        "carriage_return_line": text.count("\n", 0, text.index("\r")) + 1 if "\r" in text else None,
        "not_nfc_line": _not_nfc_line(text),
    }


def _not_nfc_line(text: str) -> int | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    return next((n for n, line in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", line)), 1)


def _decoded(sources: Sources, name: str) -> str | None:
    try:
        return (sources.root / name).read_bytes().decode()
    except UnicodeDecodeError as error:
        sources.fault("file-not-utf8", name, f"byte {error.start} is not UTF-8")
    except OSError as error:
        sources.fault("file-missing", name, str(error.strerror))
    return None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _parsed(sources: Sources, path: str, text: str) -> Any:
    """Parse JSON strictly; return None, with a fault for each reason, for what is not."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _unparsed(sources, path, text, error)
    before = len(sources.faults)
    # A text in canonical form cannot hold a key twice; any other is searched for one.
    if not isinstance(value, dict) or "sentences" not in value or text.encode() != _canonical_bytes(value):
        for place in jsontext.places(text):
            if place.duplicate is not None:
                line, column = jsontext.position(text, place.offset)
                sources.fault("json-duplicate-key", path, f"the key {place.duplicate!r} stands twice", line, column, at=place.pointer)
    return value if len(sources.faults) == before else None


def _canonical_bytes(value: Record) -> bytes | None:
    try:
        return jsontext.dumps(in_order(value))
    except (KeyError, TypeError, AttributeError):
        return None  # not a document; the schema will say so


def _unparsed(sources: Sources, path: str, text: str, error: orjson.JSONDecodeError) -> None:
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError:
        sources.fault("json-syntax", path, error.msg.partition(": line ")[0], error.lineno, error.colno)
    except ValueError as constant:
        offset = re.search(rf"(?<![\w\"]){re.escape(str(constant))}(?!\w)", text)
        line, column = jsontext.position(text, offset.start() if offset else 0)
        sources.fault("json-non-finite", path, f"{constant} is not JSON", line, column)
    except RecursionError:
        sources.fault("json-syntax", path, "nested too deep")
    else:
        sources.fault("json-syntax", path, error.msg.partition(": line ")[0], error.lineno, error.colno)


def _passes(sources: Sources, value: Any, name: str, path: str, text: str) -> bool:
    problems = list(schema.problems_in(value, name))
    if problems:
        is_json = path.endswith(".json")
        lines = jsontext.lines_of(text, {pointer for pointer, _ in problems}) if is_json else {}
        for pointer, message in problems:
            where = f"{pointer}: " if pointer else ""
            sources.fault("schema", path, f"{where}{message}", lines.get(pointer, 1), at=pointer)
    return not problems


def _read_document(sources: Sources, row: Row) -> None:
    record = _parsed(sources, row["path"], row["text"])
    if record is None or not _passes(sources, record, "document", row["path"], row["text"]):
        return
    row["canonical"] = row["text"].encode() == _canonical_bytes(record)
    texts = [r for r in sources.files if r["kind"] == "text" and r["document_id"] == row["document_id"]]
    row["carries_text"] = "text" in record
    usable = [r["text"] for r in texts if r["usable"]]
    sources.records.append(in_order({**record, "text": usable[0] if usable else None}))
    sources.record_paths.append(row["path"])
