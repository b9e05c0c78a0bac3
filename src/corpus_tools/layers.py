"""The lists in a nested table, taken apart: the items of each with their document, position and key."""

from __future__ import annotations

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
        return pc.struct_field(self.items, list(names))

    def numbers(self, *names: str) -> Array:
        return np.asarray(pc.fill_null(self.field(*names), 0), dtype=np.int64)


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

    def document_ids(self, rows: Array) -> pa.Array:
        return self.ids.take(pa.array(rows))

    def members(self, name: str) -> tuple[Layer, Array]:
        """Return the members of the clusters of a layer, and the key that each refers to; the rows are those of the clusters."""
        if name not in self._members:
            clusters = self[name]
            members = Layer(clusters.field({"entities": "mentions", "event_clusters": "events"}[name]))
            self._members[name] = members, self.keys(clusters.rows[members.rows], members.items)
        return self._members[name]

    @cached_property
    def _members(self) -> dict[str, tuple[Layer, Array]]:
        return {}

    def cluster_of(self, keys: Array, name: str) -> pa.Array:
        """Return for each key the id of the cluster, in the layer `name`, that it is a member of; null if of none."""
        members, of_member = self.members(name)
        found = pc.index_in(pa.array(keys), value_set=pa.array(of_member))
        return self[name].field("id").take(pa.array(members.rows).take(found))

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


def take(array: pa.Array, places: Array) -> pa.Array:
    """Return the items at the places; null where a place is negative."""
    return array.take(pa.array(places, mask=places < 0))
