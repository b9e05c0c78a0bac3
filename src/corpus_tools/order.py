"""The order of a record's keys and lists, on which its canonical form rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Record = dict[str, Any]

LAYERS = ("sentences", "mentions", "entities", "events", "event_clusters", "relations")

_SPAN_KEYS = ("start", "end", "text", "fragments")
_KEYS: dict[str, tuple[str, ...]] = {
    "document": (
        *("id", "language", "availability", "text", "text_sha256", "text_length", "text_profile"),
        *("basis", "genre", "date", "source", "provenance"),
        *LAYERS,
    ),
    "sentences": ("id", "kind", "start", "end", "text"),
    "mentions": ("id", "type", "subtype", "level", *_SPAN_KEYS, "normalized", "value", "provenance"),
    "entities": ("id", "type", "name", "wikidata", "mentions", "provenance"),
    "events": (
        *("id", "type", "mode", "trigger", "support_verb"),
        *("polarity", "modality", "tense", "genericity", "arguments", "provenance"),
    ),
    "event_clusters": ("id", "events", "provenance"),
    "relations": ("id", "type", "head", "tail", "provenance"),
}


def _sorted_keys(record: Mapping[str, Any], keys: Iterable[str]) -> Record:
    return {key: value for key in keys if (value := record.get(key)) is not None}


def in_order(record: Mapping[str, Any]) -> Record:
    """Return the record with its keys in the schema's order and without nulls; the lists stay as they are."""
    ordered = _sorted_keys(record, _KEYS["document"])
    for layer in LAYERS:
        ordered[layer] = [_sorted_keys(item, _KEYS[layer]) for item in record[layer]]
    return ordered


def without_nulls(record: Mapping[str, Any]) -> Record:
    """Return the record without nulls, its own keys in the schema's order; the keys of its items stay as they are."""
    ordered = _sorted_keys(record, _KEYS["document"])
    for layer in LAYERS:
        ordered[layer] = [
            item if None not in item.values() else {key: value for key, value in item.items() if value is not None}
            for item in record[layer]
        ]
    return ordered


def _reading_order(item: Mapping[str, Any]) -> tuple[int, int, str]:
    return item["start"], -item["end"], item["id"]


def _filler_start(argument: Mapping[str, Any], starts: Mapping[str, int]) -> int:
    span = argument.get("span")
    return span["start"] if span else starts.get(argument.get("mention") or argument.get("event") or "", -1)


def canonical(record: Mapping[str, Any]) -> Record:
    """
    Return the record with its lists in canonical order.

    Sentences, mentions and events stand in reading order (start, longest first, id), clusters and relations in the
    order of their first member, arguments in the order of their fillers. Nothing else is changed.
    """
    ordered = in_order(record)
    for layer in ("sentences", "mentions"):
        ordered[layer].sort(key=_reading_order)
    ordered["events"].sort(key=lambda event: _reading_order({**event["trigger"], "id": event["id"]}))
    starts = {mention["id"]: mention["start"] for mention in ordered["mentions"]}
    starts |= {event["id"]: event["trigger"]["start"] for event in ordered["events"]}
    place = {item["id"]: n for n, item in enumerate([*ordered["mentions"], *ordered["events"]])}
    for event in ordered["events"]:
        event["arguments"] = sorted(
            event["arguments"], key=lambda a: (_filler_start(a, starts), a["role"], a.get("mention") or a.get("event") or "")
        )
    for layer, members in (("entities", "mentions"), ("event_clusters", "events")):
        for cluster in ordered[layer]:
            cluster[members] = sorted(cluster[members], key=lambda member: (place.get(member, -1), member))
        ordered[layer].sort(key=lambda c: (place.get(c[members][0], -1), c["id"]))
    ordered["relations"].sort(key=lambda r: (place.get(r["head"], -1), place.get(r["tail"], -1), r["type"], r["id"]))
    return ordered
