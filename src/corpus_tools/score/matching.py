"""Which span of one side goes with which of the other: one to one, and the best there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from corpus_tools.errors import CorpusError

Span = tuple[int, ...]
"""Starts and ends in turn, in code points, ends exclusive: (start, end), or more pairs for a discontinuous span."""

# So little that it decides only between matchings of equal weight, of which the one with more pairs is taken.
_A_PAIR = 1e-9


def span_of(record: Mapping[str, Any]) -> Span:
    """
    Return the code points that a span of a record covers.

    Fragments are put in order, and those that touch become one: two spans are equal if they cover the same.
    """
    fragments = record.get("fragments")
    if not fragments:
        return record["start"], record["end"]
    edges: list[int] = []
    for start, end in sorted((part["start"], part["end"]) for part in fragments):
        if edges and start <= edges[-1]:
            edges[-1] = max(edges[-1], end)
        else:
            edges += start, end
    return tuple(edges)


def size(span: Span) -> int:
    """Return how many code points a span covers."""
    return span[1] - span[0] if len(span) == 2 else sum(span[1::2]) - sum(span[::2])  # noqa: PLR2004  of one piece


def common(one: Span, other: Span) -> int:
    """Return how many code points two spans share."""
    if len(one) == len(other) == 2:  # noqa: PLR2004  the usual case, quickly: both of one piece
        return max(0, min(one[1], other[1]) - max(one[0], other[0]))
    parts = [list(zip(span[::2], span[1::2], strict=True)) for span in (one, other)]
    return sum(max(0, min(e, f) - max(s, t)) for s, e in parts[0] for t, f in parts[1])


def dice(one: Span, other: Span) -> float:
    """Return the Dice coefficient of two spans, 2|A ∩ B| / (|A| + |B|) in code points; 0 for two empty ones."""
    shared = common(one, other)
    return 2 * shared / (size(one) + size(other)) if shared else 0.0


Pair = tuple[Span, Span, float]


def _edges(gold: Iterable[Span], predicted: Iterable[Span]) -> list[Pair]:
    return [(g, p, weight) for g in gold for p in predicted if (weight := dice(g, p))]


def _matched(edges: list[Pair], *, most: bool = False) -> list[Pair]:
    """Return the edges of a matching of largest weight, or with `most` of one with the largest number of edges."""
    if len(edges) <= 1:
        return edges
    rows = {g: n for n, g in enumerate(sorted({g for g, _, _ in edges}))}
    columns = {p: n for n, p in enumerate(sorted({p for _, p, _ in edges}))}
    matrix = np.zeros((len(rows), len(columns)))
    for g, p, weight in edges:
        matrix[rows[g], columns[p]] = 1 if most else weight + _A_PAIR
    chosen = {place for place in assignment(matrix) if matrix[place]}
    return [edge for edge in edges if (rows[edge[0]], columns[edge[1]]) in chosen]


def best_pairs(gold: Sequence[Span], predicted: Sequence[Span]) -> list[Pair]:
    """
    Pair spans one to one so that the sum of their Dice coefficients is the largest possible, and return the pairs.

    Of matchings with the same sum one with the most pairs is taken. Spans that share nothing are not paired.
    """
    return _matched(_edges(gold, predicted))


def _apart(gold: set[Span], predicted: set[Span]) -> list[Pair]:
    return _edges(gold - predicted, predicted - gold)


def overlap(gold: set[Span], predicted: set[Span]) -> float:
    """
    Return the sum of the Dice coefficients of paired spans: equal ones with each other, then the rest as best they go.

    Equal ones first, because a mention that was found is not to be given to another for the sake of the sum. The
    TAC KBP event nugget scorer (Liu, Mitamura and Hovy 2015) pairs by falling Dice coefficient, which is the same
    wherever taking the best first is best.
    """
    return len(gold & predicted) + sum(weight for _, _, weight in _matched(_apart(gold, predicted)))


def overlapping(gold: set[Span], predicted: set[Span]) -> int:
    """Return how many spans can be paired with one that they overlap: equal ones with each other, then as many as go."""
    return len(gold & predicted) + len(_matched(_apart(gold, predicted), most=True))


def assignment(weights: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[int, int]]:
    """Return the rows and columns of a matching of largest weight, by scipy; CorpusError if it is not installed."""
    if 1 in weights.shape:
        row, column = np.unravel_index(np.argmax(weights), weights.shape)
        return [(int(row), int(column))]
    try:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  an extra, and slow to import
    except ImportError:
        raise CorpusError("scoring needs scipy, which is not installed: pip install 'corpus-tools[score]'") from None
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def depths(spans: set[Span]) -> dict[Span, int]:
    """Return how many of the other spans each one lies in; a discontinuous one reaches from its start to its end."""
    found: dict[Span, int] = {}
    around: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[-1], span)):
        around = [outer for outer in around if outer[-1] > span[0]]
        found[span] = sum(outer[-1] >= span[-1] for outer in around)
        around.append(span)
    return found


def disjoint(spans: Sequence[Span]) -> bool:
    """Return whether no two spans share a code point."""
    return not any(common(*two) for two in combinations(spans, 2))
