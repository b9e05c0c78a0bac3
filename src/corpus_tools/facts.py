"""The tables that rules look at beside the flat ones: what Python can see and a query cannot say well."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import regex

from corpus_tools.order import Record
from corpus_tools.sources import Row, Sources
from corpus_tools.text import sha256

_STRING, _INT, _BOOL = pa.string(), pa.int64(), pa.bool_()

SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(list(columns.items()))
    for name, columns in {
        "files": {
            **dict.fromkeys(("path", "kind", "document_id", "symlink_target", "invalid_byte"), _STRING),
            **dict.fromkeys(("bytes", "limit", "carriage_return_line", "not_nfc_line"), _INT),
            **dict.fromkeys(("listed", "byte_order_mark", "usable", "has_annotation", "canonical", "carries_text"), _BOOL),
        },
        "faults": {**dict.fromkeys(("kind", "path", "pointer", "message"), _STRING), "line": _INT, "column": _INT},
        "splits": {"split": _STRING, "document_id": _STRING},
        "empty_splits": {"split": _STRING},
        "documents": {
            **dict.fromkeys(("id", "path", "split", "language", "availability", "basis", "date", "license"), _STRING),
            **dict.fromkeys(("text_sha256", "actual_sha256"), _STRING),
            **dict.fromkeys(("text_length", "actual_length", "sentence_count"), _INT),
            **dict.fromkeys(("has_text", "says_who_wrote", "says_who_annotated"), _BOOL),
        },
        "spans": {
            **dict.fromkeys(("document_id", "pointer", "layer", "id", "part", "text", "slice", "before", "after"), _STRING),
            **dict.fromkeys(("start", "end", "text_length"), _INT),
            **dict.fromkeys(("is_fragment", "splits_grapheme"), _BOOL),
        },
        "ids": dict.fromkeys(("document_id", "pointer", "layer", "id"), _STRING),
        "refs": dict.fromkeys(("document_id", "pointer", "layer", "id", "target_layer", "target"), _STRING),
        "outside_sentences": {"document_id": _STRING, "start": _INT, "end": _INT, "slice": _STRING},
        "characters": {**dict.fromkeys(("document_id", "kind", "name"), _STRING), "line": _INT, "count": _INT},
        "near_duplicates": {"document_id": _STRING, "other_id": _STRING, "similarity": pa.float64()},
        "entity_types": {"type": _STRING, "corefers": _BOOL, "normalized_by": _STRING},
        "entity_subtypes": {"type": _STRING, "subtype": _STRING},
        "refers_to": {"type": _STRING, "other": _STRING},
        "event_types": {"type": _STRING},
        "event_modes": {"type": _STRING, "mode": _STRING},
        "roles": {"type": _STRING, "role": _STRING, "core": _BOOL},
        "role_fillers": {"type": _STRING, "role": _STRING, "filler": _STRING},
        "relation_types": {"type": _STRING, "acyclic": _BOOL},
        "relation_fillers": {"type": _STRING, "place": _STRING, "filler": _STRING},
        "filler_names": {"pointer": _STRING, "name": _STRING, "known": _BOOL},
    }.items()
}


def fact_tables(sources: Sources) -> dict[str, pa.Table]:
    """Make every table of SCHEMAS from the sources."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    rows["files"] = sources.files
    rows["faults"] = sources.faults
    splits = sources.manifest.get("splits", {})
    rows["splits"] = [{"split": split, "document_id": id} for split, ids in splits.items() for id in ids]
    rows["empty_splits"] = [{"split": split} for split, ids in splits.items() if not ids and any(splits.values())]
    split_of = {row["document_id"]: row["split"] for row in rows["splits"]}
    for record, path in zip(sources.records, sources.record_paths, strict=True):
        rows["documents"].append(_document(record, path, split_of.get(record["id"])))
        rows["spans"] += _spans(record)
        rows["ids"] += _ids(record)
        rows["refs"] += _references(record)
        rows["outside_sentences"] += _outside_sentences(record)
        rows["characters"] += _characters(record)
    rows["near_duplicates"] += _similar(sources.records)
    rows |= _ontology(sources.ontology)
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


def _document(record: Record, path: str, split: str | None) -> Row:
    text, layers = record.get("text"), {layer["layer"] for layer in record["provenance"]}
    return {
        **{key: record[key] for key in ("id", "language", "availability", "basis", "date", "text_sha256", "text_length")},
        "path": path,
        "split": split,
        "license": record["source"]["license"],
        "has_text": text is not None,
        "actual_sha256": sha256(text) if text is not None else None,
        "actual_length": len(text) if text is not None else None,
        "sentence_count": len(record["sentences"]),
        "says_who_wrote": "text" in layers,
        "says_who_annotated": bool(layers - {"text"}),
    }


# ------------------------------------------------------------------------------------------------------- spans


