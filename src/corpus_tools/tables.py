"""The Arrow tables of documents: the nested one, which holds all, and those that are made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from corpus_tools import schema
from corpus_tools.flatten import FLAT, flat_tables
from corpus_tools.layers import Layers
from corpus_tools.order import Record
from corpus_tools.tagging import tokens_table
from corpus_tools.texts import Texts

CONFIGS = ("documents", *FLAT, "tokens")
DOCUMENTS_AT_ONCE = 128

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


def documents_table(records: Sequence[Record]) -> pa.Table:
    """Make the nested table, one row a record, of records that have passed the schema."""
    # Arrow is quickest with some hundred documents at a time: their Python objects stay in the processor's cache.
    parts = [records[n : n + DOCUMENTS_AT_ONCE] for n in range(0, len(records), DOCUMENTS_AT_ONCE)]
    return pa.Table.from_batches((pa.RecordBatch.from_pylist(part, schema=documents_schema()) for part in parts), documents_schema())


def tables(documents: pa.Table, entity_types: Iterable[str]) -> dict[str, pa.Table]:
    """Make all tables of CONFIGS from the nested one; withheld documents have no rows in `tokens`."""
    layers = Layers(documents)
    texts = Texts(documents["text"].to_pylist())
    return {"documents": documents, **flat_tables(layers), "tokens": tokens_table(layers, texts, entity_types)}


@cache
def schemas() -> Mapping[str, pa.Schema]:
    """Return the schema of every table of CONFIGS."""
    return {config: table.schema for config, table in tables(documents_table([]), []).items()}
