"""What a card shows of the data: a row of each config, and an instance of each phenomenon; never of a text that is withheld."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from corpus_tools.corpus import Corpus
from corpus_tools.order import Record
from corpus_tools.tables import CONFIGS, documents_table, tables

_TEXT = 80  # code points of a document's text that are shown
_SHOWN = 40  # code points of an instance, at best


def rows(corpus: Corpus, configs: Collection[str]) -> dict[str, Record]:
    """Return a row of each config: the first of the first document that has one and whose text is at hand; without nulls."""
    found: dict[str, Record] = {}
    labels = [one["type"] for one in corpus.ontology["entity_types"]]
    # Made of the document itself, as the tables were: to look for its rows in them would be to read them all.
    for record in (record for record in corpus.records() if "text" in record):
        for config, table in tables(documents_table([record]), labels).items():
            if config not in found and table.num_rows:
                found[config] = (_shortened if config == "documents" else _bare)(table.slice(0, 1).to_pylist()[0])
        if found.keys() >= set(configs):
            break
    return {config: found[config] for config in CONFIGS if config in found}


def _bare(value: Any) -> Any:
    """Return a value without what is null in it."""
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if item is not None}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _shortened(document: Record) -> Record:
    """Return a document with the beginning of its text, and of each list the first item."""

    def first(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: first(item) for key, item in value.items()}
        return [first(item) for item in value[:1]] if isinstance(value, list) else value

    shown: Record = first(_bare(document))
    return shown | ({"text": f"{shown['text'][:_TEXT]}…"} if len(shown["text"]) > _TEXT else {})


def phenomena(corpus: Corpus) -> dict[str, str]:
    """Return for each phenomenon of the manifest that occurs, by its name, a text of it: the one of nearly the best length to show."""
    found: dict[str, str] = {}
    for phenomenon in corpus.manifest.get("phenomena", ()):
        best = f"abs(length(text) - {_SHOWN}), document_id, text"
        query = f"SELECT text FROM ({phenomenon['query']}) WHERE text IS NOT NULL ORDER BY {best} LIMIT 1"
        for text in corpus.sql(query)["text"].to_pylist():
            found[phenomenon["name"]] = text
    return found
