"""Tables cut into small Parquet files of so many rows each, so that a browser reads a row without reading the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]


def required(table: pa.Table) -> pa.Table:
    """Return the table with columns that are never null: they are read without levels, as plain arrays."""
    fields = [pa.field(field.name, field.type, nullable=False) for field in table.schema]
    return table.cast(pa.schema(fields))


def write(folder: Path, table: pa.Table, rows: int, key: str | None = None) -> Row:
    """
    Write the files `0.parquet`, `1.parquet`, ... of `rows` rows each; return what one must know to find a row.

    Of a table that is sorted by the column `key`, in the order of UTF-16 units, that is also the first key of each file.
    """
    folder.mkdir(parents=True)
    starts = range(0, table.num_rows, rows)
    for n, start in enumerate(starts):
        # Neither statistics nor the Arrow schema: no reader here needs them, and in a small file they are half of it.
        pq.write_table(table.slice(start, rows), folder / f"{n}.parquet", compression="zstd", write_statistics=False, store_schema=False)
    firsts = {"firsts": table[key].take(pa.array(starts, pa.int64())).to_pylist()} if key else {}
    return {"rows": table.num_rows, "block": rows, **firsts}


def utf16(text: str) -> bytes:
    """Return what to sort by where JavaScript compares strings."""
    return text.encode("utf-16-be", "surrogatepass")
