"""What differs between two label inventories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus_tools.diff.values import LabelDiff
from corpus_tools.order import Record

KINDS = ("entity type", "entity subtype", "event type", "event mode", "role", "relation type")
_OF_TYPE = {"entity subtype": "entity type", "event mode": "event type", "role": "event type"}
Definitions = Mapping[str, Any]


def label_diffs(old: Record, new: Record) -> tuple[LabelDiff, ...]:
    """
    Return what is different, kind by kind.

    A label is renamed if one that is gone and one that is new have the same description, and no other has it; what belongs to a
    renamed type is compared under its new name.
    """
    renamed: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    found = []
    for kind in KINDS:
        under = renamed.get(_OF_TYPE.get(kind, ""), {})
        before = {_under(name, under): what for name, what in _definitions(old, kind)}
        after = dict(_definitions(new, kind))
        renamed[kind] = _renamed(before, after)
        found.append(_one(kind, before, after, renamed[kind]))
    return tuple(diff for diff in found if diff != LabelDiff(diff.kind))


def _one(kind: str, before: Definitions, after: Definitions, renamed: Mapping[str, str]) -> LabelDiff:
    return LabelDiff(
        kind,
        added=tuple(sorted(after.keys() - before.keys() - set(renamed.values()))),
        removed=tuple(sorted(before.keys() - after.keys() - renamed.keys())),
        renamed=tuple(sorted(renamed.items())),
        changed=tuple(name for name, what in before.items() if name in after and after[name] != what),
    )


def _definitions(ontology: Record, kind: str) -> Iterator[tuple[str, Any]]:
    """Yield each label of a kind with its definition; labels that have a list of their own are no part of that of their type."""
    entity_types, event_types = ontology.get("entity_types", ()), ontology.get("event_types", ())
    if kind == "entity type":
        yield from ((t["type"], _without(t, "type", "subtypes")) for t in entity_types)
    elif kind == "entity subtype":
        yield from ((f"{t['type']}/{subtype}", None) for t in entity_types for subtype in t.get("subtypes", ()))
    elif kind == "event type":
        yield from ((t["type"], _without(t, "type", "modes", "roles")) for t in event_types)
    elif kind == "event mode":
        yield from ((f"{t['type']}/{mode}", None) for t in event_types for mode in t.get("modes", ()))
    elif kind == "role":
        yield from ((f"{t['type']}/{role['role']}", _without(role, "role")) for t in event_types for role in t["roles"])
    else:
        yield from ((t["type"], _without(t, "type")) for t in ontology.get("relation_types", ()))


def _without(record: Record, *keys: str) -> Record:
    return {key: value for key, value in record.items() if key not in keys}


def _under(name: str, renamed: Mapping[str, str]) -> str:
    type_name, slash, rest = name.partition("/")
    return f"{renamed.get(type_name, type_name)}{slash}{rest}"


def _renamed(before: Definitions, after: Definitions) -> dict[str, str]:
    gone = _by_description({name: what for name, what in before.items() if name not in after})
    come = _by_description({name: what for name, what in after.items() if name not in before})
    return {names[0]: come[text][0] for text, names in gone.items() if len(names) == 1 and len(come.get(text, ())) == 1}


def _by_description(definitions: Definitions) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, what in definitions.items():
        if what and what.get("description"):
            found.setdefault(what["description"], []).append(name)
    return found
