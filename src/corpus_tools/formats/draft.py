"""A document being read from another format: its text is frozen, its spans placed, its labels and ids made to fit, all of it noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.labels import fitting_id, fitting_label
from corpus_tools.formats.losses import Report
from corpus_tools.order import LAYERS, Record, without_nulls
from corpus_tools.text import PROFILE, Frozen, Offsets, freeze, sha256

REACH = 100
"""How far, in code points, a span may be moved to where its text stands."""
EVENT = {"polarity": "positive", "modality": "asserted", "tense": "unspecified", "genericity": "specific"}
LEVEL = "name"

MOVED = "span[|s] moved to where [its|their] text stands"
RELABELLED = "label[|s] that the schema does not take changed"
RENAMED = "id[|s] that the schema does not take changed"
NAMED = "name[|s] of [a document|documents] that the schema does not take changed"
DROPPED = "annotation[|s] left out by the label table"
UNSORTED = "discontinuous span[|s] whose parts were not in order"
FROZEN = "text[|s] normalised (NFC, line feeds)"
DEFAULTS = "document[|s] without metadata in the file given what the options say"

Parts = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: the format's name, the file, the line from 1 on which it begins, the unit of its offsets."""

    format: str
    path: Path
    line: int = 1
    unit: str = "code-points"


