"""What scoring needs of a document, light and without ids: spans, labels, clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus_tools.errors import CorpusError
from corpus_tools.score.matching import Span, span_of


class Sentence(NamedTuple):
    """A sentence: its id, where it stands, and its text where the record repeats it."""

    id: str
    start: int
    end: int
    text: str | None


class Mention(NamedTuple):
    """A mention: where it stands, its type and its normalised value, if it has one."""

    span: Span
    type: str
    value: str | None


class Argument(NamedTuple):
    """An argument: its role, and the span of what fills it, be that a mention, the trigger of an event or a span."""

    role: str
    span: Span


class Event(NamedTuple):
    """An event mention; `axes` are polarity, modality, tense and genericity."""

    trigger: Span
    type: str
    mode: str | None
    axes: tuple[str, str, str, str]
    arguments: tuple[Argument, ...]

    @property
    def realis(self) -> str:
        """
        Its realis in the sense of Rich ERE and TAC KBP: generic, actual, or other.

        Actual is what the text asserts to have happened or to be happening: positive, asserted, specific, not future.
        """
        polarity, modality, tense, genericity = self.axes
        if genericity == "generic":
            return "generic"
        return "actual" if (polarity, modality) == ("positive", "asserted") and tense != "future" else "other"


class Relation(NamedTuple):
    """A relation: its type, and its two mentions."""

    type: str
    head: Mention
    tail: Mention


Clusters = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """
    A document as scoring sees it.

    `entities` are clusters of spans; `event_clusters` are clusters of (trigger span, event type), where an event in no
    cluster of the record is a cluster of its own.
    """

    id: str
    language: str | None
    text_sha256: str | None
    text: str | None
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    relations: tuple[Relation, ...]
    entities: Clusters
    event_clusters: Clusters
    sentences: tuple[Sentence, ...] = ()


def nothing(like: View) -> View:
    """Return the view of a prediction that says nothing about a document."""
    return View(like.id, like.language, like.text_sha256, like.text, (), (), (), (), ())


def _mentions(record: Mapping[str, Any]) -> dict[str, Mention]:
    return {m["id"]: Mention(span_of(m), m["type"], m.get("value")) for m in record.get("mentions") or ()}


def _axes(event: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return (
        event.get("polarity") or "positive",
        event.get("modality") or "asserted",
        event.get("tense") or "past",
        event.get("genericity") or "specific",
    )


def _arguments(event: Mapping[str, Any], mentions: Mapping[str, Mention], triggers: Mapping[str, Span]) -> Iterable[Argument]:
    for argument in event.get("arguments") or ():
        if argument.get("mention") is not None:
            yield Argument(argument["role"], mentions[argument["mention"]].span)
        elif argument.get("event") is not None:
            yield Argument(argument["role"], triggers[argument["event"]])
        else:
            yield Argument(argument["role"], span_of(argument["span"]))


def _events(record: Mapping[str, Any], mentions: Mapping[str, Mention]) -> dict[str, Event]:
    events = record.get("events") or ()
    triggers = {event["id"]: span_of(event["trigger"]) for event in events}
    return {
        event["id"]: Event(
            triggers[event["id"]],
            event["type"],
            event.get("mode"),
            _axes(event),
            tuple(_arguments(event, mentions, triggers)),
        )
        for event in events
    }


def _event_clusters(record: Mapping[str, Any], events: Mapping[str, Event]) -> Clusters:
    clusters = [cluster["events"] for cluster in record.get("event_clusters") or ()]
    clustered = {id for cluster in clusters for id in cluster}
    everyone = [*clusters, *([id] for id in events if id not in clustered)]
    return tuple(tuple((events[id].trigger, events[id].type) for id in cluster) for cluster in everyone)


def _relations(record: Mapping[str, Any], mentions: Mapping[str, Mention]) -> tuple[Relation, ...]:
    relations = record.get("relations") or ()
    return tuple(Relation(relation["type"], mentions[relation["head"]], mentions[relation["tail"]]) for relation in relations)


def view(record: Mapping[str, Any]) -> View:
    """
    Return the view of a record; layers that it lacks are empty, and of an event the axes that it lacks are the usual ones.

    CorpusError for a key that is missing, an id that names nothing, or what is no record at all.
    """
    id = record.get("id") if isinstance(record, Mapping) else None
    if not isinstance(id, str):
        raise CorpusError("a document without an id cannot be scored")
    try:
        mentions = _mentions(record)
        events = _events(record, mentions)
        entities = record.get("entities") or ()
        return View(
            id,
            record.get("language"),
            record.get("text_sha256"),
            record.get("text"),
            tuple(mentions.values()),
            tuple(events.values()),
            _relations(record, mentions),
            tuple(tuple(mentions[m].span for m in entity["mentions"]) for entity in entities),
            _event_clusters(record, events),
            tuple(Sentence(s["id"], s["start"], s["end"], s.get("text")) for s in record.get("sentences") or ()),
        )
    except KeyError as error:
        raise CorpusError(f"document {id!r}: {error.args[0]!r} is missing: no such key, or no annotation of that id") from None
    except (AttributeError, TypeError) as error:
        raise CorpusError(f"document {id!r}: is not in the form of the document schema: {error}") from None
