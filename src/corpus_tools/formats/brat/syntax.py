"""The lines of brat's standoff files, taken apart: each kind of annotation with its id and its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Parts = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text-bound annotation, T: label, parts in the file's units, and the text it says is there."""

    id: str
    line: int
    label: str
    parts: Parts
    surface: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event, E: type, id of the trigger, and arguments as role and id."""

    id: str
    line: int
    label: str
    trigger: str
    arguments: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A binary relation, R: type, and two arguments as role and id."""

    id: str
    line: int
    label: str
    arguments: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A relation of equivalence, *: type and the ids of all that are equivalent."""

    line: int
    label: str
    members: list[str]


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, A or M: name, id of what has it, and a value unless it is binary."""

    id: str
    line: int
    name: str
    target: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note, #, or a normalisation, N: type, id of what it is about, reference (N only) and text."""

    id: str
    line: int
    label: str
    target: str
    text: str
    reference: str | None = None


class SlipError(Exception):
    """A line that is not of the format; the message says why."""


@dataclass(slots=True)
class Standoff:
    """All annotations of one document, by kind."""

    texts: dict[str, Text] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    equivalences: list[Equivalence] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    extra_tabs: list[str] = field(default_factory=list)

    def add(self, line: str, number: int) -> None:
        """Take in a line; SlipError for one that is none of the format."""
        read = _KINDS.get(line[:1])
        if read is None:
            raise SlipError(f"a line begins with one of T E R * A M N #, not {line[:1]!r}")
        columns = line.split("\t")
        while len(columns) > _COLUMNS.get(line[0], 2) and not columns[-1].strip():
            columns.pop()
            self.extra_tabs.append(columns[0])
        read(self, columns, number)


# Columns of a line, where a tab at its end is one too many.
_COLUMNS = {"T": 3, "N": 3, "#": 3}
_OFFSETS = re.compile(r"-?[0-9]+ -?[0-9]+(?:;-?[0-9]+ -?[0-9]+)*")


def _column(columns: list[str], n: int, what: str) -> str:
    if n >= len(columns):
        raise SlipError(f"{what} is missing; columns are separated by tabs")
    return columns[n]


def _new(id: str, known: Mapping[str, object]) -> str:
    if id in known:
        raise SlipError(f"the id {id} stands twice")
    return id


def _text(standoff: Standoff, columns: list[str], number: int) -> None:
    label, _, offsets = _column(columns, 1, "label and offsets").partition(" ")
    if not _OFFSETS.fullmatch(offsets.strip()):
        raise SlipError(f"offsets are START END, more parts after ';', not {offsets!r}")
    pairs = (part.split(" ") for part in offsets.strip().split(";"))
    surface = _column(columns, 2, "the text")
    if len(columns) > _COLUMNS["T"]:
        standoff.extra_tabs.append(columns[0])
    id = _new(columns[0], standoff.texts)
    standoff.texts[id] = Text(id, number, label, [(int(start), int(end)) for start, end in pairs], surface)


def _arguments(words: list[str]) -> list[tuple[str, str]]:
    found = [word.rpartition(":") for word in words]
    if wrong := [word for word, (role, _, id) in zip(words, found, strict=True) if not (role and id)]:
        raise SlipError(f"an argument is ROLE:ID, not {wrong[0]!r}")
    return [(role, id) for role, _, id in found]


def _event(standoff: Standoff, columns: list[str], number: int) -> None:
    words = _arguments(_column(columns, 1, "type and trigger").split())
    if not words:
        raise SlipError("an event is TYPE:TRIGGER and its arguments")
    id = _new(columns[0], standoff.events)
    standoff.events[id] = Event(id, number, *words[0], words[1:])


def _relation(standoff: Standoff, columns: list[str], number: int) -> None:
    label, *words = _column(columns, 1, "the type").split() or [""]
    arguments = _arguments(words)
    if len(arguments) != 2:  # noqa: PLR2004  a relation has two ends
        raise SlipError(f"a relation has two arguments, not {len(arguments)}")
    id = _new(columns[0], standoff.relations)
    standoff.relations[id] = Relation(id, number, label, arguments)


def _equivalence(standoff: Standoff, columns: list[str], number: int) -> None:
    label, *members = _column(columns, 1, "the type").split() or [""]
    standoff.equivalences.append(Equivalence(number, label, members))


def _attribute(standoff: Standoff, columns: list[str], number: int) -> None:
    words = _column(columns, 1, "the name").split(None, 2)
    if len(words) < 2:  # noqa: PLR2004
        raise SlipError("an attribute is NAME ID and, unless it is binary, a value")
    standoff.attributes.append(Attribute(columns[0], number, words[0], words[1], words[2] if len(words) > 2 else None))  # noqa: PLR2004


def _note(standoff: Standoff, columns: list[str], number: int) -> None:
    words = _column(columns, 1, "the type").split()
    if len(words) != (3 if columns[0].startswith("N") else 2):
        raise SlipError("a normalisation is TYPE ID REFERENCE, a note TYPE ID")
    text = columns[2] if len(columns) > 2 else ""  # noqa: PLR2004
    standoff.notes.append(Note(columns[0], number, words[0], words[1], text, words[2] if columns[0].startswith("N") else None))


_KINDS: dict[str, Callable[[Standoff, list[str], int], None]] = {
    "T": _text,
    "E": _event,
    "R": _relation,
    "*": _equivalence,
    "A": _attribute,
    "M": _attribute,
    "N": _note,
    "#": _note,
}

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = {written: meant for meant, written in _ESCAPES.items()}


def escaped(text: str) -> str:
    """Return a string as one that a note can hold: no tab, no line end."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def unescaped(text: str) -> str:
    """Return the string that `escaped` wrote."""
    return re.sub(r"\\[\\nrt]", lambda match: _ESCAPED[match[0]], text)
