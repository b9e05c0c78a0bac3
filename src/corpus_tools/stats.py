"""The tables that a paper on a corpus prints: each a query over its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpus_tools.corpus import Corpus

_COUNTED = ("documents", "words", "sentences", "mentions", "entities", "events", "arguments", "event clusters", "relations")
_LEVELS = ("name", "nominal", "pronoun", "value")
_SIZES = {
    "words": "SELECT split, sum(len(regexp_extract_all(text, '\\S+'))) FROM documents GROUP BY split",
    "event clusters": "SELECT split, count(DISTINCT (document_id, cluster_id)) FROM events WHERE cluster_id IS NOT NULL GROUP BY split",
}

# Where each filler of a role begins and ends, beside its trigger, and the sentence of each.
_PLACED = """
WITH placed AS (
    SELECT a.document_id, a.filler_kind, s.id AS filler_sentence, e.sentence_id,
        greatest(a.start - e.trigger_end, e.trigger_start - a."end", 0) AS distance
    FROM arguments a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
    LEFT JOIN sentences s ON s.document_id = a.document_id AND s.start <= a.start AND a.start < s."end")
"""
_DISTANCES = (
    _PLACED
    + """
SELECT CASE WHEN sentence_id <> filler_sentence THEN 'in another sentence' WHEN distance <= 1 THEN 'beside the trigger'
    WHEN distance <= 20 THEN '2 to 20 code points away' WHEN distance <= 60 THEN '21 to 60 code points away'
    ELSE 'further in the sentence' END AS place, count(*) AS arguments, 100.0 * count(*) / sum(count(*)) OVER () AS share
FROM placed GROUP BY place ORDER BY arguments DESC, place
"""
)
# In Arabic a mention whose word goes on to its left, in reading order before it, stands behind a proclitic.
_BEHIND = """
SELECT level, count(*) AS mentions, count(*) FILTER (behind) AS behind, 100.0 * count(*) FILTER (behind) / count(*) AS share
FROM (SELECT level, m.start > 0 AND regexp_matches(substring(d.text, m.start, 1), '[\\p{L}\\p{N}\\p{M}]') AS behind
    FROM mentions m JOIN documents d ON d.id = m.document_id WHERE d.text IS NOT NULL)
GROUP BY level ORDER BY level
"""
_ATTRIBUTES = """
SELECT axis || ' ' || value AS name, count(*) AS events
FROM (UNPIVOT (SELECT polarity, modality, tense, genericity FROM events) ON * INTO NAME axis VALUE value) GROUP BY name ORDER BY name
"""
_QUERIES: tuple[tuple[str, str], ...] = (
    ("Mentions by depth of nesting", "SELECT CAST(depth AS VARCHAR), count(*) AS mentions FROM mentions GROUP BY depth ORDER BY depth"),
    ("Mentions behind a letter of the same word", _BEHIND),
    ("Events by type", "SELECT type, count(*) AS events FROM events GROUP BY type ORDER BY type"),
    (
        "Events by type and mode",
        "SELECT concat_ws('/', type, mode) AS name, count(*) AS events FROM events GROUP BY name ORDER BY name",
    ),
    ("Events by attribute", _ATTRIBUTES),
    (
        "Arguments by role",
        """SELECT role, count(*) FILTER (filler_kind = 'mention') AS mentions, count(*) FILTER (filler_kind = 'event') AS events,
        count(*) FILTER (filler_kind = 'span') AS spans, count(*) AS "all" FROM arguments GROUP BY role ORDER BY role""",
    ),
    ("Arguments by distance from the trigger", _DISTANCES),
    ("Relations by type", "SELECT type, count(*) AS relations FROM relations GROUP BY type ORDER BY type"),
)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(Text(title, style="bold"))
    for column in columns:
        table.add_column(column, justify="right")
    for name, *numbers in rows:
        table.add_row(name, *(f"{number:.1f}%" if isinstance(number, float) else f"{number or 0:,}" for number in numbers))
    return table


def _sizes(corpus: Corpus) -> Table:
    rows = []
    for name in _COUNTED:
        counts = _SIZES.get(name, f"SELECT split, count(*) FROM {name} GROUP BY split")
        found = dict(zip(*(column.to_pylist() for column in corpus.sql(counts).columns), strict=True))
        numbers = [int(found.get(split) or 0) for split in corpus.split_names]
        rows.append([f"{name} (of texts at hand)" if name == "words" else name, *numbers, sum(numbers)])
    return _table("Size", [*corpus.split_names, "all"], rows)


def _types(corpus: Corpus) -> Table:
    counted = ", ".join(f"count(*) FILTER (level = '{level}') AS {level}" for level in _LEVELS)
    found = corpus.sql(f'SELECT type, {counted}, count(*) AS "all" FROM mentions GROUP BY type ORDER BY type')
    return _table("Mentions by type", [*_LEVELS, "all"], _rows(found))


def _rows(table: Any) -> list[list[Any]]:
    return [list(row.values()) for row in table.to_pylist()]


def statistics(corpus: Corpus) -> RenderableType:
    """Return the tables of sizes, labels, nesting, attributes, roles and distances."""
    parts: list[RenderableType] = [_sizes(corpus), Text(), _types(corpus)]
    for title, query in _QUERIES:
        found = corpus.sql(query)
        parts += [Text(), _table(title, found.column_names[1:], _rows(found))]
    return Group(*parts)
