"""A record as a graph of labelled stretches and links between them: the model that most annotation tools share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpus_tools.formats.draft import LEVEL, Draft
from corpus_tools.order import Record

Parts = tuple[tuple[int, int], ...]

VIA = "support_verb"
"""Label of the link from an event to its support verb."""
EVENT_MARK = "!"
FILLER = "~"
"""Label of a stretch that is neither mention nor event: it fills a role, which the link to it names."""

_FLAT = re.compile(r"(?P<first>[A-Za-z][\w.-]*)(?:/(?P<second>[A-Za-z][\w.-]*))?(?::(?P<level>nominal|pronoun|value))?", re.ASCII)
LEVELS = ("name", "nominal", "pronoun", "value")
AXES: Mapping[str, tuple[str, ...]] = {
    "polarity": ("positive", "negative"),
    "modality": ("asserted", "planned", "possible", "desired", "denied"),
    "tense": ("past", "present", "future", "unspecified"),
    "genericity": ("specific", "generic"),
}
MADE = ("agent", "method")
"""The two attributes that tell the provenance of an annotation."""
METHODS = ("manual", "model", "rule", "adjudicated")
_SECOND = {"mention": "subtype", "event": "mode"}
FIELDS = {"mention": ("subtype", "level", "normalized", "value"), "event": ("mode", *AXES)}
_CLOSED = {"level": LEVELS, "method": METHODS, **AXES}
METADATA = ("language", "availability", "basis", "genre", "date", "source", "provenance")

UNKNOWN = "attribute[|s] that the schema has no place for"
UNLINKED = "link[|s] that the schema has no place for"
ENDLESS = "link[|s] left out together with an end"
MEMBERLESS = "member[|s] of clusters that [is|are] not there"


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled stretch: a mention, the trigger of an event, or a span (a filler or support verb). `parts` are in code points."""

    id: str
    kind: str
    label: str
    parts: Parts
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]


@dataclass(frozen=True, slots=True)
class Link:
    """An argument, the tie of an event to its support verb, or a relation."""

    id: str
    kind: str
    label: str
    source: str
    target: str
    attributes: Mapping[str, str] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------------ writing


def parts_of(span: Mapping[str, Any]) -> Parts:
    """Return the parts of a span of a record."""
    fragments = span.get("fragments")
    return tuple((part["start"], part["end"]) for part in fragments) if fragments else ((span["start"], span["end"]),)


def _made(item: Mapping[str, Any]) -> dict[str, str]:
    made: dict[str, str] = item.get("provenance") or {}
    return {key: made[key] for key in MADE if key in made}


def _attributes(item: Mapping[str, Any], kind: str) -> dict[str, str]:
    return {key: item[key] for key in FIELDS[kind] if item.get(key) is not None} | _made(item)


