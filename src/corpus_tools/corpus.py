"""A corpus to work with: its documents, typed and lazy, and the same data as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_tools.errors import CorpusError
from corpus_tools.formats import pair
from corpus_tools.model import Document
from corpus_tools.order import Record
from corpus_tools.sources import DOCUMENTS, read_manifest, read_ontology

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from datasets import Dataset, DatasetDict


class Corpus:
    """
    A corpus, from its sources or from a built dataset directory.

    Documents are read when they are asked for: `corpus["id"]`, `corpus.split("train")`, or one after the other.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest: Record = read_manifest(root)

    def __repr__(self) -> str:
        return f"<Corpus {self.manifest['name']} {self.manifest['version']}: {len(self)} documents>"

    @cached_property
    def ontology(self) -> Record:
        """The label inventory."""
        return read_ontology(self.root)

    @property
    def splits(self) -> Mapping[str, list[str]]:
        """The ids of the documents of each split."""
        splits: dict[str, list[str]] = self.manifest["splits"]
        return splits

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all documents, split by split."""
        return tuple(id for ids in self.splits.values() for id in ids)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: object) -> bool:
        return id in self.ids

    def __iter__(self) -> Iterator[Document]:
        return map(self.__getitem__, self.ids)

    def __getitem__(self, id: str) -> Document:
        if id not in self.ids:
            raise KeyError(f"no document {id!r} in {self.manifest['name']}; corpus.ids lists them")
        return Document.from_record(self.record(id))

    def split(self, name: str) -> Iterator[Document]:
        """Yield the documents of a split; CorpusError for a split that is not there."""
        if name not in self.splits:
            raise CorpusError(f"no split {name!r}; there are {', '.join(self.splits)}")
        return map(self.__getitem__, self.splits[name])

    def record(self, id: str) -> Record:
        """Return the record of a document, with its text if it is there."""
        if (self.root / DOCUMENTS / f"{id}.json").is_file():
            return pair.read_pair(self.root / DOCUMENTS / f"{id}.json")
        row, table = self._built[id]
        record: Record = table.slice(row, 1).to_pylist()[0]
        return record

    @cached_property
    def _built(self) -> dict[str, tuple[int, pa.Table]]:
        """Row and table of each document of a dataset directory."""
        import pyarrow.parquet as pq  # noqa: PLC0415  a corpus of sources does not need it

        paths = sorted((self.root / DOCUMENTS).glob("*.parquet"))
        tables = [pq.read_table(path) for path in paths]
        return {id: (row, table) for table in tables for row, id in enumerate(table["id"].to_pylist())}

    def tables(self, split: str | None = None) -> dict[str, pa.Table]:
        """Return all tables, of one split or of the whole corpus."""
        from corpus_tools.tables import documents_table, tables  # noqa: PLC0415  documents alone do not need Arrow

        ids = self.ids if split is None else self.splits[split]
        types = [entity_type["type"] for entity_type in self.ontology["entity_types"]]
        return tables(documents_table([self.record(id) for id in ids]), types)

    def to_pandas(self, config: str, split: str | None = None) -> pd.DataFrame:
        """Return a table as a pandas DataFrame."""
        frame: pd.DataFrame = self._table(config, split).to_pandas()
        return frame

    def to_datasets(self, config: str, split: str | None = None) -> DatasetDict | Dataset:
        """Return a table as a `datasets.DatasetDict`, or one split of it as a `datasets.Dataset`."""
        from datasets import Dataset, DatasetDict  # noqa: PLC0415  takes a second to import

        from corpus_tools.features import with_features  # noqa: PLC0415

        def one(name: str) -> Dataset:
            return Dataset(with_features(self._table(config, name), config, self.ontology))

        return one(split) if split else DatasetDict({name: one(name) for name in self.splits})

    def _table(self, config: str, split: str | None) -> pa.Table:
        tables = self.tables(split)
        if config not in tables:
            raise CorpusError(f"no config {config!r}; there are {', '.join(tables)}")
        return tables[config]

    def sql(self, query: str) -> pa.Table:
        """Run a query over the tables, named as the configs; their rows have a column `split`. Returns an Arrow table."""
        import duckdb  # noqa: PLC0415

        with duckdb.connect() as connection:
            connection.execute("SET enable_external_access = false; SET python_enable_replacements = false")
            for name, table in self._tables_with_split().items():
                connection.register(name, table)
            try:
                return connection.sql(query).to_arrow_table()
            except duckdb.Error as error:
                raise CorpusError(str(error).splitlines()[0]) from None

    def _tables_with_split(self) -> dict[str, pa.Table]:
        import pyarrow as pa  # noqa: PLC0415

        parts: dict[str, list[Any]] = {}
        for split in self.splits:
            for name, table in self.tables(split).items():
                labelled = table.append_column("split", pa.array([split] * table.num_rows, pa.string()))
                parts.setdefault(name, []).append(labelled)
        return {name: pa.concat_tables(tables) for name, tables in parts.items()}
