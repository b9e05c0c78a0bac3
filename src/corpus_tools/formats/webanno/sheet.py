"""WebAnno TSV 3 as a sheet: layers with their columns, sentences, units with their cells, and the annotations in these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from corpus_tools.formats.losses import Report

NAME = "webanno"
FORMAT = "#FORMAT=WebAnno TSV 3"
SPAN, RELATION, CHAIN = "SP", "RL", "CH"
FIXED = 3
NOTHING, BARE = "_", "*"
_LAYER = re.compile(r"#T_(SP|RL|CH)=([^|]+)(?:\|(.*))?")
_OFFSETS = re.compile(r"([0-9]+)-([0-9]+)")
_UNIT = re.compile(r"[0-9]+-[0-9]+(?:\.[0-9]+)?")
_STACKED = re.compile(r"(?<!\\)\|")
_SLOTS = re.compile(r"(?<!\\);")
_NUMBER = re.compile(r"^(.*?)(?<!\\)\[([0-9]+)\]$", re.DOTALL)
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_MEANT = {"t": "\t", "n": "\n", "r": "\r"}


class Layer(NamedTuple):
    """A layer: SP (spans), RL (relations) or CH (chains), its type's name, the names of its columns and the first of them."""

    kind: str
    name: str
    columns: list[str]
    first: int

    @property
    def short(self) -> str:
        """The last part of the type's name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Unit:
    """A token, or a part of one (1-2.1): its id, its first and last UTF-16 unit, its form, and its cells as they are written."""

    line: int
    id: str
    start: int
    end: int
    form: str
    cells: list[str]


@dataclass(slots=True)
class Sentence:
    """The lines before the units, `#Text=` among them, and the units."""

    line: int
    heads: list[str] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text; a line break parts two lines of it."""
        return "\n".join(unescaped(head.removeprefix("#Text=")) for head in self.heads if head.startswith("#Text="))

    @property
    def id(self) -> str | None:
        return next((head.partition("=")[2] for head in self.heads if head.startswith("#Sentence.id=")), None)


@dataclass(slots=True)
class Sheet:
    """A file: the lines before its sentences, its layers, its sentences."""

    heads: list[str] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)


class Value(NamedTuple):
    """One of the annotations stacked in a cell: what is written, unescaped later, and its number where it has one."""

    text: str
    number: str | None


def unescaped(text: str) -> str:
    """Return what is meant by text in which a backslash escapes."""
    return _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[1]), text)


def escaped(text: str) -> str:
    """Return the text with all that has a meaning in a cell escaped."""
    plain = re.sub(r"(->|[\\\[\]|_;*])", r"\\\1", text)
    return plain.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def values(cell: str) -> Iterator[Value]:
    """Yield the annotations of a cell, which `|` parts; none for `_`."""
    for item in _STACKED.split(cell) if cell != NOTHING else ():
        match = _NUMBER.match(item)
        yield Value(match[1], match[2]) if match else Value(item, None)


def slots(text: str) -> list[str]:
    """Return the links of one annotation, which `;` parts."""
    return _SLOTS.split(text)


def parse(text: str, path: Path, report: Report) -> Sheet:
    """Return the sheet of a file; a problem for each line that is none of the format."""
    sheet, current = Sheet(), Sentence(0)
    if not text.startswith(FORMAT):
        report.refuse(path, 1, f"{NAME}-format", f"the first line is not {FORMAT}")
        return sheet
    for number, line in enumerate((line.removesuffix("\r") for line in text.split("\n")), 1):
        if not line:
            current = Sentence(number + 1)
        elif line.startswith("#") and not _is_unit(line):
            if not sheet.sentences and not line.startswith(("#Text=", "#Sentence.id=")):
                sheet.heads.append(line)
                _layer(sheet, line)
                continue
            _enter(sheet, current)
            current.heads.append(line)
        else:
            _enter(sheet, current)
            _unit(sheet, current, line, number, path, report)
    return sheet


def _is_unit(line: str) -> bool:
    return bool(_UNIT.fullmatch(line.partition("\t")[0]))


def _enter(sheet: Sheet, sentence: Sentence) -> None:
    if not sheet.sentences or sheet.sentences[-1] is not sentence:
        sheet.sentences.append(sentence)


def _layer(sheet: Sheet, line: str) -> None:
    if match := _LAYER.fullmatch(line):
        first = sum(len(layer.columns) for layer in sheet.layers)
        sheet.layers.append(Layer(match[1], match[2], (match[3] or "").split("|"), first))


def _unit(sheet: Sheet, sentence: Sentence, line: str, number: int, path: Path, report: Report) -> None:  # noqa: PLR0917  a line and its place
    id, *rest = line.split("\t")
    match = _OFFSETS.fullmatch(rest[0]) if rest else None
    width = sum(len(layer.columns) for layer in sheet.layers)
    if not _UNIT.fullmatch(id) or match is None or len(rest) < FIXED - 1:
        report.refuse(path, number, f"{NAME}-line", "a unit is SENTENCE-TOKEN, START-END, its form and a cell a column, parted by tabs")
        return
    cells = rest[FIXED - 1 :]
    full = len(cells) - (cells[-1:] == [""])
    if full != width:
        report.refuse(path, number, f"{NAME}-columns", f"{id} has {full} cells; the layers have {width} columns")
        return
    sentence.units.append(Unit(number, id, int(match[1]), int(match[2]), rest[1], cells))


def render(sheet: Sheet) -> str:
    """Return the text of a file: what `parse` read comes back byte for byte, if it is as INCEpTION writes it."""
    head = "".join(f"{line}\n" for line in sheet.heads)
    return head + "\n" + "".join(_rendered(sentence) for sentence in sheet.sentences)


def _rendered(sentence: Sentence) -> str:
    lines = [f"{unit.id}\t{unit.start}-{unit.end}\t{unit.form}\t" + "\t".join(unit.cells) for unit in sentence.units]
    return "\n" + "".join(f"{line}\n" for line in [*sentence.heads, *lines])
