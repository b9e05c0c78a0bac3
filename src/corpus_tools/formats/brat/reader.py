"""Standoff to record."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cached_property
from pathlib import Path

from corpus_tools.formats import labels
from corpus_tools.formats.brat.syntax import Attribute, Equivalence, Event, Note, Relation, SlipError, Standoff, Text, unescaped
from corpus_tools.formats.carrying import points_of
from corpus_tools.formats.contract import decoded
from corpus_tools.formats.draft import Draft
from corpus_tools.formats.labels import fitting_label
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

SPAN = "ArgumentSpan"
"""Label of a text-bound annotation that is a filler and no mention."""
SUPPORT = "SupportVerb"
"""Role and label of an event's support verb."""
AXES = {"Modality": "modality", "Tense": "tense", "Genericity": "genericity", "Mode": "mode"}
FLAGS = {"Negation": ("polarity", "negative"), "Speculation": ("modality", "possible")}
FEATURES = {"Subtype": "subtype", "Level": "level"}
NOTES = {"Value": "value", "Normalized": "normalized"}
CLUSTER, NAME = "Cluster", "ClusterName"
EQUIVALENT = "Equiv"
WIKIDATA = "Wikidata:"

TABS = "line[|s] with a tab too many"
NOTED = "note[|s] left out"
ATTRIBUTED = "attribute[|s] left out"
NORMALISED = "normalisation[|s] left out"
UNLIKE = "equivalence[|s] of another name read as coreference"
UNNAMED = "entity name[|s] left out, no mention having the same span"
FOLLOWING = "annotation[|s] left out with one that [it|they] rest[s|] on"
EVENT_ENDS = "relation[|s] between events left out"
LABELLED = "trigger[|s] whose label is not the type of [its|their] event"


def standoff_of(paths: list[Path], name: str, report: Report) -> Standoff:
    """Return the annotations of the files of one document; a problem for each line that is not of the format."""
    standoff = Standoff()
    for path in paths:
        for number, line in enumerate((decoded(path, name, report) or "").split("\n"), 1):
            if line.strip():
                try:
                    standoff.add(line.removesuffix("\r"), number)
                except SlipError as error:
                    report.refuse(path, number, f"{name}-line", str(error))
    return standoff


def record_of(standoff: Standoff, draft: Draft) -> Record:
    """Return the record of a document, whose draft has its text, with its annotations."""
    return _Builder(standoff, draft).record()


