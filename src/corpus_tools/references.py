"""Ids and what refers to them: those that stand twice, and references that rules ask about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.layers import Layers
from corpus_tools.order import LAYERS

Array = np.ndarray[Any, np.dtype[Any]]
_STRING = pa.string()


def ids_table(layers: Layers, first: int) -> pa.Table:
    """One row an item whose id another item of its document has too."""
    keys = np.concatenate([layers.keys_of(name) for name in LAYERS])
    repeated = np.isin(keys, _repeated(keys))
    parts, at = [], 0
    for name in LAYERS:
        layer = layers[name]
        chosen = np.flatnonzero(repeated[at : at + len(layer)])
        at += len(layer)
        parts.append(
            pa.table(
                {
                    "document_id": layers.document_ids(layer.rows[chosen]),
                    "layer": pa.array([name] * len(chosen), _STRING),
                    "position": pa.array(layer.positions[chosen], pa.int32()),
                    "id": layer.field("id").take(pa.array(chosen)),
                    "key": pa.array(layers.keys_of(name)[chosen] + first),
                }
            )
        )
    return pa.concat_tables(parts).combine_chunks()


def _repeated(keys: Array) -> Array:
    """Return the keys that stand more than once."""
    counts = pa.array(keys).value_counts()
    return np.asarray(counts.field("values").filter(pc.greater(counts.field("counts"), 1)))


def _reference(layers: Layers, name: str, index: Array, target: tuple[str, pa.Array], argument: Array | None = None) -> pa.Table:
    """References from the items `index` of the layer `name`, one to each id of the target, a layer and ids in it."""
    layer, (target_layer, ids) = layers[name], target
    keys = layers.keys(layer.rows[index], ids)
    found = layers.find(keys, target_layer)
    chosen = np.flatnonzero(np.asarray(pc.is_null(found)) | (target_layer == "events") | _shared(name, keys))
    index, keys, found = index[chosen], keys[chosen], found.take(pa.array(chosen))
    return pa.table(
        {
            "document_id": layers.document_ids(layer.rows[index]),
            "layer": pa.array([name] * len(chosen), _STRING),
            "target_layer": pa.array([target_layer] * len(chosen), _STRING),
            "position": pa.array(layer.positions[index], pa.int32()),
            "argument": pa.nulls(len(chosen), pa.int32()) if argument is None else pa.array(argument[chosen], pa.int32()),
            "id": layer.field("id").take(pa.array(index)),
            "key": pa.array(layers.keys_of(name)[index]),
            "target": ids.take(pa.array(chosen)),
            "target_key": pa.array(keys),
            "target_position": layers[target_layer].position.take(found),
            "is_in": layers.layer_of(keys),
        }
    )


def _shared(name: str, keys: Array) -> Array:
    return np.isin(keys, _repeated(keys)) if name == "entities" else np.zeros(len(keys), bool)


def references_table(layers: Layers, first: int) -> pa.Table:
    """
    One row a reference that rules ask about: to an event, to nothing (`target_position` is null), or to a mention that another
    entity refers to as well.
    """
    parts = []
    for name, target in (("entities", "mentions"), ("event_clusters", "events")):
        members, _ = layers.members(name)
        parts.append(_reference(layers, name, members.rows, (target, members.items)))
    arguments, relations = layers.arguments, layers["relations"]
    for kind in ("mention", "event"):
        filled = np.flatnonzero(np.asarray(pc.is_valid(arguments.field(kind))))
        targets = arguments.field(kind).take(pa.array(filled))
        parts.append(_reference(layers, "events", arguments.rows[filled], (f"{kind}s", targets), arguments.positions[filled]))
    parts += [_reference(layers, "relations", np.arange(len(relations)), ("mentions", relations.field(end))) for end in ("head", "tail")]
    table = pa.concat_tables(parts)
    for name in ("key", "target_key"):
        # A target that is nothing keeps its -1.
        keys = np.asarray(table[name])
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(np.where(keys < 0, keys, keys + first)))
    return table.combine_chunks()
