"""The digest of a table's content, which stays the same whatever wrote the table: another Arrow, compression or size of row groups."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, np.dtype[Any]]


class Content:
    """
    The content of tables of one schema that are added one after the other; docs/dataset.md defines its digest.

    Columns are taken apart down to streams of plain values, each hashed by itself: a struct into its fields, a list into lengths and
    items, a text into lengths and bytes. What lies in a null is null. Where rows are cut into tables makes no difference.
    """

    def __init__(self) -> None:
        self._streams: dict[str, Any] = {}

    def add(self, table: pa.Table) -> None:
        for name, column in zip(table.column_names, table.columns, strict=True):
            self._take_apart(name, pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type))

    def digest(self) -> str:
        """Return the digest, as hexadecimal digits."""
        return listed({name: stream.hexdigest() for name, stream in self._streams.items()})

    def _take_apart(self, name: str, values: pa.Array) -> None:
        self._hash(f"{name}?", pc.cast(pc.is_valid(values), pa.uint8()))
        if pa.types.is_struct(values.type):
            for n, field in enumerate(values.type):
                self._take_apart(f"{name}.{field.name}", pc.struct_field(values, n))
        elif pa.types.is_list(values.type):
            self._hash(f"{name}#", _numbers(pc.list_value_length(values)))
            self._take_apart(f"{name}[]", pc.list_flatten(values))
        elif pa.types.is_string(values.type):
            self._hash(f"{name}#", _numbers(pc.binary_length(values)))
            self._hash(name, _bytes(values))
        else:
            self._hash(name, _numbers(values))

    def _hash(self, name: str, values: Any) -> None:
        self._streams.setdefault(name, hashlib.sha256()).update(np.ascontiguousarray(values).data)


def _numbers(values: pa.Array) -> Array:
    """Return whole numbers and truth values as 64 bits, least byte first; a null is 0."""
    return np.asarray(pc.fill_null(pc.cast(values, pa.int64()), 0)).astype("<i8", copy=False)


def _bytes(values: pa.Array) -> Array:
    """Return the UTF-8 of all texts, one after the other."""
    _, offsets, data = values.buffers()
    if not len(values) or data is None:
        return np.zeros(0, np.uint8)
    ends = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    return np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]


def listed(digests: Mapping[str, str]) -> str:
    """Return the digest of a list of digests: SHA-256 of lines "DIGEST  NAME" as sha256sum writes them, by name."""
    return hashlib.sha256("".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()).hexdigest()
