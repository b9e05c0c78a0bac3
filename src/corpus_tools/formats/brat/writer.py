"""Record to standoff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus_tools.formats.brat.reader import AXES, CLUSTER, EQUIVALENT, FEATURES, FLAGS, NAME, NOTES, SPAN, SUPPORT, WIKIDATA
from corpus_tools.formats.brat.syntax import escaped
from corpus_tools.formats.carrying import points_of
from corpus_tools.formats.draft import EVENT, LEVEL
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

OTHER_ID = "id[|s] written in brat's form"


class _Numbers:
    """The ids of one kind, as letter and number: those that have that form keep theirs, the others get what is free."""

    def __init__(self, letter: str, ids: Iterable[str] = ()) -> None:
        self._letter, names = letter, list(ids)
        self._taken = {name for name in names if re.fullmatch(rf"{letter}[1-9][0-9]*", name)}
        self._next = 1
        self.of = {name: name if name in self._taken else self.new() for name in names}

    def new(self) -> str:
        while f"{self._letter}{self._next}" in self._taken:
            self._next += 1
        self._taken.add(f"{self._letter}{self._next}")
        return f"{self._letter}{self._next}"


@dataclass(slots=True)
class Lines:
    """The lines of a document: the mentions, and all else that is said."""

    mentions: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def lines_of(record: Record, report: Report) -> Lines:
    """Return the lines of a record, which must have its text."""
    return _Writer(record, report).lines()


class _Writer:
    def __init__(self, record: Record, report: Report) -> None:
        self.record, self.report = record, report
        self.texts = _Numbers("T", [mention["id"] for mention in record["mentions"]])
        self.events = _Numbers("E", [event["id"] for event in record["events"]])
        self.relations = _Numbers("R", [relation["id"] for relation in record["relations"]])
        self.attributes, self.notes, self.normals = _Numbers("A"), _Numbers("#"), _Numbers("N")
        self.ids = {**self.texts.of, **self.events.of}
        self._bound: dict[tuple[object, ...], str] = {}
        self.made: list[str] = []

    def lines(self) -> Lines:
        for old, new in {**self.ids, **self.relations.of}.items():
            if old != new:
                self.report.change(self.record["id"], old, OTHER_ID, new)
        mentions = [self._text(self.ids[mention["id"]], mention["type"], mention) for mention in self.record["mentions"]]
        events = [self._event(event) for event in self.record["events"]]
        rest = [*self._equivalences(), *self._relations(), *self._attributes(), *self._notes()]
        return Lines(mentions, [*self.made, *events, *rest])

    def _text(self, id: str, label: str, span: Record) -> str:
        points, text = points_of(span), self.record["text"]
        surface = " ".join(text[start:end] for start, end in points).replace("\n", " ").replace("\t", " ")
        return f"{id}\t{label} {';'.join(f'{start} {end}' for start, end in points)}\t{surface}"

    def _bind(self, label: str, span: Record) -> str:
        """Return the id of a text-bound annotation that is no mention; equal ones are one."""
        key = (label, points_of(span))
        if key not in self._bound:
            self._bound[key] = self.texts.new()
            self.made.append(self._text(self._bound[key], label, span))
        return self._bound[key]

    def _event(self, event: Record) -> str:
        words = [f"{event['type']}:{self._bind(event['type'], event['trigger'])}"]
        words += [f"{argument['role']}:{self._filler(argument)}" for argument in event["arguments"]]
        if event.get("support_verb"):
            words.append(f"{SUPPORT}:{self._bind(SUPPORT, event['support_verb'])}")
        return f"{self.ids[event['id']]}\t{' '.join(words)}"

    def _filler(self, argument: Record) -> str:
        return self._bind(SPAN, argument["span"]) if argument.get("span") else self.ids[argument.get("mention") or argument["event"]]

    def _equivalences(self) -> Iterator[str]:
        groups = [entity["mentions"] for entity in self.record["entities"]] + [c["events"] for c in self.record["event_clusters"]]
        for members in groups:
            if len(members) > 1:
                yield f"*\t{EQUIVALENT} {' '.join(self.ids[id] for id in members)}"

    def _relations(self) -> Iterator[str]:
        for relation in self.record["relations"]:
            ends = f"Arg1:{self.ids[relation['head']]} Arg2:{self.ids[relation['tail']]}"
            yield f"{self.relations.of[relation['id']]}\t{relation['type']} {ends}"

    def _attributes(self) -> Iterator[str]:
        for event in self.record["events"]:
            flags = [(name, "") for name, (axis, value) in FLAGS.items() if event[axis] == value]
            said = {axis for name, _ in flags for axis in FLAGS[name][:1]}
            yield from (self._attribute(name, event["id"]) for name, _ in flags)
            for name, axis in AXES.items():
                if axis not in said and event.get(axis) not in (None, EVENT.get(axis)):
                    yield self._attribute(f"{name}", event["id"], event[axis])
        for mention in self.record["mentions"]:
            for name, key in FEATURES.items():
                if mention.get(key) not in (None, LEVEL if key == "level" else None):
                    yield self._attribute(name, mention["id"], mention[key])

    def _attribute(self, name: str, id: str, value: str = "") -> str:
        return f"{self.attributes.new()}\t{name} {self.ids[id]} {value}".rstrip()

    def _notes(self) -> Iterator[str]:
        for mention in self.record["mentions"]:
            for name, key in NOTES.items():
                if mention.get(key):
                    yield self._note(name, mention["id"], mention[key])
        types = {mention["id"]: mention["type"] for mention in self.record["mentions"]}
        for entity in self.record["entities"]:
            yield from self._entity(entity, types)
        for cluster in self.record["event_clusters"]:
            if len(cluster["events"]) == 1:
                yield self._note(CLUSTER, cluster["events"][0], "")

    def _entity(self, entity: Record, types: dict[str, str]) -> Iterator[str]:
        first = entity["mentions"][0]
        if len(entity["mentions"]) == 1 or entity["type"] != types[first]:
            yield self._note(CLUSTER, first, entity["type"])
        if entity.get("name"):
            yield self._note(NAME, first, entity["name"])
        if entity.get("wikidata"):
            yield f"{self.normals.new()}\tReference {self.ids[first]} {WIKIDATA}{entity['wikidata']}\t{escaped(entity.get('name') or '')}"

    def _note(self, label: str, id: str, text: str) -> str:
        return f"{self.notes.new()}\t{label} {self.ids[id]}\t{escaped(text)}"
