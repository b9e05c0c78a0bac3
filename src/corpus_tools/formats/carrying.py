"""What of a record a format can carry; the rest is taken out before it is written, and every piece of it noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from corpus_tools.formats.draft import EVENT, LEVEL
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

ENVELOPE = "discontinuous {}[|s] written as [its|their] envelope"
GONE = "{}[|s] left out"
SAME_SPAN = "mention[|s] left out, another having the same span"
OVERLAPPING = "mention[|s] left out, [it|they] overlapping a longer one"
ORPHANED = "relation[|s] left out with [its|their] mention[|s]"
EMPTIED = "cluster[|s] left out with all [its|their] members"
TRIMMED = "cluster[|s] without members that were left out"
UNFILLED = "argument[|s] left out with [its|their] filler[|s]"
FIELDS = "annotation[|s] without {}"
ENTITY_TYPE = "entit[y|ies] whose type is not that of the first mention"

NOTE = "Made of tokens: a blank between two, a line a sentence."
"""What the source of a document says whose text was made of tokens; its tokens are what stands between blanks."""
Step = Callable[[Record, frozenset[str], Report], Record]
_LAYERS = {"sentences": "sentence", "mentions": "mention", "entities": "entity cluster", "events": "event", "relations": "relation"}
_VALUES = ("normalized", "value", "name", "wikidata")


def kept(record: Record, carries: frozenset[str], report: Report) -> Record:
    """Return the part of a record that a format carries; the report has all that it does not, by id."""
    for step in _STEPS:
        record = step(record, carries, report)
    return record


def _layers(record: Record, carries: frozenset[str], report: Report) -> Record:
    named = {**_LAYERS, "event_clusters": "event cluster"}
    gone = [layer for layer in named if layer.replace("_", "-") not in carries]
    if "events" in gone:
        gone.append("event_clusters")
    for layer in dict.fromkeys(gone):
        for item in record[layer]:
            report.lose(record["id"], item["id"], GONE.format(named[layer]))
    bare = _with_bare_fillers(record) if "mentions" in gone else record
    return {**bare, **{layer: [] for layer in gone}}


def _with_bare_fillers(record: Record) -> Record:
    """Return the record with the spans of the mentions in the place of those that fill roles."""
    spans = {m["id"]: {key: m[key] for key in ("start", "end", "text", "fragments") if key in m} for m in record["mentions"]}

    def bare(argument: Record) -> Record:
        return {"role": argument["role"], "span": spans[argument["mention"]]} if argument.get("mention") else argument

    return {**record, "events": [{**event, "arguments": [*map(bare, event["arguments"])]} for event in record["events"]]}


def _arguments(record: Record, carries: frozenset[str], report: Report) -> Record:
    if "arguments" in carries:
        return record
    for event in record["events"]:
        for argument in event["arguments"]:
            report.lose(record["id"], event["id"], GONE.format("argument"), argument["role"])
    return {**record, "events": [{**event, "arguments": []} for event in record["events"]]}


def _envelopes(record: Record, carries: frozenset[str], report: Report) -> Record:
    if "discontinuity" in carries:
        return record

    def whole(span: Record, id: str, what: str) -> Record:
        if not span.get("fragments"):
            return span
        report.lose(record["id"], id, ENVELOPE.format(what))
        return {key: value for key, value in span.items() if key != "fragments"}

    mentions = [whole(mention, mention["id"], "mention") for mention in record["mentions"]]
    return {**record, "mentions": mentions, "events": [_whole_event(event, whole) for event in record["events"]]}


def _whole_event(event: Record, whole: Callable[[Record, str, str], Record]) -> Record:
    spans = {key: whole(event[key], event["id"], key.replace("_", " ")) for key in ("trigger", "support_verb") if event.get(key)}
    arguments = [{**a, "span": whole(a["span"], event["id"], "filler")} if a.get("span") else a for a in event["arguments"]]
    return {**event, **spans, "arguments": arguments}


def _one_a_span(record: Record, carries: frozenset[str], report: Report) -> Record:
    if "same-span" in carries:
        return record
    seen: set[Any] = set()
    gone = [mention["id"] for mention in record["mentions"] if _seen(points_of(mention), seen)]
    return without_mentions(record, gone, SAME_SPAN, report)


def _seen(key: Any, seen: set[Any]) -> bool:
    known = key in seen
    seen.add(key)
    return known


def _outermost(record: Record, carries: frozenset[str], report: Report) -> Record:
    if "nesting" in carries:
        return record
    free: list[tuple[int, int]] = []
    gone = []
    spans = {points_of(mention) for mention in record["mentions"]}
    for points in sorted(spans, key=lambda points: (points[0][0] - points[-1][1], points)):
        if any(start < other_end and other_start < end for start, end in points for other_start, other_end in free):
            gone.append(points)
        else:
            free += points
    lost = {mention["id"] for mention in record["mentions"] if points_of(mention) in gone}
    return without_mentions(record, lost, OVERLAPPING, report)


def points_of(span: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """Return the parts of a span as pairs of code points: one pair for a continuous one."""
    parts = span.get("fragments") or [span]
    return tuple((part["start"], part["end"]) for part in parts)


def without_mentions(record: Record, ids: Iterable[str], what: str, report: Report) -> Record:
    """Return the record without these mentions and all that hangs on them: noted, the mentions as `what`."""
    gone = set(ids)
    if not gone:
        return record
    for id in sorted(gone):
        report.lose(record["id"], id, what)
    mentions = [mention for mention in record["mentions"] if mention["id"] not in gone]
    relations = [r for r in record["relations"] if not _lost_relation(record["id"], r, gone, report)]
    events = [_without_fillers(record["id"], event, "mention", gone, report) for event in record["events"]]
    entities = [*_trimmed(record, "entities", "mentions", gone, report)]
    return {**record, "mentions": mentions, "relations": relations, "events": events, "entities": entities}


def without_events(record: Record, ids: Iterable[str], what: str, report: Report) -> Record:
    """Return the record without these events and all that hangs on them: noted, the events as `what`."""
    gone = set(ids)
    if not gone:
        return record
    for id in sorted(gone):
        report.lose(record["id"], id, what)
    events = [_without_fillers(record["id"], e, "event", gone, report) for e in record["events"] if e["id"] not in gone]
    return {**record, "events": events, "event_clusters": [*_trimmed(record, "event_clusters", "events", gone, report)]}


def _lost_relation(document_id: str, relation: Record, gone: set[str], report: Report) -> bool:
    lost = relation["head"] in gone or relation["tail"] in gone
    if lost:
        report.lose(document_id, relation["id"], ORPHANED)
    return lost


def _without_fillers(document_id: str, event: Record, kind: str, gone: set[str], report: Report) -> Record:
    for argument in event["arguments"]:
        if argument.get(kind) in gone:
            report.lose(document_id, event["id"], UNFILLED, argument["role"])
    return {**event, "arguments": [argument for argument in event["arguments"] if argument.get(kind) not in gone]}


def _trimmed(record: Record, layer: str, members: str, gone: set[str], report: Report) -> Iterator[Record]:
    for cluster in record[layer]:
        left = [id for id in cluster[members] if id not in gone]
        if len(left) < len(cluster[members]):
            report.lose(record["id"], cluster["id"], TRIMMED if left else EMPTIED)
        if left:
            yield {**cluster, members: left}


def _fields(record: Record, carries: frozenset[str], report: Report) -> Record:
    """Take out the fields that are no layer of their own."""
    gone: dict[str, Any] = {}
    if "subtypes" not in carries:
        gone |= {"subtype": None, "mode": None, "level": LEVEL}
    if "values" not in carries:
        gone |= dict.fromkeys(_VALUES)
    if "event-attributes" not in carries:
        gone |= {**EVENT, "support_verb": None}
    if "provenance" not in carries:
        gone |= {"provenance": None}
    layers = ("mentions", "entities", "events", "event_clusters", "relations")
    kinds = {} if "subtypes" in carries else {"kind": "body"}
    record = {**record, "sentences": [_plain(record["id"], sentence, kinds, report) for sentence in record["sentences"]]}
    return {**record, **{layer: [_plain(record["id"], item, gone, report) for item in record[layer]] for layer in layers}}


def _plain(document_id: str, item: Record, gone: Mapping[str, Any], report: Report) -> Record:
    lost = {key: gone[key] for key, value in item.items() if key in gone and value != gone[key]}
    for key in lost:
        report.lose(document_id, item["id"], FIELDS.format(key.replace("_", " ")), str(item[key]) if isinstance(item[key], str) else "")
    return {key: value for key, value in {**item, **lost}.items() if value is not None}


def _heads(record: Record, carries: frozenset[str], report: Report) -> Record:
    """Note what says something of the document as a whole and has no place."""
    if "metadata" not in carries:
        report.lose(record["id"], "", "document[|s] without [its|their] metadata")
    if "provenance" not in carries:
        report.lose(record["id"], "", "document[|s] without [its|their] provenance")
    if "text" not in carries and NOTE not in (record["source"].get("note") or ""):
        report.lose(record["id"], "", "text[|s] without [its|their] white space")
    return record


_STEPS: tuple[Step, ...] = (_layers, _arguments, _envelopes, _one_a_span, _outermost, _fields, _heads)
