"""What is remarkable in items beside their spans and references: that one says the same as another, or stands oddly to others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.layers import Layers
from corpus_tools.references import repeated

Array = np.ndarray[Any, np.dtype[Any]]
_STRING = pa.string()
_MIXER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit of what is mixed gets lost

# `what` says which; `other` is the item that it is said beside, `label` and `other_label` are their types (or an argument's role).
REMARKS = pa.schema(
    [
        *((name, _STRING) for name in ("document_id", "what", "layer")),
        *((name, pa.int32()) for name in ("position", "argument", "start", "end")),
        *((name, _STRING) for name in ("id", "label", "other", "other_label", "cluster")),
    ]
)


def remarks_table(layers: Layers) -> pa.Table:
    """
    One row a remark, by `what`.

    "repeats": a mention, event, argument or relation that says the same as `other`, the one before it. "overlaps": a sentence that begins
    before `other`, the one before it, ends (at `end`). "no-arguments": an event. "pronouns-only" and "single": a cluster. "conflicts": an
    entity whose type is not that of its mention `other`, or an event whose type is not that of `other`, the first of its `cluster`.
    """
    makers = (_mentions, _events, _arguments, _relations, _overlaps, _bare_events, _pronouns_only, _single, _mention_types, _event_types)
    return pa.concat_tables([maker(layers) for maker in makers]).combine_chunks()


def _remarks(layers: Layers, what: str, name: str, index: Array, columns: Callable[[], dict[str, Any]] | None = None) -> pa.Table:
    """Return remarks on the items `index` of a layer; their columns are made only if there are any, which is seldom."""
    if not len(index):
        return REMARKS.empty_table()
    layer, count = layers[name], len(index)
    known = {
        "document_id": layers.document_ids(layer.rows[index]),
        "what": [what] * count,
        "layer": [name] * count,
        "position": layer.positions[index],
        "id": layer.field("id").take(pa.array(index)),
        **(columns() if columns else {}),
    }
    return pa.table([known.get(field.name, pa.nulls(count, field.type)) for field in REMARKS], schema=REMARKS)


# ------------------------------------------------------------------------------------------------------ repeats


def _codes(labels: pa.Array) -> Array:
    """Return a number for each label, -1 for none: the same for the same."""
    return np.asarray(pc.fill_null(labels.dictionary_encode().indices, -1), dtype=np.int64)


def _repeats(columns: list[Array], said: Callable[[int], Hashable]) -> tuple[Array, Array]:
    """Return the items that say what one before them says, and the last one before; `columns` are equal where what is said is."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed + column.astype(np.uint64)) * _MIXER
        mixed ^= mixed >> np.uint64(29)
    again = repeated(mixed)
    pairs, last = [], dict[Hashable, int]()
    for n in np.flatnonzero(np.isin(mixed, again)).tolist() if len(again) else ():
        if (words := said(n)) in last:
            pairs.append((n, last[words]))
        last[words] = n
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _spans(layers: Layers, name: str, *trigger: str) -> pa.Table:
    """Return remarks on the items of a layer whose span, fragments and type are those of another."""
    layer = layers[name]
    starts, ends, types = layer.numbers(*trigger, "start"), layer.numbers(*trigger, "end"), layer.field("type")
    fragments = layer.field(*trigger, "fragments")

    def said(n: int) -> Hashable:
        return int(layer.rows[n]), int(starts[n]), int(ends[n]), types[n].as_py(), str(fragments[n].as_py())

    index, others = _repeats([layer.rows, starts, ends, _codes(types)], said)
    return _remarks(
        layers,
        "repeats",
        name,
        index,
        lambda: {
            "start": starts[index],
            "end": ends[index],
            "label": types.take(pa.array(index)),
            "other": layer.field("id").take(pa.array(others)),
        },
    )


def _mentions(layers: Layers) -> pa.Table:
    return _spans(layers, "mentions")


def _events(layers: Layers) -> pa.Table:
    return _spans(layers, "events", "trigger")


