"""The Arrow tables: one nested table of documents, and the flat tables that flattening it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools import schema
from corpus_tools.order import Record
from corpus_tools.tokens import token_rows

# ------------------------------------------------------------------------------------- the nested table's schema

_SCALARS = {"string": pa.string(), "integer": pa.int32(), "boolean": pa.bool_()}


def _arrow_type(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> pa.DataType:
    """Return the Arrow type of what a JSON Schema node describes; null is no type of its own, all fields are nullable."""
    if "$ref" in node:
        return _arrow_type(definitions[node["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in node:
        return _arrow_type(next(option for option in node["anyOf"] if option != {"type": "null"}), definitions)
    kinds = node.get("type", "string")
    kind = next(k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null")
    if kind == "object":
        return pa.struct([pa.field(name, _arrow_type(child, definitions)) for name, child in node["properties"].items()])
    if kind == "array":
        return pa.list_(_arrow_type(node["items"], definitions))
    return _SCALARS[kind]


@cache
def documents_schema() -> pa.Schema:
    """Return the schema of the nested table, which the JSON Schema of a document determines."""
    document = schema.load("document")
    fields = _arrow_type(document, document["$defs"])
    return pa.schema([fields.field(i) for i in range(fields.num_fields)])


def documents_table(records: Iterable[Record]) -> pa.Table:
    """Make the nested table, one row a record, of records that have passed the schema."""
    return pa.Table.from_pylist(list(records), schema=documents_schema())


# ------------------------------------------------------------------------------------------------ flattening it


class _Layer:
    """The items of one list column, each with the row of its document and its position in the list."""

    def __init__(self, lists: pa.Array) -> None:
        self.items = pc.list_flatten(lists)
        self.rows = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
        lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0), dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else np.zeros(0, np.int64)
        self.position = pa.array(np.arange(len(self.rows)) - starts[self.rows], pa.int32())

    def field(self, *names: str) -> pa.Array:
        """Return a field of the items, or of a struct in them."""
        return pc.struct_field(self.items, list(names))

    def numbers(self, *names: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.asarray(pc.fill_null(self.field(*names), 0), dtype=np.int64)


def _array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _keys(ids: pa.Array, rows: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    return pc.binary_join_element_wise(pc.cast(pa.array(rows), pa.string()), ids, "/")


def _look_up(wanted: pa.Array, keys: pa.Array, values: pa.Array) -> pa.Array:
    """Return for each wanted key the value that stands beside it, or null."""
    return values.take(pc.index_in(wanted, value_set=keys))


class _Flattener:
    """Flattens one nested table; each method makes one flat table."""

    def __init__(self, documents: pa.Table) -> None:
        self.documents = documents
        self.ids = _array(documents["id"])
        layers = ("sentences", "mentions", "entities", "events", "event_clusters", "relations")
        self.layer = {name: _Layer(_array(documents[name])) for name in layers}

    def _document_id(self, layer: _Layer) -> pa.Array:
        return self.ids.take(pa.array(layer.rows))

    def _members(self, layer: str, members: str) -> tuple[pa.Array, pa.Array]:
        """Return the key of every member of the layer's clusters, and beside it the cluster's id."""
        clusters = self.layer[layer]
        lists = clusters.field(members)
        parents = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
        return _keys(pc.list_flatten(lists), clusters.rows[parents]), clusters.field("id").take(pa.array(parents))

    def _sentence_of(self, rows: np.ndarray[Any, Any], starts: np.ndarray[Any, Any]) -> pa.Array:
        """Return the id of the sentence in which each code point lies, or null."""
        sentences = self.layer["sentences"]
        if not len(sentences.rows):
            return pa.nulls(len(rows), pa.string())
        places = sentences.rows * 2**32 + sentences.numbers("start")
        order = np.argsort(places, kind="stable")
        found = order[np.maximum(np.searchsorted(places[order], rows * 2**32 + starts, side="right") - 1, 0)]
        inside = (sentences.rows[found] == rows) & (sentences.numbers("start")[found] <= starts)
        inside &= starts < sentences.numbers("end")[found]
        return sentences.field("id").take(pa.array(found, mask=~inside))

    def sentences(self) -> pa.Table:
        layer = self.layer["sentences"]
        plain = {name: layer.field(name) for name in ("id", "kind", "start", "end", "text")}
        return pa.table({"document_id": self._document_id(layer), "position": layer.position, **plain})

    def mentions(self) -> pa.Table:
        layer = self.layer["mentions"]
        ids = layer.field("id")
        names = ("id", "type", "subtype", "level", "start", "end", "text", "fragments", "normalized", "value")
        keys, entities = self._members("entities", "mentions")
        return pa.table(
            {
                "document_id": self._document_id(layer),
                "position": layer.position,
                **{name: layer.field(name) for name in names},
                "entity_id": _look_up(_keys(ids, layer.rows), keys, entities),
                "sentence_id": self._sentence_of(layer.rows, layer.numbers("start")),
                "depth": pa.array(_depths(layer.rows, layer.numbers("start"), layer.numbers("end")), pa.int32()),
            }
        )

    def entities(self) -> pa.Table:
        layer = self.layer["entities"]
        mentions = layer.field("mentions")
        return pa.table(
            {
                "document_id": self._document_id(layer),
                "position": layer.position,
                **{name: layer.field(name) for name in ("id", "type", "name", "wikidata", "mentions")},
                "mention_count": pc.list_value_length(mentions),
            }
        )

    def events(self) -> pa.Table:
        layer = self.layer["events"]
        keys, clusters = self._members("event_clusters", "events")
        spans = {
            f"{field}_{part}": layer.field(field, part)
            for field in ("trigger", "support_verb")
            for part in ("start", "end", "text", "fragments")
        }
        axes = ("polarity", "modality", "tense", "genericity")
        return pa.table(
            {
                "document_id": self._document_id(layer),
                "position": layer.position,
                **{name: layer.field(name) for name in ("id", "type", "mode")},
                **spans,
                **{name: layer.field(name) for name in axes},
                "cluster_id": _look_up(_keys(layer.field("id"), layer.rows), keys, clusters),
                "sentence_id": self._sentence_of(layer.rows, layer.numbers("trigger", "start")),
            }
        )

    def arguments(self) -> pa.Table:
        """One row an argument; start, end and text are those of what fills the role: mention, trigger or span."""
        events, mentions = self.layer["events"], self.layer["mentions"]
        layer = _Layer(events.field("arguments"))
        of_event = pa.array(layer.rows)
        rows = events.rows[layer.rows]
        mention_keys, event_keys = _keys(mentions.field("id"), mentions.rows), _keys(events.field("id"), events.rows)
        mention, event = _keys(layer.field("mention"), rows), _keys(layer.field("event"), rows)

        def filler(of_mention: pa.Array, of_event: pa.Array, of_span: pa.Array) -> pa.Array:
            found = _look_up(mention, mention_keys, of_mention), _look_up(event, event_keys, of_event)
            return pc.coalesce(*found, of_span)

        kinds = [pc.if_else(pc.is_valid(layer.field(kind)), kind, None) for kind in ("mention", "event")]
        entity_keys, entities = self._members("entities", "mentions")
        return pa.table(
            {
                "document_id": self.ids.take(pa.array(rows)),
                "event_id": events.field("id").take(of_event),
                "event_type": events.field("type").take(of_event),
                "position": layer.position,
                "role": layer.field("role"),
                "filler_kind": pc.coalesce(*kinds, "span"),
                "filler_id": pc.coalesce(layer.field("mention"), layer.field("event")),
                "filler_type": filler(mentions.field("type"), events.field("type"), pa.nulls(len(rows), pa.string())),
                "entity_id": _look_up(mention, entity_keys, entities),
                **{
                    part: filler(mentions.field(part), events.field("trigger", part), layer.field("span", part))
                    for part in ("start", "end", "text")
                },
            }
        )

    def relations(self) -> pa.Table:
        layer, mentions = self.layer["relations"], self.layer["mentions"]
        keys = _keys(mentions.field("id"), mentions.rows)
        ends = {
            f"{end}_{part}": _look_up(_keys(layer.field(end), layer.rows), keys, mentions.field(part))
            for end in ("head", "tail")
            for part in ("type", "text")
        }
        return pa.table(
            {
                "document_id": self._document_id(layer),
                "position": layer.position,
                **{name: layer.field(name) for name in ("id", "type", "head", "tail")},
                **ends,
            }
        )


def _depths(*columns: np.ndarray[Any, np.dtype[np.int64]]) -> list[int]:
    """Return how many other mentions each mention lies in; mentions come as rows, starts and ends."""
    rows, starts, ends = (column.tolist() for column in columns)
    depths, open_ends, row = [0] * len(rows), list[int](), -1
    for n in sorted(range(len(rows)), key=lambda n: (rows[n], starts[n], -ends[n], n)):
        if rows[n] != row:
            row, open_ends = rows[n], []
        open_ends = [end for end in open_ends if end > starts[n]]
        depths[n] = sum(end >= ends[n] for end in open_ends)
        open_ends.append(ends[n])
    return depths


FLAT = ("sentences", "mentions", "entities", "events", "arguments", "relations")
CONFIGS = ("documents", *FLAT, "tokens")


def flat_tables(documents: pa.Table) -> dict[str, pa.Table]:
    """Make every flat table of a nested one, in the order of FLAT."""
    flattener = _Flattener(documents)
    return {name: getattr(flattener, name)() for name in FLAT}


# Tags are numbers into bio_labels(): nullable int64 is the only storage of a ClassLabel that survives in Parquet.
TOKENS = pa.schema(
    [
        ("document_id", pa.string()),
        ("sentence_id", pa.string()),
        ("tokens", pa.list_(pa.string())),
        ("starts", pa.list_(pa.int32())),
        ("ends", pa.list_(pa.int32())),
        ("ner_tags", pa.list_(pa.int64())),
        ("ner_layers", pa.list_(pa.list_(pa.int64()))),
    ]
)


def bio_labels(entity_types: Iterable[str]) -> tuple[str, ...]:
    """Return the BIO labels of the entity types, O first."""
    return ("O", *(f"{part}-{name}" for name in entity_types for part in "BI"))


def tables(records: Iterable[Record], entity_types: Iterable[str]) -> dict[str, pa.Table]:
    """Make all tables of CONFIGS; withheld documents have no rows in `tokens`."""
    records = list(records)
    labels = bio_labels(entity_types)
    documents = documents_table(records)
    rows = [row for record in records if record.get("text") is not None for row in token_rows(record, labels)]
    tokens = pa.Table.from_pylist(rows, schema=TOKENS)
    return {"documents": documents, **flat_tables(documents), "tokens": tokens}
