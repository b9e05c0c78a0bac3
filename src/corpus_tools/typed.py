"""Typed documents out of the nested table, column by column: rows as dicts would take longer to make than the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.layers import Layer
from corpus_tools.model import (
    Alignment,
    Argument,
    Document,
    Entity,
    Event,
    EventCluster,
    Fragment,
    LayerProvenance,
    Mention,
    Provenance,
    Reanchored,
    Relation,
    Sentence,
    Source,
    Span,
)

_SCALARS = (
    *("id", "language", "availability", "text", "text_sha256", "text_length", "text_profile"),
    *("basis", "genre", "date"),
)


def documents_of(table: pa.Table) -> Iterator[Document]:
    """Yield the documents of a nested table, as `Document.from_record` would make them of its rows."""
    for batch in table.combine_chunks().to_batches():
        yield from _documents(batch)


def _documents(batch: pa.RecordBatch) -> list[Document]:
    documents = [Document.__new__(Document) for _ in range(batch.num_rows)]
    columns: dict[str, list[Any]] = {name: batch[name].to_pylist() for name in _SCALARS}
    columns["reanchored"] = [Reanchored(**made) if made else None for made in _values(batch["reanchored"])]
    columns["alignment"] = [Alignment.from_record(runs) if runs else None for runs in _values(batch["alignment"])]
    columns["source"] = list(map(Source, *_fields(batch["source"], "publisher", "license", "url", "note")))
    columns["provenance"] = _grouped(Layer(batch["provenance"]), batch.num_rows, _layer_provenance)
    for name, make in _MAKERS.items():
        layer = Layer(batch[name])
        columns[name] = _grouped(layer, batch.num_rows, make, [documents[row] for row in layer.rows.tolist()])
    for document, *values in zip(documents, *columns.values(), strict=True):
        # The class is frozen for its users; here it is in the making.
        document.__dict__.update(zip(columns, values, strict=True))
    return documents


def _fields(struct: pa.Array, *names: str) -> list[list[Any]]:
    return [_values(pc.struct_field(struct, name)) for name in names]


def _values(array: pa.Array) -> list[Any]:
    return [None] * len(array) if array.null_count == len(array) else array.to_pylist()


def _grouped(layer: Layer, rows: int, make: Callable[..., list[Any]], *more: Any) -> list[tuple[Any, ...]]:
    """Return the items of each row as a tuple."""
    items = make(layer.items, *more) if len(layer) else []
    ends = np.cumsum(np.bincount(layer.rows, minlength=rows)).tolist()
    return [tuple(items[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _fragments(array: pa.Array) -> list[tuple[Fragment, ...] | None]:
    return [tuple(Fragment(**part) for part in parts) if parts else None for parts in _values(array)]


def _provenances(struct: pa.Array) -> list[Provenance | None]:
    found = pc.struct_field(struct, "provenance")
    return [Provenance(made["agent"], made["method"]) if made else None for made in _values(found)]


def _layer_provenance(items: pa.Array) -> list[LayerProvenance]:
    return list(map(LayerProvenance, *_fields(items, "layer", "agent", "method", "guidelines")))


def _spans(struct: pa.Array) -> list[Span | None]:
    """Return the spans of a column; None where it is null."""
    if struct.null_count == len(struct):
        return [None] * len(struct)
    parts = (*_fields(struct, "start", "end", "text"), _fragments(pc.struct_field(struct, "fragments")))
    return [Span(*values) if values[0] is not None else None for values in zip(*parts, strict=True)]


def _sentences(items: pa.Array, documents: list[Document]) -> list[Sentence]:
    del documents
    return list(map(Sentence, *_fields(items, "id", "kind", "start", "end", "text")))


def _mentions(items: pa.Array, documents: list[Document]) -> list[Mention]:
    first = _fields(items, "id", "type", "level", "start", "end", "subtype", "text")
    fragments = _fragments(pc.struct_field(items, "fragments"))
    return list(map(Mention, *first, fragments, *_fields(items, "normalized", "value"), _provenances(items), documents))


def _entities(items: pa.Array, documents: list[Document]) -> list[Entity]:
    members = map(tuple, _values(pc.struct_field(items, "mentions")))
    ids, types, names, wikidata = _fields(items, "id", "type", "name", "wikidata")
    return list(map(Entity, ids, types, members, names, wikidata, _provenances(items), documents))


def _arguments(items: pa.Array, documents: list[Document]) -> list[Argument]:
    return list(map(Argument, *_fields(items, "role", "mention", "event"), _spans(pc.struct_field(items, "span")), documents))


def _events(items: pa.Array, documents: list[Document]) -> list[Event]:
    ids, types, modes = _fields(items, "id", "type", "mode")
    triggers, verbs = (_spans(pc.struct_field(items, name)) for name in ("trigger", "support_verb"))
    axes = _fields(items, "polarity", "modality", "tense", "genericity")
    layer = Layer(pc.struct_field(items, "arguments"))
    arguments = _grouped(layer, len(items), _arguments, [documents[n] for n in layer.rows.tolist()])
    return list(map(Event, ids, types, triggers, modes, verbs, *axes, arguments, _provenances(items), documents))


def _event_clusters(items: pa.Array, documents: list[Document]) -> list[EventCluster]:
    members = map(tuple, _values(pc.struct_field(items, "events")))
    return list(map(EventCluster, _values(pc.struct_field(items, "id")), members, _provenances(items), documents))


def _relations(items: pa.Array, documents: list[Document]) -> list[Relation]:
    return list(map(Relation, *_fields(items, "id", "type", "head", "tail"), _provenances(items), documents))


_MAKERS: dict[str, Callable[..., list[Any]]] = {
    "sentences": _sentences,
    "mentions": _mentions,
    "entities": _entities,
    "events": _events,
    "event_clusters": _event_clusters,
    "relations": _relations,
}
