"""The flat tables: what flattening the nested table of documents gives, one row a sentence, mention, event, ..."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.layers import Layer, Layers, take
from corpus_tools.nesting import Nesting

Array = np.ndarray[Any, np.dtype[Any]]
FLAT = ("sentences", "mentions", "entities", "events", "arguments", "relations")


def flat_tables(layers: Layers) -> dict[str, pa.Table]:
    """Make every flat table, in the order of FLAT."""
    makers = (sentences, mentions, entities, events, arguments, relations)
    return {name: make(layers) for name, make in zip(FLAT, makers, strict=True)}


def _item(layers: Layers, layer: Layer, *names: str) -> dict[str, pa.Array]:
    """Return the columns that begin every table, and the fields `names` as they are."""
    plain = {name: layer.field(name) for name in names}
    return {"document_id": layers.document_ids(layer.rows), "position": layer.position, **plain}


def _sentence_ids(layers: Layers, rows: Array, starts: Array) -> pa.Array:
    return take(layers["sentences"].field("id"), layers.sentence_of(rows, starts))


def sentences(layers: Layers) -> pa.Table:
    """One row a sentence."""
    return pa.table(_item(layers, layers["sentences"], "id", "kind", "start", "end", "text"))


def mentions(layers: Layers) -> pa.Table:
    """One row a mention, with its entity, its sentence and how many mentions it lies in."""
    layer = layers["mentions"]
    names = ("id", "type", "subtype", "level", "start", "end", "text", "fragments", "normalized", "value")
    starts = layer.numbers("start")
    return pa.table(
        {
            **_item(layers, layer, *names),
            "entity_id": take(layers["entities"].field("id"), layers.clusters("entities")),
            "sentence_id": _sentence_ids(layers, layer.rows, starts),
            "depth": pa.array(Nesting(layer.rows, starts, layer.numbers("end")).depths, pa.int32()),
        }
    )


def entities(layers: Layers) -> pa.Table:
    """One row an entity."""
    layer = layers["entities"]
    count = pc.list_value_length(layer.field("mentions"))
    return pa.table({**_item(layers, layer, "id", "type", "name", "wikidata", "mentions"), "mention_count": count})


def events(layers: Layers) -> pa.Table:
    """One row an event mention, with its trigger, cluster and sentence."""
    layer = layers["events"]
    spans = {
        f"{field}_{part}": layer.field(field, part)
        for field in ("trigger", "support_verb")
        for part in ("start", "end", "text", "fragments")
    }
    return pa.table(
        {
            **_item(layers, layer, "id", "type", "mode"),
            **spans,
            **{name: layer.field(name) for name in ("polarity", "modality", "tense", "genericity")},
            "cluster_id": take(layers["event_clusters"].field("id"), layers.clusters("event_clusters")),
            "sentence_id": _sentence_ids(layers, layer.rows, layer.numbers("trigger", "start")),
        }
    )


def arguments(layers: Layers) -> pa.Table:
    """One row an argument; start, end and text are those of what fills the role: mention, trigger or span."""
    of_events, of_mentions, layer = layers["events"], layers["mentions"], layers.arguments
    event_rows = pa.array(layer.rows)
    rows = of_events.rows[layer.rows]
    mention, event = layer.field("mention"), layer.field("event")
    of_mention, of_event = layers.links("mention").found, layers.links("event").found
    entities = take(layers["entities"].field("id"), layers.clusters("entities"))

    def filler(mention_field: pa.Array, event_field: pa.Array, span_field: pa.Array) -> pa.Array:
        return pc.coalesce(mention_field.take(of_mention), event_field.take(of_event), span_field)

    kinds = [pc.if_else(pc.is_valid(field), kind, None) for kind, field in (("mention", mention), ("event", event))]
    return pa.table(
        {
            "document_id": layers.document_ids(rows),
            "event_id": of_events.field("id").take(event_rows),
            "event_type": of_events.field("type").take(event_rows),
            "position": layer.position,
            "role": layer.field("role"),
            "filler_kind": pc.coalesce(*kinds, "span"),
            "filler_id": pc.coalesce(mention, event),
            "filler_type": filler(of_mentions.field("type"), of_events.field("type"), pa.nulls(len(rows), pa.string())),
            "entity_id": entities.take(of_mention),
            **{
                part: filler(of_mentions.field(part), of_events.field("trigger", part), layer.field("span", part))
                for part in ("start", "end", "text")
            },
        }
    )


def relations(layers: Layers) -> pa.Table:
    """One row a relation, with type and text of the mentions that it connects."""
    layer, of_mentions = layers["relations"], layers["mentions"]
    ends = {f"{end}_{part}": of_mentions.field(part).take(layers.links(end).found) for end in ("head", "tail") for part in ("type", "text")}
    return pa.table({**_item(layers, layer, "id", "type", "head", "tail"), **ends})
