"""The distributions that a paper on a corpus reports: each a query over its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from corpus_tools.corpus import Corpus

LEVELS = ("name", "nominal", "pronoun", "value")
# A histogram has about this many bins below the longest twentieth, which shares the last one.
_BINS = 12

_LEVELLED = ", ".join(f"count(*) FILTER (level = '{level}') AS \"{level}\"" for level in LEVELS)
# In Arabic a mention whose word goes on to its left, in reading order before it, stands behind a proclitic.
_BEHIND = """
SELECT level, count(*) FILTER (behind) AS behind, count(*) FILTER (NOT behind) AS free
FROM (SELECT level, m.start > 0 AND regexp_matches(substring(d.text, m.start, 1), '[\\p{L}\\p{N}\\p{M}]') AS behind
    FROM mentions m JOIN documents d ON d.id = m.document_id WHERE d.text IS NOT NULL)
GROUP BY 1 ORDER BY 1
"""
_DEPTHS = "SELECT '' || depth, count(*) AS mentions FROM mentions GROUP BY depth ORDER BY depth"
_MODES = "SELECT type, mode, count(*) AS events FROM events GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST"
_RELATIONS = "SELECT type, count(*) AS relations FROM relations GROUP BY 1 ORDER BY 1"
_ATTRIBUTES = """
SELECT axis, value, count(*) AS events
FROM (UNPIVOT (SELECT polarity, modality, tense, genericity FROM events) ON * INTO NAME axis VALUE value)
GROUP BY 1, 2 ORDER BY 1, 2
"""
_ROLES = """
SELECT role, count(*) FILTER (filler_kind = 'mention') AS mentions, count(*) FILTER (filler_kind = 'event') AS events,
    count(*) FILTER (filler_kind = 'span') AS spans
FROM arguments GROUP BY 1 ORDER BY 1
"""
_SENTENCES_AWAY = """
WITH placed AS (
    SELECT s.position - t.position AS away
    FROM arguments a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
    JOIN sentences t ON t.document_id = e.document_id AND t.id = e.sentence_id
    JOIN sentences s ON s.document_id = a.document_id AND s.start <= a.start AND a.start < s."end")
SELECT CASE WHEN away < -3 THEN '≤ −4' WHEN away > 3 THEN '≥ +4' WHEN away < 0 THEN '−' || -away WHEN away > 0 THEN '+' || away
    ELSE '0' END, count(*) AS arguments
FROM placed GROUP BY 1 ORDER BY min(away)
"""
# A token lies between if it begins after the one and ends before the other: what a trigger or filler is part of does not.
_TOKENS_AWAY = """
WITH placed AS (
    SELECT e.trigger_start, e.trigger_end, a.start, a."end", list_zip(t.starts, t.ends) AS tokens
    FROM arguments a JOIN events e ON e.document_id = a.document_id AND e.id = a.event_id
    JOIN tokens t ON t.document_id = e.document_id AND t.sentence_id = e.sentence_id
        AND t.starts[1] <= a.start AND a.start < t.ends[-1]),
counted AS (
    SELECT "end" <= trigger_start AS before, start >= trigger_end AS after,
        len([t FOR t IN tokens IF t[1] >= least("end", trigger_end) AND t[2] <= greatest(start, trigger_start)]) AS away
    FROM placed)
SELECT CASE WHEN away <= 2 THEN '' || away WHEN away <= 4 THEN '3–4' WHEN away <= 8 THEN '5–8' WHEN away <= 16 THEN '9–16'
        WHEN away <= 32 THEN '17–32' ELSE '≥ 33' END,
    count(*) FILTER (before) AS before, count(*) FILTER (after) AS after, count(*) FILTER (NOT before AND NOT after) AS around
FROM counted GROUP BY 1 ORDER BY min(away)
"""
_WORDS = "len(regexp_extract_all(text, '\\S+'))"
_COUNTED = (
    "documents",
    "words (of texts at hand)",
    "sentences",
    "mentions",
    "entities",
    "events",
    "arguments",
    "event clusters",
    "relations",
)
_SIZES = {
    "words (of texts at hand)": f"SELECT split, sum({_WORDS}) FROM documents GROUP BY split",
    "event clusters": "SELECT split, count(DISTINCT (document_id, cluster_id)) FROM events WHERE cluster_id IS NOT NULL GROUP BY split",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A name and how many things there are under it, part by part; `group` is what the name is a kind of, if anything."""

    name: str
    counts: tuple[int, ...]
    group: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Distribution:
    """
    How many things there are under each of some names.

    `parts` says what the counts of a row are, which add up to its total; `ordered` rows are in an order of their own, as
    distances are; of `labelled` ones the names are labels of the ontology. A name is "" where there is none, as of an event
    without a mode.
    """

    id: str
    title: str
    parts: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = False
    labelled: bool = False


