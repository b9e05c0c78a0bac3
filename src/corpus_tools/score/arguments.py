"""Arguments of events, at three levels of strictness about the filler and three about the event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from corpus_tools.score.coreference import partition
from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.heads import head_finder
from corpus_tools.score.matching import Span
from corpus_tools.score.view import View

LEVELS = ("mention", "head", "entity")
EVENTS = ("end to end", "given trigger", "event type")

Filler = Callable[[Span], object]

_Item = tuple[int, str, object]
"""An argument: the number of its event (trigger span and type), its role, and what its filler is reduced to."""

_IDENTIFICATION = {(event, level): Key("arguments", "identification", event, level) for event in EVENTS for level in LEVELS}
_CLASSIFICATION = {(event, level): Key("arguments", "classification", event, level) for event in EVENTS for level in LEVELS}


def _entity_finder(gold: View) -> Filler:
    """
    Return the function from a span to the gold entity that has a mention there, or the gold event; else to the span.

    "Any coreferent mention counts" (Li, Ji and Han 2021, Coref F1): the predicted filler needs only be some mention of
    the entity that the gold annotation names.
    """
    events = partition({trigger for trigger, _ in cluster} for cluster in gold.event_clusters)
    # Entities come last, so that they have the word on a span that is both.
    clusters = enumerate(chain(events, partition(gold.entities)))
    found: dict[object, object] = {span: n for n, cluster in clusters for span in cluster}
    return lambda span: found.get(span, span)


Raw = set[tuple[int, str, Span]]


class _Events:
    """The events of two sides, numbered by trigger span and type: numbers are quicker to compare."""

    def __init__(self, gold: View, predicted: View) -> None:
        names = [{(event.trigger, event.type) for event in side.events} for side in (gold, predicted)]
        self._numbers = {name: n for n, name in enumerate(names[0] | names[1])}
        self.types = [type_ for _, type_ in self._numbers]
        self.shared = {self._numbers[name] for name in names[0] & names[1]}

    def arguments(self, view: View) -> Raw:
        """Return the arguments of a side."""
        return {(self._numbers[event.trigger, event.type], a.role, a.span) for event in view.events for a in event.arguments}

    def by_event(self, items: set[_Item]) -> Iterator[tuple[str, set[tuple[object, str, object]]]]:
        """Yield for each of EVENTS the items as far as they count, with what of the event must be right."""
        yield "end to end", set(items)
        yield "given trigger", {item for item in items if item[0] in self.shared}
        yield "event type", {(self.types[event], role, filler) for event, role, filler in items}


def _add_level(tally: Tally, level: str, events: _Events, gold: set[_Item], predicted: set[_Item]) -> None:
    for (event, g), (_, p) in zip(events.by_event(gold), events.by_event(predicted), strict=True):
        tally.add_sets(_CLASSIFICATION[event, level], g, p)
        bare = ({(name, filler) for name, _, filler in side} for side in (g, p))
        tally.add_sets(_IDENTIFICATION[event, level], *bare)


def _add_roles(tally: Tally, gold: Raw, predicted: Raw) -> None:
    for role in {role for _, role, _ in gold | predicted}:
        sides = ({item for item in side if item[1] == role} for side in (gold, predicted))
        tally.add_sets(Key("arguments", "classification", "role", role), *sides)


def tally_arguments(tally: Tally, gold: View, predicted: View, head: str | None = None) -> None:
    """
    Add the arguments of a document, as sets.

    Identification wants event and filler, classification the role, too. The filler is right if its span is ("mention"), if
    its head word is ("head"), or if it is any mention of the gold entity or event ("entity"). The event is right if its
    trigger span and type are ("end to end": Arg-I+ and Arg-C+ of Huang et al. 2024), if only its type is ("event type":
    Li, Ji and Huang 2013); "given trigger" looks at those events alone whose trigger and type both sides have, so that
    what was lost with the triggers does not count. By role: classification, mention, end to end.
    """
    events = _Events(gold, predicted)
    raw = events.arguments(gold), events.arguments(predicted)
    text = gold.text if gold.text is not None else predicted.text
    find_head = head_finder(text, gold.language or predicted.language, head)
    fillers: dict[str, Filler] = {"mention": lambda span: span, "head": find_head, "entity": _entity_finder(gold)}
    for level, filler in fillers.items():
        reduced = {span: filler(span) for side in raw for _, _, span in side}
        sides = ({(event, role, reduced[span]) for event, role, span in side} for side in raw)
        _add_level(tally, level, events, *sides)
    _add_roles(tally, *raw)
