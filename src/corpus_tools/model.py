"""What a corpus is made of: frozen values, the typed view of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self

from corpus_tools.order import LAYERS, Record, in_order


def _record(value: Any) -> Any:
    """Turn a value into JSON's types, without nulls and without the pointers back to the document."""
    if isinstance(value, tuple):
        return [_record(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            f.metadata.get("key", f.name): _record(item)
            for f in fields(value)
            if f.compare and (item := getattr(value, f.name)) is not None
        }
    return value


@dataclass(frozen=True, slots=True)
class Fragment:
    """One part of a discontinuous span, in code points."""

    start: int
    end: int


def _fragments(record: Mapping[str, Any]) -> tuple[Fragment, ...] | None:
    parts = record.get("fragments")
    return tuple(Fragment(**part) for part in parts) if parts else None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: code points, 0-based, end exclusive; `text` is None where it is withheld."""

    start: int
    end: int
    text: str | None = None
    fragments: tuple[Fragment, ...] | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(record["start"], record["end"], record.get("text"), _fragments(record))


def _span(record: Mapping[str, Any] | None) -> Span | None:
    return Span.from_record(record) if record else None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who or what made one annotation, and how."""

    agent: str
    method: str


def _provenance(record: Mapping[str, Any]) -> Provenance | None:
    made = record.get("provenance")
    return Provenance(made["agent"], made["method"]) if made else None


@dataclass(frozen=True, slots=True)
class LayerProvenance:
    """Who or what made a layer of a document, and how."""

    layer: str
    agent: str
    method: str
    guidelines: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from and under which terms it may be used."""

    publisher: str
    license: str
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: headline, byline, dateline, subheading or body."""

    id: str
    kind: str
    start: int
    end: int
    text: str | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(record["id"], record["kind"], record["start"], record["end"], record.get("text"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that refers to an entity or states a value."""

    id: str
    type: str
    level: str
    start: int
    end: int
    subtype: str | None = None
    text: str | None = None
    fragments: tuple[Fragment, ...] | None = None
    normalized: str | None = None
    value: str | None = None
    provenance: Provenance | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            record["id"],
            record["type"],
            record["level"],
            record["start"],
            record["end"],
            record.get("subtype"),
            record.get("text"),
            _fragments(record),
            record.get("normalized"),
            record.get("value"),
            _provenance(record),
        )

    @property
    def entity(self) -> Entity | None:
        """The entity that the mention refers to."""
        return self._document.entity_of(self.id) if self._document else None

    @property
    def sentence(self) -> Sentence | None:
        """The sentence that the mention begins in."""
        inside = (s for s in (self._document.sentences if self._document else ()) if s.start <= self.start < s.end)
        return next(inside, None)


@dataclass(frozen=True, slots=True)
class Entity:
    """All mentions of a document that refer to the same thing."""

    id: str
    type: str
    mention_ids: tuple[str, ...] = field(metadata={"key": "mentions"})
    name: str | None = None
    wikidata: str | None = None
    provenance: Provenance | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            record["id"],
            record["type"],
            tuple(record["mentions"]),
            record.get("name"),
            record.get("wikidata"),
            _provenance(record),
        )

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Its mentions, in their order."""
        return tuple(self._document.mention(id) for id in self.mention_ids) if self._document else ()


@dataclass(frozen=True, slots=True)
class Argument:
    """Who or what takes part in an event: exactly one of a mention, an event or a span."""

    role: str
    mention_id: str | None = field(default=None, metadata={"key": "mention"})
    event_id: str | None = field(default=None, metadata={"key": "event"})
    span: Span | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(record["role"], record.get("mention"), record.get("event"), _span(record.get("span")))

    @property
    def filler(self) -> Mention | Event | Span | None:
        """What fills the role."""
        if self._document and self.mention_id is not None:
            return self._document.mention(self.mention_id)
        if self._document and self.event_id is not None:
            return self._document.event(self.event_id)
        return self.span


@dataclass(frozen=True, slots=True)
class Event:
    """A mention of an event: its trigger, its type and who takes part."""

    id: str
    type: str
    trigger: Span
    mode: str | None = None
    support_verb: Span | None = None
    polarity: str = "positive"
    modality: str = "asserted"
    tense: str = "past"
    genericity: str = "specific"
    arguments: tuple[Argument, ...] = ()
    provenance: Provenance | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            record["id"],
            record["type"],
            Span.from_record(record["trigger"]),
            record.get("mode"),
            _span(record.get("support_verb")),
            record["polarity"],
            record["modality"],
            record["tense"],
            record["genericity"],
            tuple(Argument.from_record(argument) for argument in record["arguments"]),
            _provenance(record),
        )

    @property
    def cluster(self) -> EventCluster | None:
        """The cluster of event mentions that speak of the same event."""
        return self._document.cluster_of(self.id) if self._document else None


@dataclass(frozen=True, slots=True)
class EventCluster:
    """Event mentions that speak of the same event."""

    id: str
    event_ids: tuple[str, ...] = field(metadata={"key": "events"})
    provenance: Provenance | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(record["id"], tuple(record["events"]), _provenance(record))

    @property
    def events(self) -> tuple[Event, ...]:
        """Its event mentions, in their order."""
        return tuple(self._document.event(id) for id in self.event_ids) if self._document else ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that the text states between two mentions."""

    id: str
    type: str
    head_id: str = field(metadata={"key": "head"})
    tail_id: str = field(metadata={"key": "tail"})
    provenance: Provenance | None = None
    _document: Document | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(record["id"], record["type"], record["head"], record["tail"], _provenance(record))

    @property
    def head(self) -> Mention | None:
        """The mention it starts from."""
        return self._document.mention(self.head_id) if self._document else None

    @property
    def tail(self) -> Mention | None:
        """The mention it leads to."""
        return self._document.mention(self.tail_id) if self._document else None


@dataclass(frozen=True, slots=True)
class Reanchored:
    """That the annotations of a withheld text were put on another copy: hashes of the text they were made on, and of the copy."""

    text_sha256: str
    copy_sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words of a withheld text: where it begins in the stream, its length there, and its hash."""

    place: int
    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a withheld text is found by in another copy: its runs of words, and the place of each edge of a span."""

    profile: str
    runs: tuple[Run, ...]
    offsets: tuple[int, ...]
    places: tuple[int, ...]

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        runs = tuple(Run(**run) for run in record["runs"])
        return cls(record["profile"], runs, tuple(record["offsets"]), tuple(record["places"]))


@dataclass(frozen=True)
class Document:
    """
    One text and everything said about it.

    Offsets are code points into `text`; `text` is None while a withheld document is not hydrated.
    """

    id: str
    language: str
    availability: str
    text_sha256: str
    text_length: int
    text_profile: str
    basis: str
    genre: str
    date: str
    source: Source
    provenance: tuple[LayerProvenance, ...]
    text: str | None = None
    reanchored: Reanchored | None = None
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    event_clusters: tuple[EventCluster, ...] = ()
    relations: tuple[Relation, ...] = ()
    alignment: Alignment | None = None

    def __post_init__(self) -> None:
        for layer in ("mentions", "entities", "event_clusters", "relations"):
            bound = tuple(replace(item, _document=self) for item in getattr(self, layer))
            object.__setattr__(self, layer, bound)
        object.__setattr__(self, "events", tuple(self._bound_event(event) for event in self.events))

    def _bound_event(self, event: Event) -> Event:
        arguments = tuple(replace(argument, _document=self) for argument in event.arguments)
        return replace(event, arguments=arguments, _document=self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Make the typed view of a record that has passed the schema."""
        plain: dict[str, Any] = {f.name: record.get(f.name) for f in fields(cls) if f.name not in LAYERS}
        plain["source"] = Source(**record["source"])
        plain["provenance"] = tuple(LayerProvenance(**layer) for layer in record["provenance"])
        plain["reanchored"] = Reanchored(**made) if (made := record.get("reanchored")) else None
        plain["alignment"] = Alignment.from_record(runs) if (runs := record.get("alignment")) else None
        layers: dict[str, Any] = {name: tuple(map(kind.from_record, record[name])) for name, kind in _KINDS.items()}
        return cls(**plain, **layers)

    def to_record(self) -> Record:
        """Make the record of the document: JSON's types, no nulls, the schema's names and their order."""
        record: Record = _record(self)
        return in_order(record)

    def mention(self, id: str) -> Mention:
        """Return the mention of that id; KeyError if there is none."""
        return self._mentions[id]

    def event(self, id: str) -> Event:
        """Return the event mention of that id; KeyError if there is none."""
        return self._events[id]

    def entity_of(self, mention_id: str) -> Entity | None:
        """Return the entity that the mention refers to, or None."""
        return self._entity_of.get(mention_id)

    def cluster_of(self, event_id: str) -> EventCluster | None:
        """Return the cluster that the event mention is in, or None."""
        return self._cluster_of.get(event_id)

    @cached_property
    def _mentions(self) -> dict[str, Mention]:
        return {mention.id: mention for mention in self.mentions}

    @cached_property
    def _events(self) -> dict[str, Event]:
        return {event.id: event for event in self.events}

    @cached_property
    def _entity_of(self) -> dict[str, Entity]:
        return {id: entity for entity in self.entities for id in entity.mention_ids}

    @cached_property
    def _cluster_of(self) -> dict[str, EventCluster]:
        return {id: cluster for cluster in self.event_clusters for id in cluster.event_ids}


_KINDS: dict[str, Any] = {
    "sentences": Sentence,
    "mentions": Mention,
    "entities": Entity,
    "events": Event,
    "event_clusters": EventCluster,
    "relations": Relation,
}
