"""W3C Web Annotation: a JSON-LD collection of annotations a document, its text in a file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, each, get, json_items
from corpus_tools.formats.units import Stretch, settled
from corpus_tools.order import Record

NAME = "webannotation"
SUFFIXES = (".jsonld", ".w3c.json")
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = None

# The recommendation counts code points, annotators that run in a browser UTF-16.
UNITS = ("code-points", "utf-16")
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TEXT = ".txt"
QUOTED = 32
"""How many characters of context a quotation has on each side."""
COMMENT = "comment[|s] left out"
TAGS = "further tag[|s] of an annotation left out"
_KEYS = {*graph.FIELDS["mention"], *graph.FIELDS["event"], *graph.MADE}


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file, which is a collection, a page or a bare list of annotations; its text is NAME.txt beside it."""
    for file in files_of(path, SUFFIXES):
        try:
            found = _record(file, name_of(file, path, SUFFIXES), report, options)
        except ShapeError as error:
            report.refuse(file, 1, f"{NAME}-shape", str(error))
            continue
        if found:
            yield found


def _record(file: Path, id: str, report: Report, options: ReadOptions) -> Record | None:
    items = [item for _, item in json_items(file, NAME, SUFFIXES, report)]
    text = file.with_name(next(file.name.removesuffix(s) for s in (*SUFFIXES, "") if file.name.endswith(s)) + TEXT)
    if not text.is_file():
        report.refuse(file, 1, f"{NAME}-text", f"there is no {text.name} beside it, to whose text it could apply")
        return None
    raw = decoded(text, NAME, report)
    block: Json = next((item["corpus"] for item in items if isinstance(item.get("corpus"), dict)), {})
    annotations = [one for item in items for one in (_members(item) if item.get("type") != "Annotation" else [item])]
    if raw is None:
        return None
    places = [place for one in annotations if (place := _place(one))]
    origin = settled(id, Origin(NAME, file), raw, places, units=UNITS, report=report, options=options)
    draft = Draft(str(block.get("id") or id), raw, origin, report, options)
    weaver = Weaver(draft)
    for annotation in annotations:
        _add(annotation, weaver)
    weaver.finish()
    weaver.take(block)
    return draft.record()


def _members(item: Json) -> list[Json]:
    """Return the annotations of a collection or a page of one."""
    return each(item["first"], "items") if isinstance(item.get("first"), dict) else each(item, "items")


def _targets(annotation: Json) -> list[Any]:
    target = annotation.get("target")
    return target if isinstance(target, list) else [target]


def _selectors(annotation: Json) -> dict[str, Json]:
    """Return the selectors of an annotation's target by their type."""
    target = next(iter(_targets(annotation)), None)
    found = target.get("selector") if isinstance(target, dict) else None
    selectors = found if isinstance(found, list) else [found]
    return {str(one.get("type")): one for one in selectors if isinstance(one, dict)}


def _place(annotation: Json) -> Stretch | None:
    selectors = _selectors(annotation)
    position, quote = selectors.get("TextPositionSelector"), selectors.get("TextQuoteSelector", {})
    if position is None:
        return None
    return Stretch(get(position, "start", int), get(position, "end", int), get(quote, "exact", str, None))


def _local(id: Any) -> str:
    """Return the name behind the last # or / of an address."""
    return str(id).rpartition("#")[2].rpartition("/")[2]


def _bodies(annotation: Json) -> list[Json]:
    body = annotation.get("body")
    return [one for one in (body if isinstance(body, list) else [body]) if isinstance(one, dict)]


def _add(annotation: Json, weaver: Weaver) -> None:
    name = _local(annotation.get("id") or "")
    tags = [str(body.get("value")) for body in _bodies(annotation) if body.get("purpose") == "tagging"]
    said = dict(_said(annotation, name, weaver))
    place = _place(annotation)
    if place is None and len(_targets(annotation)) == 2:  # noqa: PLR2004  a link has two ends
        ends = [_local(end.get("id") if isinstance(end, dict) else end) for end in _targets(annotation)]
        weaver.link(name if annotation.get("id") else "", tags[0] if tags else "related", ends[0], ends[1], said)
        return
    if place is None:
        raise ShapeError(f"annotation {name!r} has neither a TextPositionSelector nor two annotations as its targets")
    kind, label, more = graph.split_label(tags[0] if tags else "untagged", weaver.draft)
    weaver.node(name, kind, label, weaver.draft.place([(place.start, place.end)], place.surface, name), more | said)
    for tag in tags[1:]:
        weaver.draft.report.lose(weaver.draft.id, name, TAGS, tag)


def _said(annotation: Json, name: str, weaver: Weaver) -> Iterator[tuple[str, str]]:
    """Yield what the bodies say beyond tags: `key=value` of keys that are ours; the rest is noted."""
    for body in _bodies(annotation):
        key, sign, value = str(body.get("value")).partition("=")
        if body.get("purpose") == "describing" and sign and key in _KEYS:
            yield key, value
        elif body.get("purpose") != "tagging":
            weaver.draft.report.lose(weaver.draft.id, name, COMMENT, str(body.get("value")))


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.jsonld and ID.txt for each record."""
    contents: dict[Path, bytes] = {}
    for record in records:
        if needs_text(record, report):
            path = out if is_file_of(out, SUFFIXES) else out / f"{record['id']}{SUFFIXES[0]}"
            collection = _collection(kept(record, CARRIES, report))
            contents[path] = orjson.dumps(collection, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            contents[path.with_name(path.name.removesuffix(SUFFIXES[0]) + TEXT)] = record["text"].encode()
    return put(contents, report)


def _collection(record: Record) -> Json:
    nodes = graph.nodes(record)
    links = graph.numbered(graph.links(record), [node.id for node in nodes])
    items = [_annotation(node, record) for node in nodes] + [_linking(link) for link in links]
    block = graph.block(record, "sentences", "entities", "event_clusters")
    page = {"id": f"{record['id']}.jsonld#page", "type": "AnnotationPage", "items": items}
    whole = {"@context": CONTEXT, "id": f"{record['id']}.jsonld", "type": "AnnotationCollection", "total": len(items)}
    return {**whole, "first": page, "corpus": block}


def _annotation(node: graph.Node, record: Record) -> Json:
    text = record["text"]
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[node.start : node.end],
        "prefix": text[max(0, node.start - QUOTED) : node.start],
        "suffix": text[node.end : node.end + QUOTED],
    }
    position = {"type": "TextPositionSelector", "start": node.start, "end": node.end}
    attributes = {key: value for key, value in node.attributes.items() if key not in ("subtype", "mode", "level")}
    target = {"source": f"{record['id']}{TEXT}", "selector": [quote, position]}
    return {"id": f"#{node.id}", "type": "Annotation", "body": _body(graph.flat_label(node), attributes), "target": target}


def _body(tag: str, attributes: Any) -> list[Json]:
    tagging = {"type": "TextualBody", "purpose": "tagging", "value": tag}
    return [tagging, *({"type": "TextualBody", "purpose": "describing", "value": f"{key}={value}"} for key, value in attributes.items())]


def _linking(link: graph.Link) -> Json:
    target = [{"id": f"#{link.source}"}, {"id": f"#{link.target}"}]
    return {
        "id": f"#{link.id}",
        "type": "Annotation",
        "motivation": "linking",
        "body": _body(link.label, link.attributes),
        "target": target,
    }
