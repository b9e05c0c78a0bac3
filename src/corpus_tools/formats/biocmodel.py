"""BioC, in XML and in JSON: documents of passages at offsets, with annotations at one or several places and relations between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.contract import FEATURES, ReadOptions
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, each, get
from corpus_tools.formats.units import ANOTHER, Stretch, fits
from corpus_tools.order import Record

UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens"}
# The DTD speaks of bytes, the validator of the reference library counts code points, INCEpTION writes UTF-16.
UNITS = ("code-points", "utf-8", "utf-16")
BLOCK = "corpus"

FILLED = "document[|s] whose passages leave gaps, filled with blanks and a line feed"
ARITY = "relation[|s] without exactly two nodes left out"
INFONS = "infon[|s] of collection, document or passage left out"
_WIDTH: dict[str, Callable[[str], int]] = {
    "code-points": len,
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
}


# ------------------------------------------------------------------------------------------------------ reading


def record_of(document: Json, origin: Origin, report: Report, options: ReadOptions) -> Record | None:
    """Return the record of a document; None, and a problem, for one whose passages overlap."""
    infons = get(document, "infons", dict, {})
    kept = _block(infons)
    id = str(kept.get("id") or document.get("id") or f"{origin.path.stem}-{origin.line}")
    raw, unit, filled = _text(document, options)
    if raw is None:
        report.refuse(origin.path, origin.line, f"{origin.format}-offset", f"{id}: passages overlap")
        return None
    if unit != UNITS[0] and not options.unit:
        report.change(id, "", ANOTHER, f"{unit} instead of {UNITS[0]}")
    if filled:
        report.change(id, "", FILLED)
    draft = Draft(id, raw, replace(origin, unit=unit), report, options)
    weaver = Weaver(draft)
    more = get(kept, "attributes", dict, {})
    for holder in _holders(document):
        for annotation in each(holder, "annotations"):
            _annotation(annotation, more, weaver)
        for relation in each(holder, "relations"):
            _relation(relation, more, weaver)
    weaver.finish()
    weaver.take(kept)
    _sentences(document, weaver)
    _note_infons(document, draft)
    return draft.record()


def _block(infons: Json) -> Json:
    try:
        found = orjson.loads(infons.get(BLOCK) or "{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _holders(document: Json) -> Iterator[Json]:
    """Yield the document, its passages and their sentences."""
    yield document
    for passage in each(document, "passages"):
        yield passage
        yield from each(passage, "sentences")


def _pieces(document: Json) -> Iterator[tuple[int, str]]:
    """Yield offset and text of each passage, or of its sentences where the passage has no text."""
    for passage in each(document, "passages"):
        if isinstance(passage.get("text"), str):
            yield get(passage, "offset", int), passage["text"]
        else:
            yield from ((get(sentence, "offset", int), get(sentence, "text", str, "")) for sentence in each(passage, "sentences"))


def _text(document: Json, options: ReadOptions) -> tuple[str | None, str, bool]:
    """Return the text, the unit in which the annotations read best, and whether gaps were filled."""
    pieces, places = [*_pieces(document)], [*_places(document)]
    found: list[tuple[int, int, str | None, str, bool]] = []
    for unit in (options.unit,) if options.unit else UNITS:
        raw, filled = _assembled(pieces, unit)
        wrong = len(places) + 1 if raw is None else sum(fits(raw, place, unit) is False for place in places)
        found.append((wrong, len(found), raw, unit, filled))
        if not wrong:
            break
    _, _, raw, unit, filled = min(found, key=lambda one: one[:2])
    return raw, unit, filled


def _assembled(pieces: Iterable[tuple[int, str]], unit: str) -> tuple[str | None, bool]:
    text, length, filled = "", 0, False
    for offset, piece in pieces:
        if offset < length:
            return None, filled
        if offset > length:
            text, filled = f"{text}{' ' * (offset - length - 1)}\n", True
        text += piece
        length = offset + _WIDTH[unit](piece)
    return text, filled


def _places(document: Json) -> Iterator[Stretch]:
    """Yield place and text of the annotations at one place, by which the unit is told."""
    for holder in _holders(document):
        for annotation in each(holder, "annotations"):
            parts, text = _parts(annotation), annotation.get("text")
            if len(parts) == 1:
                yield Stretch(*parts[0], text if isinstance(text, str) else None)


def _parts(annotation: Json) -> list[tuple[int, int]]:
    parts = [(get(one, "offset", int), get(one, "offset", int) + get(one, "length", int)) for one in each(annotation, "locations")]
    if not parts:
        raise ShapeError(f"annotation {annotation.get('id')!r} has no location")
    return parts


def _annotation(annotation: Json, more: Json, weaver: Weaver) -> None:
    name, infons = str(annotation.get("id") or ""), get(annotation, "infons", dict, {})
    text = annotation.get("text")
    span = weaver.draft.place(_parts(annotation), text if isinstance(text, str) else None, name)
    label = str(infons.get("type") or "unlabelled")
    attributes = {key: value for key, value in infons.items() if key not in ("type", "kind")} | get(more, name, dict, {})
    kind = infons.get("kind")
    weaver.node(name, kind if kind in ("event", "span") else "mention", label, span, attributes)


def _relation(relation: Json, more: Json, weaver: Weaver) -> None:
    name, infons = str(relation.get("id") or ""), get(relation, "infons", dict, {})
    ends = [get(node, "refid", str) for node in each(relation, "nodes")]
    if len(ends) != 2:  # noqa: PLR2004  a head and a tail
        weaver.draft.report.lose(weaver.draft.id, name, ARITY, f"{len(ends)} nodes")
        return
    made = {key: str(infons[key]) for key in graph.MADE if key in infons} | get(more, name, dict, {})
    weaver.link(name, str(infons.get("type") or "related"), ends[0], ends[1], made)


def _sentences(document: Json, weaver: Weaver) -> None:
    if weaver.draft.layers["sentences"]:
        return
    for passage in each(document, "passages"):
        for sentence in each(passage, "sentences"):
            text = get(sentence, "text", str, "")
            offset = get(sentence, "offset", int)
            end = offset + _WIDTH[weaver.draft.options.unit or weaver.draft.origin.unit](text)
            span = weaver.draft.place([(offset, end)], text, "sentence") if text.strip() else None
            if span:
                weaver.draft.sentence(span["start"], span["end"])


def _note_infons(document: Json, draft: Draft) -> None:
    for holder in _holders(document):
        for key, value in get(holder, "infons", dict, {}).items():
            if key != BLOCK:
                draft.report.lose(draft.id, "", INFONS, f"{key}={value}")


# ------------------------------------------------------------------------------------------------------ writing


def document_of(record: Record, can_hold: Callable[[str], bool]) -> Json:
    """Return the document of a record: one passage with all of the text; attributes that cannot be held go, escaped, into an infon."""
    nodes = graph.nodes(record)
    links = graph.numbered(graph.links(record), [node.id for node in nodes])
    more: Json = {}
    passage = {
        "offset": 0,
        "infons": {},
        "text": record["text"],
        "sentences": [],
        "annotations": [_annotation_of(node, record["text"], _held(node, can_hold, more)) for node in nodes],
        "relations": [_relation_of(link, _held(link, can_hold, more)) for link in links],
    }
    block = graph.block(record, "sentences", "entities", "event_clusters") | ({"attributes": more} if more else {})
    return {"id": record["id"], "infons": {BLOCK: json.dumps(block)}, "passages": [passage], "annotations": [], "relations": []}


def _held(item: graph.Node | graph.Link, can_hold: Callable[[str], bool], more: Json) -> dict[str, str]:
    unfit = {key: value for key, value in item.attributes.items() if not can_hold(value)}
    if unfit:
        more[item.id] = unfit
    return {key: value for key, value in item.attributes.items() if key not in unfit}


def _annotation_of(node: graph.Node, text: str, attributes: dict[str, str]) -> Json:
    kind = {} if node.kind == "mention" else {"kind": node.kind}
    locations = [{"offset": start, "length": end - start} for start, end in node.parts]
    infons = {"type": node.label, **kind, **attributes}
    return {"id": node.id, "infons": infons, "text": text[node.start : node.end], "locations": locations}


def _relation_of(link: graph.Link, attributes: dict[str, str]) -> Json:
    ends = ("event", "filler") if link.kind == "argument" else ("head", "tail")
    nodes = [{"refid": id, "role": role} for id, role in zip((link.source, link.target), ends, strict=True)]
    return {"id": link.id, "infons": {"type": link.label, **attributes}, "nodes": nodes}


def collection(documents: list[Json]) -> Json:
    """Return the collection of documents."""
    empty: dict[str, Any] = {"source": "", "date": "", "key": "", "infons": {}}
    return {**empty, "documents": documents}