def _own_spans(record: Record) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield event, link label and span of every filler and support verb that has no id of its own."""
    for event in record["events"]:
        if event.get("support_verb"):
            yield event["id"], VIA, event["support_verb"]
        for argument in event["arguments"]:
            if argument.get("span"):
                yield event["id"], argument["role"], argument["span"]


def nodes(record: Record) -> list[Node]:
    """Return the mentions, events and spans of a record as stretches, in that order."""
    mentions = [Node(m["id"], "mention", m["type"], parts_of(m), _attributes(m, "mention")) for m in record["mentions"]]
    events = [Node(e["id"], "event", e["type"], parts_of(e["trigger"]), _attributes(e, "event")) for e in record["events"]]
    spans = [Node(id, "span", FILLER, parts_of(span)) for id, _, _, span in _named_spans(record)]
    return [*mentions, *events, *spans]


def _named_spans(record: Record) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    taken = {item["id"] for layer in ("mentions", "events", "relations") for item in record[layer]}
    for n, (event, label, span) in enumerate(_own_spans(record), start=1):
        id = f"{event}.{n}"
        while id in taken:
            id += "-"
        yield id, event, label, span


def links(record: Record) -> list[Link]:
    """Return the arguments, support verbs and relations of a record as links."""
    own = [Link("", "argument", label, event, id) for id, event, label, _ in _named_spans(record)]
    arguments = [
        Link("", "argument", argument["role"], event["id"], argument.get("mention") or argument["event"])
        for event in record["events"]
        for argument in event["arguments"]
        if not argument.get("span")
    ]
    relations = [Link(r["id"], "relation", r["type"], r["head"], r["tail"], _made(r)) for r in record["relations"]]
    return [*own, *arguments, *relations]


def numbered(found: Iterable[Link], taken: Iterable[str], prefix: str = "a") -> list[Link]:
    """Give an id to each link that has none."""
    used, n, given = set(taken), 0, []
    for link in found:
        id = link.id
        while not id or (not link.id and id in used):
            n += 1
            id = f"{prefix}{n}"
        used.add(id)
        given.append(Link(id, link.kind, link.label, link.source, link.target, link.attributes))
    return given


def flat_label(node: Node) -> str:
    """Return all of a stretch's label in one: PER/individual:nominal, !Movement.Travel/mode, ~ for a filler; a name's level is not said."""
    if node.kind == "span":
        return FILLER
    second, level = node.attributes.get(_SECOND[node.kind]), node.attributes.get("level", LEVEL)
    mark = EVENT_MARK if node.kind == "event" else ""
    return f"{mark}{node.label}" + (f"/{second}" if second else "") + (f":{level}" if level != LEVEL else "")


def block(record: Record, *layers: str) -> Record:
    """Return what a tool keeps as it is for want of a place: the metadata, and these layers, without repeats of the text."""
    kept = {key: record[key] for key in ("id", *METADATA) if record.get(key) is not None}
    return kept | {layer: [{k: v for k, v in item.items() if k != "text"} for item in record[layer]] for layer in layers if record[layer]}


# ------------------------------------------------------------------------------------------------------ reading


def split_label(label: str, draft: Draft) -> tuple[str, str, dict[str, str]]:
    """
    Return kind, type and attributes for a label as `flat_label` writes it; one that the label table names stays whole.

    A label that the table of events names is an event's, and so is one with the mark.
    """
    tables = draft.options.labels.tables
    if label == FILLER:
        return "span", label, {}
    kind = "event" if label.startswith(EVENT_MARK) or label in tables.get("events", {}) else "mention"
    name = label.removeprefix(EVENT_MARK)
    if name in tables.get(f"{kind}s", {}):
        return kind, name, {}
    first, said = _parsed(name, kind)
    return kind, first, dict(said)


@lru_cache(maxsize=4096)
def _parsed(name: str, kind: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return type and attributes for a label without its mark; one that `flat_label` does not write stays whole."""
    found = _FLAT.fullmatch(name)
    if not found:
        return name, ()
    said = {_SECOND[kind]: found["second"], "level": found["level"] if kind == "mention" else None}
    return found["first"], tuple((key, value) for key, value in said.items() if value)


