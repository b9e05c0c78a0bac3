"""Where the documents of a corpus are when they are asked for: in pairs of files, in large files, or in a built dataset directory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.formats import pair
from corpus_tools.model import Document
from corpus_tools.order import Record
from corpus_tools.sources import DOCUMENTS

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Arrow and its Parquet reader take longer to import than a small corpus takes to read.
# ruff: noqa: PLC0415

BUILT = "build.json"  # the file by which a dataset directory is known
AT_ONCE, FEW = 256, 4
CACHED_BYTES = 512 * 2**20


class Archive(Protocol):
    """What every kind of archive has."""

    def ids(self, split: str) -> Sequence[str]:
        """Return the ids of a split, in order."""

    def documents(self, split: str) -> Iterator[Document]:
        """Yield the documents of a split, in order."""

    def document(self, id: str) -> Document | None:
        """Return a document; None if there is none of that id."""

    def table(self, config: str, split: str, columns: Sequence[str] | None) -> pa.Table:
        """Return a table of a split, or the columns of it that are named."""


def archive(root: Path, manifest: Record, entity_types: Sequence[str]) -> Archive:
    """Return the archive that a folder is."""
    if (root / BUILT).is_file():
        return Built(root)
    return Shards(root, manifest, entity_types) if manifest.get("shards") else Pairs(root, manifest, entity_types)


class Pairs:
    """Pairs of files, named in the manifest; their tables are made when they are asked for, and kept."""

    def __init__(self, root: Path, manifest: Record, entity_types: Sequence[str]) -> None:
        self.root, self.manifest, self.entity_types = root, manifest, entity_types
        self._tables: dict[str, dict[str, pa.Table]] = {}

    def ids(self, split: str) -> Sequence[str]:
        return self._named(split)

    def _named(self, split: str) -> list[str]:
        return sorted(self.manifest.get("splits", {}).get(split, []))

    def documents(self, split: str) -> Iterator[Document]:
        return (Document.from_record(self._record(id)) for id in self._named(split))

    def document(self, id: str) -> Document | None:
        named = any(id in ids for ids in self.manifest.get("splits", {}).values())
        return Document.from_record(self._record(id)) if named else None

    def _record(self, id: str) -> Record:
        return pair.read_pair(self.root / DOCUMENTS / f"{id}.json")

    def nested(self, split: str) -> pa.Table:
        """Return the nested table of a split."""
        from corpus_tools.tables import documents_table

        return documents_table(self._record(id) for id in self._named(split))

    def table(self, config: str, split: str, columns: Sequence[str] | None) -> pa.Table:
        from corpus_tools.tables import tables

        if split not in self._tables:
            self._tables[split] = tables(self.nested(split), self.entity_types)
        table = self._tables[split][config]
        return table if columns is None else table.select(list(columns))


class Shards(Pairs):
    """Large files of documents, perhaps with pairs beside them; to find one by its id they are read from the beginning."""

    def ids(self, split: str) -> Sequence[str]:
        return [*self._named(split), *(id for table in self._read(split) for id in table["id"].to_pylist())]

    def documents(self, split: str) -> Iterator[Document]:
        from corpus_tools.typed import documents_of

        return chain(super().documents(split), (document for table in self._read(split) for document in documents_of(table)))

    def document(self, id: str) -> Document | None:
        import pyarrow.compute as pc

        from corpus_tools.typed import documents_of

        for split in self.manifest["shards"]:
            for table in self._read(split):
                found = table.filter(pc.equal(table["id"], id))
                if found.num_rows:
                    return next(documents_of(found))
        return super().document(id)

    def nested(self, split: str) -> pa.Table:
        import pyarrow as pa

        return pa.concat_tables([super().nested(split), *self._read(split)])

    def _read(self, split: str) -> Iterator[pa.Table]:
        """Yield the documents of the large files; InvalidCorpus for a pattern without a file, and for a record that is none."""
        from corpus_tools.reading import read
        from corpus_tools.shards import shards_of
        from corpus_tools.sources import Sources, unread

        sources = Sources(self.root, self.manifest)
        shards = shards_of(sources)
        _refuse(self.root, sources.faults)
        for shard in shards:
            if shard.split == split and shard.form != "pairs":
                for batch in read(self.root, shard, sources.limit):
                    _refuse(self.root, [*batch.faults, *unread(batch.files)])
                    yield batch.rows.table()


def _refuse(root: Path, faults: list[dict[str, Any]]) -> None:
    if faults:
        raise InvalidCorpus([Problem(str(root / f["path"]), f["line"], f["column"], f["kind"], f["message"], f["pointer"]) for f in faults])


class Built:
    """A dataset directory: Parquet files, mapped into memory, of which only what is asked for is read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._row_groups: OrderedDict[tuple[Path, int], pa.Table] = OrderedDict()
        self._tables: dict[tuple[str, str], pa.Table] = {}
        self._open: dict[Path, pq.ParquetFile] = {}

    def paths(self, config: str, split: str) -> list[Path]:
        """Return the Parquet files of a split, in order."""
        return sorted((self.root / config).glob(f"{split}-[0-9]*-of-*.parquet"))

    def _file(self, path: Path) -> pq.ParquetFile:
        import pyarrow.parquet as pq

        if path not in self._open:
            self._open[path] = pq.ParquetFile(path, memory_map=True)
        return self._open[path]

    def ids(self, split: str) -> Sequence[str]:
        return [id for path in self.paths(DOCUMENTS, split) for id in self._file(path).read(["id"])["id"].to_pylist()]

    def documents(self, split: str) -> Iterator[Document]:
        import pyarrow as pa

        from corpus_tools.typed import documents_of

        for path in self.paths(DOCUMENTS, split):
            for batch in self._file(path).iter_batches(AT_ONCE):
                # A few first: the first document should not wait for hundreds.
                yield from documents_of(pa.Table.from_batches([batch.slice(0, FEW)]))
                yield from documents_of(pa.Table.from_batches([batch.slice(FEW)]))

    def document(self, id: str) -> Document | None:
        from corpus_tools.typed import documents_of

        if id not in self._places:
            return None
        path, group, row = self._places[id]
        return next(documents_of(self._row_group(path, group).slice(row, 1)))

    @cached_property
    def _places(self) -> dict[str, tuple[Path, int, int]]:
        """File, row group and row of each document."""
        found: dict[str, tuple[Path, int, int]] = {}
        for path in sorted((self.root / DOCUMENTS).glob("*.parquet")):
            file = self._file(path)
            for group in range(file.num_row_groups):
                ids = file.read_row_group(group, columns=["id"])["id"].to_pylist()
                found |= {id: (path, group, row) for row, id in enumerate(ids)}
        return found

    def _row_group(self, path: Path, group: int) -> pa.Table:
        """Return the documents of a row group; those last asked for stay decoded, up to CACHED_BYTES."""
        key = path, group
        if key not in self._row_groups:
            self._row_groups[key] = self._file(path).read_row_group(group)
            while len(self._row_groups) > 1 and sum(table.nbytes for table in self._row_groups.values()) > CACHED_BYTES:
                self._row_groups.popitem(last=False)
        self._row_groups.move_to_end(key)
        return self._row_groups[key]

    def table(self, config: str, split: str, columns: Sequence[str] | None) -> pa.Table:
        import pyarrow as pa

        from corpus_tools.tables import schemas

        if columns is not None:
            schema = pa.schema([schemas()[config].field(name) for name in columns])
            return pa.concat_tables([schema.empty_table(), *(self._plain(path, list(columns)) for path in self.paths(config, split))])
        if (config, split) not in self._tables:
            parts = (self._plain(path, None) for path in self.paths(config, split))
            self._tables[config, split] = pa.concat_tables([schemas()[config].empty_table(), *parts])
        return self._tables[config, split]

    def _plain(self, path: Path, columns: list[str] | None) -> pa.Table:
        return self._file(path).read(columns).replace_schema_metadata(None)
