"""The lists in a nested table, taken apart: the items of each with their document, position and key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.order import LAYERS

Array = np.ndarray[Any, np.dtype[Any]]


class Layer:
    """The items of one list column, each with the row of its parent and its position in the list."""

    def __init__(self, lists: pa.Array) -> None:
        self.items = pc.list_flatten(lists)
        self._fields: dict[tuple[str, ...], pa.Array] = {}
        self.rows = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
        lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0), dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else np.zeros(0, np.int64)
        self.positions = np.arange(len(self.rows)) - starts[self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def position(self) -> pa.Array:
        return pa.array(self.positions, pa.int32())

    def field(self, *names: str) -> pa.Array:
        """Return a field of the items, or of a struct in them."""
        if names not in self._fields:
            self._fields[names] = pc.struct_field(self.items, list(names))
        return self._fields[names]

    def numbers(self, *names: str) -> Array:
        return np.asarray(pc.fill_null(self.field(*names), 0), dtype=np.int64)


_MEMBERS = {"entities": "mentions", "event_clusters": "events"}


@dataclass(frozen=True, slots=True)
class Links:
    """
    References from items of the layer `name` to items of the layer `target`.

    `owners` has the index of the item that each comes from, `ids` what it names (null for no reference), `keys` the key of that, `found`
    the index of the item named (null for none).
    """

    name: str
    owners: Array
    target: str
    ids: pa.Array
    keys: Array
    found: pa.Array


def _array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


class Layers:
    """
    The layers of many documents, from one nested table.

    Ids are unique in their document only; a key, a number made of document and id, is unique in the table.
    """

    def __init__(self, documents: pa.Table) -> None:
        self.documents = documents
        self.ids = _array(documents["id"])
        self._layers = {name: Layer(_array(documents[name])) for name in LAYERS}

    def __getitem__(self, name: str) -> Layer:
        return self._layers[name]

    @cached_property
    def arguments(self) -> Layer:
        """The arguments; the rows are those of the events."""
        return Layer(self["events"].field("arguments"))

    @cached_property
    def _names(self) -> pa.Array:
        return pc.unique(pa.concat_arrays([layer.field("id") for layer in self._layers.values()]))

    def keys(self, rows: Array, ids: pa.Array) -> Array:
        """Return the key of each id in the document of its row; -1 for an id that no item has, or null."""
        codes = np.asarray(pc.fill_null(pc.index_in(ids, value_set=self._names), -1), dtype=np.int64)
        return np.where(codes < 0, -1, rows * len(self._names) + codes)

    def keys_of(self, name: str) -> Array:
        """Return the keys of a layer's items."""
        if name not in self._keys:
            self._keys[name] = self.keys(self[name].rows, self[name].field("id"))
        return self._keys[name]

    @cached_property
    def _keys(self) -> dict[str, Array]:
        return {}

    def find(self, keys: Array, name: str) -> pa.Array:
        """Return for each key the index, in the layer `name`, of the item that has it; null if none has."""
        return pc.index_in(pa.array(keys), value_set=pa.array(self.keys_of(name)))

    def layer_of(self, keys: Array) -> pa.Array:
        """Return for each key the name of the layer that has an item of it; null if none has."""
        found = [pa.nulls(len(keys), pa.string())]
        found += [pc.if_else(pc.is_valid(self.find(keys, name)), name, None) for name in LAYERS] if len(keys) else []
        return pc.coalesce(*found)

    def document_ids(self, rows: Array) -> pa.Array:
        return self.ids.take(pa.array(rows))

    def links(self, kind: str) -> Links:
        """Return the references of a kind: "entities" or "event_clusters", "mention" or "event" (of arguments), "head" or "tail"."""
        if kind not in self._links:
            self._links[kind] = self._linked(*self._ends(kind))
        return self._links[kind]

    @cached_property
    def _links(self) -> dict[str, Links]:
        return {}

    def _ends(self, kind: str) -> tuple[str, Array, str, pa.Array]:
        """Return the layer that references of a kind come from, the index of each owner in it, the layer they lead to, and the ids."""
        if kind in _MEMBERS:
            members = Layer(self[kind].field(_MEMBERS[kind]))
            return kind, members.rows, _MEMBERS[kind], members.items
        if kind in ("mention", "event"):
            return "events", self.arguments.rows, f"{kind}s", self.arguments.field(kind)
        return "relations", np.arange(len(self["relations"])), "mentions", self["relations"].field(kind)

    def _linked(self, name: str, owners: Array, target: str, ids: pa.Array) -> Links:
        keys = self.keys(self[name].rows[owners], ids)
        return Links(name, owners, target, ids, keys, self.find(keys, target))

    def clusters(self, name: str) -> Array:
        """Return for each item that clusters of the layer `name` may have as a member the index of its cluster; -1 if none has it."""
        links = self.links(name)
        found: Array = np.full(len(self[links.target]), -1)
        members = np.asarray(pc.fill_null(links.found, -1))
        # Of two clusters with the same member the first has it.
        found[members[members >= 0][::-1]] = links.owners[members >= 0][::-1]
        return found

    def sentence_of(self, rows: Array, starts: Array, ends: Array | None = None) -> Array:
        """Return the index of the sentence that each span lies in, or of that in which it begins; -1 for none."""
        sentences = self["sentences"]
        if not len(sentences):
            return np.full(len(rows), -1)
        first, last = sentences.numbers("start"), sentences.numbers("end")
        places = sentences.rows * 2**32 + first
        order = np.argsort(places, kind="stable")
        found = order[np.maximum(np.searchsorted(places[order], rows * 2**32 + starts, side="right") - 1, 0)]
        inside = (sentences.rows[found] == rows) & (first[found] <= starts)
        inside &= (starts < last[found]) if ends is None else (ends <= last[found])
        return np.where(inside, found, -1)


def spread(firsts: Array, lengths: Array) -> Array:
    """Return the places firsts[n], firsts[n] + 1, ... of every run, one after the other."""
    ends = np.cumsum(lengths)
    places: Array = np.arange(ends[-1] if len(ends) else 0) + np.repeat(firsts - (ends - lengths), lengths)
    return places


def take(array: pa.Array, places: Array) -> pa.Array:
    """Return the items at the places; null where a place is negative."""
    return array.take(pa.array(places, mask=places < 0))
