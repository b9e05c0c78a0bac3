"""PubAnnotation: a JSON object a document, with denotations, relations and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, is_file_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, get, json_items
from corpus_tools.order import Record

NAME = "pubannotation"
SUFFIXES = (".json",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens"}
EXTRA = None

TRACKS = "track[|s] merged, [its|their] project not being kept"
TAGS = "attribute[|s] of things that are not there left out"
_SOURCE = ("sourcedb", "sourceid", "divid")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document an object, of a file that holds one or a list of them; the tracks of several projects are merged."""
    found = json_items(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(item: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    block = get(item, "corpus", dict, {})
    source = "-".join(str(item[key]) for key in _SOURCE if key in item)
    id = str(block.get("id") or source or f"{origin.path.stem}-{origin.line}")
    draft = Draft(id, get(item, "text", str), origin, report, options)
    weaver = Weaver(draft)
    _add(item, "", weaver)
    for n, track in enumerate(each(item, "tracks"), start=1):
        report.lose(draft.id, "", TRACKS, str(track.get("project")))
        _add(track, f"{n}-", weaver)
    weaver.finish()
    weaver.take(block)
    return draft.record()


def _add(item: Json, prefix: str, weaver: Weaver) -> None:
    """Add what one project says; the prefix keeps its ids apart from those of others."""
    said = _attributes(item)
    for denotation in each(item, "denotations"):
        name = get(denotation, "id", str)
        kind, label, more = graph.split_label(str(denotation.get("obj")), weaver.draft)
        span = weaver.draft.place(_parts(denotation), None, f"{prefix}{name}")
        weaver.node(f"{prefix}{name}", kind, label, span, more | said.pop(name, {}))
    for relation in each(item, "relations"):
        name = str(relation.get("id") or "")
        ends = [f"{prefix}{get(relation, end, str)}" for end in ("subj", "obj")]
        weaver.link(f"{prefix}{name}" if name else "", str(relation.get("pred")), ends[0], ends[1], said.pop(name, {}))
    for name, attributes in said.items():
        for key, value in attributes.items():
            weaver.draft.report.lose(weaver.draft.id, f"{prefix}{name}", TAGS, f"{key}={value}")


def _attributes(item: Json) -> dict[str, dict[str, str]]:
    """Return what the attributes say, by the id of the thing they say it of."""
    said: dict[str, dict[str, str]] = {}
    for attribute in each(item, "attributes"):
        said.setdefault(get(attribute, "subj", str), {})[str(attribute.get("pred"))] = str(attribute.get("obj"))
    return said


def _parts(denotation: Json) -> list[tuple[int, int]]:
    """Return the parts of a span; a discontinuous one is a list (the bag model)."""
    span: Any = denotation.get("span")
    spans = span if isinstance(span, list) else [span]
    if not spans or not all(isinstance(one, dict) for one in spans):
        raise ShapeError(f"denotation {denotation.get('id')!r} has no span")
    return [(get(one, "begin", int), get(one, "end", int)) for one in spans]


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a list of documents."""
    items = [_item(kept(record, CARRIES, report)) for record in records if needs_text(record, report)]
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    return put({path: orjson.dumps(items, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)}, report)


def _item(record: Record) -> Json:
    nodes = graph.nodes(record)
    links = graph.numbered(graph.links(record), [node.id for node in nodes])
    things: list[graph.Node | graph.Link] = [*nodes, *links]
    said = [(thing.id, key, value) for thing in things for key, value in thing.attributes.items()]
    return {
        "text": record["text"],
        "sourcedb": record["source"]["publisher"],
        "sourceid": record["id"],
        "denotations": [{"id": node.id, "span": _span(node), "obj": _object(node)} for node in nodes],
        "relations": [{"id": link.id, "subj": link.source, "pred": link.label, "obj": link.target} for link in links],
        "attributes": [{"id": f"A{n}", "subj": id, "pred": key, "obj": value} for n, (id, key, value) in enumerate(said, start=1)],
        "corpus": graph.block(record, "sentences", "entities", "event_clusters"),
    }


def _object(node: graph.Node) -> str:
    return graph.FILLER if node.kind == "span" else f"{graph.EVENT_MARK if node.kind == 'event' else ''}{node.label}"


def _span(node: graph.Node) -> Any:
    parts = [{"begin": start, "end": end} for start, end in node.parts]
    return parts if len(parts) > 1 else parts[0]
