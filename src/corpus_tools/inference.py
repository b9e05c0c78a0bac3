"""An ontology proposed from the labels that documents use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus_tools.order import Record

UNDESCRIBED = "Found in imported files; not yet described."
Table = dict[str, Any]


def inferred_ontology(records: Iterable[Record]) -> Record:
    """Return an ontology that allows exactly what the records do: their types, modes, roles with fillers, and relations."""
    entities: dict[str, Table] = {}
    events: dict[str, Table] = {}
    relations: dict[str, Table] = {}
    for record in records:
        types = {mention["id"]: mention["type"] for mention in record["mentions"]}
        _entity_types(record, types, entities)
        for event in record["events"]:
            _event_type(event, types, events)
        for relation in record["relations"]:
            ends = relations.setdefault(relation["type"], {"head": set(), "tail": set()})
            for end in ends:
                ends[end].add(types.get(relation[end], "span"))
    return {
        "entity_types": [_entity(name, entities[name]) for name in sorted(entities)],
        "event_types": [_event(name, events[name]) for name in sorted(events)],
        "relation_types": [_relation(name, relations[name]) for name in sorted(relations)],
    }


def _entity_types(record: Record, types: dict[str, str], entities: dict[str, Table]) -> None:
    for mention in record["mentions"]:
        found = entities.setdefault(mention["type"], {"subtypes": set(), "corefers": False, "refers_to": set()})
        if mention.get("subtype"):
            found["subtypes"].add(mention["subtype"])
    for entity in record["entities"]:
        entities.setdefault(entity["type"], {"subtypes": set(), "corefers": True, "refers_to": set()})["corefers"] = True
        for id in entity["mentions"]:
            entities[types[id]]["corefers"] = True
            if types[id] != entity["type"]:
                entities[types[id]]["refers_to"].add(entity["type"])


def _event_type(event: Record, types: dict[str, str], events: dict[str, Table]) -> None:
    found = events.setdefault(event["type"], {"modes": set(), "roles": {}})
    if event.get("mode"):
        found["modes"].add(event["mode"])
    for argument in event["arguments"]:
        filler = types.get(argument.get("mention") or "", "event" if argument.get("event") else "span")
        found["roles"].setdefault(argument["role"], set()).add(filler)


def _entity(name: str, found: Table) -> Record:
    lists = {key: sorted(found[key]) for key in ("subtypes", "refers_to") if found[key]}
    return {"type": name, "description": UNDESCRIBED, "corefers": found["corefers"], **lists}


def _event(name: str, found: Table) -> Record:
    roles = [{"role": role, "fillers": sorted(fillers)} for role, fillers in sorted(found["roles"].items())]
    modes = {"modes": sorted(found["modes"])} if found["modes"] else {}
    return {"type": name, "description": UNDESCRIBED, **modes, "roles": roles}


def _relation(name: str, ends: Table) -> Record:
    return {"type": name, "description": UNDESCRIBED, "head": sorted(ends["head"]), "tail": sorted(ends["tail"])}


def merged_ontology(one: Record, other: Record) -> Record:
    """Return the ontology that allows what either of two does; what `other` says of a label counts more than what `one` says."""
    return {key: _merged(one[key], other[key]) for key in ("entity_types", "event_types", "relation_types")}


def _merged(ones: list[Record], others: list[Record]) -> list[Record]:
    known = {item["type"]: item for item in ones}
    for item in others:
        known[item["type"]] = _both(known[item["type"]], item) if item["type"] in known else item
    return [known[name] for name in sorted(known)]


def _both(one: Record, other: Record) -> Record:
    both = {**one, **other}
    for key in ("subtypes", "refers_to", "modes", "head", "tail"):
        if key in both:
            both[key] = sorted({*one.get(key, ()), *other.get(key, ())})
    if "corefers" in both:
        both["corefers"] = one["corefers"] or other["corefers"]
    if "roles" in both:
        roles = {role["role"]: role for role in one["roles"]}
        for role in other["roles"]:
            fillers = sorted({*roles.get(role["role"], role)["fillers"], *role["fillers"]})
            roles[role["role"]] = {**role, "fillers": fillers}
        both["roles"] = [*roles.values()]
    return both
