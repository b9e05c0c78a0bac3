"""
The rules that look at one document, as plain Python over its JSON: what a careful researcher would write today.

Each check yields the id of the rule that is broken. Their names and their meaning are those of the package, so that the two
reports can be compared; the code has nothing in common with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any

import regex

Record = dict[str, Any]
LAYERS = ("sentences", "mentions", "entities", "events", "event_clusters", "relations")
WARNINGS = frozenset(
    {
        *("arabic-ends-inside-word", "arabic-mixed-digits", "arabic-persian-letter", "arabic-proclitic", "arabic-starts-inside-word"),
        *("arabic-tatweel-in-mention", "document-without-sentences", "entity-pronouns-only", "event-cluster-single"),
        *("event-without-arguments", "mention-crossing", "span-edge-punctuation"),
    }
)


class Inventory:
    """The ontology, in the form in which the checks ask it."""

    def __init__(self, ontology: Record) -> None:
        groups = {f"${name}": fillers for name, fillers in ontology.get("filler_groups", {}).items()}

        def expand(names: Iterable[str]) -> set[str]:
            return {filler for name in names for filler in groups.get(name, [name])}

        self.entities = {t["type"]: t for t in ontology["entity_types"]}
        self.modes = {t["type"]: set(t.get("modes", [])) for t in ontology["event_types"]}
        self.roles = {t["type"]: {role["role"]: expand(role["fillers"]) for role in t["roles"]} for t in ontology["event_types"]}
        self.relations = {t["type"]: (expand(t["head"]), expand(t["tail"])) for t in ontology["relation_types"]}
        self.acyclic = {t["type"] for t in ontology["relation_types"] if t.get("acyclic")}

    def refers(self, type: str, other: str) -> bool:
        return other in self.entities.get(type, {}).get("refers_to", [])


@dataclass(slots=True)
class Piece:
    """A span or a fragment of one, with the text that it covers and its neighbours."""

    layer: str
    item: Record
    span: Record
    fragment: bool
    covered: str
    before: str
    after: str

    @property
    def start(self) -> int:
        start: int = self.span["start"]
        return start

    @property
    def end(self) -> int:
        end: int = self.span["end"]
        return end


def spans(record: Record) -> Iterator[tuple[str, Record, Record]]:
    """Yield the layer, the annotation and the span of every span of a document."""
    for layer in ("sentences", "mentions"):
        yield from ((layer, item, item) for item in record[layer])
    for event in record["events"]:
        yield "events", event, event["trigger"]
        if event.get("support_verb"):
            yield "events", event, event["support_verb"]
        yield from (("events", event, argument["span"]) for argument in event["arguments"] if argument.get("span"))


def pieces(record: Record) -> Iterator[Piece]:
    """Yield every span and fragment of a document with text."""
    text = record["text"]
    for layer, item, span in spans(record):
        for piece, fragment in ((span, False), *((part, True) for part in span.get("fragments") or [])):
            start, end = piece["start"], piece["end"]
            yield Piece(layer, item, piece, fragment, text[start:end], text[max(start - 1, 0) : start], text[end : end + 1])


@dataclass(slots=True)
class Document:
    """A record, and what several checks ask about it."""

    record: Record
    inventory: Inventory
    text: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    mentions: dict[str, Record] = field(default_factory=dict)
    entity_of: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Record, inventory: Inventory) -> Document:
        text = record.get("text")
        found = list(pieces(record)) if text is not None else []
        mentions = {mention["id"]: mention for mention in record["mentions"]}
        entity_of: dict[str, Record] = {}
        for entity in record["entities"]:
            for id in entity["mentions"]:
                entity_of.setdefault(id, entity)
        return cls(record, inventory, text, found, mentions, entity_of)


Check = Callable[[Document], Iterator[str]]

# ---------------------------------------------------------------------------------------------- document and text


def _check_document(document: Document) -> Iterator[str]:
    record = document.record
    try:
        date.fromisoformat(record["date"])
    except ValueError:
        yield "date-invalid"
    if not record["sentences"]:
        yield "document-without-sentences"
    if record["source"]["license"] == "LicenseRef-All-Rights-Reserved" and record["availability"] == "included":
        yield "license-withheld-mismatch"
    layers = {part["layer"] for part in record["provenance"]}
    if "text" not in layers or not layers - {"text"}:
        yield "provenance-incomplete"
    if record["availability"] == "included" and document.text is None:
        yield "text-missing"


_CHARACTERS = {
    "arabic-presentation-form": re.compile(r"[\uFB50-\uFDFF\uFE70-\uFEFC]"),
    "arabic-persian-letter": re.compile(r"[\u06A9\u06CC\u06C1\u06BE]"),
    "text-byte-order-mark": re.compile("\ufeff"),
    "text-control-character": re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"),
    "text-replacement-character": re.compile("\ufffd"),
}
_DIGITS = (re.compile("[0-9]"), re.compile("[\u0660-\u0669]"), re.compile("[\u06f0-\u06f9]"))
_BIDI_OPEN, _BIDI_CLOSE = re.compile("[\u202a\u202b\u202d\u202e\u2066\u2067\u2068]"), re.compile("[\u202c\u2069]")


def _check_text(document: Document) -> Iterator[str]:
    text, record = document.text, document.record
    if text is None:
        return
    if sha256(text.encode()).hexdigest() != record["text_sha256"]:
        yield "text-hash-mismatch"
    if len(text) != record["text_length"]:
        yield "text-length-mismatch"
    if not unicodedata.is_normalized("NFC", text):
        yield "file-not-nfc"
    if "\r" in text:
        yield "file-carriage-return"
    if any(len(_BIDI_OPEN.findall(line)) != len(_BIDI_CLOSE.findall(line)) for line in text.split("\n")):
        yield "text-unbalanced-bidi"


def _check_characters(document: Document) -> Iterator[str]:
    text = document.text
    if text is None:
        return
    arabic = document.record["language"].startswith("ar")
    for rule, pattern in _CHARACTERS.items():
        if pattern.search(text) and (arabic or not rule.startswith("arabic-")):
            yield rule
    if arabic and sum(bool(pattern.search(text)) for pattern in _DIGITS) > 1:
        yield "arabic-mixed-digits"


# ---------------------------------------------------------------------------------------------- sentences and spans


def _check_sentences(document: Document) -> Iterator[str]:
    sentences = document.record["sentences"]
    if any(after["start"] < before["end"] for before, after in pairwise(sentences)):
        yield "sentence-overlap"
    if document.text is None:
        return
    at = 0
    for sentence in sorted(sentences, key=lambda sentence: sentence["start"]):
        if document.text[at : sentence["start"]].strip():
            yield "sentence-gap"
        at = max(at, sentence["end"])
    if document.text[at:].strip():
        yield "sentence-gap"


def _check_span_limits(document: Document) -> Iterator[str]:
    length = document.record["text_length"]
    for _, _, span in spans(document.record):
        for piece in (span, *(span.get("fragments") or [])):
            if piece["end"] > length:
                yield "span-outside-text"
            if piece["end"] <= piece["start"]:
                yield "span-empty"


def _check_repeats(document: Document) -> Iterator[str]:
    included = document.record["availability"] == "included"
    for _, _, span in spans(document.record):
        if included and span.get("text") is None:
            yield "span-without-text"
        if not included and span.get("text") is not None:
            yield "withheld-text-repeated"


def _check_covered(document: Document) -> Iterator[str]:
    length = document.record["text_length"]
    for piece in document.pieces:
        given = piece.span.get("text")
        if given is not None and given != piece.covered and piece.start < piece.end <= length:
            yield "span-text-mismatch"


def _check_fragments(document: Document) -> Iterator[str]:
    for _, _, span in spans(document.record):
        parts = span.get("fragments") or []
        if any(after["start"] <= before["end"] for before, after in pairwise(parts)):
            yield "span-fragments"
        if parts and (min(p["start"] for p in parts), max(p["end"] for p in parts)) != (span["start"], span["end"]):
            yield "span-fragments"


def _check_span_sentence(document: Document) -> Iterator[str]:
    sentences = document.record["sentences"]
    for layer, _, span in spans(document.record):
        if layer == "sentences" or not sentences or span["end"] <= span["start"]:
            continue
        if not any(s["start"] <= span["start"] and span["end"] <= s["end"] for s in sentences):
            yield "span-crosses-sentence"


_GRAPHEME = regex.compile(r"\X")


def _check_graphemes(document: Document) -> Iterator[str]:
    if document.text is None:
        return
    clusters = (match.span() for match in _GRAPHEME.finditer(document.text))
    inside = {at for start, end in clusters if end - start > 1 for at in range(start + 1, end)}
    if any(piece.start in inside or piece.end in inside for piece in document.pieces):
        yield "span-splits-grapheme"


_SPACE_EDGE = re.compile(r"^[\t\n\f\r ]|[\t\n\f\r ]\Z")
_PUNCTUATION_EDGE = re.compile(r"^[،؛؟!:.,;?)»”\]]|[،؛؟!:,;?(«“\[]\Z")
_INVISIBLE_EDGE = re.compile(
    "^[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]|[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]\\Z"
)


def _check_edges(document: Document) -> Iterator[str]:
    for piece in document.pieces:
        if _SPACE_EDGE.search(piece.covered):
            yield "span-edge-space"
        if piece.layer == "sentences":
            continue
        if _INVISIBLE_EDGE.search(piece.covered):
            yield "span-edge-invisible"
        if not piece.fragment and len(piece.covered) > 1 and _PUNCTUATION_EDGE.search(piece.covered):
            yield "span-edge-punctuation"


_LETTER = regex.compile(r"[\p{L}\p{N}\p{M}]")
_PROCLITIC = regex.compile(r"[وفبك]ال\p{Arabic}{2,}")
_NAME = regex.compile(r"والدة|والده|والدي|بالغ|بالون|فالح|فالنسيا|فالدي|والي |والٍ|كالي|بالي|والت|والتر|كالا")


def _check_arabic(document: Document) -> Iterator[str]:
    if not document.record["language"].startswith("ar"):
        return
    for piece in document.pieces:
        if piece.layer == "mentions":
            yield from _arabic_edges(piece)
            if "ـ" in piece.covered and piece.item.get("normalized") is None:
                yield "arabic-tatweel-in-mention"
            if not piece.fragment:
                yield from _arabic_beginning(piece)


def _arabic_edges(piece: Piece) -> Iterator[str]:
    if _LETTER.match(piece.after) and piece.after not in "هكني":
        yield "arabic-ends-inside-word"
    if piece.item["level"] != "pronoun" and _LETTER.match(piece.before) and piece.before not in "وفبلكسأ":
        yield "arabic-starts-inside-word"


def _arabic_beginning(piece: Piece) -> Iterator[str]:
    if piece.before == "ل" and piece.covered.startswith("ل") and piece.item.get("normalized") is None:
        yield "arabic-lam-not-normalized"
    if _PROCLITIC.match(piece.covered) and not _NAME.match(piece.covered):
        yield "arabic-proclitic"


# -------------------------------------------------------------------------------------------- ids and references


def _check_ids(document: Document) -> Iterator[str]:
    record = document.record
    ids = Counter(item["id"] for layer in LAYERS for item in record[layer])
    if any(number > 1 for number in ids.values()):
        yield "id-duplicate"


def _references(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the layer and the id of whatever something refers to."""
    for layer, members in (("entities", "mentions"), ("event_clusters", "events")):
        yield from ((members, id) for cluster in record[layer] for id in cluster[members])
    for event in record["events"]:
        for argument in event["arguments"]:
            yield from ((f"{kind}s", argument[kind]) for kind in ("mention", "event") if argument.get(kind))
    yield from (("mentions", relation[end]) for relation in record["relations"] for end in ("head", "tail"))


