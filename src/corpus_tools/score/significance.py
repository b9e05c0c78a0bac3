"""How sure a score is, and whether two systems differ: resampling of documents, seeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus_tools.errors import CorpusError
from corpus_tools.score.counts import Floats, Key, Tally
from corpus_tools.score.scores import Interval, Scores, derive, scores_of

# Samples are drawn some at a time, so that memory does not grow with their number.
_AT_A_TIME = 200
# Two differences that are the same number but for rounding count as equal.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one system's F1 is than the other's, and the p-value of a difference as large."""

    key: Key
    first: float
    second: float
    difference: float
    p: float


def _resampled(counts: Floats, keys: tuple[Key, ...], samples: int, seed: int) -> Iterator[dict[Key, Floats]]:
    """Yield the F1 of every score in some samples of the documents after the other, NaN where there is nothing."""
    documents, width, _ = counts.shape
    flat = counts.reshape(documents, width * 4)
    generator = np.random.default_rng(seed)
    for start in range(0, samples, _AT_A_TIME):
        drawn = generator.multinomial(documents, np.full(documents, 1 / documents), size=min(_AT_A_TIME, samples - start))
        totals = (drawn.astype(np.float64) @ flat).reshape(-1, width, 4)
        yield {key: ratio.f1 for key, ratio in derive({key: totals[:, n] for n, key in enumerate(keys)}, np.nan).items()}


def intervals(tally: Tally, samples: int = 1000, seed: int = 0, level: float = 0.95) -> dict[Key, Interval]:
    """
    Return the bootstrap confidence interval of every F1 (Efron and Tibshirani 1993, percentile method).

    Documents are drawn with replacement, as many as there are, `samples` times; the bounds are the percentiles that
    leave half of 1 - `level` on each side. A sample in which neither side has anything of what a score is about takes no
    part in that score's interval. One seed gives one result. Of one document the interval is a point.
    """
    if not tally.documents or samples < 1:
        raise CorpusError(f"an interval needs documents and samples; there are {len(tally.documents)} and {samples}")
    keys = tally.keys()
    parts = list(_resampled(tally.matrix(keys), keys, samples, seed))
    edges = [(1 - level) / 2, (1 + level) / 2]
    found = {key: _quantiles(np.concatenate([part[key] for part in parts]), edges) for key in parts[0]}
    return {key: Interval(float(low), float(high)) for key, (low, high) in found.items()}


def _quantiles(values: Floats, edges: list[float]) -> Floats:
    there = values[~np.isnan(values)]
    return np.quantile(there if len(there) else np.ones(1), edges)


def with_intervals(scores: Scores, samples: int = 1000, seed: int = 0, level: float = 0.95) -> Scores:
    """Return the scores with the confidence interval of each F1; see `intervals`."""
    return scores_of(scores.tally, intervals(scores.tally, samples, seed, level))


def compare(first: Scores, second: Scores, trials: int = 10_000, seed: int = 0) -> tuple[Difference, ...]:
    """
    Test for every score whether two systems differ on the same gold documents, by approximate randomisation.

    Noreen (1989), as Yeh (2000) uses it for F1: in each trial the two outputs of a document change places with
    probability 1/2. p = (c + 1) / (trials + 1), where c counts the trials whose difference in F1 is at least as large,
    in absolute value, as the one seen. One seed gives one result. CorpusError if the documents are not the same.
    """
    one, other = first.tally, second.tally
    if one.documents != other.documents:
        raise CorpusError("two systems can be compared on the same documents only")
    keys = tuple(dict.fromkeys([*one.keys(), *other.keys()]))
    counts = one.matrix(keys), other.matrix(keys)
    seen = [{key: float(ratio.f1) for key, ratio in derive(_summed(matrix, keys)).items()} for matrix in counts]
    # With half of the documents changed over, the counts of one side are its own plus the differences of these.
    apart = np.concatenate([counts[1] - counts[0], counts[0] - counts[1]], axis=1)
    beyond = dict.fromkeys(seen[0], 0)
    for changed in _changed(apart, counts, keys, trials, seed):
        for key, gap in changed.items():
            beyond[key] += int(np.count_nonzero(np.abs(gap) >= abs(seen[0][key] - seen[1][key]) - _ROUNDING))
    return tuple(
        Difference(row.key, seen[0][row.key], seen[1][row.key], seen[0][row.key] - seen[1][row.key], (beyond[row.key] + 1) / (trials + 1))
        for row in first.rows
    )


def _summed(matrix: Floats, keys: tuple[Key, ...]) -> dict[Key, Floats]:
    totals = matrix.sum(axis=0)
    return {key: totals[n] for n, key in enumerate(keys)}


def _changed(apart: Floats, counts: tuple[Floats, Floats], keys: tuple[Key, ...], trials: int, seed: int) -> Iterator[dict[Key, Floats]]:
    """Yield the differences in F1 of every score in some trials after the other."""
    documents, width = len(apart), len(keys)
    sums = [matrix.sum(axis=0) for matrix in counts]
    generator = np.random.default_rng(seed)
    for start in range(0, trials, _AT_A_TIME):
        swapped = generator.integers(0, 2, size=(min(_AT_A_TIME, trials - start), documents))
        moved = (swapped.astype(np.float64) @ apart.reshape(documents, -1)).reshape(-1, 2, width, 4)
        sides = [derive({key: sums[side][n] + moved[:, side, n] for n, key in enumerate(keys)}) for side in (0, 1)]
        yield {key: sides[0][key].f1 - sides[1][key].f1 for key in sides[0]}
