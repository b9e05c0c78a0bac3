"""Coreference: how well two partitions of mentions into clusters agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus_tools.score.counts import Floats, Key, Ratios, Tally, ratios
from corpus_tools.score.matching import assignment
from corpus_tools.score.view import View

Partition = tuple[frozenset[Hashable], ...]
Counts = tuple[float, float, float, float]

LINKS, NON_LINKS = "links", "non-links"
METRICS = ("MUC", "B3", "CEAFm", "CEAFe", "LEA")
CONLL = ("MUC", "B3", "CEAFe")


def partition(clusters: Iterable[Collection[Any]]) -> Partition:
    """
    Return clusters as disjoint sets.

    A mention that several clusters claim belongs to the largest of them (of equal ones, to that whose members come
    first), so neither the names nor the order of the clusters matter. Empty ones are dropped.
    """
    taken: set[Hashable] = set()
    parts = []
    for cluster in sorted(map(frozenset, clusters), key=lambda cluster: (-len(cluster), sorted(cluster))):
        if part := cluster - taken:
            parts.append(part)
            taken |= part
    return tuple(parts)


def without_singletons(clusters: Partition) -> Partition:
    """Return the clusters of two mentions or more."""
    return tuple(cluster for cluster in clusters if len(cluster) > 1)


@dataclass(frozen=True)
class Table:
    """How many mentions each pair of a gold and a predicted cluster shares, and the sizes of the clusters."""

    shared: Mapping[tuple[int, int], int]
    gold: Sequence[int]
    predicted: Sequence[int]

    @cached_property
    def mentions(self) -> tuple[int, int, int]:
        """How many mentions both sides have, how many gold, and how many the prediction."""
        return sum(self.shared.values()), sum(self.gold), sum(self.predicted)

    @cached_property
    def turned(self) -> Table:
        """The table with gold and predicted changed over."""
        return Table({(p, g): n for (g, p), n in self.shared.items()}, self.predicted, self.gold)

    @cached_property
    def components(self) -> list[list[tuple[int, int]]]:
        """The pairs that share mentions, parted into groups that have no cluster in common."""
        return _components(self.shared)


def table(gold: Partition, predicted: Partition) -> Table:
    """Return the contingency table of two partitions."""
    cluster_of = {mention: n for n, cluster in enumerate(predicted) for mention in cluster}
    shared: dict[tuple[int, int], int] = {}
    for n, cluster in enumerate(gold):
        for mention in cluster:
            if (other := cluster_of.get(mention)) is not None:
                shared[n, other] = shared.get((n, other), 0) + 1
    return Table(shared, list(map(len, gold)), list(map(len, predicted)))


def _links(size: int) -> int:
    return size * (size - 1) // 2


def _muc(of: Table) -> tuple[float, float]:
    """Sum over gold clusters of |K| - |p(K)|, over that of |K| - 1; p(K) are the parts that the prediction makes of K."""
    # |K| - |p(K)| is what K shares with the predicted clusters less their number: missing mentions cancel out.
    common, gold, _ = of.mentions
    return common - len(of.shared), gold - len(of.gold)


def muc(of: Table) -> Counts:
    """
    MUC (Vilain et al. 1995): the links that are missing for the clusters of one side to be whole in the other.

    Recall is the sum of |K| - |p(K)| over the sum of |K| - 1, where p(K) is K parted by the predicted clusters, each
    mention that they lack alone. Precision changes the sides over. Singletons have no link: 0 of 0.
    """
    return (*_muc(of), *_muc(of.turned))


def b_cubed(of: Table) -> Counts:
    """
    B³ (Bagga and Baldwin 1998): for each mention, the share of its cluster that is right.

    Recall is the mean over gold mentions of |K ∩ R| / |K|, 0 for a mention that is not predicted (as in the CoNLL
    scorer, Pradhan et al. 2014). Precision changes the sides over.
    """
    squares = [(g, p, n * n) for (g, p), n in of.shared.items()]
    recall = sum(square / of.gold[g] for g, _, square in squares)
    precision = sum(square / of.predicted[p] for _, p, square in squares)
    return recall, of.mentions[1], precision, of.mentions[2]


def _components(shared: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Part the pairs of clusters into groups that have no cluster in common."""
    group_of: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for pair in shared:
        ends = ("gold", pair[0]), ("predicted", pair[1])
        groups = [group_of[end] for end in ends if end in group_of]
        merged = groups[0] if groups else []
        if len(groups) == len(ends) and groups[1] is not merged:
            for g, p in groups[1]:
                group_of["gold", g] = group_of["predicted", p] = merged
            merged += groups[1]
        merged.append(pair)
        for end in ends:
            group_of[end] = merged
    return list({id(group): group for group in group_of.values()}.values())


def _best(weights: Mapping[tuple[int, int], float], components: Iterable[list[tuple[int, int]]]) -> float:
    """Return the largest sum of weights that a one-to-one alignment of clusters can have."""
    total = 0.0
    for component in components:
        if len(component) == 1:
            total += weights[component[0]]
            continue
        if len({g for g, _ in component}) == 1 or len({p for _, p in component}) == 1:
            total += max(weights[pair] for pair in component)
            continue
        rows = {g: n for n, g in enumerate(sorted({g for g, _ in component}))}
        columns = {p: n for n, p in enumerate(sorted({p for _, p in component}))}
        matrix = np.zeros((len(rows), len(columns)))
        for g, p in component:
            matrix[rows[g], columns[p]] = weights[g, p]
        total += sum(float(matrix[place]) for place in assignment(matrix))
    return total


