"""What the rules over a whole corpus look at: its manifest, its label inventory, and a few keys of every document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_tools.facts import FAULTS, FILES
from corpus_tools.inventory import inventory_tables
from corpus_tools.similarity import near_duplicates
from corpus_tools.sources import Sources

Row = dict[str, Any]
KEYS_FILE = "keys.parquet"
_PLAIN = ("id", "path", "split", "text_sha256", "line")
_SPLITS = pa.schema([("split", pa.string()), ("document_id", pa.string())])


def key_tables(
    sources: Sources, faults: Sequence[Row], listing: Sequence[str], records: Mapping[str, int], parts: Sequence[tuple[Path, int]]
) -> dict[str, pa.Table]:
    """
    Make the tables that rules over the corpus look at.

    `records` counts those of each split; `parts` are folders with a file of keys, each with the number of lines before it in its
    file. Of the signatures, which are most of the keys, one column is held at a time.
    """
    splits = sources.manifest.get("splits", {})
    documents = _documents(parts)
    return {
        "files": pa.Table.from_pylist([{**row, "text": None} for row in sources.files], schema=FILES),
        "faults": pa.Table.from_pylist([*sources.faults, *faults], schema=FAULTS),
        "listing": pa.table({"document_id": pa.array(listing, pa.string())}),
        "splits": pa.Table.from_pylist([{"split": s, "document_id": id} for s, ids in splits.items() for id in ids], schema=_SPLITS),
        "records": pa.table({"split": pa.array(records, pa.string()), "seen": pa.array(records.values(), pa.int64())}),
        "documents": documents,
        "near_duplicates": _near_duplicates(parts, documents),
        **inventory_tables(sources.ontology),
    }


def _documents(parts: Sequence[tuple[Path, int]]) -> pa.Table:
    """Return the keys of all documents without their signatures; `number` counts them."""
    schema = pa.schema([(name, pa.int64() if name == "line" else pa.string()) for name in _PLAIN])
    tables = [schema.empty_table()]
    for folder, base in parts:
        table = pq.read_table(folder / KEYS_FILE, columns=list(_PLAIN))
        line = pc.add(table["line"], base)
        tables.append(table.set_column(table.schema.get_field_index("line"), "line", line).cast(schema))
    found = pa.concat_tables(tables)
    return found.append_column("number", pa.array(np.arange(found.num_rows)))


def _near_duplicates(parts: Sequence[tuple[Path, int]], documents: pa.Table) -> pa.Table:
    splits = np.asarray(documents["split"].dictionary_encode().combine_chunks().indices)

    def band(n: int) -> Any:
        name = f"band_{n:02}"
        return np.concatenate([np.asarray(pq.read_table(folder / KEYS_FILE, columns=[name])[name]) for folder, _ in parts])

    pairs, similarity = near_duplicates(band, splits, least=0.4)
    return pa.table({"first": pairs[:, 0], "second": pairs[:, 1], "similarity": similarity})
