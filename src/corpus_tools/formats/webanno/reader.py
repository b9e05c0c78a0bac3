"""A sheet of WebAnno TSV to a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.labels import CLUSTER, fitting_id
from corpus_tools.formats.losses import Report
from corpus_tools.formats.webanno.sheet import BARE, CHAIN, NOTHING, RELATION, Layer, Sheet, Unit, slots, unescaped, values
from corpus_tools.order import Record

GAP = "gap[|s] between sentences filled with line breaks"
EMPTY = "annotation[|s] without text left out"
TAGS = "tag[|s] of tokens left out"
FEATURES = "annotation[|s] without features that have no place here"
ENDS = "relation[|s] left out whose ends are no mentions"
FILLER = "link[|s] left out whose filler is no annotation"
LINK = "annotation[|s] with links read as [an event|events]"
TAG_LAYERS = ("lexmorph.type", "segmentation.type", "syntax.type")
IDENTIFIER = "identifier"
IDENTIFIED = "="
"""What the key of a cluster begins with that an identifier makes, and none that a chain or a relation does."""
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q[1-9][0-9]*)")
OURS = {"subtype": "subtype", "level": "level"}
_REFERENCE = re.compile(r"([0-9]+-[0-9]+(?:\.[0-9]+)?)(?:\[([0-9]+)(?:_([0-9]+))?\])?")
_LINKED = re.compile(r"(.*)->([0-9]+)-([0-9]+)")


@dataclass(slots=True)
class _Annotation:
    """A span of a layer: the units that it covers, and its values by column."""

    layer: Layer
    key: str
    units: list[Unit] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    thing: Record | None = None

    def value(self, column: str) -> str:
        """Return the value of a column; nothing where none is set."""
        written = self.values.get(column, NOTHING)
        return "" if written in (NOTHING, BARE) else unescaped(written)


def record_of(sheet: Sheet, id: str, origin: Origin, report: Report, options: ReadOptions) -> Record:
    """Return the record of a sheet."""
    return _Reader(sheet, id, origin, report, options).record()


class _Reader:
    def __init__(self, sheet: Sheet, id: str, origin: Origin, report: Report, options: ReadOptions) -> None:
        self.sheet, self.report = sheet, report
        self.gaps: list[str] = []
        self.bounds: list[tuple[int, int]] = []
        self.draft = Draft(id, self._text(), origin, report, options)
        self.units = {unit.id: unit for sentence in sheet.sentences for unit in sentence.units}
        self.found = {layer.name: self._annotations(layer) for layer in sheet.layers if layer.kind != RELATION}
        self.clusters: dict[str, list[str]] = {}

    def record(self) -> Record:
        for gap in self.gaps:
            self.report.change(self.draft.id, gap, GAP)
        for sentence, (start, end) in zip(self.sheet.sentences, self.bounds, strict=True):
            span = self.draft.place([(start, end)], line=sentence.line) if start < end else None
            if span:
                self.draft.sentence(span["start"], span["end"], self.draft.new_id(sentence.id) if sentence.id else None)
        for unit in self.units.values():
            self._hold(unit)
        for layer in self.sheet.layers:
            self._layer(layer)
        for layer in self.sheet.layers:
            self._links(layer)
        for key, members in self.clusters.items():
            self._entity(key, [*dict.fromkeys(members)])
        return self.draft.record()

    def _entity(self, key: str, members: list[str]) -> None:
        """Add an entity; what identifies it is its Wikidata item, its id or, if it cannot be one, its name."""
        said = key.removeprefix(IDENTIFIED) if key.startswith(IDENTIFIED) else ""
        item = _WIKIDATA.fullmatch(said)
        if said and not item and fitting_id(said) == said:
            self.draft.entity(self.draft.new_id(said, "entities"), members)
        else:
            more = {"wikidata": item[1]} if item else {"name": said} if said else {}
            self.draft.entity(self.draft.free_id("c"), members, **more)

    def _layer(self, layer: Layer) -> None:
        if layer.kind == RELATION:
            return
        for annotation in self.found[layer.name]:
            if any(part in layer.name for part in TAG_LAYERS):
                self.report.lose(self.draft.id, annotation.units[0].id, TAGS, f"{layer.short} {annotation.values}")
            else:
                self._annotation(annotation)

    def _links(self, layer: Layer) -> None:
        for annotation in self.found.get(layer.name, ()):
            if annotation.thing and "trigger" in annotation.thing:
                self._arguments(annotation)
        if layer.kind == RELATION:
            for unit in self.units.values():
                self._relations(layer, unit)

    def _hold(self, unit: Unit) -> None:
        """Hold a unit's form against the text; whether backslashes escape in it is not written down, so either is taken."""
        span = self.draft.place([(unit.start, unit.end)], id=unit.id, line=unit.line) if unit.start < unit.end else None
        if span and span["text"] != unit.form:
            self.draft.place([(unit.start, unit.end)], unescaped(unit.form), unit.id, unit.line)

    # ------------------------------------------------------------------------------------------------------- text

    def _text(self) -> str:
        """Return the text: that of the sentences, with line breaks for what the file does not have between them."""
        pieces: list[str] = []
        at = 0
        for n, sentence in enumerate(self.sheet.sentences, 1):
            text = sentence.text
            start = self._start(sentence.units, text, at)
            if start > at:
                pieces.append("\n" * (start - at))
                if start > at + 1 or n == 1:
                    self.gaps.append(f"{n}")
            pieces.append(text)
            self.bounds.append((max(start, at), max(start, at) + _length(text)))
            at = self.bounds[-1][1]
        return "".join(pieces)

    def _start(self, units: Sequence[Unit], text: str, at: int) -> int:
        if not units:
            return at
        first = units[0]
        return first.start - _length(text[: max(text.find(unescaped(first.form)), 0)])

    # ------------------------------------------------------------------------------------------------- annotations

    def _annotations(self, layer: Layer) -> list[_Annotation]:
        """Return the annotations of a layer, those of one number being one."""
        found: dict[str, _Annotation] = {}
        for sentence in self.sheet.sentences:
            for unit in sentence.units:
                here: set[str] = set()
                for column, name in enumerate(layer.columns):
                    for n, value in enumerate(values(unit.cells[layer.first + column])):
                        key = self._key(layer, unit, value.number, n)
                        annotation = found.setdefault(key, _Annotation(layer, key))
                        annotation.values.setdefault(_slot_name(layer, column, name), value.text)
                        if key not in here:
                            annotation.units.append(unit)
                            here.add(key)
        return list(found.values())

    def _key(self, layer: Layer, unit: Unit, number: str | None, n: int) -> str:
        """Return what tells annotations of a layer apart: their number, else unit and place in the cell; of a chain, chain and member."""
        if layer.kind == CHAIN:
            # The first column says `*->1-2`; the second one has the chain alone for its number.
            texts = [value.text for value in values(unit.cells[layer.first])]
            match = _LINKED.fullmatch(texts[n]) if n < len(texts) else None
            return f"{match[2]}-{match[3]}" if match else f"{unit.id}#{n}"
        return number or f"{unit.id}#{n}"

    def _span(self, annotation: _Annotation) -> Record | None:
        start, end = annotation.units[0].start, annotation.units[-1].end
        if start == end:
            self.report.lose(self.draft.id, annotation.units[0].id, EMPTY, annotation.layer.short)
            return None
        return self.draft.place([(start, end)], line=annotation.units[0].line)

    def _annotation(self, annotation: _Annotation) -> None:
        span = self._span(annotation)
        if span is None:
            return
        roles = [name for name in annotation.values if name.startswith("ROLE_")]
        label, used = self._label(annotation)
        if roles:
            annotation.thing = self.draft.event(self.draft.free_id("e"), label, span)
            self.report.change(self.draft.id, annotation.units[0].id, LINK, annotation.layer.short)
        else:
            annotation.thing = self.draft.mention(self.draft.free_id("m"), label, span)
        if annotation.thing:
            self._rest(annotation, used)

    def _label(self, annotation: _Annotation) -> tuple[str, str]:
        """Return the label, and the column it stands in: `value` or the first that says one, else the layer's name."""
        plain = [name for name in annotation.values if not name.startswith(("ROLE_", "TARGETS_")) and name not in (IDENTIFIER, *OURS)]
        if annotation.layer.kind == CHAIN:
            plain = [name for name in plain if name == "referenceType"]
        said = [name for name in sorted(plain, key=lambda name: name != "value") if annotation.value(name)]
        return (annotation.value(said[0]), said[0]) if said else (annotation.layer.short, "")

    def _rest(self, annotation: _Annotation, used: str) -> None:
        thing = annotation.thing or {}
        if annotation.layer.kind == CHAIN:
            self.clusters.setdefault(f"{annotation.layer.name} {annotation.key.partition('-')[0]}", []).append(thing["id"])
            return
        lost = []
        for name in annotation.values:
            value = annotation.value(name)
            if name == IDENTIFIER and value and "trigger" not in thing:
                self.clusters.setdefault(f"{IDENTIFIED}{value}", []).append(thing["id"])
            elif name in OURS and value and "trigger" not in thing:
                thing[OURS[name]] = value
            elif value and name != used and not name.startswith(("ROLE_", "TARGETS_")):
                lost.append(f"{name}={value}")
        if lost:
            self.report.lose(self.draft.id, thing["id"], FEATURES, " ".join(lost))

    # ---------------------------------------------------------------------------------------------- links between

    def _arguments(self, annotation: _Annotation) -> None:
        event = annotation.thing or {}
        for role_column in [name for name in annotation.values if name.startswith("ROLE_")]:
            roles = slots(annotation.values[role_column])
            targets = slots(annotation.values.get(f"TARGETS_{role_column}", NOTHING))
            for role, target in zip(roles, targets, strict=False):
                if target in (NOTHING, BARE):
                    continue
                filler = self._referred(target, None)
                name = unescaped(role) if role not in (NOTHING, BARE) else "Argument"
                if filler is None:
                    self.report.lose(self.draft.id, event["id"], FILLER, f"{name} {target}")
                else:
                    self.draft.argument(event, name, **{"event" if "trigger" in filler else "mention": filler["id"]})

    def _referred(self, reference: str, layer: str | None, *, number: str | None = None) -> Record | None:
        """Return the mention or event that a reference, UNIT or UNIT[NUMBER], means."""
        match = _REFERENCE.fullmatch(reference)
        if match is None or match[1] not in self.units:
            return None
        number = number or match[2]
        for name, candidates in self.found.items():
            for annotation in candidates if layer in (None, name) else ():
                here = (
                    annotation.key == number if number and number != "0" else annotation.units[0].id == match[1] and "#" in annotation.key
                )
                if here and annotation.thing:
                    return annotation.thing
        return None

    def _relations(self, layer: Layer, unit: Unit) -> None:
        base = layer.columns[-1].removeprefix("BT_")
        columns = [[*values(unit.cells[layer.first + n])] for n in range(len(layer.columns))]
        references = _STACKED_REFERENCES.split(unit.cells[layer.first + len(layer.columns) - 1])
        for n, reference in enumerate(references if references != [NOTHING] else []):
            said = [column[n].text for column in columns[:-1] if n < len(column)]
            labels = [unescaped(text) for text in said if text not in (NOTHING, BARE)]
            self._relation(layer, unit, base, reference, labels)

    def _relation(self, layer: Layer, unit: Unit, base: str, reference: str, labels: Sequence[str]) -> None:
        match = _REFERENCE.fullmatch(reference)
        head = self._referred(match[1], base, number=match[2]) if match else None
        tail = self._referred(unit.id, base, number=match[3]) if match else None
        label = labels[0] if labels else layer.short
        if head is None or tail is None or "trigger" in head or "trigger" in tail:
            self.report.lose(self.draft.id, unit.id, ENDS, f"{label} {reference}")
        elif self.draft.options.labels.ours("relations", label) == CLUSTER:
            self._join(head["id"], tail["id"])
        else:
            id = self.draft.free_id("r")
            self.draft.relation(id, label, head["id"], tail["id"])
            if labels[1:]:
                self.report.lose(self.draft.id, id, FEATURES, " ".join(labels[1:]))

    def _join(self, one: str, other: str) -> None:
        """Put two mentions, and all that are one with either, into one cluster."""
        joined = [members for members in self.clusters.values() if one in members or other in members]
        merged = list(dict.fromkeys([*(id for members in joined for id in members), one, other]))
        self.clusters = {key: members for key, members in self.clusters.items() if members not in joined}
        self.clusters[f"{one} {other}"] = merged


_STACKED_REFERENCES = re.compile(r"\|")


def _slot_name(layer: Layer, column: int, name: str) -> str:
    before = layer.columns[column - 1] if column else ""
    return f"TARGETS_{before}" if before.startswith("ROLE_") else name or "value"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
