"""The numbers that a card states, counted in the tables of a corpus."""

from __future__ import annotations

from collections.abc import Mapping

from corpus_tools.corpus import Corpus
from corpus_tools.tables import CONFIGS

# Kind of figure (what heads its table in the card) -> label -> split -> how many.
Figures = Mapping[str, Mapping[str, Mapping[str, int]]]

QUERIES: Mapping[str, str] = {
    "config": " UNION ALL ".join(f"SELECT '{config}' AS label, split, count(*) AS number FROM {config} GROUP BY ALL" for config in CONFIGS),
    "entity type": "SELECT type AS label, split, count(*) AS number FROM mentions GROUP BY ALL",
    "event type": "SELECT type AS label, split, count(*) AS number FROM events GROUP BY ALL",
}


def figures(corpus: Corpus) -> Figures:
    """Count in the tables of `corpus` everything that its card states, by split and in all."""
    return {kind: _counts(corpus, query) for kind, query in QUERIES.items()}


def _counts(corpus: Corpus, query: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in corpus.sql(f"FROM ({query}) ORDER BY label").to_pylist():
        found.setdefault(row["label"], dict.fromkeys([*corpus.split_names, "all"], 0))[row["split"]] = row["number"]
    for counts in found.values():
        counts["all"] = sum(counts.values())
    return found
