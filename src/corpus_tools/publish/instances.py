"""What a card shows of the data: a row of each config, and an instance of each phenomenon; never of a text that is withheld."""

from __future__ import annotations

from typing import Any

from corpus_tools.corpus import Corpus
from corpus_tools.order import Record
from corpus_tools.tables import CONFIGS

_TEXT = 80  # code points of a document's text that are shown
_SHOWN = 40  # code points of an instance, at best


def rows(corpus: Corpus) -> dict[str, Record]:
    """Return a row of each config that has any: the first of the first document, by id, whose text is at hand; without nulls."""
    found: dict[str, Record] = {}
    for config in CONFIGS:
        id = "id" if config == "documents" else "document_id"
        first = f"(SELECT min({id}) FROM {config} WHERE {id} IN (SELECT id FROM documents WHERE text IS NOT NULL))"
        for row in corpus.sql(f"SELECT * EXCLUDE split FROM {config} WHERE {id} = {first} LIMIT 1").to_pylist():
            found[config] = _shortened(row) if config == "documents" else _bare(row)
    return found


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