class _Builder:
    def __init__(self, standoff: Standoff, draft: Draft) -> None:
        self.standoff, self.draft = standoff, draft
        self.spans: dict[str, Record] = {}
        self.things: dict[str, Record] = {}  # mentions and events, by the id they have in the file
        self.faulty: set[str] = set()

    def record(self) -> Record:
        for text in self.standoff.texts.values():
            self._place(text)
        named = {text.id: text for text in self.standoff.texts.values() if self._is_cluster(text)}
        for id, text in self.standoff.texts.items():
            if id in self.spans and id not in named and self._is_mention(text):
                self._mention(text)
        clusters = self._named([*named.values()])
        for event in self.standoff.events.values():
            self._event(event)
        for event in self.standoff.events.values():
            self._arguments(event)
        self._rest()
        for name, ids in clusters.items():
            self.draft.entity(self.draft.free_id("C"), ids, name=name)
        return self.draft.record()

    def _rest(self) -> None:
        for relation in self.standoff.relations.values():
            self._relation(relation)
        for attribute in self.standoff.attributes:
            self._attribute(attribute)
        notes = [note for note in self.standoff.notes if not self._note(note)]
        self._clusters(notes)
        for id in self.standoff.extra_tabs:
            self.draft.report.change(self.draft.id, id, TABS)

    def lose(self, id: str, what: str, detail: str = "") -> None:
        self.draft.report.lose(self.draft.id, id, what, detail)

    # ------------------------------------------------------------------------------------- mentions and events

    def _place(self, text: Text) -> None:
        span = self.draft.place(text.parts, text.surface, text.id, text.line)
        if span is None:
            self.faulty.add(text.id)
        else:
            self.spans[text.id] = span

    def _is_mention(self, text: Text) -> bool:
        """Tell whether a text-bound annotation is one; a mere trigger is none, nor is a mere span of an argument."""
        if text.id in self._asked:
            return True
        return text.id not in self._triggers and text.label not in (SPAN, SUPPORT)

    @cached_property
    def _triggers(self) -> set[str]:
        return {event.trigger for event in self.standoff.events.values()}

    @cached_property
    def _asked(self) -> set[str]:
        """The text-bound annotations that something refers to as mentions."""
        texts, events = self.standoff.texts, self.standoff.events.values()
        fillers = {id for event in events for role, id in event.arguments if role != SUPPORT and id in texts}
        found = {id for id in fillers if texts[id].label != SPAN}
        found |= {id for relation in self.standoff.relations.values() for _, id in relation.arguments}
        return found | {id for equivalence in self.standoff.equivalences for id in equivalence.members}

    def _is_cluster(self, text: Text) -> bool:
        """Tell whether the label table says that the label is the name of an entity."""
        known = self.draft.options.labels
        return bool(known.tables) and known.ours("mentions", text.label) == labels.CLUSTER and text.id in self.spans

    def _named(self, texts: list[Text]) -> dict[str, list[str]]:
        """Return the mentions of each entity that is named by the label of a second annotation on their spans."""
        mentions = {points_of(mention): mention for mention in self.draft.layers["mentions"]} if texts else {}
        clusters: dict[str, list[str]] = {}
        for text in texts:
            mention = mentions.get(points_of(self.spans[text.id]))
            if mention is None:
                self.lose(text.id, UNNAMED, text.label)
                self.faulty.add(text.id)
                continue
            self.things[text.id] = mention
            if mention["id"] not in clusters.setdefault(text.label, []):
                clusters[text.label].append(mention["id"])
        return clusters

    def _mention(self, text: Text) -> None:
        mention = self.draft.mention(self.draft.new_id(text.id), text.label, self.spans[text.id])
        if mention:
            self.things[text.id] = mention
        else:
            self.faulty.add(text.id)

    def _event(self, event: Event) -> None:
        if self._misses(event.id, [event.trigger], event.line, self.standoff.texts):
            return
        label = self.standoff.texts[event.trigger].label
        if label != event.label:
            self.lose(event.id, LABELLED, f"{event.trigger} is {label}, {event.id} is {event.label}")
        made = self.draft.event(self.draft.new_id(event.id), event.label, self.spans[event.trigger])
        if made:
            self.things[event.id] = made
        else:
            self.faulty.add(event.id)

    def _misses(self, id: str, references: list[str], line: int, known: Container[str]) -> bool:
        """Tell whether something refers to what is not there, which is a problem, or is faulty itself, which is a loss."""
        if self.faulty.isdisjoint(references) and all(reference in known for reference in references):
            return False
        dangling = [reference for reference in references if reference not in known]
        for reference in dangling:
            self.draft.refuse("reference", f"{id}: there is no {reference}", line)
        if not dangling:
            self.lose(id, FOLLOWING)
        self.faulty.add(id)
        return True

    def _arguments(self, event: Event) -> None:
        for role, id in event.arguments:
            made = self.things.get(event.id)
            if made is None or self._misses(f"{event.id} {role}", [id], event.line, self._ends):
                continue
            if id in self.standoff.events:
                self.draft.argument(made, role, event=self.things[id]["id"])
            elif role == SUPPORT and id not in self.things:
                made["support_verb"] = self.spans[id]
            elif id in self.things:
                self.draft.argument(made, role, mention=self.things[id]["id"])
            else:
                self.draft.argument(made, role, span=self.spans[id])

    def _relation(self, relation: Relation) -> None:
        ends = [id for _, id in relation.arguments]
        if self._misses(relation.id, ends, relation.line, self._ends):
            return None
        if any(id in self.standoff.events for id in ends):
            return self.lose(relation.id, EVENT_ENDS, f"{relation.label} {' '.join(ends)}")
        head, tail = (self.things[id]["id"] for id in ends)
        return self.draft.relation(self.draft.new_id(relation.id), relation.label, head, tail)

    # ------------------------------------------------------------------------------------ attributes and notes

    def _attribute(self, attribute: Attribute) -> None:
        if self._misses(attribute.id, [attribute.target], attribute.line, self._all):
            return
        thing = self.things.get(attribute.target, {})
        field, value = self._field(attribute, is_event="trigger" in thing)
        if thing and field and value and thing.get(field) in (None, *_DEFAULTS):
            thing[field] = value
        else:
            self.lose(attribute.target, ATTRIBUTED, " ".join(filter(None, (attribute.id, attribute.name, attribute.value))))

    def _field(self, attribute: Attribute, *, is_event: bool) -> tuple[str | None, str | None]:
        if is_event and attribute.name in FLAGS and attribute.value is None:
            return FLAGS[attribute.name]
        field = (AXES if is_event else FEATURES).get(attribute.name)
        value = attribute.value or ""
        fits = (field in _FREE and fitting_label(value) == value) or value in VALUES.get(field or "", ())
        return (field, attribute.value) if fits else (None, None)

    @cached_property
    def _ends(self) -> set[str]:
        """All that may fill a role or be related."""
        return {*self.standoff.texts, *self.standoff.events}

    @cached_property
    def _all(self) -> set[str]:
        # Attributes and notes may be about anything that has an id.
        return {*self._ends, *self.standoff.relations}

    def _note(self, note: Note) -> bool:
        """Take in a note about one mention; False for one about a cluster, which is to be looked at later."""
        if self._misses(note.id, [note.target], note.line, self._all):
            return True
        thing = self.things.get(note.target, {})
        if note.label in NOTES and thing and "trigger" not in thing:
            thing[NOTES[note.label]] = unescaped(note.text)
            return True
        is_of_cluster = note.label in (CLUSTER, NAME) or _WIKIDATA.fullmatch(note.reference or "")
        if not (is_of_cluster and thing):
            self.lose(note.target, NORMALISED if note.reference else NOTED, " ".join(filter(None, (note.id, note.reference, note.text))))
        return not (is_of_cluster and thing)

    # ---------------------------------------------------------------------------------------------- clusters

    def _clusters(self, notes: list[Note]) -> None:
        groups = _Groups()
        for equivalence in self.standoff.equivalences:
            self._equivalence(equivalence, groups)
        for note in notes:
            if note.label == CLUSTER:
                groups.join([note.target])
        about = {(note.target, note.label): unescaped(note.text) for note in notes}
        known = {note.target: note.reference.removeprefix(WIKIDATA) for note in notes if note.reference}
        for members in groups.all():
            if members[0] in self.standoff.events:
                ids = [self.things[id]["id"] for id in members]
                self.draft.layers["event_clusters"].append({"id": self.draft.free_id("H"), "events": ids})
            else:
                self._entity(members, about, known)
        for target in known.keys() - {id for members in groups.all() for id in members}:
            self.lose(target, NORMALISED, WIKIDATA + known[target])

    def _entity(self, members: list[str], about: dict[tuple[str, str], str], known: dict[str, str]) -> None:
        def first(label: str) -> str | None:
            return next((about[id, label] for id in members if about.get((id, label))), None)

        wikidata = next((known[id] for id in members if id in known), None)
        ids = [self.things[id]["id"] for id in members]
        self.draft.entity(self.draft.free_id("C"), ids, first(CLUSTER), name=first(NAME), wikidata=wikidata)

    def _equivalence(self, equivalence: Equivalence, groups: _Groups) -> None:
        id = f"* {equivalence.label}"
        if self._misses(id, equivalence.members, equivalence.line, self._ends):
            return None
        if len({member in self.standoff.events for member in equivalence.members}) != 1:
            return self.draft.refuse("line", f"{id}: events and mentions are never equivalent, nor is nothing", equivalence.line)
        if equivalence.label != EQUIVALENT:
            self.draft.report.change(self.draft.id, equivalence.members[0], UNLIKE, equivalence.label)
        return groups.join(equivalence.members)


class _Groups:
    """Sets of ids that grow together where they share one."""

    def __init__(self) -> None:
        self._of: dict[str, list[str]] = {}

    def join(self, ids: list[str]) -> None:
        merged: list[str] = []
        for id in ids:
            merged += [member for member in self._of.get(id, [id]) if member not in merged]
        for id in merged:
            self._of[id] = merged

    def all(self) -> list[list[str]]:
        return list({id(members): members for members in self._of.values()}.values())


_WIKIDATA = re.compile(rf"{WIKIDATA}Q[1-9][0-9]*")
VALUES = {
    "modality": ("asserted", "planned", "possible", "desired", "denied"),
    "tense": ("past", "present", "future", "unspecified"),
    "genericity": ("specific", "generic"),
    "level": ("name", "nominal", "pronoun", "value"),
}
_FREE = ("mode", "subtype")
_DEFAULTS = ("positive", "asserted", "unspecified", "specific", "name")