def _named_spans(record: Record) -> Iterator[tuple[str, str, str, str, Record]]:
    """Yield pointer, layer, id, part and span of every span of a document."""
    for layer in ("sentences", "mentions"):
        for n, item in enumerate(record[layer]):
            yield f"/{layer}/{n}", layer, item["id"], layer[:-1], item
    for n, event in enumerate(record["events"]):
        at = f"/events/{n}"
        yield f"{at}/trigger", "events", event["id"], "trigger", event["trigger"]
        if event.get("support_verb"):
            yield f"{at}/support_verb", "events", event["id"], "support verb", event["support_verb"]
        for k, argument in enumerate(event["arguments"]):
            if argument.get("span"):
                yield f"{at}/arguments/{k}/span", "events", event["id"], f"{argument['role']} span", argument["span"]


def _spans(record: Record) -> Iterator[Row]:
    text: str | None = record.get("text")
    inside = _inside_graphemes(text) if text is not None else frozenset[int]()
    for at, layer, id, part, span in _named_spans(record):
        parts = [(at, span, False)]
        parts += [(f"{at}/fragments/{n}", f, True) for n, f in enumerate(span.get("fragments") or [])]
        for pointer, piece, is_fragment in parts:
            start, end = piece["start"], piece["end"]
            yield {
                "document_id": record["id"],
                "pointer": pointer,
                "layer": layer,
                "id": id,
                "part": part,
                "start": start,
                "end": end,
                "text_length": record["text_length"],
                "text": piece.get("text"),
                "slice": text[start:end] if text is not None else None,
                "before": text[max(start - 1, 0) : start] if text is not None else None,
                "after": text[end : end + 1] if text is not None else None,
                "is_fragment": is_fragment,
                "splits_grapheme": start in inside or end in inside,
            }


_GRAPHEME = regex.compile(r"\X")


def _inside_graphemes(text: str) -> frozenset[int]:
    """Return the code points at which a grapheme cluster goes on rather than begins."""
    long = (match.span() for match in _GRAPHEME.finditer(text) if match.end() - match.start() > 1)
    return frozenset(n for start, end in long for n in range(start + 1, end))


def _outside_sentences(record: Record) -> Iterator[Row]:
    text = record.get("text")
    if text is None:
        return
    at = 0
    ends = [*((s["start"], s["end"]) for s in sorted(record["sentences"], key=lambda s: s["start"])), (len(text), len(text))]
    for start, end in ends:
        if text[at:start].strip():
            yield {"document_id": record["id"], "start": at, "end": start, "slice": text[at:start].strip()}
        at = max(at, end)


# ------------------------------------------------------------------------------------------- ids and references


def _ids(record: Record) -> Iterator[Row]:
    for layer in ("sentences", "mentions", "entities", "events", "event_clusters", "relations"):
        for n, item in enumerate(record[layer]):
            yield {"document_id": record["id"], "pointer": f"/{layer}/{n}", "layer": layer, "id": item["id"]}


