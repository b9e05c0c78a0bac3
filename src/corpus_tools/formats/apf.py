"""ACE (APF XML beside the SGML source) and Rich ERE (XML beside the text): entities, values, times, relations, events."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from corpus_tools.formats import xmltext
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import AXES, Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import ShapeError
from corpus_tools.formats.xmltext import Element
from corpus_tools.order import Record

NAME = "apf"
SUFFIXES = (".apf.xml", ".rich_ere.xml", ".event_nugget.xml", ".xml")
UNIT = "code-points"
CARRIES = frozenset(
    {"mentions", "nesting", "same-span", "subtypes", "values", "entities", "events", "arguments", "event-attributes", "event-clusters"}
    | {"relations", "text"}
)
EXTRA = None

SOURCES = (".sgm", ".txt", ".cmp.txt", ".mp.txt", ".xml.txt")
LEVELS = {"NAM": "name", "NOM": "nominal", "PRE": "nominal", "PRO": "pronoun"}
HEADS = "head[|s] of mentions left out"
OTHER = "event[|s] of modality or realis 'other' taken as possible"
UNREAL = "argument[|s] that [is|are] not real left out"
FURTHER = "relation argument[|s] beyond the two ends left out"
UNKNOWN_LEVEL = "mention[|s] of a kind that is no level taken as name"
_TAG = re.compile(r"<[^>]*>")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each file; its text is in the file of the same name that ends in .sgm (without tags) or .txt (as it is)."""
    for file in files_of(path, SUFFIXES):
        root = xmltext.parsed(file, NAME, report)
        raw = _text(file, report) if root else None
        if root is None or raw is None:
            continue
        try:
            yield _record(root, file, raw, report, options)
        except ShapeError as error:
            report.refuse(file, 1, f"{NAME}-shape", str(error))


def _text(file: Path, report: Report) -> str | None:
    stem = file.name.removesuffix(next(suffix for suffix in (*SUFFIXES, "") if file.name.endswith(suffix)))
    source = next((beside for suffix in SOURCES if (beside := file.with_name(f"{stem}{suffix}")).is_file()), None)
    if source is None:
        report.refuse(file, 1, f"{NAME}-text", f"there is no {stem}.sgm or {stem}.txt beside it, to whose text it could apply")
        return None
    text = decoded(source, NAME, report)
    # ACE counts the characters outside of tags, ERE all of them.
    return _TAG.sub("", text) if text is not None and source.name.endswith(".sgm") else text


def _record(root: Element, file: Path, raw: str, report: Report, options: ReadOptions) -> Record:
    if root.tag == "source_file":
        document = _required(root, "document")
        draft = Draft(document.attributes.get("DOCID") or file.stem, raw, Origin(NAME, file), report, options)
        made: _Ace | _Ere = _Ace(Weaver(draft), raw)
        made.read(document)
    elif root.tag == "deft_ere":
        draft = Draft(root.attributes.get("doc_id") or file.stem, raw, Origin(NAME, file), report, options)
        made = _Ere(Weaver(draft), raw)
        made.read(root)
    else:
        raise ShapeError(f"<{root.tag}> stands where <source_file> (ACE) or <deft_ere> (ERE) is wanted")
    made.weaver.finish()
    made.close()
    return made.weaver.draft.record()


def _required(item: Element, tag: str) -> Element:
    found = item.first(tag)
    if found is None:
        raise ShapeError(f"<{item.tag}> in line {item.line} has no <{tag}>")
    return found


def _number(item: Element, key: str) -> int:
    value = item.attributes.get(key, "")
    if not value.isdecimal():
        raise ShapeError(f"<{item.tag}> in line {item.line} has {key}={value!r}, where a number is wanted")
    return int(value)


def _id(item: Element) -> str:
    name = item.attributes.get("ID") or item.attributes.get("id")
    if not name:
        raise ShapeError(f"<{item.tag}> in line {item.line} has no id")
    return name


class _Reader:
    """What the two have in common: where spans are placed, and that clusters are known at the end."""

    def __init__(self, weaver: Weaver, raw: str) -> None:
        self.weaver, self.raw = weaver, raw
        self.clusters: list[tuple[str, str, list[str]]] = []

    def close(self) -> None:
        """Make the clusters: entities of one mention or more, events of two or more."""
        for layer, name, members in self.clusters:
            if layer == "entities" or len(members) > 1:
                self.weaver.cluster(layer, name, members)

    def span(self, start: int, end: int, surface: str, name: str, line: int) -> Record | None:
        """Return the span; a source in SGML may write a character as a reference, which the annotation resolves."""
        said = None if html.unescape(self.raw[start:end]).split() == surface.split() else surface
        return self.weaver.draft.place([(start, end)], said, name, line)

    def level(self, kind: str | None, name: str) -> dict[str, str]:
        if kind not in LEVELS:
            self.weaver.draft.report.change(self.weaver.draft.id, name, UNKNOWN_LEVEL, str(kind))
        return {"level": LEVELS.get(kind or "", "name")}

    def other(self, name: str) -> dict[str, str]:
        self.weaver.draft.report.change(self.weaver.draft.id, name, OTHER)
        return {"modality": "possible"}

    def lose(self, name: str, what: str, detail: str = "") -> None:
        self.weaver.draft.report.lose(self.weaver.draft.id, name, what, detail)


