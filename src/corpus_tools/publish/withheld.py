"""Texts that may not leave: finds what a dataset directory holds of the text of a withheld document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from corpus_tools.corpus import Corpus
from corpus_tools.errors import Problem
from corpus_tools.tables import CONFIGS

RULE = "publish-withheld-text"


def withheld_texts(dataset: Corpus) -> list[Problem]:
    """Return where the dataset holds words of a document whose availability is "withheld": text, repeats, tokens."""
    documents = dataset.table("documents", columns=["id", "availability"])
    ids = documents.filter(pc.equal(documents["availability"], "withheld"))["id"].combine_chunks()
    found = [problem for config in CONFIGS for problem in _in_table(dataset, config, ids)] if len(ids) else []
    return sorted(found)


def _in_table(dataset: Corpus, config: str, ids: Any) -> Iterator[Problem]:
    """Yield a problem for each withheld document of which the table holds words."""
    name = "id" if config == "documents" else "document_id"
    table = dataset.table(config)
    rows = table.filter(pc.is_in(table[name], value_set=ids))
    where: dict[str, set[str]] = {}
    for row in rows.to_pylist():
        where.setdefault(row[name], set()).update(_holding(row))
    for id, fields in where.items():
        if fields:
            message = f"holds words of {id}, whose text is withheld, in {', '.join(sorted(fields))}"
            yield Problem(str(dataset.root / config), None, None, RULE, message)


def _holding(value: Any, name: str = "") -> Iterator[str]:
    """Yield the names of the fields of a row, however deep, that hold words of the text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _holding(inner, key)
    elif isinstance(value, list) and name != "tokens":
        for inner in value:
            yield from _holding(inner, name)
    elif value and (name in ("text", "tokens") or name.endswith("_text")):
        yield name
