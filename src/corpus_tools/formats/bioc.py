"""BioC XML: a collection of documents in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats import biocmodel, xmltext
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, files_of, is_file_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents
from corpus_tools.formats.xmltext import Element, element
from corpus_tools.order import Record

NAME = "bioc"
SUFFIXES = (".xml",)
UNIT = biocmodel.UNIT
CARRIES = biocmodel.CARRIES
EXTRA = None

_LISTS = {"passage": "passages", "sentence": "sentences", "annotation": "annotations", "relation": "relations", "location": "locations"}


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file."""
    yield from documents(_found(path, report), report, lambda item, origin: biocmodel.record_of(item, origin, report, options))


def _found(path: Path, report: Report) -> Iterator[tuple[Origin, Json]]:
    for file in files_of(path, SUFFIXES):
        root = xmltext.parsed(file, NAME, report)
        if root is not None and root.tag != "collection":
            report.refuse(file, root.line, f"{NAME}-shape", f"<{root.tag}> stands where <collection> is wanted")
        elif root is not None:
            for document in root.all("document"):
                try:
                    yield Origin(NAME, file, document.line), _as_json(document)
                except ShapeError as error:
                    report.refuse(file, document.line, f"{NAME}-shape", str(error))


def _as_json(item: Element) -> Json:
    """Return an element as BioC JSON has it."""
    found: Json = {"infons": {infon.attributes.get("key", ""): infon.text for infon in item.all("infon")}}
    if "id" in item.attributes:
        found["id"] = item.attributes["id"]
    for child in item.children:
        if child.tag in ("id", "text"):
            found[child.tag] = child.text
        elif child.tag == "offset":
            found["offset"] = _number(child.text, child)
        elif child.tag == "location":
            place = {key: _number(child.attributes.get(key, ""), child) for key in ("offset", "length")}
            found.setdefault("locations", []).append(place)
        elif child.tag == "node":
            found.setdefault("nodes", []).append(child.attributes)
        elif child.tag in _LISTS:
            found.setdefault(_LISTS[child.tag], []).append(_as_json(child))
    return found


def _number(text: str, at: Element) -> int:
    if not text.strip().isdecimal():
        raise ShapeError(f"<{at.tag}> in line {at.line} has {text.strip()!r} where a number is wanted")
    return int(text)


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file."""
    made = [
        _as_xml("document", biocmodel.document_of(kept(record, CARRIES, report), xmltext.fits))
        for record in records
        if needs_text(record, report) and xmltext.text_fits(record, report)
    ]
    head = [element(tag, {}) for tag in ("source", "date", "key")]
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    content = f'{xmltext.HEAD}<!DOCTYPE collection SYSTEM "BioC.dtd">\n{element("collection", {}, [*head, *made])}\n'
    return put({path: content.encode()}, report)


def _as_xml(tag: str, item: Json) -> str:
    """Return a piece of BioC JSON as an element, its children in the order of the DTD."""
    attributes = {} if tag in ("document", "passage") else {"id": item["id"]}
    children = [element("id", {}, item["id"])] if tag == "document" else []
    children += [element("infon", {"key": key}, value) for key, value in item["infons"].items()]
    if tag == "passage":
        children += [element("offset", {}, str(item["offset"])), element("text", {}, item["text"])]
    for place in item.get("locations", ()):
        children.append(element("location", {key: str(value) for key, value in place.items()}))
    if tag == "annotation":
        children.append(element("text", {}, item["text"]))
    children += [element("node", node) for node in item.get("nodes", ())]
    for one, many in _LISTS.items():
        children += [_as_xml(one, child) for child in item.get(many, ()) if one != "location"]
    return element(tag, attributes, children)