def _targets(record: Record) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield pointer, layer and id of whatever refers to something, and the layer and id of what it refers to."""
    for layer, members in (("entities", "mentions"), ("event_clusters", "events")):
        for n, cluster in enumerate(record[layer]):
            yield from ((f"/{layer}/{n}", layer, cluster["id"], members, target) for target in cluster[members])
    for n, event in enumerate(record["events"]):
        for k, argument in enumerate(event["arguments"]):
            at = f"/events/{n}/arguments/{k}"
            kinds = (kind for kind in ("mention", "event") if argument.get(kind))
            yield from ((at, "events", event["id"], f"{kind}s", argument[kind]) for kind in kinds)
    for n, relation in enumerate(record["relations"]):
        yield from ((f"/relations/{n}", "relations", relation["id"], "mentions", relation[end]) for end in ("head", "tail"))


def _references(record: Record) -> Iterator[Row]:
    columns = ("pointer", "layer", "id", "target_layer", "target")
    yield from ({"document_id": record["id"], **dict(zip(columns, row, strict=True))} for row in _targets(record))


# ------------------------------------------------------------------------------------------------- characters

_CHARACTERS = {
    "presentation-form": regex.compile(r"[\uFB50-\uFDFF\uFE70-\uFEFC]"),
    "byte-order-mark": regex.compile(r"\uFEFF"),
    "control": regex.compile(r"[\p{Cc}--[\n\t]]", regex.V1),
    "persian-letter": regex.compile(r"[\u06A9\u06CC\u06C1\u06BE]"),
    "latin-digit": regex.compile(r"[0-9]"),
    "arabic-indic-digit": regex.compile(r"[\u0660-\u0669]"),
    "extended-arabic-indic-digit": regex.compile(r"[\u06F0-\u06F9]"),
    "replacement": regex.compile(r"\uFFFD"),
}
_OPENERS, _CLOSERS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


def _characters(record: Record) -> Iterator[Row]:
    """Yield, for each kind of remarkable character in the text, its first line, its name and how often it stands there."""
    text = record.get("text")
    if text is None:
        return
    for kind, pattern in _CHARACTERS.items():
        places = [match.start() for match in pattern.finditer(text)]
        if places:
            first = text[places[0]]
            name = f"U+{ord(first):04X} {unicodedata.name(first, 'CONTROL')}"
            line = text.count("\n", 0, places[0]) + 1
            yield {"document_id": record["id"], "kind": kind, "name": name, "line": line, "count": len(places)}
    for number, line_text in enumerate(text.split("\n"), 1):
        counts = Counter(line_text)
        if sum(counts[c] for c in _OPENERS) != sum(counts[c] for c in _CLOSERS):
            yield {"document_id": record["id"], "kind": "unbalanced-bidi", "name": "", "line": number, "count": 1}


# ------------------------------------------------------------------------------------------------- similarity

SHINGLE = 5


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = regex.findall(r"[\p{L}\p{N}]+", text)
    return frozenset(tuple(words[n : n + SHINGLE]) for n in range(max(len(words) - SHINGLE + 1, 1)))


def _similar(records: list[Record], least: float = 0.1) -> Iterator[Row]:
    """Yield the pairs of texts whose runs of five words have a Jaccard index of `least` or more."""
    shingles = {record["id"]: _shingles(record["text"]) for record in records if record.get("text")}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id, found in shingles.items():
        for shingle in found:
            holders[shingle].append(id)
    shared = Counter((a, b) for ids in holders.values() for i, a in enumerate(ids) for b in ids[i + 1 :])
    for (a, b), common in sorted(shared.items()):
        similarity = common / (len(shingles[a]) + len(shingles[b]) - common)
        if similarity >= least:
            yield {"document_id": b, "other_id": a, "similarity": similarity}


# --------------------------------------------------------------------------------------------------- ontology


def expanded(fillers: list[str], groups: dict[str, list[str]]) -> list[str]:
    """Replace each $NAME by the fillers of its group; an unknown group stays as it is."""
    return [name for filler in fillers for name in (groups.get(filler[1:], [filler]) if filler[0] == "$" else [filler])]


def _ontology(ontology: Record) -> dict[str, list[Row]]:
    if not ontology:
        return {}
    groups = ontology.get("filler_groups", {})
    entity_types, event_types = ontology["entity_types"], ontology["event_types"]
    relation_types = ontology["relation_types"]
    rows: dict[str, list[Row]] = {
        "entity_types": [{key: t.get(key) for key in ("type", "corefers", "normalized_by")} for t in entity_types],
        "entity_subtypes": [{"type": t["type"], "subtype": s} for t in entity_types for s in t.get("subtypes", [])],
        "refers_to": [{"type": t["type"], "other": o} for t in entity_types for o in t.get("refers_to", [])],
        "event_types": [{"type": t["type"]} for t in event_types],
        "event_modes": [{"type": t["type"], "mode": m} for t in event_types for m in t.get("modes", [])],
        "roles": [{"type": t["type"], "role": r["role"], "core": r.get("core", False)} for t in event_types for r in t["roles"]],
        "relation_types": [{"type": t["type"], "acyclic": t.get("acyclic", False)} for t in relation_types],
        "role_fillers": [
            {"type": t["type"], "role": r["role"], "filler": f}
            for t in event_types
            for r in t["roles"]
            for f in expanded(r["fillers"], groups)
        ],
        "relation_fillers": [
            {"type": t["type"], "place": place, "filler": f}
            for t in relation_types
            for place in ("head", "tail")
            for f in expanded(t[place], groups)
        ],
    }
    rows["filler_names"] = list(_filler_names(ontology))
    return rows


def _filler_names(ontology: Record) -> Iterator[dict[str, Any]]:
    """Yield every name that a list of fillers uses, and whether there is something of that name."""
    groups = ontology.get("filler_groups", {})
    known = {t["type"] for t in ontology["entity_types"]} | {f"${name}" for name in groups}
    lists = [(f"/filler_groups/{name}", fillers, known) for name, fillers in groups.items()]
    for n, event in enumerate(ontology["event_types"]):
        places = ((f"/event_types/{n}/roles/{k}", role["fillers"]) for k, role in enumerate(event["roles"]))
        lists += [(at, fillers, known | {"span", "event"}) for at, fillers in places]
    for n, relation in enumerate(ontology["relation_types"]):
        lists += [(f"/relation_types/{n}/{place}", relation[place], known) for place in ("head", "tail")]
    for n, entity in enumerate(ontology["entity_types"]):
        lists.append((f"/entity_types/{n}/refers_to", entity.get("refers_to", []), known))
    for at, fillers, names in lists:
        yield from ({"pointer": at, "name": name, "known": name in names} for name in fillers)
