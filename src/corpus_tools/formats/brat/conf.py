"""annotation.conf to ontology, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus_tools import files
from corpus_tools.formats.brat.reader import AXES, EQUIVALENT, FEATURES, FLAGS, SPAN, SUPPORT, VALUES
from corpus_tools.formats.contract import decoded
from corpus_tools.formats.labels import fitting_label
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

CONF = "annotation.conf"
FROM = "From annotation.conf."
UNUSED = "line[|s] of annotation.conf that no ontology can hold"
_MACRO = re.compile(r"<([^<>=\s]+)>\s*=\s*(\S.*)")
_ARGUMENT = re.compile(r"([^\s:?*+{]+)([?*+]|\{[^}]*\})?:(\S+)")

Section = list[tuple[str, str]]


def read_ontology(path: Path, report: Report) -> Record | None:
    """Return the ontology that the annotation.conf of a folder, or of the nearest one above, says; None if there is none."""
    folder = path if path.is_dir() else path.parent
    found = next((place / CONF for place in (folder, *folder.parents) if (place / CONF).is_file()), None)
    text = decoded(found, "brat", report) if found else None
    return _ontology(_sections(text), report) if text is not None else None


def _sections(text: str) -> dict[str, Section]:
    """Return name and rest of each line, by section, macros put in and groups left out."""
    sections: dict[str, Section] = {}
    macros: dict[str, str] = {}
    current: Section = []
    for line in (line.strip() for line in text.split("\n")):
        if match := re.fullmatch(r"\[(\w+)\]", line):
            current = sections.setdefault(match[1], [])
        elif match := _MACRO.match(line):
            macros[match[1]] = match[2].strip()
        elif line and line[0] not in "#!-":
            current.append(_definition(line, macros))
    return sections


def _definition(line: str, macros: dict[str, str]) -> tuple[str, str]:
    for name, value in macros.items():
        line = line.replace(f"<{name}>", value)
    name, _, rest = line.partition("\t") if "\t" in line else line.partition(" ")
    return name.strip(), rest.strip()


def _ontology(sections: dict[str, Section], report: Report) -> Record:
    entities = [fitting_label(name) for name, _ in sections.get("entities", [])]
    relations = [line for line in sections.get("relations", []) if not line[0].startswith("<")]
    equivalent = {
        name for label, rest in relations if label == EQUIVALENT for name in _types(dict(_arguments(rest)).get("Arg1", ""), entities)
    }
    known = {name: {"type": name, "description": FROM, "corefers": name in equivalent} for name in entities}
    events = {fitting_label(name): _event(name, rest, entities) for name, rest in sections.get("events", []) if not name.startswith("<")}
    made = {fitting_label(name): _relation(name, rest, entities, report) for name, rest in relations if name != EQUIVALENT}
    return {
        "entity_types": [*known.values()],
        "event_types": [*events.values()],
        "relation_types": [relation for relation in made.values() if relation],
    }


def _arguments(rest: str) -> Iterator[tuple[str, str]]:
    for match in _ARGUMENT.finditer(rest.replace(",", " ")):
        if match[1][0] != "<":
            yield match[1], match[3]


def _types(alternatives: str, entities: list[str]) -> list[str]:
    names: list[str] = []
    for name in alternatives.split("|"):
        names += {"<EVENT>": ["event"], "<ENTITY>": entities, "<ANY>": [*entities, "event"]}.get(
            name, [fitting_label(name)] if name else []
        )
    return list(dict.fromkeys(names))


def _event(name: str, rest: str, entities: list[str]) -> Record:
    roles = [
        {"role": fitting_label(match[1]), "fillers": _types(match[3], entities), "core": match[2] not in ("?", "*")}
        for match in _ARGUMENT.finditer(rest.replace(",", " "))
    ]
    return {"type": fitting_label(name), "description": FROM, "roles": [role for role in roles if role["fillers"]]}


def _relation(name: str, rest: str, entities: list[str], report: Report) -> Record | None:
    ends = [types for types in (_types(types, entities) for _, types in _arguments(rest)) if types]
    if len(ends) != 2:  # noqa: PLR2004  a relation has two ends
        report.lose("", name, UNUSED, rest)
        return None
    symmetric = {"symmetric": True} if "symmetric" in rest.partition("<REL-TYPE>")[2] else {}
    return {"type": fitting_label(name), "description": FROM, "head": ends[0], "tail": ends[1], **symmetric}


# ------------------------------------------------------------------------------------------------------------- write


def write_ontology(ontology: Record, out: Path) -> list[Path]:
    """Write annotation.conf into the folder `out`: the labels of an ontology, and those that the writer adds."""
    sections = {
        "entities": [*(entity["type"] for entity in ontology["entity_types"]), SPAN, SUPPORT],
        "relations": [*_equivalent(ontology), *(_relation_line(relation, ontology) for relation in ontology["relation_types"])],
        "events": [_event_line(event, ontology) for event in ontology["event_types"]],
        "attributes": [*_attribute_lines(ontology)],
    }
    text = "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())
    files.write(out / CONF, text.encode())
    return [out / CONF]


def _equivalent(ontology: Record) -> Iterator[str]:
    types = "|".join(entity["type"] for entity in ontology["entity_types"] if entity["corefers"])
    if types:
        yield f"{EQUIVALENT}\tArg1:{types}, Arg2:{types}, <REL-TYPE>:symmetric-transitive"


def _fillers(names: list[str], ontology: Record) -> str:
    groups: dict[str, Any] = ontology.get("filler_groups", {})
    flat = [name for given in names for name in (groups[given[1:]] if given.startswith("$") else [given])]
    return "|".join(dict.fromkeys({"event": "<EVENT>", "span": SPAN}.get(name, name) for name in flat))


def _relation_line(relation: Record, ontology: Record) -> str:
    ends = f"Arg1:{_fillers(relation['head'], ontology)}, Arg2:{_fillers(relation['tail'], ontology)}"
    return f"{relation['type']}\t{ends}" + (", <REL-TYPE>:symmetric" if relation.get("symmetric") else "")


def _event_line(event: Record, ontology: Record) -> str:
    roles = [f"{role['role']}*:{_fillers(role['fillers'], ontology)}" for role in event["roles"]]
    return f"{event['type']}\t{', '.join([*roles, f'{SUPPORT}?:{SUPPORT}'])}"


def _attribute_lines(ontology: Record) -> Iterator[str]:
    modes = sorted({mode for event in ontology["event_types"] for mode in event.get("modes", [])})
    subtypes = sorted({subtype for entity in ontology["entity_types"] for subtype in entity.get("subtypes", [])})
    yield from (f"{name}\tArg:<EVENT>" for name in FLAGS)
    values = {**VALUES, "mode": modes, "subtype": subtypes}
    for name, key in {**AXES, **FEATURES}.items():
        if values[key]:
            yield f"{name}\tArg:{'<EVENT>' if name in AXES else '<ENTITY>'}, Value:{'|'.join(values[key])}"
