"""What is wrong with the documents of one shard, and what the checks of the whole corpus need to know of them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools import jsontext
from corpus_tools.errors import CorpusError
from corpus_tools.facts import FILES, VIEWS, Places, fact_tables
from corpus_tools.flatten import flat_tables
from corpus_tools.inventory import inventory_tables
from corpus_tools.layers import Layers
from corpus_tools.order import Record
from corpus_tools.reading import Batch
from corpus_tools.rules import Database, Rule
from corpus_tools.similarity import BANDS, signatures
from corpus_tools.tagging import tokens_table
from corpus_tools.texts import Texts

Row = dict[str, Any]

KEYS = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "path", "split", "text_sha256")),
        ("line", pa.int64()),
        *((f"band_{n:02}", pa.uint64()) for n in range(BANDS)),
    ]
)


@contextmanager
def frugal() -> Iterator[None]:
    """
    Work without the garbage collector, which would walk over the objects of a hundred documents again and again, and with the
    system's memory, which Arrow's own allocator gives back late (both measured: a fifth of the time, a fifth of the memory).
    """
    _spare_pandas()
    was_on, pool = gc.isenabled(), pa.default_memory_pool()
    gc.disable()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(pool)
        if was_on:
            gc.enable()


class _NoPandas:
    """Says that there is no pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        del path, target
        if name == "pandas":
            raise ImportError(name)


@cache
def _spare_pandas() -> None:
    """
    Have Arrow think, for now, that there is no pandas.

    At the first list that it makes an array of, Arrow imports pandas to ask whether the list is one of pandas' own: a sixth of a second
    and 25 MB. When pandas is asked for by name, as in `to_pandas`, Arrow looks again.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(_NoPandas)


class Checker:
    """Checks documents by the rules that run over documents."""

    def __init__(self, root: Path, ontology: Record, rules: Iterable[Rule]) -> None:
        self.root = root
        self.rules = [rule for rule in rules if rule.runs_over("documents")]
        self.database = Database(inventory_tables(ontology), VIEWS)
        self.labels = tuple(entity_type["type"] for entity_type in ontology.get("entity_types", []))


class Block:
    """
    Some thousand documents as tables, made a few hundred at a time.

    Making tables takes several times the memory of the tables, so it is done in small steps; a query takes about as long for a
    thousand documents as for one, and Parquet is smallest in large row groups, so both wait for the block.
    """

    def __init__(self, checker: Checker, split: str, *, builds: bool, signs: bool) -> None:
        self._checker, self._split, self._builds, self._signs = checker, split, builds, signs
        self._tables: dict[str, list[pa.Table]] = {}
        self._facts: dict[str, list[pa.Table]] = {}
        self._keys: list[pa.Table] = []
        self._files: list[Row] = []
        self.bytes = 0

    def add(self, batch: Batch) -> None:
        """Make the tables of a batch."""
        places = Places(batch.paths, batch.lines, self._split)
        documents = batch.rows.table()
        layers, texts = Layers(documents), Texts(documents["text"].to_pylist())
        tables = {"documents": documents, **flat_tables(layers)}
        if self._builds:
            tables["tokens"] = tokens_table(layers, texts, self._checker.labels)
        facts = fact_tables(layers, texts, places, number=len(self._keys))
        self._keys.append(_keys(facts["documents"], texts if self._signs else None))
        for of_all, of_batch in ((self._tables, tables), (self._facts, facts)):
            for name, table in of_batch.items():
                of_all.setdefault(name, []).append(table)
        self._files += batch.files
        self.bytes += batch.bytes

    def problems(self) -> list[Row]:
        """Return the problems in the block: rows with path, line, column, document, rule, message, pointer and severity."""
        if not self._facts:
            return []
        facts = {name: pa.concat_tables(parts) for name, parts in self._facts.items()}
        flat = {name: pa.concat_tables(parts) for name, parts in self._tables.items() if name not in ("documents", "tokens")}
        files = pa.Table.from_pylist(self._files, schema=FILES)
        rows = list(self._checker.database.check({**flat, **facts, "files": files}, self._checker.rules))
        self._facts = {}
        return located(self._checker.root, rows, facts["documents"])

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield the tables of the dataset, each with its config, and keep none."""
        for name in list(self._tables):
            yield name, pa.concat_tables(self._tables.pop(name))

    def keys(self) -> pa.Table:
        """Return the keys of the documents."""
        return pa.concat_tables([KEYS.empty_table(), *self._keys])


def _keys(documents: pa.Table, texts: Texts | None) -> pa.Table:
    bands = signatures(texts) if texts else np.zeros((documents.num_rows, BANDS), np.uint64)
    columns = [documents[name] for name in ("id", "path", "split", "text_sha256", "line")]
    return pa.Table.from_arrays([*columns, *(pa.array(np.ascontiguousarray(bands[:, n])) for n in range(BANDS))], schema=KEYS)


def located(root: Path, rows: Iterable[tuple[Rule, Row]], documents: pa.Table) -> list[Row]:
    """Return the problems that the rows of rules speak of, each with its path and line; `documents` has those of each document."""
    rows = list(rows)
    places = _places(documents, [row["document_id"] for _, row in rows if row.get("document_id")])
    found = [(rule, _placed(rule, row, places)) for rule, row in rows]
    wanted: dict[str, set[str]] = {}
    for _, row in found:
        if row["pointer"] and not row["line"]:
            wanted.setdefault(row["path"], set()).add(row["pointer"])
    lines = {path: jsontext.lines_of((root / path).read_text(encoding="utf-8"), at) for path, at in wanted.items()}
    return [{**row, "line": row["line"] or _line(row, lines), "rule": rule.id, "severity": rule.severity} for rule, row in found]


def _places(documents: pa.Table, ids: list[str]) -> dict[str, tuple[str, int | None]]:
    """Return path and line of the documents that are named."""
    named = documents.filter(pc.is_in(documents["id"], value_set=pa.array(ids, pa.string())))
    return {id: (path, line) for id, path, line in zip(*(named[c].to_pylist() for c in ("id", "path", "line")), strict=True)}


def _placed(rule: Rule, row: Row, places: Mapping[str, tuple[str, int | None]]) -> Row:
    path, line = row.get("path"), row.get("line")
    if not path and row.get("document_id", "") in places:
        path, line = places[row["document_id"]][0], places[row["document_id"]][1] or line
    if not path or not row.get("message"):
        raise CorpusError(f"rule {rule.id}: a row must have a message, and a path or the document_id of a document")
    place = {
        "path": path,
        "line": line,
        "column": row.get("column"),
        "pointer": row.get("pointer") or "",
        "document": row.get("document_id"),
    }
    return place | {"message": row["message"]}


def _line(row: Row, lines: Mapping[str, Mapping[str, int]]) -> int:
    return lines[row["path"]][row["pointer"]] if row["pointer"] else 1
