"""A corpus to work with: its documents, typed and lazy, and the same data as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from corpus_tools.archives import Archive, Built, archive
from corpus_tools.errors import CorpusError
from corpus_tools.model import Document
from corpus_tools.order import Record
from corpus_tools.sources import read_manifest, read_ontology

if TYPE_CHECKING:
    import duckdb
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

    @cached_property
    def _archive(self) -> Archive:
        return archive(self.root, self.manifest, [entity_type["type"] for entity_type in self.ontology["entity_types"]])

    @cached_property
    def split_names(self) -> tuple[str, ...]:
        """The names of the splits."""
        return tuple(dict.fromkeys([*self.manifest.get("splits", {}), *self.manifest.get("shards", {})]))

    @cached_property
    def splits(self) -> Mapping[str, Sequence[str]]:
        """The ids of the documents of each split."""
        return {split: self._archive.ids(split) for split in self.split_names}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all documents, split by split."""
        return tuple(id for ids in self.splits.values() for id in ids)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: object) -> bool:
        return id in self.ids

    def __iter__(self) -> Iterator[Document]:
        return chain.from_iterable(map(self._archive.documents, self.split_names))

    def __getitem__(self, id: str) -> Document:
        found = self._archive.document(id)
        if found is None:
            raise KeyError(f"no document {id!r} in {self.manifest['name']}; corpus.ids lists them")
        return found

    def record(self, id: str) -> Record:
        """Return the record of a document, with its text if it is there; KeyError if there is no such document."""
        return self[id].to_record()

    def records(self) -> Iterator[Record]:
        """Yield the records of all documents, split by split."""
        return (document.to_record() for document in self)

    def ids_of(self, split: str) -> Sequence[str]:
        """Return the ids of the documents of a split; CorpusError for a split that is not there."""
        return self.splits[self._known(split)]

    def split(self, name: str) -> Iterator[Document]:
        """Yield the documents of a split; CorpusError for a split that is not there."""
        return self._archive.documents(self._known(name))

    def _known(self, split: str) -> str:
        if split not in self.split_names:
            raise CorpusError(f"no split {split!r}; there are {', '.join(self.split_names)}")
        return split

    def table(self, config: str, split: str | None = None, columns: Sequence[str] | None = None) -> pa.Table:
        """
        Return a table, of one split or of the whole corpus; of a dataset directory only the columns named are read.

        CorpusError for a config, split or column that is not there.
        """
        import pyarrow as pa  # noqa: PLC0415  documents alone do not need Arrow

        from corpus_tools.tables import schemas  # noqa: PLC0415

        if config not in schemas():
            raise CorpusError(f"no config {config!r}; there are {', '.join(schemas())}")
        for column in columns or ():
            if column not in schemas()[config].names:
                raise CorpusError(f"no column {column!r} in {config}; there are {', '.join(schemas()[config].names)}")
        splits = self.split_names if split is None else (self._known(split),)
        return pa.concat_tables([self._archive.table(config, name, columns) for name in splits])

    def tables(self, split: str | None = None) -> dict[str, pa.Table]:
        """Return all tables, of one split or of the whole corpus."""
        from corpus_tools.tables import CONFIGS  # noqa: PLC0415

        return {config: self.table(config, split) for config in CONFIGS}

    def to_pandas(self, config: str, split: str | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table as a pandas DataFrame."""
        frame: pd.DataFrame = self.table(config, split, columns).to_pandas()
        return frame

    def to_datasets(self, config: str, split: str | None = None) -> DatasetDict | Dataset:
        """Return a table as a `datasets.DatasetDict`, or one split of it as a `datasets.Dataset`; both share the table's memory."""
        from datasets import Dataset, DatasetDict  # noqa: PLC0415  takes a second to import

        from corpus_tools.features import with_features  # noqa: PLC0415

        def one(name: str) -> Dataset:
            return Dataset(with_features(self.table(config, name), config, self.ontology))

        return one(split) if split else DatasetDict({name: one(name) for name in self.split_names})

    def sql(self, query: str) -> pa.Table:
        """Run a query over the tables, named as the configs; their rows have a column `split`. Returns an Arrow table."""
        import duckdb  # noqa: PLC0415

        connection, lock = self._database
        with lock:
            try:
                # Never committed: what a query might change is as it was for the next.
                return connection.begin().sql(query).to_arrow_table()
            except duckdb.Error as error:
                raise CorpusError(str(error).splitlines()[0]) from None
            finally:
                with suppress(duckdb.TransactionException):
                    connection.rollback()

    @cached_property
    def _database(self) -> tuple[duckdb.DuckDBPyConnection, Lock]:
        """The tables in a database, and who holds it; making it takes longer than most queries."""
        import duckdb  # noqa: PLC0415

        connection = duckdb.connect()
        self._register(connection)
        connection.execute("SET enable_external_access = false; SET python_enable_replacements = false")
        return connection, Lock()

    def _register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Name the tables; of a dataset directory the query itself reads what it needs."""
        from corpus_tools.tables import CONFIGS  # noqa: PLC0415

        if not isinstance(self._archive, Built):
            for config in CONFIGS:
                connection.register(config, self._with_split(config))
            return
        connection.execute("SET allowed_directories = ?", [[str(self.root)]])
        for config in CONFIGS:
            paths = ((split, self._paths(config, split)) for split in self.split_names)
            parts = [f"SELECT *, '{split}' AS split FROM read_parquet({found})" for split, found in paths if found]
            if parts:
                connection.execute(f"CREATE VIEW {config} AS {' UNION ALL '.join(parts)}")
            else:
                connection.register(config, self._with_split(config))

    def _paths(self, config: str, split: str) -> list[str]:
        return [str(path) for path in self._archive.paths(config, split)] if isinstance(self._archive, Built) else []

    def _with_split(self, config: str) -> pa.Table:
        import pyarrow as pa  # noqa: PLC0415

        parts = []
        for split in self.split_names:
            table = self.table(config, split)
            parts.append(table.append_column("split", pa.array([split] * table.num_rows, pa.string())))
        return pa.concat_tables(parts)