class Weaver:
    """Adds stretches and links to a draft; links and clusters are resolved at the end, when all stretches are known."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._ends: dict[str, tuple[str, Any] | None] = {}
        self._links: list[Link] = []
        self._events: dict[str, Record] = {}

    def node(self, name: str, kind: str, label: str, span: Record | None, attributes: Mapping[str, Any] | None = None) -> str | None:
        """Add a stretch under the name that the file gives it; return its id. A span that could not be placed leaves it out."""
        if name in self._ends:
            self.draft.refuse("id", f"{name!r} names two annotations")
            return None
        if span is None or kind == "span":
            self._ends[name] = ("span", span) if span else None
            return None
        id = self.draft.new_id(name)
        add = self.draft.event if kind == "event" else self.draft.mention
        made = add(id, label, span, **self._fields(id, kind, attributes or {}))
        self._ends[name] = (kind, id) if made else None
        if made and kind == "event":
            self._events[id] = made
        return id if made else None

    def _fields(self, id: str, kind: str, attributes: Mapping[str, Any]) -> Record:
        if not attributes:
            return {}
        fields = {k: v for k, v in attributes.items() if k in FIELDS[kind] and isinstance(v, str) and v and v in _CLOSED.get(k, (v,))}
        provenance = made_by(attributes)
        for key, value in attributes.items():
            if key not in fields and not (provenance and key in MADE):
                self.draft.report.lose(self.draft.id, id, UNKNOWN, f"{key}={value}")
        return fields | ({"provenance": provenance} if provenance else {})

    def link(self, name: str, label: str, source: str, target: str, attributes: Mapping[str, str] | None = None) -> None:
        """Add a link between stretches, by their names in the file."""
        self._links.append(Link(name, "", label, source, target, attributes or {}))

    def finish(self) -> None:
        """Resolve the links; one with an end that is nowhere is a problem."""
        for link in self._links:
            dangling = [end for end in (link.source, link.target) if end not in self._ends]
            if dangling:
                self.draft.refuse("reference", f"{link.label} {link.id}: no annotation {dangling[0]!r}".replace(" :", ":"))
            elif self._ends[link.source] is None or self._ends[link.target] is None:
                self.draft.report.lose(self.draft.id, link.id, ENDLESS, f"{link.label} {link.source} {link.target}")
            else:
                self._resolve(link)

    def _resolve(self, link: Link) -> None:
        source, target = self._ends[link.source], self._ends[link.target]
        assert source is not None
        assert target is not None
        if source[0] == "event" and target[0] == "span" and link.label == VIA:
            self._events[source[1]]["support_verb"] = target[1]
        elif source[0] == "event":
            self.draft.argument(self._events[source[1]], link.label, **{target[0]: target[1]})
        elif (source[0], target[0]) == ("mention", "mention"):
            self._relation(link, source[1], target[1])
        else:
            self.draft.report.lose(self.draft.id, link.id, UNLINKED, f"{link.label} from {source[0]} to {target[0]}")

    def _relation(self, link: Link, head: str, tail: str) -> None:
        before = len(self.draft.layers["relations"])
        self.draft.relation(self.draft.new_id(link.id) if link.id else self.draft.free_id("r"), link.label, head, tail)
        provenance = made_by(link.attributes)
        if provenance and len(self.draft.layers["relations"]) > before:
            self.draft.layers["relations"][-1]["provenance"] = provenance

    def id_of(self, name: str) -> str | None:
        """Return the id of the mention or event of that name, if it is there."""
        end = self._ends.get(name)
        return end[1] if end and end[0] != "span" else None

    def cluster(self, layer: str, name: str, members: Iterable[str], /, **more: Any) -> None:
        """Add an entity or event cluster by the names of its members; those that are not there are noted as lost."""
        found = []
        for member in members:
            id = self.id_of(member)
            if id is None:
                self.draft.report.lose(self.draft.id, name, MEMBERLESS, member)
            else:
                found.append(id)
        fields = {key: value for key, value in more.items() if value is not None}
        if found and layer == "entities":
            self.draft.entity(self.draft.new_id(name, layer), found, **fields)
        elif found:
            self.draft.layers[layer].append({"id": self.draft.new_id(name, layer), "events": found, **fields})

    def take(self, kept: Mapping[str, Any]) -> None:
        """Take over what `block` kept: metadata, sentences, clusters. Of a block of the wrong shape the schema will complain."""
        self.draft.metadata |= {key: kept[key] for key in METADATA if kept.get(key) is not None}
        for sentence in _objects(kept, "sentences"):
            self._sentence(sentence)
        for layer, members in (("entities", "mentions"), ("event_clusters", "events")):
            for one in _objects(kept, layer):
                more = {key: value for key, value in one.items() if key not in ("id", members)}
                self.cluster(layer, str(one.get("id")), _texts(one.get(members)), **more)

    def _sentence(self, sentence: Mapping[str, Any]) -> None:
        start, end = sentence.get("start"), sentence.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(self.draft.text)):
            return self.draft.refuse("offset", f"sentence {sentence.get('id')}: {start}:{end} lies outside the text")
        self.draft.sentence(start, end, self.draft.new_id(str(sentence.get("id"))), str(sentence.get("kind", "body")))
        return None


def made_by(attributes: Mapping[str, Any]) -> Record | None:
    """Return the provenance that two attributes tell, or None."""
    agent, method = attributes.get("agent"), attributes.get("method")
    return {"agent": agent, "method": method} if agent and method in METHODS else None


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _objects(kept: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = kept.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
