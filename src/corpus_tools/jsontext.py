"""JSON as text: the canonical form of a record, and the line on which a value stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from corpus_tools.order import Record


def dumps(record: Record) -> bytes:
    """Write a record in canonical form: its own key order, one line an item of each layer, LF, no blank at any end."""
    parts = [f"  {_text(key)}: {_value(value)}" for key, value in record.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()


def _value(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_text(item)}" for item in value) + "\n  ]"
    return _text(value)


_TOKEN = re.compile(r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[\[\]{},:])|(?P<other>[^\s\[\]{},:"]+))', re.DOTALL)


@dataclass(slots=True)
class _Level:
    pointer: str
    keys: set[str] | None  # None in an array
    key: str | None = None
    index: int = 0

    def child(self) -> str:
        step = str(self.index) if self.keys is None else str(self.key)
        return f"{self.pointer}/{step.replace('~', '~0').replace('/', '~1')}"


@dataclass(frozen=True, slots=True)
class Place:
    """A value in JSON text: its pointer, its offset, and the key that is there for the second time, if any."""

    pointer: str
    offset: int
    duplicate: str | None = None


def places(text: str) -> Iterator[Place]:
    """Yield the place of every value of a well-formed JSON text, and of every duplicate key."""
    stack: list[_Level] = []
    for match in _TOKEN.finditer(text):
        mark, at = match[0].strip(" \t\r\n"), match.end() - len(match[0].strip(" \t\r\n"))
        level = stack[-1] if stack else None
        if mark in ("]", "}"):
            stack.pop()
        elif mark == ",":
            if level:
                level.index, level.key = level.index + 1, None
        elif mark == ":":
            continue
        elif level and level.keys is not None and level.key is None:
            level.key = orjson.loads(mark)
            if level.key in level.keys:
                yield Place(level.child(), at, level.key)
            level.keys.add(level.key)
        else:
            pointer = level.child() if level else ""
            yield Place(pointer, at)
            if mark in ("[", "{"):
                stack.append(_Level(pointer, None if mark == "[" else set()))


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset in the text."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1


def lines_of(text: str, pointers: set[str]) -> dict[str, int]:
    """Return the line on which the value of each pointer, or of its nearest ancestor that is there, begins."""
    found = {place.pointer: position(text, place.offset)[0] for place in places(text) if not place.duplicate}
    return {pointer: _nearest(pointer, found) for pointer in pointers}


def _nearest(pointer: str, found: dict[str, int]) -> int:
    while pointer and pointer not in found:
        pointer = pointer.rpartition("/")[0]
    return found.get(pointer, 1)
