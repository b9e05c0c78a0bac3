"""What the guidelines of a corpus say of each label: the section that is named as the label, and the rows of tables that begin with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
_HEADING = re.compile(r"(#+)\s+(.*?)\s*#*$")
_RULE = re.compile(r"\|[\s:|-]+\|?$")
# A bar that is escaped, or stands in code, is no edge of a cell; guidelines need the first only.
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class _Section:
    """What stands under a heading, up to the next one."""

    title: str
    blocks: list[Block] = field(default_factory=list)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip().strip("|"))]


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Yield paragraphs and tables; the lines of a list are paragraphs of their own."""
    paragraph: list[str] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        in_table = line.startswith("|")
        if paragraph and (in_table or not line.strip() or line.startswith("- ")):
            yield {"text": " ".join(paragraph)}
            paragraph = []
        if rows and not in_table:
            yield {"rows": rows}
            rows = []
        if in_table:
            rows += [] if _RULE.match(line) else [_cells(line)]
        elif line.strip():
            paragraph.append(line.strip())


def _sections(text: str) -> Iterator[_Section]:
    title, lines = "", list[str]()
    for line in text.split("\n"):
        if found := _HEADING.match(line):
            yield _Section(title, list(_blocks(lines)))
            title, lines = found[2], []
        else:
            lines.append(line)
    yield _Section(title, list(_blocks(lines)))


def _named(cell: str) -> str:
    return cell.strip("`* ")


def _rows_of(block: Block, label: str) -> list[Block]:
    """Return the table cut down to its head and the rows that begin with the label."""
    head, *rows = block.get("rows") or [[]]
    found = [row for row in rows if _named(row[0]) == label]
    return [{"rows": [head, *found]}] if found else []


def _said(sections: list[_Section], label: str) -> list[Block]:
    whole, _, part = label.partition("/")
    own = [block for section in sections if _named(section.title) == label for block in section.blocks]
    others = [block for section in sections for block in section.blocks if block not in own]
    under = [block for section in sections if part and _named(section.title) == whole for block in section.blocks]
    return (
        own
        + [found for block in others for found in _rows_of(block, label)]
        + [found for block in under for found in _rows_of(block, part)]
    )


def said_of(text: str, labels: Iterable[str]) -> dict[str, list[Block]]:
    """
    Return for each label that guidelines in Markdown speak of what they say: paragraphs (`text`) and tables (`rows`, the head first).

    That is the section whose heading is the label, and every table's rows whose first cell is the label; for a part of a label, as
    of Meet/summit, also the rows of the section Meet whose first cell is summit.
    """
    sections = list(_sections(text))
    found = {label: _said(sections, label) for label in dict.fromkeys(labels)}
    return {label: said for label, said in found.items() if said}
