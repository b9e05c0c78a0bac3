"""The label inventory as tables: what the rules compare labels with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from corpus_tools.order import Record

Row = dict[str, Any]

_STRING, _BOOL = pa.string(), pa.bool_()
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(list(columns.items()))
    for name, columns in {
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


def inventory_tables(ontology: Record) -> dict[str, pa.Table]:
    """Make every table of SCHEMAS from an ontology; empty ones from none."""
    rows = _rows(ontology) if ontology else {}
    return {name: pa.Table.from_pylist(rows.get(name, []), schema=schema) for name, schema in SCHEMAS.items()}


def expanded(fillers: list[str], groups: dict[str, list[str]]) -> list[str]:
    """Replace each $NAME by the fillers of its group; an unknown group stays as it is."""
    return [name for filler in fillers for name in (groups.get(filler[1:], [filler]) if filler[0] == "$" else [filler])]


def _rows(ontology: Record) -> dict[str, list[Row]]:
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