def _check_references(document: Document) -> Iterator[str]:
    known = {layer: {item["id"] for item in document.record[layer]} for layer in ("mentions", "events")}
    if any(id not in known[layer] for layer, id in _references(document.record)):
        yield "id-dangling"


def _repeated(keys: Iterable[Any]) -> bool:
    seen = set()
    for key in keys:
        if key in seen:
            return True
        seen.add(key)
    return False


def _check_clusters(document: Document) -> Iterator[str]:
    record = document.record
    if _repeated(id for entity in record["entities"] for id in entity["mentions"]):
        yield "entity-shares-mention"
    if _repeated(id for cluster in record["event_clusters"] for id in cluster["events"]):
        yield "event-cluster-shares-event"
    if any(len(cluster["events"]) == 1 for cluster in record["event_clusters"]):
        yield "event-cluster-single"


def _parts(span: Record) -> tuple[tuple[int, int], ...] | None:
    parts = span.get("fragments")
    return tuple((part["start"], part["end"]) for part in parts) if parts else None


def _place(span: Record) -> tuple[Any, ...]:
    return span["start"], span["end"], _parts(span)


def _filler(argument: Record) -> Any:
    span = argument.get("span")
    return argument.get("mention"), argument.get("event"), span and (span["start"], span["end"])


