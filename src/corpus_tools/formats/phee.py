"""PHEE's JSON: a line a sentence on drugs and their effects, its events with arguments, each of which may have arguments of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus_tools.formats.contract import ReadOptions, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, get, json_lines
from corpus_tools.order import Record

NAME = "phee"
SUFFIXES = (".json",)
UNIT = "code-points"
CARRIES = frozenset({"text", "mentions", "nesting", "discontinuity", "same-span", "events", "arguments", "event-attributes"})
EXTRA = None

ATTRIBUTES = {"Negated": ("polarity", "negative"), "Speculated": ("modality", "possible")}
VALUE = "value[|s] of an argument left out"
_PARTS = ("text", "start", "entity_id", "value")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """
    Yield a document a line.

    A role of an argument's argument is named after both (`Treatment.Drug`). The cues of negation and speculation are arguments, too.
    """
    found = json_lines(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(item: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    draft = Draft(get(item, "id", str), get(item, "context", str), origin, report, options)
    reader = _Reader(Weaver(draft))
    for annotation in each(item, "annotations"):
        for event in each(annotation, "events"):
            reader.event(event)
    reader.weaver.finish()
    return draft.record()


class _Reader:
    def __init__(self, weaver: Weaver) -> None:
        self.weaver = weaver
        self.labels: dict[str, str] = {}
        self.named: set[str] = set()

    def event(self, event: Json) -> str:
        """Add an event with all that it is made of; return its name."""
        name, roles = get(event, "event_id", str), {key: value for key, value in event.items() if isinstance(value, dict)}
        _, parts, surface = next(_spans(roles.pop("Trigger", {})), ("", [], ""))
        said = dict(ATTRIBUTES[role] for role, value in roles.items() if role in ATTRIBUTES and value.get("value") is True)
        if not parts:
            raise ShapeError(f"event {name!r} has no trigger")
        self.weaver.node(name, "event", get(event, "event_type", str), self.weaver.draft.place(parts, surface, name), said)
        for role, value in roles.items():
            self._argument(name, role, value)
        return name

    def _argument(self, event: str, role: str, argument: Json) -> None:
        for id, parts, surface in _spans(argument):
            self.weaver.link("", role, event, self._mention(id, role.rpartition(".")[2], parts, surface))
        if isinstance(argument.get("value"), str):
            self.weaver.draft.report.lose(self.weaver.draft.id, event, VALUE, f"{role}={argument['value']}")
        for key, value in argument.items():
            if isinstance(value, dict):
                self._argument(event, f"{role}.{key}", value)
            elif key not in _PARTS:
                for inner in each(argument, key):
                    self.weaver.link("", f"{role}.{key}", event, self.event(inner))

    def _mention(self, id: str, label: str, parts: list[tuple[int, int]], surface: str) -> str:
        """Return the name of a mention, which is added unless it is there; one of two labels is two."""
        name = id if self.labels.setdefault(id, label) == label else f"{id}-{label}"
        if name not in self.named:
            self.named.add(name)
            self.weaver.node(name, "mention", label, self.weaver.draft.place(parts, surface, name))
        return name


def _spans(argument: Json) -> Iterator[tuple[str, list[tuple[int, int]], str]]:
    """Yield id, parts and text of the spans of an argument: lists of equal length, and in each the parts of a span."""
    ids = get(argument, "entity_id", list, [])
    for n in range(len(ids)):
        starts, texts = get(get(argument, "start", list), n, list), get(get(argument, "text", list), n, list)
        pairs = [(get(starts, k, int), get(texts, k, str)) for k in range(len(starts))]
        if not pairs:
            raise ShapeError(f"the span {get(ids, n, str)} has no parts")
        yield get(ids, n, str), [(start, start + len(text)) for start, text in pairs], " ".join(text for _, text in pairs)
