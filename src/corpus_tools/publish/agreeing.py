"""Whether the tables of a dataset directory follow from its documents, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools.tables import schemas, tables

AT_ONCE = 256  # documents that are taken apart together


class Rows:
    """The rows of one config and split, file after file, as they are asked for."""

    def __init__(self, paths: Sequence[Path], schema: pa.Schema) -> None:
        self._groups = ((path, n) for path in paths for n in range(pq.read_metadata(path).num_row_groups))
        self._table = schema.empty_table()
        self.path = paths[0] if paths else None
        self.row = 0

    def take(self, count: int) -> Iterator[tuple[Path | None, int, pa.Table]]:
        """Yield the next `count` rows, or as many as there are: tables, each with its file and its first row, which counts from 1."""
        while count:
            if not self._table.num_rows and not self._next():
                return
            found = self._table.slice(0, count)
            self._table = self._table.slice(found.num_rows)
            yield self.path, self.row + 1, found
            self.row += found.num_rows
            count -= found.num_rows

    def _next(self) -> bool:
        path, group = next(self._groups, (None, 0))
        if path is None:
            return False
        self.row = self.row if path == self.path else 0
        self.path = path
        self._table = pq.ParquetFile(path).read_row_group(group).replace_schema_metadata(None)
        return True


def disagreements(paths: dict[str, list[Path]], entity_types: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """
    Yield for each config whose rows are not what taking the documents apart gives, the file and what differs first.

    `paths` are the Parquet files of one split by config, those of "documents" among them, in order; all have the schema they should.
    """
    documents = paths["documents"]
    others = {config: Rows(paths[config], schemas()[config]) for config in paths if config != "documents"}
    for path in documents:
        for batch in pq.ParquetFile(path).iter_batches(AT_ONCE):
            made = tables(pa.Table.from_batches([batch]).replace_schema_metadata(None), entity_types)
            for config in list(others):
                if found := _difference(others[config], made[config], documents[0]):
                    yield found
                    del others[config]
    for config, rows in others.items():
        for path_, row, _ in rows.take(1):
            yield path_ or documents[0], f"row {row} is of none of the documents in {config}"


def _difference(rows: Rows, made: pa.Table, documents: Path) -> tuple[Path, str] | None:
    """Compare the next rows of a table with those made of documents."""
    done = 0
    for path, first, found in rows.take(made.num_rows):
        expected = made.slice(done, found.num_rows)
        if not found.equals(expected) and path:
            return path, _where(found, expected, first)
        done += found.num_rows
    if done < made.num_rows:
        return rows.path or documents, f"ends at row {rows.row}; the documents give more"
    return None


def _where(found: pa.Table, expected: pa.Table, first: int) -> str:
    """Say where two tables of as many rows differ first."""
    for n, (one, other) in enumerate(zip(found.to_pylist(), expected.to_pylist(), strict=True), first):
        for name, value in one.items():
            if value != other[name]:
                return f"row {n}: {name} is {value!r}; the documents give {other[name]!r}"
    return f"row {first}: differs from what the documents give"