class _Ace(_Reader):
    """Reads APF."""

    def read(self, document: Element) -> None:
        for entity in document.all("entity"):
            self._cluster(entity, "entity_mention", "entities")
        for layer in ("value", "timex2"):
            for value in document.all(layer):
                self._cluster(value, f"{layer}_mention", "")
        for event in document.all("event"):
            self._event(event)
        for relation in document.all("relation"):
            for mention in relation.all("relation_mention"):
                self._relation(relation, mention)

    def _charseq(self, holder: Element, name: str) -> Record | None:
        charseq = _required(holder, "charseq")
        # The last character is included.
        return self.span(_number(charseq, "START"), _number(charseq, "END") + 1, charseq.text, name, charseq.line)

    def _cluster(self, item: Element, tag: str, layer: str) -> None:
        names = []
        for mention in item.all(tag):
            name = _id(mention)
            names.append(name)
            said = self.level(mention.attributes.get("TYPE"), name) if layer else _value(item)
            subtype = item.attributes.get("SUBTYPE")
            label = item.attributes.get("TYPE") or item.tag.upper()
            span = self._charseq(_required(mention, "extent"), name)
            self.weaver.node(name, "mention", label, span, said | ({"subtype": subtype} if subtype else {}))
            if mention.first("head"):
                self.lose(name, HEADS, "".join(charseq.text for charseq in mention.all("head", "charseq")))
        if layer:
            self.clusters.append((layer, _id(item), names))

    def _event(self, event: Element) -> None:
        said = {axis: event.attributes[axis.upper()].lower() for axis in AXES if axis.upper() in event.attributes}
        names = []
        for mention in event.all("event_mention"):
            name = _id(mention)
            names.append(name)
            attributes = said | (self.other(name) if said.get("modality") == "other" else {})
            label = ".".join(event.attributes[key] for key in ("TYPE", "SUBTYPE") if event.attributes.get(key))
            self.weaver.node(name, "event", label or "event", self._charseq(_required(mention, "anchor"), name), attributes)
            for argument in mention.all("event_mention_argument"):
                self.weaver.link("", argument.attributes.get("ROLE", ""), name, argument.attributes.get("REFID", ""))
        self.clusters.append(("event_clusters", _id(event), names))

    def _relation(self, relation: Element, mention: Element) -> None:
        name = _id(mention)
        ends: dict[str, str] = {}
        for argument in mention.all("relation_mention_argument"):
            role, end = argument.attributes.get("ROLE", ""), argument.attributes.get("REFID", "")
            if role in ("Arg-1", "Arg-2"):
                ends[role] = end
            else:
                self.lose(name, FURTHER, f"{role} {end}")
        label = ".".join(relation.attributes[key] for key in ("TYPE", "SUBTYPE") if relation.attributes.get(key))
        self.weaver.link(name, label or "relation", ends.get("Arg-1", ""), ends.get("Arg-2", ""))


def _value(item: Element) -> dict[str, str]:
    value = item.attributes.get("VAL")
    return {"level": "value"} | ({"value": value} if value else {})


class _Ere(_Reader):
    """Reads Rich ERE."""

    def read(self, root: Element) -> None:
        for entity in root.all("entities", "entity"):
            self._entity(entity)
        for filler in root.all("fillers", "filler"):
            label = filler.attributes.get("type") or "filler"
            self.weaver.node(_id(filler), "mention", label, self._placed(filler, filler.text, _id(filler)), {"level": "value"})
        for hopper in root.all("hoppers", "hopper"):
            names = [self._event(mention) for mention in hopper.all("event_mention")]
            self.clusters.append(("event_clusters", _id(hopper), names))
        for relation in root.all("relations", "relation"):
            for mention in relation.all("relation_mention"):
                self._relation(relation, mention)

    def _placed(self, item: Element, surface: str, name: str) -> Record | None:
        start = _number(item, "offset")
        return self.span(start, start + _number(item, "length"), surface, name, item.line)

    def _entity(self, entity: Element) -> None:
        names = []
        for mention in entity.all("entity_mention"):
            name = _id(mention)
            names.append(name)
            surface = _required(mention, "mention_text").text
            said = self.level(mention.attributes.get("noun_type"), name)
            self.weaver.node(name, "mention", entity.attributes.get("type") or "entity", self._placed(mention, surface, name), said)
            for head in mention.all("nom_head"):
                self.lose(name, HEADS, head.text)
        self.clusters.append(("entities", _id(entity), names))

    def _event(self, mention: Element) -> str:
        name, trigger = _id(mention), _required(mention, "trigger")
        realis = mention.attributes.get("realis", "actual").lower()
        said = self.other(name) if realis == "other" else {"genericity": "generic"} if realis == "generic" else {}
        label = ".".join(mention.attributes[key] for key in ("type", "subtype") if mention.attributes.get(key))
        self.weaver.node(name, "event", label or "event", self._placed(trigger, trigger.text, name), said)
        for argument in mention.all("em_arg"):
            role = argument.attributes.get("role", "")
            if argument.attributes.get("realis", "true") != "true":
                self.lose(name, UNREAL, f"{role} {argument.text}")
                continue
            self.weaver.link("", role, name, _filler(argument))
        return name

    def _relation(self, relation: Element, mention: Element) -> None:
        ends = [_filler(_required(mention, tag)) for tag in ("rel_arg1", "rel_arg2")]
        label = ".".join(relation.attributes[key] for key in ("type", "subtype") if relation.attributes.get(key))
        self.weaver.link(_id(mention), label or "relation", ends[0], ends[1])


def _filler(item: Element) -> str:
    return item.attributes.get("entity_mention_id") or item.attributes.get("filler_id") or ""
