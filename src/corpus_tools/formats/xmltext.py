"""XML of other tools: elements with the line they stand on; and XML written so that every character comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # entities outside the file are never fetched, and expat bounds what those inside grow to
from xml.sax.saxutils import escape, quoteattr

from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

UNXML = "document[|s] left out, XML having no way to write a character of [its|their] text"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, its attributes, children and text, and its line from 1. `text` has no children's text."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, *path: str) -> list[Element]:
        """Return the descendants along a path of names."""
        found = [self]
        for tag in path:
            found = [child for one in found for child in one.children if child.tag == tag]
        return found

    def first(self, *path: str) -> Element | None:
        """Return the first descendant along a path of names, if there is one."""
        return next(iter(self.all(*path)), None)


def parsed(path: Path, name: str, report: Report) -> Element | None:
    """Return the root of an XML file; None and a problem for one that is not well-formed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    roots: list[Element] = []
    stack: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def read(data: str) -> None:
        stack[-1].pieces.append(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = read
    try:
        parser.Parse(path.read_bytes(), True)  # noqa: FBT003  expat knows its argument by place only
    except expat.ExpatError as error:
        report.refuse(path, error.lineno, f"{name}-xml", f"no XML: {expat.ErrorString(error.code)}", error.offset + 1)
        return None
    return roots[0]


def fits(text: str) -> bool:
    """Tell whether XML can hold every character of a text."""
    return not _NO_XML.search(text)


def text_fits(record: Record, report: Report) -> bool:
    """Tell whether XML can hold the text of a record; note the loss of one that it cannot."""
    found = _NO_XML.search(record["text"])
    if found:
        report.lose(record["id"], "", UNXML, f"U+{ord(found[0]):04X} at {found.start()}")
    return not found


def element(tag: str, attributes: Mapping[str, str], content: str | Iterable[str] = ()) -> str:
    """Return an element with a text, or with elements written before, as XML."""
    opening = tag + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = escaped(content) if isinstance(content, str) else "".join(content)
    return f"<{opening}>{inner}</{tag}>" if inner else f"<{opening}/>"


def escaped(text: str) -> str:
    """Return a text as XML; a carriage return, which a parser would make a line feed, as a reference."""
    return escape(text, {"\r": "&#13;"})
