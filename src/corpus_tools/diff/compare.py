"""Compares two versions of a corpus: documents first, and of those that differ, what was annotated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from corpus_tools.corpus import Corpus
from corpus_tools.diff.annotations import CONTENT, DOCUMENTS, MACROS, TABLES, counts_query
from corpus_tools.diff.labels import label_diffs
from corpus_tools.diff.values import Counts, Diff, DocumentDiff

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]


def compare(old: Corpus | None, new: Corpus) -> Diff:
    """
    Return what is different in `new`; without `old`, everything in it is new.

    Ids and order of annotations, and the provenance of single ones, are not compared. A text that is withheld in one version and
    there in the other is the same if its hash is.
    """
    if old is None:
        labels = label_diffs({}, new.ontology)
        return Diff(new.manifest["name"], None, new.manifest["version"], added=tuple(sorted(new.ids)), labels=labels)
    import duckdb  # noqa: PLC0415  takes a tenth of a second

    with duckdb.connect() as connection:
        connection.execute(f"SET enable_progress_bar = false; {MACROS}")
        _register(connection, old, new, ["documents"])
        rows = connection.sql(DOCUMENTS).to_arrow_table().to_pylist()
        both = [row for row in rows if row["old_split"] and row["new_split"]]
        layers = _layers(connection, old, new, [row for row in both if row["text_changed"] or row["differs"]])
    changed = (DocumentDiff(r["id"], r["text_changed"], tuple(r["fields"].split()), layers.get(r["id"], {})) for r in both)
    return Diff(
        new.manifest["name"],
        old.manifest["version"],
        new.manifest["version"],
        added=tuple(row["id"] for row in rows if not row["old_split"]),
        removed=tuple(row["id"] for row in rows if not row["new_split"]),
        changed=tuple(document for document in changed if document != DocumentDiff(document.id)),
        moved=tuple((r["id"], r["old_split"], r["new_split"]) for r in both if r["old_split"] != r["new_split"]),
        labels=label_diffs(old.ontology, new.ontology),
    )


def _register(connection: duckdb.DuckDBPyConnection, old: Corpus, new: Corpus, configs: Iterable[str]) -> None:
    for config in configs:
        for side, corpus in (("old", old), ("new", new)):
            connection.register(f"{side}_{config}", _with_split(corpus, config))


def _with_split(corpus: Corpus, config: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    parts = ((split, corpus.table(config, split)) for split in corpus.split_names)
    return pa.concat_tables([table.append_column("split", pa.array([split] * len(table), pa.string())) for split, table in parts])


def _layers(connection: duckdb.DuckDBPyConnection, old: Corpus, new: Corpus, both: list[Row]) -> dict[str, dict[str, dict[str, Counts]]]:
    """Return, of each of these documents, what differs by layer and type."""
    import pyarrow as pa  # noqa: PLC0415

    found: dict[str, dict[str, dict[str, Counts]]] = {}
    if not both:
        return found
    _register(connection, old, new, TABLES)
    columns = {"document_id": [row["id"] for row in both], "text_changed": [row["text_changed"] for row in both]}
    connection.register("shared", pa.table(columns))
    for layer in CONTENT:
        for row in connection.sql(counts_query(layer)).to_arrow_table().to_pylist():
            counts = Counts(row["added"], row["removed"], row["changed"])
            found.setdefault(row["document_id"], {}).setdefault(layer, {})[row["type"]] = counts
    return found
