"""Mentions of entities written as brackets at their first and last token: `(4`, `4)`, `(4)`, as CoNLL-2012 and CorefUD do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus_tools.formats.carrying import points_of
from corpus_tools.order import Record

Parts = tuple[tuple[int, int], ...]
CROSSING = "mention[|s] left out that cross[es|] another of [its|their] entity"
_BRACKET = re.compile(r"(\()?([^()|]+)(\))?")
_PART = re.compile(r"(.*)\[([0-9]+)/([0-9]+)\]")


class SlipError(Exception):
    """Brackets that make no mentions; the message says why."""


class Chained(NamedTuple):
    """A mention: the key of its entity, what stands after the key, and its parts as first and last token."""

    key: str
    rest: str
    parts: list[tuple[int, int]]


@dataclass(slots=True)
class Chains:
    """Collects the mentions of a document from the brackets of its tokens, in the order in which they begin."""

    found: list[Chained] = field(default_factory=list)
    _open: dict[str, list[tuple[int, Chained]]] = field(default_factory=dict)
    _partly: dict[tuple[str, str], Chained] = field(default_factory=dict)

    def add(self, token: int, value: str) -> Iterator[str]:
        """Take in the brackets of a token; yield what is wrong with them."""
        for opens, body, closes in _BRACKET.findall(value):
            key, _, rest = body.partition("-")
            if opens:
                self._begin(token, key, rest)
            if closes and not self._end(token, key if opens else self._closing(body)):
                yield f"{body}) closes nothing"
            if not opens and not closes:
                yield f"{body!r} is no bracket"

    def _closing(self, body: str) -> str:
        # Some name the type first, or repeat the attributes: the open key that the body begins with, else its last word.
        return body if body in self._open else body.partition("-")[0]

    def _begin(self, token: int, key: str, rest: str) -> None:
        match = _PART.fullmatch(key)
        if match is None:
            mention = Chained(key, rest, [])
            self.found.append(mention)
        else:
            mention = self._part(match[1], int(match[2]), match[3], rest)
        self._open.setdefault(key, []).append((token, mention))

    def _part(self, key: str, number: int, count: str, rest: str) -> Chained:
        if number == 1 or (key, count) not in self._partly:
            self._partly[key, count] = Chained(key, rest, [])
            self.found.append(self._partly[key, count])
        return self._partly[key, count]

    def _end(self, token: int, key: str) -> bool:
        opened = self._open.get(key)
        if not opened:
            return False
        first, mention = opened.pop()
        mention.parts.append((first, token))
        return True

    def end(self) -> Iterator[str]:
        """Yield what is wrong at the end of the document."""
        for key, opened in self._open.items():
            for _ in opened:
                yield f"({key} is not closed"
        self.found = [mention for mention in self.found if mention.parts]


def brackets(mentions: Iterable[Chained], tokens: int) -> list[list[str]]:
    """
    Return the brackets of each token: those that close first, inner ones before outer ones, then those that open, outer ones first.

    The parts of a discontinuous mention are numbered, and repeat what stands after the key.
    """
    closing: list[list[tuple[int, str]]] = [[] for _ in range(tokens)]
    opening: list[list[tuple[int, str]]] = [[] for _ in range(tokens)]
    for mention in mentions:
        for number, (first, last) in enumerate(mention.parts, 1):
            key = mention.key if len(mention.parts) == 1 else f"{mention.key}[{number}/{len(mention.parts)}]"
            body = f"({key}-{mention.rest}" if mention.rest else f"({key}"
            if first == last:
                opening[first].append((-last, f"{body})"))
            else:
                opening[first].append((-last, body))
                closing[last].append((-first, f"{key})"))
    return [[text for _, text in [*_sorted(closing[n]), *_sorted(opening[n])]] for n in range(tokens)]


def _sorted(items: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(items, key=lambda item: item[0])


def crossing(record: Record) -> list[str]:
    """Return the mentions that brackets cannot tell from others of their entity: they cross one, or run parallel with it in parts."""
    mentions = {mention["id"]: points_of(mention) for mention in record["mentions"]}
    gone: list[str] = []
    for entity in record["entities"]:
        taken: list[tuple[tuple[int, int], ...]] = []
        for id in entity["mentions"]:
            if any(_confused(mentions[id], other) for other in taken):
                gone.append(id)
            else:
                taken.append(mentions[id])
    return gone


def _confused(one: Parts, other: Parts) -> bool:
    if len(one) != len(other):
        return False
    parallel = len(one) > 1 and one[0][0] < other[-1][1] and other[0][0] < one[-1][1]
    return parallel or any(_cross(a, b) or _cross(b, a) for a in one for b in other)


def _cross(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[0] < one[1] < other[1]
