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
    stands_again = np.isin(keys, repeated(keys))
    parts, at = [], 0
    for name in LAYERS:
        layer = layers[name]
        chosen = np.flatnonzero(stands_again[at : at + len(layer)])
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


def repeated(keys: Array) -> Array:
    """Return the keys that stand more than once, each as often as it stands again."""
    keys = np.sort(keys)
    again: Array = keys[1:][keys[1:] == keys[:-1]]
    return again


def _reference(layers: Layers, kind: str) -> pa.Table:
    """Return what rules may ask of the references of a kind."""
    links = layers.links(kind)
    layer, of_arguments = layers[links.name], kind in ("mention", "event")
    dangling = np.asarray(pc.and_(pc.is_null(links.found), pc.is_valid(links.ids)))
    chosen = np.flatnonzero(dangling | _asked(layers, kind))
    owners = links.owners[chosen]
    return pa.table(
        {
            "document_id": layers.document_ids(layer.rows[owners]),
            "layer": pa.array([links.name] * len(chosen), _STRING),
            "target_layer": pa.array([links.target] * len(chosen), _STRING),
            "position": pa.array(layer.positions[owners], pa.int32()),
            "argument": pa.array(layers.arguments.positions[chosen], pa.int32()) if of_arguments else pa.nulls(len(chosen), pa.int32()),
            "id": layer.field("id").take(pa.array(owners)),
            "key": pa.array(layers.keys_of(links.name)[owners]),
            "target": links.ids.take(pa.array(chosen)),
            "target_key": pa.array(links.keys[chosen]),
            "target_position": layers[links.target].position.take(links.found.take(pa.array(chosen))),
            "is_in": layers.layer_of(links.keys[chosen]),
        }
    )


def _asked(layers: Layers, kind: str) -> Array:
    """Tell of each reference of a kind whether a rule asks about it although it leads where it should."""
    links = layers.links(kind)
    if kind == "event":
        return _may_circle(layers)
    if kind in ("entities", "event_clusters"):
        return np.isin(links.keys, repeated(links.keys))
    return np.zeros(len(links.keys), bool)


def _may_circle(layers: Layers) -> Array:
    """Tell of each event that is an argument whether its document could hold a circle: in one, an edge leads back, or to its own event."""
    links, rows = layers.links("event"), layers["events"].rows
    found = np.asarray(pc.fill_null(links.found, -1))
    leads_back = np.zeros(len(layers.ids), bool)
    leads_back[rows[links.owners[(found >= 0) & (found <= links.owners)]]] = True
    return (found >= 0) & leads_back[rows[links.owners]]


def references_table(layers: Layers, first: int) -> pa.Table:
    """
    One row a reference that rules ask about: to nothing (`target_position` is null), to a member that another cluster has as well, or
    from event to event where events could be arguments of each other in a circle.
    """
    table = pa.concat_tables([_reference(layers, kind) for kind in ("entities", "event_clusters", "mention", "event", "head", "tail")])
    for name in ("key", "target_key"):
        # A target that is nothing keeps its -1.
        keys = np.asarray(table[name])
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(np.where(keys < 0, keys, keys + first)))
    return table.combine_chunks()
