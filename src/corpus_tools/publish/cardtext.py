"""What a card or a citation says, read back: YAML, JSON and the tables of numbers, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_BAR = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")
_FRONT = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The values of a mapping, and the line on which each key stands."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of numbers: what heads the table, the label that begins the row, and its numbers by column."""

    line: int
    kind: str
    label: str
    numbers: Mapping[str, float]


def front(card: str) -> Mapped | None:
    """Return what stands before the text; None if that is no YAML mapping."""
    match = _FRONT.match(card)
    return mapping(match[1], 2) if match else None


def mapping(text: str, first: int = 1) -> Mapped | None:
    """Return a YAML (or JSON) mapping whose text begins on the line `first`; None if it is none. Dates are strings."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        values = yaml.load(text, _Dateless)  # noqa: S506  a SafeLoader that resolves less
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        return None
    return Mapped(values, {key.value: key.start_mark.line + first for key, _ in node.value})


class _Dateless(yaml.SafeLoader):
    """YAML whose dates stay as they are written."""


_Dateless.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def rows(card: str) -> Iterator[Row]:
    """Yield the rows of the tables that have at least one column of numbers."""
    header: list[str] = []
    for line, text in enumerate(card.split("\n"), 1):
        cells = [cell.strip() for cell in _BAR.split(text)[1:-1]] if text.startswith("|") else []
        if not cells or not header:
            header = cells
        elif len(cells) == len(header) and not set(cells[0]) <= {"-", ":"}:
            numbers = {name: float(cell.replace(",", "")) for name, cell in zip(header, cells, strict=True) if _NUMBER.fullmatch(cell)}
            if numbers:
                yield Row(line, header[0], cells[0].strip("`").replace("\\|", "|").replace("&lt;", "<"), numbers)