class Draft:
    """
    One document in the making. Add to it, then take `record()`.

    `raw` is the text as the file has it; offsets given to `place` count the origin's units in it. `text` is frozen.
    """

    def __init__(self, id: str, raw: str, origin: Origin, report: Report, options: ReadOptions) -> None:
        self.id, self.origin, self.report, self.options = fitting_id(id), origin, report, options
        self._frozen = Frozen(raw)
        self.text = self._frozen.text
        unit = options.unit or origin.unit
        self._offsets = Offsets(raw, unit) if unit in ("utf-16", "utf-8") else None
        self._is_plain = self._offsets is None and not self._frozen.changed
        self._ids: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._types: dict[str, str] = {}
        self.metadata: Record = {}
        self.note: str | None = None
        """What the source says of the text, if the metadata does not."""
        self.provenance: list[Record] = []
        self.layers: dict[str, list[Record]] = {name: [] for name in LAYERS}
        if self.id != id:
            report.change(self.id, "", NAMED, f"{id!r} became {self.id!r}")
        if self._frozen.changed:
            report.change(self.id, "", FROZEN)

    def refuse(self, thing: str, message: str, line: int | None = None) -> None:
        """Note a problem; its rule is FORMAT-thing."""
        origin = self.origin
        self.report.refuse(origin.path, line or origin.line, f"{origin.format}-{thing}", message)

    # ---------------------------------------------------------------------------------------------------- spans

    def place(self, parts: Parts, surface: str | None = None, id: str = "", line: int | None = None) -> Record | None:
        """
        Return the span over parts of the raw text; None, and a problem, for one that cannot be.

        `surface` is the text that the file says is there: the parts joined by a blank, or all from first to last. Where it
        disagrees and the options say to realign, the span moves to the one place in reach where it stands.
        """
        if self._is_plain and len(parts) == 1:
            start, end = parts[0]
            there = self.text[start:end]
            if 0 <= start < end <= len(self.text) and surface in (None, there):
                return {"start": start, "end": end, "text": there}  # so it is with most spans
        try:
            points = [(self._point(start), self._point(end)) for start, end in parts]
        except ValueError as error:
            self.refuse("offset", f"{id}: {error}".removeprefix(": "), line)
            return None
        if any(start >= end for start, end in points):
            self.refuse("offset", f"{id}: {_shown(points)} is empty or ends before it begins".removeprefix(": "), line)
            return None
        if surface is not None and not self._reads(points, surface):
            return self._realigned(points, surface, id, line)
        return self.span(self._in_order(points, id))

    def _point(self, offset: int) -> int:
        return self._frozen.at(self._offsets.to_code_points(offset) if self._offsets else offset)

    def _in_order(self, points: list[tuple[int, int]], id: str) -> list[tuple[int, int]]:
        if len(points) == 1:
            return points
        ordered = sorted(points)
        if ordered != points:
            self.report.change(self.id, id, UNSORTED, f"{_shown(points)} became {_shown(ordered)}")
        return ordered

    def span(self, points: Parts) -> Record:
        """Return the span over parts in order, in code points of the frozen text."""
        start, end = points[0][0], max(end for _, end in points)
        span: Record = {"start": start, "end": end, "text": self.text[start:end]}
        return span | {"fragments": [{"start": s, "end": e} for s, e in points]} if len(points) > 1 else span

    def _reads(self, points: Parts, surface: str) -> bool:
        # Where a line ends in CR LF, a format of one annotation a line shows the one as it is and the other as a blank.
        wanted = _flat(freeze(surface.replace("\r ", "\r\n")))
        return wanted in (_flat(self._read_there(points)), _flat(self.text[points[0][0] : points[-1][1]]))

    def _read_there(self, points: Parts) -> str:
        return " ".join(self.text[start:end] for start, end in points)

    def _realigned(self, points: Parts, surface: str, id: str, line: int | None) -> Record | None:
        found = [shift for shift in range(-REACH, REACH + 1) if self._reads_at(points, shift, surface)] if self.options.realign else []
        if len(found) == 1:
            moved = [(start + found[0], end + found[0]) for start, end in points]
            self.report.change(self.id, id, MOVED, f"{_shown(points)} became {_shown(moved)}")
            return self.span(self._in_order(moved, id))
        there = self._read_there(points)
        tried = f"; that stands at {len(found)} places in reach" if self.options.realign else ""
        self.refuse("text", f"{id}: {_shown(points)} reads {there!r}, not {surface!r}{tried}".removeprefix(": "), line)
        return None

    def _reads_at(self, points: Parts, shift: int, surface: str) -> bool:
        inside = min(points)[0] + shift >= 0 and max(points)[1] + shift <= len(self.text)
        return inside and self._reads([(start + shift, end + shift) for start, end in points], surface)

    # -------------------------------------------------------------------------------------------- labels and ids

    def label(self, kind: str, name: str, id: str = "") -> tuple[str, str | None] | None:
        """Return type and subtype for a label of the kind ("mentions", "events", "roles", "relations"); None for one to be left out."""
        found = self.options.labels.find(kind, name)
        if found and found[0] == name:
            return found  # so it is with most labels
        if found is None:
            self.report.lose(self.id, id, DROPPED, name)
        elif found[0] == fitting_label(name) != name:
            self.report.change(self.id, id, RELABELLED, f"{name!r} became {found[0]!r}")
        return found

    def new_id(self, name: str, layer: str = "") -> str:
        """
        Return the id under which a thing of the file goes: its name, made to fit and unique in the document.

        `layer` keeps apart things of equal names, as the clusters and mentions of some formats.
        """
        wanted = fitting_id(name)
        id, n = wanted, 2
        while id in self._taken:
            id, n = f"{wanted}-{n}", n + 1
        self._taken.add(id)
        self._ids[layer, name] = id
        if id != name:
            self.report.change(self.id, id, RENAMED, f"{name!r} became {id!r}")
        return id

    def free_id(self, prefix: str) -> str:
        """Return an id for a thing that has no name in the file."""
        n = len(self._taken) + 1
        while f"{prefix}{n}" in self._taken:
            n += 1
        self._taken.add(f"{prefix}{n}")
        return f"{prefix}{n}"

    def id_of(self, name: str, layer: str = "") -> str | None:
        """Return the id that a name of the file was given; None for an unknown one."""
        return self._ids.get((layer, name))

    # ---------------------------------------------------------------------------------------------------- layers

    def mention(self, id: str, label: str, span: Record, /, **more: Any) -> Record | None:
        """Add a mention; `more` are further fields of it. None if its label is to be left out."""
        found = self.label("mentions", label, id)
        if found is None:
            return None
        second = {"subtype": found[1]} if found[1] else {}
        mention = {"id": id, "type": found[0], **second, "level": LEVEL, **span, **more}
        self.layers["mentions"].append(mention)
        self._types[id] = found[0]
        return mention

    def event(self, id: str, label: str, trigger: Record, /, **more: Any) -> Record | None:
        """Add an event without arguments; `more` are further fields of it. None if its label is to be left out."""
        found = self.label("events", label, id)
        if found is None:
            return None
        second = {"mode": found[1]} if found[1] else {}
        event = {"id": id, "type": found[0], **second, "trigger": trigger, **EVENT, "arguments": [], **more}
        self.layers["events"].append(event)
        return event

    def argument(self, event: Record, role: str, /, **filler: Any) -> None:
        """Add an argument to an event; `filler` is one of mention, event, span."""
        found = self.label("roles", role, event["id"])
        if found is not None:
            event["arguments"].append({"role": found[0], **filler})

    def relation(self, id: str, label: str, head: str, tail: str) -> None:
        """Add a relation between two mentions."""
        found = self.label("relations", label, id)
        if found is not None:
            self.layers["relations"].append({"id": id, "type": found[0], "head": head, "tail": tail})

    def entity(self, id: str, mentions: Iterable[str], type: str | None = None, **more: Any) -> None:
        """Add a cluster of mentions; without a type, that of its first mention."""
        members = list(mentions)
        self.layers["entities"].append({"id": id, "type": type or self._types[members[0]], "mentions": members, **more})

    def sentence(self, start: int, end: int, id: str | None = None, kind: str = "body") -> None:
        """Add a sentence over code points of the frozen text."""
        span = {"start": start, "end": end, "text": self.text[start:end]}
        self.layers["sentences"].append({"id": id or self.free_id("s"), "kind": kind, **span})

    def record(self) -> Record:
        """Return the record: with the metadata set, and what the options say where none was."""
        if not self.metadata:
            self.report.change(self.id, "", DEFAULTS)
        defaults = _defaults(self.options)
        defaults["source"] |= {"note": self.note} if self.note else {}
        base = {
            **defaults,
            **self.metadata,
            "id": self.id,
            "text": self.text,
            "text_sha256": sha256(self.text),
            "text_length": len(self.text),
            "text_profile": PROFILE,
        }
        return without_nulls({**base, "provenance": self.provenance or base["provenance"], **self.layers})


def _defaults(options: ReadOptions) -> Record:
    provenance = [
        {"layer": "text", "agent": options.publisher, "method": "manual"},
        {"layer": "annotation", "agent": options.agent, "method": options.method},
    ]
    return {
        "language": options.language,
        "availability": "included",
        "basis": options.basis,
        "genre": options.genre,
        "date": options.date,
        "source": {"publisher": options.publisher, "license": options.licence},
        "provenance": provenance,
    }


def _flat(text: str) -> str:
    # Formats of one annotation a line cannot repeat a line feed or a tab: they show a blank.
    return text.replace("\n", " ").replace("\t", " ")


def _shown(points: Parts) -> str:
    return ";".join(f"{start}:{end}" for start, end in points)
