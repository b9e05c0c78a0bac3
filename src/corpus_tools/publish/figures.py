"""The numbers that a card states, counted in the tables of a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError
from corpus_tools.order import Record
from corpus_tools.sources import MANIFEST
from corpus_tools.tables import CONFIGS

# Kind of figure, which heads its table in the card -> label -> column (a split, or "all") -> number.
Figures = Mapping[str, Mapping[str, Mapping[str, float]]]

# Each query gives a label and a split for every row that it counts.
_QUERIES: Mapping[str, str] = {
    "config": " UNION ALL ".join(f"SELECT '{config}' AS label, split FROM {config}" for config in CONFIGS),
    "entity type": "SELECT type AS label, split FROM mentions",
    "event type": "SELECT type AS label, split FROM events",
    "event type and mode": "SELECT concat(type, '/', mode) AS label, split FROM events WHERE mode IS NOT NULL",
    "attribute": """SELECT concat(axis, ' ', value) AS label, split
        FROM (UNPIVOT (SELECT split, polarity, modality, tense, genericity FROM events)
            ON polarity, modality, tense, genericity INTO NAME axis VALUE value)""",
    "role": "SELECT role AS label, split FROM arguments",
    "relation type": "SELECT type AS label, split FROM relations",
    "made by": """SELECT concat_ws(', ', maker.layer, maker.method, maker.agent) AS label, split
        FROM (SELECT split, unnest(provenance) AS maker FROM documents)""",
    "basis": "SELECT basis AS label, split FROM documents",
    "genre": "SELECT genre AS label, split FROM documents",
}
PHENOMENON, AGREEMENT, COEFFICIENT = "phenomenon", "agreement", "agreement on labels"


def figures(corpus: Corpus) -> Figures:
    """Count in the tables of `corpus` everything that its card states, by split and in all; CorpusError for a phenomenon's bad query."""
    queries = [*_QUERIES.items(), *((PHENOMENON, query) for query in _phenomena(corpus))]
    counted = (f"SELECT '{kind}' AS kind, label, split, count(*) AS number FROM ({query}) GROUP BY ALL" for kind, query in queries)
    found: dict[str, dict[str, dict[str, float]]] = {kind: {} for kind in (*_QUERIES, PHENOMENON)}
    for row in corpus.sql(f"FROM ({' UNION ALL '.join(counted)}) ORDER BY kind, label").to_pylist():
        counts = found[row["kind"]].setdefault(row["label"], dict.fromkeys([*corpus.split_names, "all"], 0))
        counts[row["split"]] = row["number"]
        counts["all"] += row["number"]
    return found


def _phenomena(corpus: Corpus) -> Iterator[str]:
    """Yield a query for each phenomenon that the manifest names."""
    for phenomenon in corpus.manifest.get("phenomena", ()):
        name, query = phenomenon["name"], phenomenon["query"]
        try:
            columns = corpus.sql(f"FROM ({query}) LIMIT 0").column_names
        except CorpusError as error:
            raise CorpusError(f"{corpus.root / MANIFEST}: the query of the phenomenon {name!r}: {error}") from None
        if missing := {"document_id", "text"} - set(columns):
            raise CorpusError(f"{corpus.root / MANIFEST}: the query of the phenomenon {name!r} gives no {' and no '.join(sorted(missing))}")
        label = name.replace("'", "''")
        yield f"SELECT '{label}' AS label, documents.split FROM ({query}) AS found JOIN documents ON documents.id = found.document_id"


# ------------------------------------------------------------------------------------------------------- agreement

# What the card tells of agreement, of all that `corpus agree` measures: layer, measure, and what these are taken by.
_AGREED: Mapping[str, tuple[str, str, str, str]] = {
    "mentions, span and type": ("mentions", "strict", "", ""),
    "mentions, span": ("mentions", "exact", "", ""),
    "normalised values, span and value": ("values", "exact", "", ""),
    "entities, CoNLL": ("entities", "CoNLL", "singletons", "with"),
    "entities, CoNLL, without singletons": ("entities", "CoNLL", "singletons", "without"),
    "triggers, span": ("triggers", "identification", "", ""),
    "triggers, span and type": ("triggers", "classification", "", ""),
    "triggers, span, type and mode": ("triggers", "mode", "", ""),
    "triggers, span, type and attributes": ("triggers", "axes", "", ""),
    "arguments, event, role and mention": ("arguments", "classification", "end to end", "mention"),
    "arguments, given the same trigger": ("arguments", "classification", "given trigger", "mention"),
    "event clusters, CoNLL": ("event_clusters", "CoNLL", "singletons", "with"),
    "event clusters, CoNLL, without singletons": ("event_clusters", "CoNLL", "singletons", "without"),
    "relations, type and both mentions": ("relations", "strict", "", ""),
}


def agreement_figures(agreement: Record) -> Figures:
    """Return what the card tells of an agreement report (`corpus agree --format json`): F1 in percent, and coefficients."""
    f1 = {(row["layer"], row["measure"], row["by"], row["label"]): row["mean"] for row in agreement["f1"]}
    rows = {name: {"F1": round(100 * f1[key], 1)} for name, key in _AGREED.items() if key in f1}
    labels = {
        f"{one['layer']}: {one['what']}": {"units": one["units"], "α": round(one["alpha"], 3)}
        for one in agreement["coefficients"]
        if one["alpha"] is not None
    }
    return {AGREEMENT: rows, COEFFICIENT: labels}