def _check_duplicates(document: Document) -> Iterator[str]:
    record = document.record
    if _repeated((m["type"], *_place(m)) for m in record["mentions"]):
        yield "mention-duplicate"
    if _repeated((e["type"], *_place(e["trigger"])) for e in record["events"]):
        yield "event-duplicate"
    if _repeated((e["id"], a["role"], _filler(a)) for e in record["events"] for a in e["arguments"]):
        yield "argument-duplicate"
    if _repeated((r["type"], r["head"], r["tail"]) for r in record["relations"]):
        yield "relation-duplicate"
    if any(r["head"] == r["tail"] for r in record["relations"]):
        yield "relation-to-itself"


def _check_crossing(document: Document) -> Iterator[str]:
    whole = sorted((m["start"], m["end"]) for m in document.record["mentions"] if not m.get("fragments"))
    for n, (start, end) in enumerate(whole):
        for other_start, other_end in whole[n + 1 :]:
            if other_start >= end:
                break
            if start < other_start and end < other_end:
                yield "mention-crossing"


def _in_circle(steps: dict[str, set[str]]) -> bool:
    """Tell whether a walk along the steps can come back to where it began."""
    done: set[str] = set()

    def walk(node: str, path: set[str]) -> bool:
        if node in path:
            return True
        if node in done:
            return False
        done.add(node)
        return any(walk(after, path | {node}) for after in steps.get(node, ()))

    return any(walk(node, set()) for node in steps)


