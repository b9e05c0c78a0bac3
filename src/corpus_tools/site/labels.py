"""The label index: where every label stands, and in which documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.order import Record
from corpus_tools.site import blocks

Array = np.ndarray[Any, np.dtype[Any]]
Tables = Mapping[str, pa.Table]
LABELS, INSTANCES = 1024, 4096  # rows of a file
AXES = ("polarity", "modality", "tense", "genericity")


def _keys(table: pa.Table, id: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["document_id"], table[id], " ")


def _layer(kind: str, table: pa.Table, name: pa.Array, part: pa.Array, *, id: str = "id", span: str = "") -> pa.Table:
    """Return the instances of the labels of one kind: `name`, and under it `part`, which may be null."""
    columns = {"document": table["document_id"], "id": table[id], "start": table[f"{span}start"], "end": table[f"{span}end"]}
    return pa.table({"kind": pa.repeat(kind, table.num_rows), "name": name, "part": part, **columns})


def _relations(tables: Tables) -> pa.Table:
    """Return the relations; each stands where its head does."""
    relations, mentions = tables["relations"], tables["mentions"]
    at = pc.index_in(_keys(relations, "head"), value_set=_keys(mentions, "id"))
    spans = mentions.select(["start", "end"]).take(at)
    return relations.append_column("start", spans["start"]).append_column("end", spans["end"])


def _layers(tables: Tables) -> Iterator[pa.Table]:
    mentions, events, arguments, relations = tables["mentions"], tables["events"], tables["arguments"], _relations(tables)
    yield _layer("mention", mentions, mentions["type"], mentions["subtype"])
    yield _layer("event", events, events["type"], events["mode"], span="trigger_")
    yield _layer("role", arguments, arguments["role"], arguments["event_type"], id="event_id")
    yield _layer("relation", relations, relations["type"], pa.nulls(relations.num_rows, pa.string()))
    yield _layer("attribute", mentions, pa.repeat("level", mentions.num_rows), mentions["level"])
    for axis in AXES:
        yield _layer("attribute", events, pa.repeat(axis, events.num_rows), events[axis], span="trigger_")


def _ranks(ontology: Record) -> dict[str, int]:
    """Return the place of each label in the ontology, under which the site lists it."""
    order: list[str] = []
    for entity in ontology["entity_types"]:
        order += [f"mention {entity['type']}", *(f"mention {entity['type']}/{part}" for part in entity.get("subtypes", []))]
    for event in ontology["event_types"]:
        order += [f"event {event['type']}", *(f"event {event['type']}/{part}" for part in event.get("modes", []))]
    order += [f"relation {relation['type']}" for relation in ontology["relation_types"]]
    return {label: n for n, label in enumerate(order)}


def _sorted(instances: pa.Table, ontology: Record) -> tuple[pa.Table, Array, Array]:
    """Return the instances by label, document and place; and for each the codes of its label and of its part."""
    ranks = _ranks(ontology)
    whole = pc.binary_join_element_wise(instances["kind"], instances["name"], " ")
    parts = pc.coalesce(pc.binary_join_element_wise(whole, instances["part"], "/"), whole)
    codes = []
    for column in (whole, parts):
        found = column.combine_chunks().dictionary_encode()
        names = found.dictionary.to_pylist()
        place = np.argsort(np.argsort([f"{ranks.get(name, len(ranks)):06} {name}" for name in names])) if names else np.zeros(0, np.int64)
        codes.append(place[np.asarray(found.indices)] if names else place)
    order = np.lexsort((np.asarray(instances["start"]), np.asarray(instances["document"]), codes[1], codes[0]))
    return instances.take(order), codes[0][order], codes[1][order]


def _runs(codes: Array) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of equal codes."""
    edges = np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes)).tolist()
    yield from pairwise(edges)


def bitmap(documents: Array, count: int) -> bytes:
    """Return which documents there are: the document n as bit n % 8 of the byte n // 8, the lowest first."""
    bits = np.zeros(count, bool)
    bits[documents] = True
    return np.packbits(bits, bitorder="little").tobytes()


def _entry(kind: str, label: str, documents: Array, first: int, total: int) -> Record:
    found = np.unique(documents)
    entry = {"kind": kind, "label": label, "first": first, "count": len(documents), "documents": len(found)}
    return {**entry, "bitmap": bitmap(found, total)}


def _entries(instances: pa.Table, whole: Array, parts: Array, total: int) -> Iterator[Record]:
    """Yield every label, and below it its parts, whose instances are among its own."""
    documents = np.asarray(instances["document"])
    for start, end in _runs(whole):
        kind, name = instances["kind"][start].as_py(), instances["name"][start].as_py()
        yield _entry(kind, name, documents[start:end], start, total)
        for first, last in _runs(parts[start:end]):
            part = instances["part"][start + first].as_py()
            if part is not None:
                yield _entry(kind, f"{name}/{part}", documents[start + first : start + last], start + first, total)


def _properties(documents: pa.Table, splits: pa.Array) -> Iterator[Record]:
    """Yield what documents are filtered by that is no label in them."""
    for kind, column in (("genre", documents["genre"]), ("split", splits)):
        values = np.asarray(column)
        for value in dict.fromkeys(values.tolist()):
            yield _entry(kind, value, np.flatnonzero(values == value), 0, len(values))


def write(folder: Path, tables: Tables, splits: pa.Array, ontology: Record) -> dict[str, blocks.Row]:
    """Write the tables `labels` and `instances`; return what one must know of them."""
    documents = tables["documents"]
    layers = pa.concat_tables(list(_layers(tables)))
    numbers = pc.index_in(layers["document"], value_set=documents["id"])
    layers = layers.set_column(layers.schema.get_field_index("document"), "document", numbers)
    instances, whole, parts = _sorted(layers, ontology)
    entries = [*_properties(documents, splits), *_entries(instances, whole, parts, documents.num_rows)]
    labels = pa.Table.from_pylist(entries, _SCHEMA)
    return {
        "labels": blocks.write(folder / "labels", labels, LABELS),
        "instances": blocks.write(folder / "instances", blocks.required(instances.drop_columns(["kind", "name", "part"])), INSTANCES),
    }


_SCHEMA = pa.schema(
    [
        pa.field(name, type, nullable=False)
        for name, type in {
            "kind": pa.string(),
            "label": pa.string(),
            "first": pa.int32(),
            "count": pa.int32(),
            "documents": pa.int32(),
            "bitmap": pa.binary(),
        }.items()
    ]
)
