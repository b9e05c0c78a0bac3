"""Mistakes: every item that one side has and the other lacks, grouped by what went wrong, in context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus_tools.score.coreference import partition
from corpus_tools.score.inputs import Paired
from corpus_tools.score.matching import Span, best_pairs, common, disjoint
from corpus_tools.score.view import View

KINDS = ("type", "boundary", "boundary and type", "split", "merged", "missed", "spurious")
# How many code points of the text are shown on each side of a mistake.
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was annotated: a labelled span; in an argument or relation, what it hangs on is in `of`."""

    span: Span
    label: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """
    What one side has and the other lacks, and how that came about.

    Kinds: "type" (the same span, another label), "boundary" (overlapping spans, the same label), "boundary and type",
    "split" (one gold item, several predicted ones in its place), "merged" (the reverse), "missed" and "spurious". In all
    layers but those of clusters, every false negative is in the `gold` of exactly one mistake, every false positive in the
    `predicted` of one. `before`, `text` and `after` are the text around it; None where the text is not at hand.
    """

    layer: str
    kind: str
    document: str
    gold: tuple[Item, ...]
    predicted: tuple[Item, ...]
    before: str | None = None
    text: str | None = None
    after: str | None = None


class Labelled(NamedTuple):
    """An item of a layer; `anchor` is the label and span of what it hangs on: only items of one anchor can stand for each other."""

    anchor: tuple[str, Span] | None
    span: Span
    label: str


Found = tuple[str, list[Labelled], list[Labelled]]