def _check_circles(document: Document) -> Iterator[str]:
    steps: dict[str, set[str]] = defaultdict(set)
    for event in document.record["events"]:
        steps[event["id"]].update(a["event"] for a in event["arguments"] if a.get("event"))
    if _in_circle(steps):
        yield "event-argument-cycle"
    for type in document.inventory.acyclic:
        if _in_circle(_relation_steps(document, type)):
            yield "relation-cycle"


def _relation_steps(document: Document, type: str) -> dict[str, set[str]]:
    """Return which entity (or mention, where it is in none) the relations lead to from each."""
    steps: dict[str, set[str]] = defaultdict(set)
    for relation in document.record["relations"]:
        head, tail = relation["head"], relation["tail"]
        if relation["type"] == type and head != tail and {head, tail} <= document.mentions.keys():
            head, tail = (document.entity_of.get(id, {"id": id})["id"] for id in (head, tail))
            steps[head].add(tail)
    return steps


# ---------------------------------------------------------------------------------------------------- the ontology

_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(T\d\d(:\d\d)?)?"
_CALENDAR = (
    r"(\d{4}|XXXX)(-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12]\d|3[01]|XX))?|-W(0[1-9]|[1-4]\d|5[0-3]|XX)(-(\d|WE))?|-Q[1-4]|-H[12]|-(SP|SU|FA|WI))?"
    r"|\d{2}|\d{3}|\d{4}s"
)
_LONG = r"P(\d+(\.\d+)?|X)(Y|M|W|D|DE|CE|Q)|PT(\d+(\.\d+)?|X)[HMS]|P(?!(.*T)?\Z)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?"
_VALUES = {
    "timex3": re.compile(
        rf"PAST_REF|PRESENT_REF|FUTURE_REF|{_LONG}|({_CALENDAR})(T([01]\d|2[0-4])(:[0-5]\d(:[0-5]\d)?)?|T(MO|MI|AF|EV|NI|DT))?"
        rf"|T([01]\d|2[0-4])(:[0-5]\d)?|({_DAY}|\.\.)/({_DAY}|\.\.)",
        re.ASCII,
    ),
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "money": re.compile(r"[A-Z]{3}( -?\d+(\.\d+)?)?", re.ASCII),
}


def _check_mention_types(document: Document) -> Iterator[str]:
    for mention in document.record["mentions"]:
        entity_type = document.inventory.entities.get(mention["type"])
        if entity_type is None:
            yield "mention-type-unknown"
            continue
        corefers, in_entity = entity_type["corefers"], mention["id"] in document.entity_of
        if corefers == (mention["level"] == "value") and (corefers or mention["level"] != "name"):
            yield "mention-level-value"
        if mention.get("subtype") and mention["subtype"] not in entity_type.get("subtypes", []):
            yield "mention-subtype-unknown"
        if corefers != in_entity:
            yield "mention-without-entity" if corefers else "value-in-entity"
        yield from _value(mention, entity_type.get("normalized_by"))


