"""
The rows of each config, and the features that `datasets` is told of them: plain Python over the JSON of a document.

Only the tokens are found by the package's own expression, for both must give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from datasets import ClassLabel, Features, List, Value

from corpus_tools.tokens import tokenize

Record = dict[str, Any]
Row = dict[str, Any]
Names = Sequence[str]

# --------------------------------------------------------------------------------------------------- the features

STRING, INT = Value("string"), Value("int32")
PROVENANCE = {"agent": STRING, "method": STRING}
SPAN = {"start": INT, "end": INT, "text": STRING, "fragments": List({"start": INT, "end": INT})}
EVENT_AXES = ("polarity", "modality", "tense", "genericity")


def _strings(*names: str) -> dict[str, Value]:
    return dict.fromkeys(names, STRING)


DOCUMENTS = {
    **_strings("id", "language", "availability", "text", "text_sha256"),
    "text_length": INT,
    "text_profile": STRING,
    "reanchored": _strings("text_sha256", "copy_sha256"),
    **_strings("basis", "genre", "date"),
    "source": _strings("publisher", "license", "url", "note"),
    "provenance": List(_strings("layer", "agent", "method", "guidelines")),
    "sentences": List({**_strings("id", "kind"), "start": INT, "end": INT, "text": STRING}),
    "mentions": List({**_strings("id", "type", "subtype", "level"), **SPAN, **_strings("normalized", "value"), "provenance": PROVENANCE}),
    "entities": List({**_strings("id", "type", "name", "wikidata"), "mentions": List(STRING), "provenance": PROVENANCE}),
    "events": List(
        {
            **_strings("id", "type", "mode"),
            "trigger": SPAN,
            "support_verb": SPAN,
            **_strings(*EVENT_AXES),
            "arguments": List({**_strings("role", "mention", "event"), "span": SPAN}),
            "provenance": PROVENANCE,
        }
    ),
    "event_clusters": List({"id": STRING, "events": List(STRING), "provenance": PROVENANCE}),
    "relations": List({**_strings("id", "type", "head", "tail"), "provenance": PROVENANCE}),
    "alignment": {
        "profile": STRING,
        "runs": List({"place": INT, "length": INT, "hash": STRING}),
        "offsets": List(INT),
        "places": List(INT),
    },
}
_PLACE = {"document_id": STRING, "position": INT}
_EVENT_SPANS = {f"{field}_{part}": SPAN[part] for field in ("trigger", "support_verb") for part in SPAN}


def bio_names(entity_types: list[str]) -> list[str]:
    """Return the BIO labels of the entity types, O first."""
    return ["O", *(f"{part}-{type}" for type in entity_types for part in "BI")]


def features_of(entity_types: list[str]) -> dict[str, Features]:
    """Return the features of each config."""
    tag = ClassLabel(names=bio_names(entity_types))
    configs = {
        "documents": DOCUMENTS,
        "sentences": {**_PLACE, **_strings("id", "kind"), "start": INT, "end": INT, "text": STRING},
        "mentions": {
            **_PLACE,
            **_strings("id", "type", "subtype", "level"),
            **SPAN,
            **_strings("normalized", "value", "entity_id", "sentence_id"),
            "depth": INT,
        },
        "entities": {**_PLACE, **_strings("id", "type", "name", "wikidata"), "mentions": List(STRING), "mention_count": INT},
        "events": {**_PLACE, **_strings("id", "type", "mode"), **_EVENT_SPANS, **_strings(*EVENT_AXES, "cluster_id", "sentence_id")},
        "arguments": {
            **_strings("document_id", "event_id", "event_type"),
            "position": INT,
            **_strings("role", "filler_kind", "filler_id", "filler_type", "entity_id"),
            "start": INT,
            "end": INT,
            "text": STRING,
        },
        "relations": {**_PLACE, **_strings("id", "type", "head", "tail", "head_type", "head_text", "tail_type", "tail_text")},
        "tokens": {
            **_strings("document_id", "sentence_id"),
            "tokens": List(STRING),
            "starts": List(INT),
            "ends": List(INT),
            "cut": List(Value("bool")),
            "ner_tags": List(tag),
            "ner_layers": List(List(tag)),
        },
    }
    return {name: Features(columns) for name, columns in configs.items()}


# ------------------------------------------------------------------------------------------------------- the rows


def _picked(item: Record, *names: str) -> Row:
    return {name: item.get(name) for name in names}


def _place(record: Record, position: int) -> Row:
    return {"document_id": record["id"], "position": position}


def _member_of(clusters: list[Record], members: str) -> dict[str, str]:
    return {id: cluster["id"] for cluster in clusters for id in cluster[members]}


def _sentence_at(record: Record, at: int) -> str | None:
    return next((s["id"] for s in record["sentences"] if s["start"] <= at < s["end"]), None)


def _document_rows(record: Record, _: Names) -> Iterator[Row]:
    yield record


def _sentence_rows(record: Record, _: Names) -> Iterator[Row]:
    for n, sentence in enumerate(record["sentences"]):
        yield _place(record, n) | _picked(sentence, "id", "kind", "start", "end", "text")


def _mention_rows(record: Record, _: Names) -> Iterator[Row]:
    entity_of = _member_of(record["entities"], "mentions")
    for n, mention in enumerate(record["mentions"]):
        yield {
            **_place(record, n),
            **_picked(mention, "id", "type", "subtype", "level", "start", "end", "text", "fragments", "normalized", "value"),
            "entity_id": entity_of.get(mention["id"]),
            "sentence_id": _sentence_at(record, mention["start"]),
            "depth": _depth(record["mentions"], n),
        }


def _depth(mentions: list[Record], n: int) -> int:
    """Return how many other mentions this one lies in; of two on the same place the first lies outside."""
    start, end = mentions[n]["start"], mentions[n]["end"]
    around = (k for k, other in enumerate(mentions) if k != n and other["start"] <= start and end <= other["end"])
    return sum(k < n or (mentions[k]["start"], mentions[k]["end"]) != (start, end) for k in around)


def _entity_rows(record: Record, _: Names) -> Iterator[Row]:
    for n, entity in enumerate(record["entities"]):
        picked = _picked(entity, "id", "type", "name", "wikidata", "mentions")
        yield {**_place(record, n), **picked, "mention_count": len(entity["mentions"])}


def _event_rows(record: Record, _: Names) -> Iterator[Row]:
    cluster_of = _member_of(record["event_clusters"], "events")
    for n, event in enumerate(record["events"]):
        spans = {field: event.get(field) or {} for field in ("trigger", "support_verb")}
        yield {
            **_place(record, n),
            **_picked(event, "id", "type", "mode"),
            **{f"{field}_{part}": span.get(part) for field, span in spans.items() for part in SPAN},
            **_picked(event, *EVENT_AXES),
            "cluster_id": cluster_of.get(event["id"]),
            "sentence_id": _sentence_at(record, event["trigger"]["start"]),
        }


def _argument_rows(record: Record, _: Names) -> Iterator[Row]:
    entity_of = _member_of(record["entities"], "mentions")
    mentions = {mention["id"]: mention for mention in record["mentions"]}
    events = {event["id"]: event for event in record["events"]}
    for event in record["events"]:
        for n, argument in enumerate(event["arguments"]):
            mention, other = mentions.get(argument.get("mention")), events.get(argument.get("event"))
            span = mention or (other or {}).get("trigger") or argument["span"]
            yield {
                "document_id": record["id"],
                "event_id": event["id"],
                "event_type": event["type"],
                "position": n,
                "role": argument["role"],
                "filler_kind": "mention" if mention else "event" if other else "span",
                "filler_id": argument.get("mention") or argument.get("event"),
                "filler_type": (mention or other or {}).get("type"),
                "entity_id": entity_of.get(argument.get("mention")),
                **_picked(span, "start", "end", "text"),
            }


def _relation_rows(record: Record, _: Names) -> Iterator[Row]:
    mentions = {mention["id"]: mention for mention in record["mentions"]}
    for n, relation in enumerate(record["relations"]):
        head, tail = mentions[relation["head"]], mentions[relation["tail"]]
        ends = {"head_type": head["type"], "head_text": head.get("text"), "tail_type": tail["type"], "tail_text": tail.get("text")}
        yield {**_place(record, n), **_picked(relation, "id", "type", "head", "tail"), **ends}


# ----------------------------------------------------------------------------------------------------- the tokens


def _touched(tokens: Sequence[tuple[int, int]], mention: Record) -> list[int]:
    parts = mention.get("fragments") or [mention]
    limits = [(part["start"], part["end"]) for part in parts]
    return [n for n, (start, end) in enumerate(tokens) for first, last in limits if start < last and first < end]


def _cut(tokens: Sequence[tuple[int, int]], mentions: list[Record]) -> list[bool]:
    """Tell for each token whether a mention begins or ends inside it."""
    edges = {mention[edge] for mention in mentions for edge in ("start", "end")}
    return [any(start < edge < end for edge in edges) for start, end in tokens]


def _layers(size: int, runs: list[tuple[list[int], str]], number: dict[str, int]) -> list[list[int]]:
    """Return the tags layer by layer: a run stands in the first layer where it overlaps none, longer ones first."""
    layers: list[list[int]] = []
    for run, type in sorted(runs, key=lambda item: (-len(item[0]), item[0][0], number[f"B-{item[1]}"])):
        layer = next((tags for tags in layers if not any(tags[n] for n in run)), None)
        if layer is None:
            layers.append(layer := [0] * size)
        for n in run:
            layer[n] = number[f"B-{type}" if n == run[0] else f"I-{type}"]
    return layers


def _token_rows(record: Record, names: Names) -> Iterator[Row]:
    """Yield a row for each sentence; the tags are numbers into `names`."""
    text, number = record.get("text") or "", {name: n for n, name in enumerate(names)}
    named = [mention for mention in record["mentions"] if mention["level"] in ("name", "value")]
    for sentence in record["sentences"] if text else []:
        tokens = tokenize(text, sentence["start"], sentence["end"])
        inside = [mention for mention in named if sentence["start"] <= mention["start"] < sentence["end"]]
        runs = [(run, mention["type"]) for mention in inside if (run := _touched(tokens, mention))]
        layers = _layers(len(tokens), runs, number)
        yield {
            "document_id": record["id"],
            "sentence_id": sentence["id"],
            "tokens": [text[start:end] for start, end in tokens],
            "starts": [start for start, _ in tokens],
            "ends": [end for _, end in tokens],
            "cut": _cut(tokens, inside),
            "ner_tags": layers[0] if layers else [0] * len(tokens),
            "ner_layers": layers,
        }


ROWS: dict[str, Callable[[Record, Names], Iterator[Row]]] = {
    "documents": _document_rows,
    "sentences": _sentence_rows,
    "mentions": _mention_rows,
    "entities": _entity_rows,
    "events": _event_rows,
    "arguments": _argument_rows,
    "relations": _relation_rows,
    "tokens": _token_rows,
}