def _same_span(gold: set[Labelled], predicted: set[Labelled]) -> Iterator[Found]:
    """Yield the items that have the same span and another label, one to one."""
    by_span: dict[Any, tuple[list[Labelled], list[Labelled]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((gold, predicted)):
        for item in sorted(items, key=repr):
            by_span[item.anchor, item.span][side].append(item)
    for g, p in by_span.values():
        for one, other in zip(g, p, strict=False):
            yield "type", [one], [other]


def _groups(gold: set[Labelled], predicted: set[Labelled]) -> Iterator[tuple[list[Labelled], list[Labelled]]]:
    """Yield the items of both sides that overlap one another, directly or through others."""
    rest = {0: set(gold), 1: set(predicted)}
    for first in sorted(gold, key=repr):
        if first not in rest[0]:
            continue
        group: tuple[list[Labelled], list[Labelled]] = ([], [])
        waiting = [(0, first)]
        rest[0].discard(first)
        while waiting:
            side, item = waiting.pop()
            group[side].append(item)
            near = [other for other in rest[1 - side] if other.anchor == item.anchor and common(other.span, item.span)]
            rest[1 - side].difference_update(near)
            waiting += [(1 - side, other) for other in near]
        yield group


def _overlapping(gold: list[Labelled], predicted: list[Labelled]) -> Iterator[Found]:
    """Yield what a group of overlapping items amounts to."""
    if len(gold) == 1 and len(predicted) > 1 and disjoint([item.span for item in predicted]):
        yield "split", gold, predicted
    elif len(predicted) == 1 and len(gold) > 1 and disjoint([item.span for item in gold]):
        yield "merged", gold, predicted
    else:
        # Of several items with one span the first is paired; the others are left to be missed or spurious.
        sides = [{item.span: item for item in sorted(side, key=repr, reverse=True)} for side in (gold, predicted)]
        for g, p, _ in best_pairs(*map(list, sides)):
            one, other = sides[0][g], sides[1][p]
            yield "boundary" if one.label == other.label else "boundary and type", [one], [other]


def classified(gold: set[Labelled], predicted: set[Labelled]) -> Iterator[Found]:
    """Yield what went wrong with the items that only one side has, each of them once."""
    left = gold - predicted, predicted - gold
    for step in (_same_span, _each_group):
        for kind, g, p in list(step(*left)):
            left = left[0] - set(g), left[1] - set(p)
            yield kind, g, p
    yield from (("missed", [item], []) for item in sorted(left[0], key=repr))
    yield from (("spurious", [], [item]) for item in sorted(left[1], key=repr))


def _each_group(gold: set[Labelled], predicted: set[Labelled]) -> Iterator[Found]:
    for group in _groups(gold, predicted):
        if all(group):
            yield from _overlapping(*group)


# ---------------------------------------------------------------------------------------------- items of the layers


def _mention_items(view: View) -> set[Labelled]:
    return {Labelled(None, m.span, m.type) for m in view.mentions}


def _value_items(view: View) -> set[Labelled]:
    return {Labelled(None, m.span, f"{m.type} {m.value}") for m in view.mentions if m.value is not None}


def _trigger_items(view: View) -> set[Labelled]:
    return {Labelled(None, e.trigger, e.type) for e in view.events}


def _argument_items(view: View) -> set[Labelled]:
    return {Labelled((e.type, e.trigger), a.span, a.role) for e in view.events for a in e.arguments}


def _relation_items(view: View) -> set[Labelled]:
    return {Labelled(("", r.head.span), r.tail.span, r.type) for r in view.relations}


_ITEMS: Mapping[str, Callable[[View], set[Labelled]]] = {
    "mentions": _mention_items,
    "values": _value_items,
    "triggers": _trigger_items,
    "arguments": _argument_items,
    "relations": _relation_items,
}


def _clusters(gold: View, predicted: View, layer: str) -> Iterator[Found]:
    """
    Yield the clusters that are not the same on both sides.

    Split: the mentions of a gold cluster are in several predicted ones. Merged: those of a predicted cluster are in several
    gold ones. Missed, spurious: a cluster none of whose mentions the other side clusters. The items are the first
    mentions of the clusters concerned.
    """
    sides = [partition(getattr(view, layer)) for view in (gold, predicted)]
    of = [{mention: n for n, cluster in enumerate(side) for mention in cluster} for side in sides]
    for side, (broken, lost) in enumerate((("split", "missed"), ("merged", "spurious"))):
        for n, cluster in enumerate(sides[side]):
            parts = sorted({of[1 - side][mention] for mention in cluster if mention in of[1 - side]})
            whole, others = [_cluster_item(sides[side][n])], [_cluster_item(sides[1 - side][part]) for part in parts]
            if len(parts) != 1:
                kind = broken if parts else lost
                yield (kind, whole, others) if side == 0 else (kind, others, whole)


def _cluster_item(cluster: frozenset[Any]) -> Labelled:
    first = min(cluster)
    span, label = (first[0], first[1]) if isinstance(first[0], tuple) else (first, "")
    return Labelled(None, span, f"{label} cluster of {len(cluster)}".strip())


def found_in(gold: View, predicted: View, layers: Iterable[str]) -> Iterator[tuple[str, Found]]:
    """Yield what one side has and the other lacks, layer by layer: the kind, and the items of both."""
    for layer in layers:
        if layer in _ITEMS:
            yield from ((layer, found) for found in classified(_ITEMS[layer](gold), _ITEMS[layer](predicted)))
        else:
            yield from ((layer, found) for found in _clusters(gold, predicted, layer))


# ------------------------------------------------------------------------------------------------------- in context


def _quoted(text: str | None, span: Span) -> str:
    return f"{span[0]}:{span[-1]}" if text is None else text[span[0] : span[-1]]


def item_of(labelled: Labelled, text: str | None) -> Item:
    """Return an item as it is shown: what it hangs on is quoted from the text, where that is at hand."""
    if labelled.anchor is None:
        return Item(labelled.span, labelled.label)
    label, span = labelled.anchor
    return Item(labelled.span, labelled.label, f"{label} {_quoted(text, span)}".strip())


def _context(text: str | None, items: Iterable[Labelled]) -> tuple[str | None, str | None, str | None]:
    """Return the text before, of and after the first of the items; line breaks become spaces."""
    if text is None:
        return None, None, None
    span = min(item.span for item in items)
    start, end = span[0], span[-1]
    parts = text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
    before, middle, after = (part.replace("\n", " ") for part in parts)
    return before, middle, after


def mistakes(pairs: Iterable[Paired], layers: Iterable[str]) -> tuple[Mistake, ...]:
    """Return every mistake in the layers, document by document, in the order of their places in the text."""
    layers = tuple(layers)
    made = []
    for gold, predicted in pairs:
        text = gold.text if gold.text is not None else predicted.text
        for layer, (kind, g, p) in found_in(gold, predicted, layers):
            wanted, given = (tuple(item_of(item, text) for item in sorted(side, key=repr)) for side in (g, p))
            made.append(Mistake(layer, kind, gold.id, wanted, given, *_context(text, [*g, *p])))
    return tuple(sorted(made, key=lambda m: (layers.index(m.layer), m.document, (*m.gold, *m.predicted)[0].span, KINDS.index(m.kind))))
