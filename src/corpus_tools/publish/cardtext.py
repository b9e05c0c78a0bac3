"""What a card says, read back: the YAML before its text, and the tables of numbers in it, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_FRONT = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Front:
    """The values before the text of a card, and the line on which each key stands."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of numbers: what heads the table, the label that begins the row, and its numbers by column."""

    line: int
    kind: str
    label: str
    numbers: Mapping[str, int]


def front(card: str) -> Front | None:
    """Return what stands before the text; None if that is no YAML mapping."""
    match = _FRONT.match(card)
    try:
        node = yaml.compose(match[1], yaml.SafeLoader) if match else None
        values = yaml.safe_load(match[1]) if match else None
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        return None
    # Its first line is the second of the file, and YAML counts from 0.
    return Front(values, {key.value: key.start_mark.line + 2 for key, _ in node.value})


def rows(card: str) -> Iterator[Row]:
    """Yield the rows of the tables that have at least one column of numbers."""
    header: list[str] = []
    for line, text in enumerate(card.split("\n"), 1):
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")] if text.startswith("|") else []
        if not cells or not header:
            header = cells
        elif len(cells) == len(header) and not set(cells[0]) <= {"-", ":"}:
            numbers = {name: int(cell.replace(",", "")) for name, cell in zip(header, cells, strict=True) if _NUMBER.fullmatch(cell)}
            if numbers:
                yield Row(line, header[0], cells[0].strip("`"), numbers)


_NUMBER = re.compile(r"[0-9][0-9,]*")