class _Query(NamedTuple):
    id: str
    title: str
    sql: str
    ordered: bool = False
    labelled: bool = False


_QUERIES = (
    _Query("mentions-type", "Mentions by type", f"SELECT type, {_LEVELLED} FROM mentions GROUP BY 1 ORDER BY 1", labelled=True),
    _Query("mentions-depth", "Mentions by depth of nesting", _DEPTHS, ordered=True),
    _Query("mentions-proclitic", "Mentions behind a letter of the same word", _BEHIND),
    _Query("events-type", "Events by type", "SELECT type, count(*) AS events FROM events GROUP BY 1 ORDER BY 1", labelled=True),
    _Query("events-mode", "Events by type and mode", _MODES, labelled=True),
    _Query("events-attribute", "Events by attribute", _ATTRIBUTES),
    _Query("arguments-role", "Arguments by role", _ROLES, labelled=True),
    _Query("arguments-sentences", "Arguments by sentences from the trigger", _SENTENCES_AWAY, ordered=True),
    _Query("arguments-tokens", "Arguments in the same sentence by tokens between", _TOKENS_AWAY, ordered=True),
    _Query("relations-type", "Relations by type", _RELATIONS, labelled=True),
)


def _made(query: _Query, found: Any) -> Distribution:
    """Return the distribution that a table states: its columns of text are the name, or the group and the name, the others the parts."""
    keys = sum(type == pa.string() for type in found.schema.types)
    rows = (Row(values[keys - 1] or "", values[keys:], values[0] if keys > 1 else "") for values in _rows(found))
    return Distribution(query.id, query.title, tuple(found.column_names[keys:]), tuple(rows), query.ordered, query.labelled)


def _rows(table: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def distributions(corpus: Corpus) -> tuple[Distribution, ...]:
    """Return the distributions of documents, mentions, events, arguments and relations over their labels, lengths and distances."""
    return (_genres(corpus), _lengths(corpus), *(_made(query, corpus.sql(query.sql)) for query in _QUERIES))


def _genres(corpus: Corpus) -> Distribution:
    by_split = ", ".join(f"count(*) FILTER (split = '{split}') AS \"{split}\"" for split in corpus.split_names)
    query = _Query("documents-genre", "Documents by genre and split", f"SELECT genre, {by_split} FROM documents GROUP BY 1 ORDER BY 1")
    return _made(query, corpus.sql(query.sql))


def _lengths(corpus: Corpus) -> Distribution:
    found = corpus.sql(f"SELECT {_WORDS} AS words, count(*) FROM documents WHERE text IS NOT NULL GROUP BY words ORDER BY words")
    counts = dict(_rows(found))
    rows = tuple(Row(name, (n,)) for name, n in binned(counts))
    return Distribution("documents-length", "Documents by length in words", ("documents",), rows, ordered=True)


def binned(counts: dict[int, int]) -> Iterator[tuple[str, int]]:
    """
    Yield bins of a histogram, by name: "200–249", "250–299", ..., "≥ 800".

    The bins are of one width, 1, 2 or 5 times a power of ten, and the last one is open: it has what is longer than nineteen
    twentieths of the values and what shares their bin.
    """
    values = sorted(value for value, n in counts.items() for _ in range(n))
    if not values:
        return
    low, high = values[0], values[(len(values) * 19 - 1) // 20]
    width = _bin_width(high - low + 1)
    first, last = low // width, high // width
    for number in range(first, last + 1):
        inside = sum(n for value, n in counts.items() if value // width == number or (number == last and value // width > last))
        named = f"≥ {number * width:,}" if number == last and values[-1] // width > last else _range(number * width, width)
        yield named, inside


def _range(start: int, width: int) -> str:
    return f"{start:,}–{start + width - 1:,}" if width > 1 else f"{start:,}"


def _bin_width(reach: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... by which a reach takes no more than `_BINS` bins."""
    power = 1
    while True:
        for width in (power, 2 * power, 5 * power):
            if width * _BINS >= reach:
                return width
        power *= 10


def sizes(corpus: Corpus) -> Distribution:
    """Return how many things of each kind there are, split by split; words are those of the texts at hand."""
    rows = []
    for kind in _COUNTED:
        found = corpus.sql(_SIZES.get(kind, f"SELECT split, count(*) FROM {kind} GROUP BY split"))
        of_split = dict(_rows(found))
        rows.append(Row(kind, tuple(int(of_split.get(split) or 0) for split in corpus.split_names)))
    return Distribution("size", "Size", corpus.split_names, tuple(rows), ordered=True)
