"""BigBio KB: a line of JSON a document in the schema that the BigBio loaders share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import needs_text
from corpus_tools.formats.graph import Link, Node
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, put_lines
from corpus_tools.order import Record

NAME = "bigbio"
SUFFIXES = (".jsonl",)
UNIT = "code-points"
CARRIES = frozenset(
    {"text", "sentences", "mentions", "nesting", "discontinuity", "same-span", "entities", "events", "arguments", "relations"}
)
EXTRA = None

FILLER = "FILLER"
"""Type of the entity that stands for a filler that is no mention."""


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a document a line; ids begin with that of the document, as they must be unique in the file."""
    lines = (_item(record, kept(record, CARRIES, report)) for record in records if needs_text(record, report))
    return put_lines(lines, out, NAME, SUFFIXES, report)


def _item(whole: Record, record: Record) -> Json:
    text, name = record["text"], record["id"]
    nodes = graph.nodes(record)
    links = graph.numbered(graph.links(record), [node.id for node in nodes])
    linked = {entity["mentions"][0]: entity.get("wikidata") for entity in whole["entities"]}
    return {
        "id": name,
        "document_id": name,
        "passages": [*_passages(record)],
        "entities": [_entity(node, text, name, linked.get(node.id)) for node in nodes if node.kind != "event"],
        "events": [_event(node, links, text, name) for node in nodes if node.kind == "event"],
        "coreferences": [
            {"id": f"{name}_{entity['id']}", "entity_ids": [f"{name}_{id}" for id in entity["mentions"]]} for entity in record["entities"]
        ],
        "relations": [_relation(link, name) for link in links if link.kind == "relation"],
    }


def _passages(record: Record) -> Iterator[Json]:
    """Yield the whole text, then each sentence."""
    text, name = record["text"], record["id"]
    yield {"id": f"{name}_text", "type": "document", "text": [text], "offsets": [[0, len(text)]]}
    for sentence in record["sentences"]:
        start, end = sentence["start"], sentence["end"]
        yield {"id": f"{name}_{sentence['id']}", "type": sentence["kind"], "text": [text[start:end]], "offsets": [[start, end]]}


def _place(node: Node, text: str) -> Json:
    return {"text": [text[start:end] for start, end in node.parts], "offsets": [[start, end] for start, end in node.parts]}


def _entity(node: Node, text: str, name: str, wikidata: Any) -> Json:
    normalized = [{"db_name": "wikidata", "db_id": wikidata}] if wikidata else []
    label = FILLER if node.kind == "span" else node.label
    return {"id": f"{name}_{node.id}", "type": label, **_place(node, text), "normalized": normalized}


def _event(node: Node, links: Iterable[Link], text: str, name: str) -> Json:
    arguments = [
        {"role": link.label, "ref_id": f"{name}_{link.target}"} for link in links if link.kind == "argument" and link.source == node.id
    ]
    return {"id": f"{name}_{node.id}", "type": node.label, "trigger": _place(node, text), "arguments": arguments}


def _relation(link: Link, name: str) -> Json:
    ends = {"arg1_id": f"{name}_{link.source}", "arg2_id": f"{name}_{link.target}"}
    return {"id": f"{name}_{link.id}", "type": link.label, **ends, "normalized": []}