def _arguments(layers: Layers) -> pa.Table:
    layer, mentions, events = layers.arguments, layers.links("mention"), layers.links("event")
    roles, spans = layer.field("role"), layer.field("span")
    # Every argument has one of the three; an id that no item has is looked at more closely, as is a span.
    columns = [
        layer.rows,
        _codes(roles),
        np.maximum(mentions.keys, events.keys),
        layer.numbers("span", "start"),
        layer.numbers("span", "end"),
    ]

    def filler(n: int) -> str:
        span = spans[n].as_py() or {}
        return mentions.ids[n].as_py() or events.ids[n].as_py() or f"[{span['start']}:{span['end']}]"

    def said(n: int) -> Hashable:
        return int(layer.rows[n]), roles[n].as_py(), filler(n), bool(mentions.ids[n].is_valid)

    index, _ = _repeats(columns, said)

    def more() -> dict[str, Any]:
        fillers = [filler(n) for n in index.tolist()]
        return {"argument": layer.positions[index], "label": roles.take(pa.array(index)), "other": fillers}

    return _remarks(layers, "repeats", "events", layer.rows[index], more)


def _relations(layers: Layers) -> pa.Table:
    layer, ends = layers["relations"], [layers.links("head"), layers.links("tail")]
    types = layer.field("type")

    def said(n: int) -> Hashable:
        return int(layer.rows[n]), types[n].as_py(), *(end.ids[n].as_py() for end in ends)

    index, others = _repeats([layer.rows, _codes(types), *(end.keys for end in ends)], said)
    return _remarks(layers, "repeats", "relations", index, lambda: {"other": layer.field("id").take(pa.array(others))})


# --------------------------------------------------------------------------------------------------- odd places


def _true(values: pa.Array) -> Array:
    return np.asarray(pc.fill_null(values, pa.scalar(value=False)), dtype=bool)


def _overlaps(layers: Layers) -> pa.Table:
    layer = layers["sentences"]
    starts, ends = layer.numbers("start"), layer.numbers("end")
    index = np.flatnonzero((layer.rows[1:] == layer.rows[:-1]) & (starts[1:] < ends[:-1])) + 1

    def columns() -> dict[str, Any]:
        return {"start": starts[index], "end": ends[index - 1], "other": layer.field("id").take(pa.array(index - 1))}

    return _remarks(layers, "overlaps", "sentences", index, columns)


def _bare_events(layers: Layers) -> pa.Table:
    counts = np.bincount(layers.arguments.rows, minlength=len(layers["events"]))
    index = np.flatnonzero(counts == 0)
    return _remarks(layers, "no-arguments", "events", index, lambda: {"label": layers["events"].field("type").take(pa.array(index))})


def _pronouns_only(layers: Layers) -> pa.Table:
    of_mention, size = layers.clusters("entities"), len(layers["entities"])
    pronoun = _true(pc.equal(layers["mentions"].field("level"), "pronoun"))
    members = np.bincount(of_mention[of_mention >= 0], minlength=size)
    pronouns = np.bincount(of_mention[(of_mention >= 0) & pronoun], minlength=size)
    return _remarks(layers, "pronouns-only", "entities", np.flatnonzero((members > 0) & (members == pronouns)))


def _single(layers: Layers) -> pa.Table:
    counts = np.bincount(layers.links("event_clusters").owners, minlength=len(layers["event_clusters"]))
    return _remarks(layers, "single", "event_clusters", np.flatnonzero(counts == 1))


def _mention_types(layers: Layers) -> pa.Table:
    mentions, entities, of_mention = layers["mentions"], layers["entities"], layers.clusters("entities")
    inside = np.flatnonzero(of_mention >= 0)
    types, others = mentions.field("type").take(pa.array(inside)), entities.field("type").take(pa.array(of_mention[inside]))
    index = inside[_true(pc.not_equal(types, others))]

    def columns() -> dict[str, Any]:
        odd = pa.array(index)
        label = entities.field("type").take(pa.array(of_mention[index]))
        return {"label": label, "other": mentions.field("id").take(odd), "other_label": mentions.field("type").take(odd)}

    return _remarks(layers, "conflicts", "entities", of_mention[index], columns)


def _event_types(layers: Layers) -> pa.Table:
    events, of_event = layers["events"], layers.clusters("event_clusters")
    inside = np.flatnonzero(of_event >= 0)
    first = np.full(len(layers["event_clusters"]), -1)
    first[of_event[inside][::-1]] = inside[::-1]
    firsts, types = first[of_event[inside]], events.field("type")
    odd = _true(pc.not_equal(types.take(pa.array(inside)), types.take(pa.array(firsts))))
    index, others = inside[odd], pa.array(firsts[odd])

    def columns() -> dict[str, Any]:
        cluster = layers["event_clusters"].field("id").take(pa.array(of_event[index]))
        labels = {"label": types.take(pa.array(index)), "other_label": types.take(others)}
        return {**labels, "other": events.field("id").take(others), "cluster": cluster}

    return _remarks(layers, "conflicts", "events", index, columns)
