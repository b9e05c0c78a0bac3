"""The syntax of one annotation line: its words, quotes and attributes, and where a slip in it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus_tools.order import Record

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<attribute>[a-z]+)=(?:"(?P<string>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"]+))
      | (?:(?P<where>[A-Za-z0-9][A-Za-z0-9._-]*):)?"(?P<quote>(?:[^"\\]|\\.)*)"(?:\#(?P<nth>[0-9]+))?
      | (?P<word>[^\s"]+)
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")


class SlipError(Exception):
    """A fault in one line: its column, from 0, and what is wrong."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@dataclass(slots=True)
class Token:
    """A word, a quote or an attribute: its text, its column from 0, and what a quote says of its place."""

    kind: str
    text: str
    column: int
    nth: int | None = None
    where: str | None = None


_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r"}


def unescape(text: str, column: int) -> str:
    """Resolve the escapes of a quote: a backslash before a quotation mark or backslash, before n or r for line ends."""

    def resolve(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPES:
            raise SlipError(column + match.start(), f"unknown escape '\\{match[1]}'; write \\\" or \\\\ or \\n")
        return _ESCAPES[match[1]]

    return _ESCAPE.sub(resolve, text)


def tokens(line: str) -> list[Token]:
    """Cut a line into tokens; SlipError for a quote that does not end."""
    found, at = [], 0
    end = len(line.rstrip())
    while at < end:
        match = _TOKEN.match(line, at)
        if not match:
            raise SlipError(at + len(line[at:]) - len(line[at:].lstrip()), "a quote that does not end")
        at = match.end()
        kind = match.lastgroup if match.lastgroup == "word" else "quote"
        column = match.start("word" if kind == "word" else "quote")
        if match["attribute"]:
            value = match["bare"] if match["bare"] is not None else unescape(match["string"], match.start("string"))
            found.append(Token("attribute", value, match.start("attribute"), where=match["attribute"]))
        elif kind == "word":
            found.append(Token("word", match["word"], column))
        else:
            nth = int(match["nth"]) if match["nth"] else None
            found.append(Token("quote", unescape(match["quote"], column), column - 1, nth, match["where"]))
    return found


class Line:
    """The tokens of one line, taken from the front."""

    def __init__(self, tokens: list[Token], width: int) -> None:
        self.tokens = tokens
        self.width = width

    def word(self, what: str) -> Token:
        if not self.tokens or self.tokens[0].kind != "word":
            raise SlipError(self.tokens[0].column if self.tokens else self.width, f"{what} is missing")
        return self.tokens.pop(0)

    def span(self, what: str) -> list[Token]:
        """Take a quote and, behind each '+', another part of it."""
        if not self.tokens or self.tokens[0].kind != "quote":
            raise SlipError(self.tokens[0].column if self.tokens else self.width, f"{what} is missing")
        parts = [self.tokens.pop(0)]
        while self.tokens and self.tokens[0].kind == "word" and self.tokens[0].text == "+":
            self.tokens.pop(0)
            parts += self.span("the quote after '+'")
        return parts

    def attributes(self, known: tuple[str, ...]) -> Record:
        """Take all key=value attributes, of which `by` and `method` make the provenance."""
        given: Record = {}
        for token in [token for token in self.tokens if token.kind == "attribute"]:
            key = token.where or ""
            if key not in (*known, "by", "method"):
                raise SlipError(token.column, f"unknown attribute {key!r}; known are {', '.join((*known, 'by', 'method'))}")
            if key in given:
                raise SlipError(token.column, f"attribute {key!r} is given twice")
            given[key] = token.text
            self.tokens.remove(token)
        if ("by" in given) != ("method" in given):
            raise SlipError(self.width, "'by' and 'method' go together")
        if "by" in given:
            given["provenance"] = {"agent": given.pop("by"), "method": given.pop("method")}
        return given

    def end(self) -> None:
        if self.tokens:
            raise SlipError(self.tokens[0].column, f"{self.tokens[0].text!r} is not expected here")