def ceaf_m(of: Table) -> Counts:
    """
    CEAF by mentions (Luo 2005): the mentions in common under the best one-to-one alignment of clusters (φ3 = |K ∩ R|).

    Recall is over the gold mentions, precision over the predicted ones.
    """
    best = _best(of.shared, of.components)
    return best, of.mentions[1], best, of.mentions[2]


def ceaf_e(of: Table) -> Counts:
    """
    CEAF by entities (Luo 2005): the sum of φ4 = 2|K ∩ R| / (|K| + |R|) under the best one-to-one alignment.

    Recall is over the number of gold clusters, precision over that of predicted ones.
    """
    best = _best({(g, p): 2 * n / (of.gold[g] + of.predicted[p]) for (g, p), n in of.shared.items()}, of.components)
    return best, len(of.gold), best, len(of.predicted)


def _lea(of: Table) -> tuple[float, float]:
    kept: dict[int, float] = defaultdict(float)
    for (g, p), n in of.shared.items():
        if of.gold[g] == 1:
            kept[g] += of.predicted[p] == 1
        else:
            kept[g] += _links(n) / _links(of.gold[g])
    return sum(of.gold[g] * share for g, share in kept.items()), of.mentions[1]


def lea(of: Table) -> Counts:
    """
    LEA (Moosavi and Strube 2016): of each cluster the share of its links that is there, weighted by its size.

    Recall is the sum of |K| · Σ link(K ∩ R) / link(K) over the sum of |K|, with link(n) = n(n - 1) / 2. A singleton
    has a link to itself, which is there if it is a singleton in the other side, too. Precision changes the sides over.
    """
    return (*_lea(of), *_lea(of.turned))


def blanc_links(of: Table) -> tuple[Counts, Counts]:
    """
    Return the counts of coreference links and of non-coreference links: those in common, and those of each side.

    They are the parts of BLANC for predicted mentions (Luo et al. 2014): links between mentions that one side lacks are
    links of the other side alone.
    """
    rows, columns = [0] * len(of.gold), [0] * len(of.predicted)
    for (g, p), n in of.shared.items():
        rows[g] += n
        columns[p] += n
    both = sum(map(_links, of.shared.values()))
    apart = _links(sum(rows)) - sum(map(_links, rows)) - sum(map(_links, columns)) + both
    gold, predicted = (sum(map(_links, sizes)) for sizes in (of.gold, of.predicted))
    gold_apart, predicted_apart = (_links(sum(sizes)) - links for sizes, links in ((of.gold, gold), (of.predicted, predicted)))
    return (both, gold, both, predicted), (apart, gold_apart, apart, predicted_apart)


def blanc(links: Floats, non_links: Floats, mentions: Ratios) -> Ratios:
    """
    BLANC (Recasens and Hovy 2011; Luo et al. 2014): the mean of the ratios of coreference and non-coreference links.

    Where neither side has any link of one kind, it is that of the other kind alone; where neither has a link at all,
    it is that of the mentions, which for a single one is the 1 or 0 of the papers.
    """
    kinds = [ratios(counts) for counts in (links, non_links)]
    there = [(counts[..., 1] + counts[..., 3]) > 0 for counts in (links, non_links)]
    return Ratios(
        *(
            np.where(there[0] & there[1], (c + n) / 2, np.where(there[0], c, np.where(there[1], n, m)))
            for c, n, m in zip(*kinds, mentions, strict=True)
        )
    )


_COUNT = {"MUC": muc, "B3": b_cubed, "CEAFm": ceaf_m, "CEAFe": ceaf_e, "LEA": lea}


def tally_partitions(tally: Tally, layer: str, label: str, gold: Partition, predicted: Partition) -> None:
    """Add all coreference counts of a document."""
    of = table(gold, predicted)
    common, wanted, given = of.mentions
    tally.add(Key(layer, "mentions", "singletons", label), common, wanted, common, given)
    for metric in METRICS:
        tally.add(Key(layer, metric, "singletons", label), *_COUNT[metric](of))
    for kind, counts in zip((LINKS, NON_LINKS), blanc_links(of), strict=True):
        tally.add(Key(layer, kind, "singletons", label), *counts)


def _tally_clusters(tally: Tally, layer: str, gold: Iterable[Collection[Any]], predicted: Iterable[Collection[Any]]) -> None:
    parts = partition(gold), partition(predicted)
    tally_partitions(tally, layer, "with", *parts)
    tally_partitions(tally, layer, "without", *map(without_singletons, parts))


def tally_entities(tally: Tally, gold: View, predicted: View) -> None:
    """Add entity coreference: mentions are the same if their spans are; a mention in no entity takes no part."""
    _tally_clusters(tally, "entities", gold.entities, predicted.entities)


def tally_event_clusters(tally: Tally, gold: View, predicted: View) -> None:
    """
    Add event coreference: event mentions are the same if trigger span and event type are.

    The type must be right because it must be in the TAC KBP scorer's coreference (Liu, Mitamura and Hovy 2015), too, and
    because one trigger may stand for two events.
    """
    _tally_clusters(tally, "event_clusters", gold.event_clusters, predicted.event_clusters)


def conll(parts: Sequence[Ratios]) -> Ratios:
    """Return the CoNLL average (Pradhan et al. 2012): the mean F1 of MUC, B³ and CEAF-e; it has no precision or recall."""
    f1 = np.mean([part.f1 for part in parts], axis=0)
    return Ratios(np.full_like(f1, np.nan), np.full_like(f1, np.nan), f1)
