"""
Which texts of a corpus are nearly the same, found without comparing every text with every other.

A text is the set of its runs of five words. Its signature holds LANES values, each the least hash among the runs that fall
into one bin (one permutation hashing, Li, Owen and Zhang 2012), empty bins filled from others (optimal densification,
Shrivastava 2017); two signatures agree in a lane with the probability of the Jaccard index of the two sets (Broder 1997).
Three lanes make a band, and texts that agree in one band are compared by all their lanes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np

from corpus_tools.kinds import Kind
from corpus_tools.texts import Texts

Array = np.ndarray[Any, np.dtype[Any]]

RUN = 5
LANES_IN_BAND = 3
# With 42 bands of three lanes, a pair with the Jaccard index 0.5 is found with a probability of 0.996, one of 0.6 with 0.99996.
BANDS = 42
LANES = BANDS * LANES_IN_BAND
_LANE_BITS = 21  # three to a number of 64 bits; two different runs have the same lane once in two million
_LANE = np.uint64(2**_LANE_BITS - 1)
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 2**64)
_FACTORS = np.array([pow(0xD6E8FEB86659FD93, n + 1, 2**64) for n in range(RUN)], np.uint64)
_VALUE_BITS = 42
AT_ONCE = 256  # texts whose numbers stay in the processor's cache
_TRIES = 64  # at which an empty bin looks for a full one before it takes the next


def _mixed(numbers: Array) -> Array:
    """Return well-mixed numbers of 64 bits (the finaliser of splitmix64, Steele, Lea and Flood 2014)."""
    mixed: Array = numbers ^ (numbers >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


_TABLE = 2**17  # planes share the numbers of their letters: what is compared are runs of whole words


@cache
def _letters() -> Array:
    """Return a random number for each letter."""
    return _mixed(np.arange(_TABLE, dtype=np.uint64))


@lru_cache(maxsize=4)
def _powers(base: int, bits: int) -> Array:
    """Return the first 2**bits powers of the base, modulo 2**64; the last few tables are kept, since batches are alike in size."""
    factors = np.full(2**bits, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


def _words(points: Array, kinds: Array, starts: Array) -> tuple[Array, Array]:
    """Return the hash of every word of texts that begin at `starts`, and which text it is in. Marks, such as vowels, do not count."""
    is_letter = kinds & Kind.ALPHANUMERIC != 0
    edges = np.diff((kinds & Kind.WORD != 0).view(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    count = np.cumsum(is_letter, dtype=np.int32)
    begins, ends = count[first] - is_letter[first], count[last]
    # The hash of a word is a polynomial of its letters, cut out of the running sum over all of them.
    letters = _letters()[points[is_letter] & np.uint32(_TABLE - 1)]
    bits = len(letters).bit_length()
    letters *= _powers(_BASE, bits)[: len(letters)]
    sums = np.append(np.uint64(0), np.cumsum(letters))
    hashes = _mixed((sums[ends] - sums[begins]) * _powers(_INVERSE, bits)[begins])
    filled = ends > begins
    return hashes[filled], np.searchsorted(starts, first[filled], side="right") - 1


def _runs(words: Array, of: Array) -> tuple[Array, Array]:
    """Return the hash of every run of RUN words, and its text. A text of fewer words is one run."""
    counts = np.bincount(of)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    starts = np.arange(len(words))
    left = counts[of] - (starts - first[of])
    starts = starts[(left >= RUN) | (starts == first[of])]
    hashes = np.zeros(len(starts), np.uint64)
    for n, factor in enumerate(_FACTORS):
        at = np.minimum(starts + n, len(words) - 1)
        hashes += np.where(n < left[starts], words[at], np.uint64(0)) * factor
    return _mixed(hashes), of[starts]


def _bins(hashes: Array, of: Array, count: int) -> tuple[Array, Array]:
    """Return the least value in each bin of each text, and whether the bin has one."""
    # The sort puts the least value of a bin first: bin in the upper bits, value in the lower.
    bins = ((hashes >> np.uint64(_VALUE_BITS)) % np.uint64(LANES)) + of.astype(np.uint64) * np.uint64(LANES)
    ordered = np.sort((bins << np.uint64(_VALUE_BITS)) | (hashes & np.uint64(2**_VALUE_BITS - 1)))
    of_bin = ordered >> np.uint64(_VALUE_BITS)
    first = np.flatnonzero(np.append(True, of_bin[1:] != of_bin[:-1]))
    values, full = np.zeros(count * LANES, np.uint64), np.zeros(count * LANES, bool)
    values[of_bin[first].astype(np.int64)] = ordered[first] & _LANE
    full[of_bin[first].astype(np.int64)] = True
    return values.reshape(count, LANES), full.reshape(count, LANES)


def _densified(values: Array, full: Array) -> Array:
    """Fill every empty bin from a full one; which ones it asks, one after the other, is the same for all texts."""
    filled = full.copy()
    lanes = np.arange(LANES, dtype=np.uint64)
    for n in range(_TRIES + LANES):
        empty = np.argwhere(~filled & full.any(axis=1, keepdims=True))
        if not len(empty):
            break
        asked = _mixed(lanes + np.uint64(LANES * (n + 1))) if n < _TRIES else lanes + np.uint64(n - _TRIES + 1)
        sources = (asked % np.uint64(LANES)).astype(np.int64)[empty[:, 1]]
        found = full[empty[:, 0], sources]
        row, lane = empty[found].T
        values[row, lane], filled[row, lane] = values[row, sources[found]], True
    return values


def signatures(texts: Texts) -> Array:
    """
    Return the signatures of the texts: BANDS numbers (uint64) each, of three lanes of 21 bits.

    A text without words has the signature 0, which is like no other.
    """
    parts = [_signatures(texts, first, min(first + AT_ONCE, len(texts.starts))) for first in range(0, len(texts.starts), AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros((0, BANDS), np.uint64)


def _signatures(texts: Texts, first: int, last: int) -> Array:
    """Return the signatures of the texts from the first to before the last."""
    starts = texts.starts[first:last]
    begin, end = int(starts[0]), int(starts[-1] + texts.lengths[last - 1])
    words, of = _words(texts.points[begin:end], texts.kinds[begin:end], starts - begin)
    count = last - first
    if not len(words):
        return np.zeros((count, BANDS), np.uint64)
    lanes = _densified(*_bins(*_runs(words, of), count)).reshape(count, BANDS, LANES_IN_BAND)
    shifts = np.arange(LANES_IN_BAND, dtype=np.uint64) * np.uint64(_LANE_BITS)
    numbers: Array = np.bitwise_or.reduce(lanes << shifts, axis=2)
    return numbers


def _candidates(band: Array, groups: Array) -> Array:
    """Return pairs of texts that agree in a band: the first text of those that do, with every one of another group."""
    order = np.lexsort((np.arange(len(band)), groups, band))
    band, groups = band[order], groups[order]
    heads = np.append(True, band[1:] != band[:-1])
    head = np.maximum.accumulate(np.where(heads, np.arange(len(band)), 0))
    apart = np.flatnonzero((groups != groups[head]) & (band != 0))
    return np.column_stack([order[head[apart]], order[apart]])


def near_duplicates(band: Callable[[int], Array], groups: Array, least: float) -> tuple[Array, Array]:
    """
    Return pairs of texts of different groups (splits) whose similarity is `least` or more, and their similarities.

    `band(n)` gives the n-th number of every text's signature, so that no more than one column is held at a time. Of a
    crowd of equal texts each is paired with the first, not with all.
    """
    if len(np.unique(groups)) < 2:  # noqa: PLR2004  nothing can be in another group
        return np.zeros((0, 2), np.int64), np.zeros(0)
    found = [_candidates(band(n), groups) for n in range(BANDS)]
    pairs = np.unique(np.sort(np.concatenate(found), axis=1), axis=0)
    agreeing = np.zeros(len(pairs), np.int64)
    for n in range(BANDS if len(pairs) else 0):
        one, other = band(n)[pairs].T
        for lane in range(LANES_IN_BAND):
            agreeing += ((one ^ other) >> np.uint64(lane * _LANE_BITS)) & _LANE == 0
    similarity = agreeing / LANES
    kept = similarity >= least
    return pairs[kept], similarity[kept]
