"""What is wrong with the documents of one shard, and what the checks of the whole corpus need to know of them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_tools import jsontext
from corpus_tools.errors import CorpusError
from corpus_tools.facts import FILES, VIEWS, Places, fact_tables
from corpus_tools.flatten import flat_tables
from corpus_tools.inventory import inventory_tables
from corpus_tools.layers import Layers
from corpus_tools.order import Record
from corpus_tools.reading import Batch
from corpus_tools.rules import Rule, check
from corpus_tools.similarity import BANDS, signatures
from corpus_tools.tables import documents_table
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
def collector_off() -> Iterator[None]:
    """Leave the garbage collector off: it would walk over the objects of hundreds of documents again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch of documents as tables, and the problems in them: rows with path, line, column, rule, message, pointer and severity."""

    documents: pa.Table
    layers: Layers
    texts: Texts
    flat: dict[str, pa.Table]
    problems: list[Row]
    keys: pa.Table


class Checker:
    """Checks batches of documents by the rules that run over documents."""

    def __init__(self, root: Path, ontology: Record, rules: Iterable[Rule]) -> None:
        self.root = root
        self.rules = [rule for rule in rules if rule.runs_over("documents")]
        self.inventory = inventory_tables(ontology)
        self.labels = tuple(entity_type["type"] for entity_type in ontology.get("entity_types", []))

    def check(self, batch: Batch, split: str) -> Checked:
        """Make the tables of a batch and run the rules over them."""
        places = Places(batch.paths, batch.lines, split)
        documents = documents_table(batch.records)
        layers, texts = Layers(documents), Texts([record.get("text") for record in batch.records])
        flat = flat_tables(layers)
        facts = fact_tables(layers, texts, places)
        files = pa.Table.from_pylist(batch.files, schema=FILES)
        rows = list(check({**flat, **facts, **self.inventory, "files": files}, self.rules, VIEWS))
        return Checked(documents, layers, texts, flat, located(self.root, rows, batch), _keys(facts["documents"], texts))


def _keys(documents: pa.Table, texts: Texts) -> pa.Table:
    bands = signatures(texts)
    columns = [documents[name] for name in ("id", "path", "split", "text_sha256", "line")]
    return pa.Table.from_arrays([*columns, *(pa.array(np.ascontiguousarray(bands[:, n])) for n in range(BANDS))], schema=KEYS)


def located(root: Path, rows: Iterable[tuple[Rule, Row]], batch: Batch | None = None) -> list[Row]:
    """Return the problems that the rows of rules speak of, each with its path and line."""
    places = dict(zip((r["id"] for r in batch.records), zip(batch.paths, batch.lines, strict=True), strict=True)) if batch else {}
    found = [(rule, _placed(rule, row, places)) for rule, row in rows]
    wanted: dict[str, set[str]] = {}
    for _, row in found:
        if row["pointer"] and not row["line"]:
            wanted.setdefault(row["path"], set()).add(row["pointer"])
    lines = {path: jsontext.lines_of((root / path).read_text(encoding="utf-8"), at) for path, at in wanted.items()}
    return [{**row, "line": row["line"] or _line(row, lines), "rule": rule.id, "severity": rule.severity} for rule, row in found]


def _placed(rule: Rule, row: Row, places: Mapping[str, tuple[str, int | None]]) -> Row:
    path, line = row.get("path"), row.get("line")
    if not path and row.get("document_id", "") in places:
        path, line = places[row["document_id"]][0], places[row["document_id"]][1] or line
    if not path or not row.get("message"):
        raise CorpusError(f"rule {rule.id}: a row must have a message, and a path or the document_id of a document")
    return {"path": path, "line": line, "column": row.get("column"), "pointer": row.get("pointer") or "", "message": row["message"]}


def _line(row: Row, lines: Mapping[str, Mapping[str, int]]) -> int:
    return lines[row["path"]][row["pointer"]] if row["pointer"] else 1
