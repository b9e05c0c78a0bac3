"""Text as the tokens of sentences, for formats that have no other: made from a record, and made into one."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_tools.formats.carrying import NOTE, points_of, without_mentions
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.tokens import tokenize

LINES = "document[|s] without sentences, [its|their] lines taken for such"
BLANK = "mention[|s] left out that hold[s|] nothing but white space"
ACROSS = "mention[|s] left out that reach[es|] over a sentence's edge"
TRIMMED = "mention[|s] written without the white space at [its|their] edges"
CUT = "token[|s] cut where a mention begins or ends"


class Bounds(NamedTuple):
    """A token or a sentence: code points, end exclusive."""

    start: int
    end: int


class Tokens(NamedTuple):
    """A record with the tokens of each of its sentences; every mention of it is made of whole tokens of one sentence."""

    record: Record
    sentences: list[list[Bounds]]


def tokens_of(record: Record, report: Report, spans: Iterable[Record] = ()) -> Tokens:
    """
    Return the tokens of a record, cut at the edges of mentions and of `spans`, which together hold all that is not white space.

    Mentions that are not made of tokens of one sentence are taken out and noted.
    """
    stretches = _stretches(record, report)
    record = _fitting(record, stretches, report)
    cuts = {edge for span in [*record["mentions"], *spans] for part in points_of(span) for edge in part}
    made = NOTE in (record["source"].get("note") or "")
    sentences = [_cover(record["text"], stretch, cuts, blanks=made) for stretch in stretches]
    return Tokens(record, [tokens for tokens in sentences if tokens])


def _stretches(record: Record, report: Report) -> list[Bounds]:
    """Return the sentences, and as such the stretches of text between them that are not white space."""
    text, found, at = record["text"], [], 0
    if not record["sentences"] and text.strip():
        report.change(record["id"], "", LINES)
    for sentence in sorted(record["sentences"], key=lambda sentence: sentence["start"]):
        found += [*_lines(text, at, sentence["start"]), Bounds(sentence["start"], sentence["end"])]
        at = max(at, sentence["end"])
    return [*found, *_lines(text, at, len(text))]


def _lines(text: str, start: int, end: int) -> Iterator[Bounds]:
    for line in text[start:end].split("\n") if start < end else ():
        if line.strip():
            yield Bounds(start, start + len(line))
        start += len(line) + 1


def _fitting(record: Record, stretches: Sequence[Bounds], report: Report) -> Record:
    text = record["text"]
    blank = [m["id"] for m in record["mentions"] if any(not text[s:e].strip() for s, e in points_of(m))]
    record = without_mentions(record, blank, BLANK, report)
    across = [m["id"] for m in record["mentions"] if not _within(_trimmed(text, m), stretches)]
    record = without_mentions(record, across, ACROSS, report)
    return {**record, "mentions": [_without_edges(mention, record, report) for mention in record["mentions"]]}


def _trimmed(text: str, span: Record) -> list[Bounds]:
    parts = points_of(span)
    return [Bounds(e - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in parts]


def _within(parts: Sequence[Bounds], stretches: Sequence[Bounds]) -> bool:
    return any(stretch.start <= parts[0].start and parts[-1].end <= stretch.end for stretch in stretches)


def _without_edges(mention: Record, record: Record, report: Report) -> Record:
    parts = _trimmed(record["text"], mention)
    if tuple(parts) == points_of(mention):
        return mention
    report.change(record["id"], mention["id"], TRIMMED)
    fragments = {"fragments": [part._asdict() for part in parts]} if len(parts) > 1 else {}
    return {**mention, "start": parts[0].start, "end": parts[-1].end, **fragments}


def _cover(text: str, stretch: Bounds, cuts: set[int], *, blanks: bool) -> list[Bounds]:
    """Cut a stretch of text into tokens: at white space, at the edges wanted, and, unless only blanks part tokens, where words end."""
    ours = () if blanks else (edge for token in tokenize(text, *stretch) for edge in token)
    edges = sorted({*cuts, *ours})
    found: list[Bounds] = []
    for start, end in _words(text, stretch):
        inner = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for left, right in pairwise([start, *inner, end]):
            if (
                found
                and found[-1].end == left
                and left not in cuts
                and (_is_format(text[left:right]) or _is_format(text[found[-1].start : left]))
            ):
                found[-1] = Bounds(found[-1].start, right)
            else:
                found.append(Bounds(left, right))
    return found


def _is_format(text: str) -> bool:
    # Marks of direction and joiners make no token of their own.
    return all(unicodedata.category(character) == "Cf" for character in text)


def _words(text: str, stretch: Bounds) -> Iterator[Bounds]:
    start = stretch.start
    for word in text[stretch.start : stretch.end].split():
        start = text.index(word, start)
        yield Bounds(start, start + len(word))
        start += len(word)


# -------------------------------------------------------------------------------------------------------------- read


class Joined(NamedTuple):
    """A text made of the tokens of sentences, and where each token stands in it, sentence by sentence, before freezing."""

    text: str
    places: list[list[Bounds]]


def joined(sentences: Iterable[Sequence[str]]) -> Joined:
    """Return the text of sentences of tokens: a blank between tokens, a line a sentence."""
    places: list[list[Bounds]] = []
    lines: list[str] = []
    at = 0
    for tokens in sentences:
        places.append([])
        for token in tokens:
            places[-1].append(Bounds(at, at + len(token)))
            at += len(token) + 1
        lines.append(" ".join(tokens))
    return Joined("\n".join(lines), places)


def draft_of(id: str, made: Joined, origin: Origin, report: Report, options: ReadOptions) -> Draft:
    """Return the draft of a document whose text was made of tokens, with its sentences."""
    draft = Draft(id, made.text, origin, report, options)
    draft.note = NOTE
    for places in made.places:
        span = draft.place([(places[0].start, places[-1].end)])
        if span:
            draft.sentence(span["start"], span["end"])
    return draft