def _value(mention: Record, normalized_by: str | None) -> Iterator[str]:
    if normalized_by is None:
        return
    value = mention.get("value")
    if value is None:
        if mention.get("subtype") != "unit":
            yield "value-missing"
    elif normalized_by in _VALUES and not _VALUES[normalized_by].fullmatch(value):
        yield "value-malformed"


def _check_entities(document: Document) -> Iterator[str]:
    levels: dict[str, set[str]] = defaultdict(set)
    for mention in document.record["mentions"]:
        entity = document.entity_of.get(mention["id"])
        if entity:
            levels[entity["id"]].add(mention["level"])
            if mention["type"] != entity["type"] and not document.inventory.refers(mention["type"], entity["type"]):
                yield "entity-type-conflict"
    if {"pronoun"} in levels.values():
        yield "entity-pronouns-only"
    if any(entity["type"] not in document.inventory.entities for entity in document.record["entities"]):
        yield "entity-type-unknown"


def _check_events(document: Document) -> Iterator[str]:
    types: dict[str, str] = {}
    for event in document.record["events"]:
        types[event["id"]] = event["type"]
        if not event["arguments"]:
            yield "event-without-arguments"
        modes = document.inventory.modes.get(event["type"])
        if modes is None:
            yield "event-type-unknown"
        elif event.get("mode") and event["mode"] not in modes:
            yield "event-mode-unknown"
    if any(len(found) > 1 for found in _types_of_clusters(document.record, types).values()):
        yield "event-cluster-type-conflict"


def _types_of_clusters(record: Record, types: dict[str, str]) -> dict[str, set[str]]:
    """Return the types of the events of each cluster; an event in two of them belongs to the first."""
    cluster_of: dict[str, str] = {}
    for cluster in record["event_clusters"]:
        for id in cluster["events"]:
            cluster_of.setdefault(id, cluster["id"])
    found: dict[str, set[str]] = defaultdict(set)
    for id, cluster_id in cluster_of.items():
        if id in types:
            found[cluster_id].add(types[id])
    return found


def _check_roles(document: Document) -> Iterator[str]:
    for event in document.record["events"]:
        roles = document.inventory.roles.get(event["type"])
        for argument in event["arguments"] if roles is not None else []:
            fillers = (roles or {}).get(argument["role"])
            filler = _filler_type(document, argument)
            if fillers is None:
                yield "role-unknown"
            elif filler is not None and filler not in fillers:
                yield "role-filler"


def _filler_type(document: Document, argument: Record) -> str | None:
    """Return what fills a role: the type of the mention, "event" or "span"; None for a mention that is not there."""
    if argument.get("mention"):
        type: str | None = document.mentions.get(argument["mention"], {}).get("type")
        return type
    return "event" if argument.get("event") else "span"


def _check_relations(document: Document) -> Iterator[str]:
    for relation in document.record["relations"]:
        allowed = document.inventory.relations.get(relation["type"])
        if allowed is None:
            yield "relation-type-unknown"
            continue
        ends = (document.mentions.get(relation[end]) for end in ("head", "tail"))
        if any(mention and mention["type"] not in types for mention, types in zip(ends, allowed, strict=True)):
            yield "relation-filler"


CHECKS: tuple[Check, ...] = (
    *(_check_document, _check_text, _check_characters, _check_sentences, _check_span_limits, _check_repeats, _check_covered),
    *(
        _check_fragments,
        _check_span_sentence,
        _check_graphemes,
        _check_edges,
        _check_arabic,
        _check_ids,
        _check_references,
        _check_clusters,
    ),
    *(
        _check_duplicates,
        _check_crossing,
        _check_circles,
        _check_mention_types,
        _check_entities,
        _check_events,
        _check_roles,
        _check_relations,
    ),
)


def broken_rules(record: Record, inventory: Inventory) -> set[str]:
    """Return the ids of the rules that a document, which has passed the schema, breaks."""
    document = Document.of(record, inventory)
    return {rule for check in CHECKS for rule in check(document)}
