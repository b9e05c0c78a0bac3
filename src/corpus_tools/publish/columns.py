"""What a row of each table is, and what its columns mean: in the words of the JSON Schema of a document, where it has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from corpus_tools import schema
from corpus_tools.order import Record

ABOUT: Mapping[str, str] = {
    "documents": "a document with everything in it, nested",
    "sentences": "a sentence",
    "mentions": "a mention: type, subtype, level, offsets, entity, sentence, depth of nesting, normalised value",
    "entities": "an entity: its type and its mentions",
    "events": "an event mention: trigger, type, mode, polarity, modality, tense, genericity, event cluster",
    "arguments": "an argument: event, role, and the mention, event or span that fills it",
    "relations": "a relation between two mentions",
    "tokens": "a sentence as tokens with BIO tags of names and values: `ner_tags` the outermost, `ner_layers` all that nest",
}
_ANYWHERE: Mapping[str, str] = {
    "document_id": "Id of the document.",
    "position": "Place among the rows of its kind in the document, from 0.",
    "entity_id": "Id of the entity that the mention belongs to; null if it belongs to none.",
    "sentence_id": "Id of the sentence that it begins in.",
    "cluster_id": "Id of the event cluster that the event belongs to; null if it is alone.",
    "depth": "How many other mentions the mention lies in.",
    "mention_count": "How many mentions the entity has.",
    "event_id": "Id of the event, unique in the document.",
    "event_type": "Type of the event.",
    "filler_kind": "What fills the role: 'mention', 'event' or 'span'.",
    "filler_id": "Id of the mention or event that fills the role; null for a span.",
    "filler_type": "Type of the mention or event that fills the role; null for a span.",
    "head_type": "Type of the mention that the relation starts from.",
    "head_text": "Text of the mention that the relation starts from; null where it is withheld.",
    "tail_type": "Type of the mention that the relation leads to.",
    "tail_text": "Text of the mention that the relation leads to; null where it is withheld.",
    "tokens": "The tokens of the sentence.",
    "starts": "First code point of each token.",
    "ends": "Code point after the last of each token.",
    "cut": "Whether a mention begins or ends inside the token.",
    "ner_tags": "BIO tag of each token: the outermost mention.",
    "ner_layers": "BIO tags of each token, layer by layer: the outermost mentions, those in them, and so on.",
    "split": "The split, from the name of the file.",
    **{
        f"{name}_{part}": said.format(name.replace("_", " "))
        for name in ("trigger", "support_verb")
        for part, said in (
            ("start", "First code point of the {}."),
            ("end", "Code point after the last of the {}."),
            ("text", "The {} itself; null where the text is withheld, or there is none."),
            ("fragments", "The parts of a discontinuous {}, in order."),
        )
    },
}
_OF: Mapping[tuple[str, str], str] = {
    ("arguments", "position"): "Place among the arguments of the event, from 0.",
    ("arguments", "start"): "First code point of what fills the role.",
    ("arguments", "end"): "Code point after the last of what fills the role.",
    ("arguments", "text"): "The text of what fills the role; null where it is withheld.",
}


def description(config: str, column: str) -> str:
    """Return what a column of a config, or a field FIELD.INNER of a struct in it, means."""
    found = _OF.get((config, column)) or _ANYWHERE.get(column) or _of_schema(config, column)
    if not found:
        raise KeyError(f"no description of {column} in {config}")
    return found


def _of_schema(config: str, column: str) -> str | None:
    if "fragments." in column:
        config, column = "mentions", column[column.index("fragments.") :]
    fields = _fields(config)
    name, _, inner = column.partition(".")
    node = _deref(fields[name])
    return _said(fields[name]) if not inner else _said(_deref(node.get("items", node))["properties"][inner])


@cache
def _fields(config: str) -> Record:
    """Return the properties of the items that the rows of a config are made of."""
    properties: Record = schema.load("document")["properties"]
    if config == "documents":
        return properties
    if config == "arguments":
        return _deref(_deref(properties["events"]["items"])["properties"]["arguments"]["items"])["properties"]  # type: ignore[no-any-return]
    return _deref(properties[config]["items"])["properties"]  # type: ignore[no-any-return]


def _deref(node: Any) -> Any:
    """Return what a node is, with what it says itself over what it refers to."""
    if "$ref" not in node:
        return node
    return {**_deref(schema.load("document")["$defs"][node["$ref"].rpartition("/")[2]]), **node}


def _said(node: Any) -> str | None:
    said: str | None = _deref(node).get("description")
    return said
