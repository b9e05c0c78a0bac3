"""Disagreements: every point on which two annotators differ, in the sentence where they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

from corpus_tools.score.agreement import Annotations, annotations_of
from corpus_tools.score.inputs import Paired, Source
from corpus_tools.score.matching import Span
from corpus_tools.score.mistakes import Found, Item, Labelled, found_in, item_of
from corpus_tools.score.scores import LAYERS
from corpus_tools.score.view import Sentence, View

# Which of two annotators is taken for gold is nothing to them: what a mistake is called either way has one name here.
_KINDS = {"split": "several", "merged": "several", "missed": "one side", "spurious": "one side"}
_AROUND = 60  # code points on each side of what stands in no sentence
AXES = ("mode", "polarity", "modality", "tense", "genericity")
KINDS = ("type", "boundary", "boundary and type", "several", "one side", *AXES)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: its id, where it begins, and what it says; None where the text is not at hand."""

    sentence: str
    start: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """
    One point on which two annotators differ.

    Kinds: "type" (the same span, another label), "boundary" (overlapping spans, the same label), "boundary and type", "several"
    (one item of the one, several of the other in its place), "one side" (the other has nothing there); and of events with the
    same trigger and type "mode", "polarity", "modality", "tense" and "genericity". `sides` are the items of the two, in the
    order of `annotators`; of a cluster, its first mention. `follows` tells that it comes of another one: an argument of an event
    that the other lacks, say. `passages` are the sentences that the items stand in.
    """

    document: str
    layer: str
    kind: str
    annotators: tuple[str, str]
    sides: tuple[tuple[Item, ...], tuple[Item, ...]]
    follows: bool
    passages: tuple[Passage, ...]


class _Marked:
    """What an annotator marked in a document at all: spans of mentions and triggers, and events."""

    def __init__(self, view: View) -> None:
        self.events = {(event.type, event.trigger) for event in view.events}
        self.spans = {m.span for m in view.mentions} | {e.trigger for e in view.events}
        self.types = {(m.type, m.span) for m in view.mentions}


def _follows(layer: str, items: Sequence[Labelled], own: _Marked, other: _Marked) -> bool:
    """Tell whether items could not be the other's, since it lacks what they are made of."""
    if layer in ("mentions", "triggers"):
        return False
    if layer == "values":
        return any((item.label.partition(" ")[0], item.span) not in other.types for item in items)
    if layer in ("entities", "event_clusters"):
        return not any(item.span in other.spans for item in items)
    anchors = [item.anchor for item in items if item.anchor]
    lost = any(item.span in own.spans and item.span not in other.spans for item in items)
    if layer == "relations":
        return lost or any(span not in other.spans for _, span in anchors)
    return lost or any(anchor not in other.events for anchor in anchors)


def _attributes(one: View, other: View) -> Iterator[tuple[str, Found]]:
    """Yield in which attributes events differ that have the same trigger and type on both sides."""
    sides: list[dict[tuple[str, Span], dict[str, set[str]]]] = []
    for view in (one, other):
        values: dict[tuple[str, Span], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for event in view.events:
            for axis, value in zip(AXES, (event.mode or "", *event.axes), strict=True):
                values[event.type, event.trigger][axis].add(value)
        sides.append(values)
    for type, trigger in sorted(sides[0].keys() & sides[1].keys(), key=repr):
        for axis in AXES:
            one_has, other_has = (side[type, trigger][axis] for side in sides)
            if one_has != other_has:
                labels = ("+".join(sorted(has)) for has in (one_has, other_has))
                first, second = (Labelled((type, trigger), trigger, label) for label in labels)
                yield "triggers", (axis, [first], [second])


def _text(views: Paired) -> str | None:
    """Return the text, if need be from the sentences that repeat it: what stands between them is space."""
    for view in views:
        if view.text is not None:
            return view.text
    for view in views:
        if view.sentences and all(sentence.text is not None for sentence in view.sentences):
            return reduce(lambda text, sentence: text.ljust(sentence.start) + str(sentence.text), view.sentences, "")
    return None


def _passages(views: Paired, items: Sequence[Labelled], text: str | None) -> tuple[Passage, ...]:
    """Return the sentences that items stand in; where neither side has sentences, the items and what is around them."""
    sentences = next((view.sentences for view in views if view.sentences), ())
    inside = [s for s in sentences if any(s.start < item.span[-1] and item.span[0] < s.end for item in items)]
    if not inside:
        start, end = min(item.span[0] for item in items), max(item.span[-1] for item in items)
        inside = [Sentence("", max(0, start - _AROUND), end + _AROUND, None)]
    return tuple(Passage(s.id, s.start, None if text is None else text[s.start : s.end]) for s in inside)


def _of_pair(names: tuple[str, str], views: Paired, layers: Sequence[str]) -> Iterator[Disagreement]:
    one, other = views
    marked = _Marked(one), _Marked(other)
    text = _text(views)
    found = [*found_in(one, other, layers), *(_attributes(one, other) if "triggers" in layers else ())]
    for layer, (kind, first, second) in found:
        follows = _follows(layer, first, *marked) or _follows(layer, second, *reversed(marked))
        sides = [tuple(item_of(item, text) for item in sorted(side, key=repr)) for side in (first, second)]
        passages = _passages(views, [*first, *second], text)
        yield Disagreement(one.id, layer, _KINDS.get(kind, kind), names, (sides[0], sides[1]), follows, passages)


def disagree(sources: Mapping[str, Source], layers: Sequence[str] = LAYERS) -> tuple[Disagreement, ...]:
    """Return all disagreements of annotators, given by name as for `agree`, in the documents that two of them share."""
    return disagreements_of(annotations_of(sources), layers)


def disagreements_of(annotations: Annotations, layers: Sequence[str] = LAYERS) -> tuple[Disagreement, ...]:
    """Return all disagreements of annotators, pair by pair, in the order of documents and of their places in the text."""
    found = [
        one
        for names in combinations(annotations, 2)
        for id, view in annotations[names[0]].items()
        if id in annotations[names[1]]
        for one in _of_pair(names, (view, annotations[names[1]][id]), layers)
    ]
    return tuple(
        sorted(found, key=lambda d: (d.annotators, d.document, d.passages[0].start, layers.index(d.layer), _first(d), KINDS.index(d.kind)))
    )


def _first(disagreement: Disagreement) -> Span:
    return min(item.span for side in disagreement.sides for item in side)
