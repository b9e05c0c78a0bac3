"""Spans as numbers of tokens: a text cut so that every span is whole tokens, and tokens found in their text again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus_tools.formats.carrying import without_events, without_mentions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.text import Span
from corpus_tools.tokens import tokenize

EDGED = "{}[|s] left out, [it|they] beginning or ending in white space"
ASSEMBLED = "text[|s] put together from tokens, a blank between two, a line feed between sentences"
_INK = re.compile(r"\S+")


def _spans(event: Record) -> Iterator[Record]:
    yield event["trigger"]
    if event.get("support_verb"):
        yield event["support_verb"]
    yield from (argument["span"] for argument in event["arguments"] if argument.get("span"))


def _is_edged(span: Record, text: str) -> bool:
    covered = text[span["start"] : span["end"]]
    return covered != covered.strip() or not covered


def without_edged(record: Record, report: Report) -> Record:
    """Return the record without mentions and events that no tokens can cover exactly, having white space at an edge; they are noted."""
    text = record["text"]
    mentions = [mention["id"] for mention in record["mentions"] if _is_edged(mention, text)]
    events = [event["id"] for event in record["events"] if any(_is_edged(span, text) for span in _spans(event))]
    record = without_mentions(record, mentions, EDGED.format("mention"), report)
    return without_events(record, events, EDGED.format("event"), report)


class Tokens:
    """The tokens of a record: those of the tokenizer, cut further at every edge of a sentence and a span."""

    def __init__(self, record: Record) -> None:
        text = record["text"]
        spans: list[Any] = [*record["sentences"], *record["mentions"], *(s for event in record["events"] for s in _spans(event))]
        edges = {edge for span in spans for edge in (span["start"], span["end"])}
        edges |= {edge for word in tokenize(text) for edge in word} | {0, len(text)}
        cuts = sorted(edges)
        self.text = text
        self.words = [
            Span(start + found.start(), start + found.end())
            for start, end in itertools.pairwise(cuts)
            for found in _INK.finditer(text[start:end])
        ]
        self._starting = {word.start: n for n, word in enumerate(self.words)}
        self._ending = {word.end: n for n, word in enumerate(self.words, start=1)}

    def of(self, span: Record) -> tuple[int, int]:
        """Return the numbers of the first token of a span and of the one after its last."""
        return self._starting[span["start"]], self._ending[span["end"]]

    def forms(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the tokens from one number to before another."""
        return [self.text[start:end] for start, end in self.words[first:last]]

    def sentences(self, record: Record) -> list[tuple[int, int]]:
        """Return the sentences as numbers of tokens; tokens outside of all sentences make stretches of their own."""
        edges = {edge for sentence in record["sentences"] if sentence["end"] > sentence["start"] for edge in self.of(sentence)}
        cuts = sorted(edges | {0, len(self.words)})
        return [(first, last) for first, last in itertools.pairwise(cuts) if first < last]


def aligned(forms: Iterable[str], text: str) -> tuple[list[Span], str | None]:
    """Return where tokens stand in their text, one after the other with nothing but white space between; or the first that does not."""
    found: list[Span] = []
    at = 0
    for form in forms:
        while not text.startswith(form, at) and at < len(text) and text[at].isspace():
            at += 1
        if not form or not text.startswith(form, at):
            return found, form
        found.append(Span(at, at + len(form)))
        at += len(form)
    return found, None


def assembled(sentences: Sequence[Sequence[str]]) -> tuple[str, list[Span]]:
    """Return the text that tokens make with blanks between them and line feeds between sentences, and where each token stands."""
    words: list[Span] = []
    at = 0
    for sentence in sentences:
        for form in sentence:
            words.append(Span(at, at + len(form)))
            at += len(form) + 1
    return "\n".join(" ".join(sentence) for sentence in sentences), words
