"""Finds a text by hashes of its runs of words in another copy of it, without having the text; why so few bits: docs/hydrate.md."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from corpus_tools.order import Record
from corpus_tools.stream import Array, Stream

PROFILE: Final = "words-1"
WORDS = 5  # least words of a run, and half of what makes two of it
DIGITS = 5  # hexadecimal digits of a hash: enough to tell a run from another, too few to tell what it says
BITS = 4 * DIGITS
SAFETY = 16  # bits that a find must have beyond those that chance explains
BETWEEN = 64  # words at most among which a run alone may be found, between what stands around it
SAME = 64  # places at most where one run is sought on: a text of one repeated word would have millions
SAMPLE = 12  # runs that are tried first; an unrelated text has none of them


def digest(id: str, stretch: str) -> str:
    """Return the hash of a stretch of a document's stream."""
    return hashlib.blake2b(f"{id}\0{stretch}".encode()).hexdigest()[:DIGITS]


# --------------------------------------------------------------------------------------------------- making hashes


def alignment_of(record: Record, text: str) -> Record:
    """
    Return what the record of a withheld document holds for finding its text in another copy.

    `offsets` are the edges of all spans, and `places` where these stand in the stream. An edge inside what is one character of the
    stream is left out.
    """
    stream = Stream.of(text)
    sentences = [(stream.place(s["start"]), stream.place(s["end"])) for s in record["sentences"]]
    runs = _runs(stream, [(a, b) for a, b in sentences if a is not None and b is not None])
    edges = {offset: stream.place(offset) for offset in sorted(_edges(record))}
    found = {offset: place for offset, place in edges.items() if place is not None}
    described = [{"place": a, "length": b - a, "hash": digest(record["id"], stream.text[a:b])} for a, b in runs]
    return {"profile": PROFILE, "runs": described, "offsets": [*found], "places": [*found.values()]}


def stale(record: Record, text: str) -> str | None:
    """Return where the `alignment` of a record first differs from what its text and spans make now; None where it is the same."""
    made, held = alignment_of(record, text), record["alignment"]
    for name in ("runs", "offsets", "places"):
        if made[name] != held[name]:
            pairs = enumerate(zip(made[name], held[name], strict=False))
            # Where one is the beginning of the other, no item tells them apart.
            return next((f"/alignment/{name}/{n}" for n, (new, old) in pairs if new != old), f"/alignment/{name}")
    return None


def _edges(record: Record) -> Iterator[int]:
    """Yield the edges of all spans of a record."""
    spans = [*record["sentences"], *record["mentions"]]
    for event in record["events"]:
        spans += [event["trigger"], event.get("support_verb"), *(argument.get("span") for argument in event["arguments"])]
    for span in filter(None, spans):
        for piece in (span, *(span.get("fragments") or ())):
            yield piece["start"]
            yield piece["end"]


def _runs(stream: Stream, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield start and end of the runs that the sentences are cut into."""
    words = stream.words
    for n, (start, end) in enumerate(sentences):
        first, last = _words(stream, sentences, n)
        parts = (last - first) // WORDS
        if parts:
            inner = (int(words[first + part * (last - first) // parts]) for part in range(1, parts))
            yield from pairwise([start, *inner, end])
        elif last > first:
            a, b = _borrowing(stream, sentences, n)
            yield start if a == first else int(words[a]), end if b == last else (int(words[b]) if b < len(words) else len(stream.text))


def _words(stream: Stream, sentences: Sequence[tuple[int, int]], n: int) -> tuple[int, int]:
    """Return the numbers of the first word of a sentence and of the one behind it; of a sentence that is not there, no words."""
    first, last = np.searchsorted(stream.words, sentences[n] if 0 <= n < len(sentences) else (0, 0)).tolist()
    return first, last


def _borrowing(stream: Stream, sentences: Sequence[tuple[int, int]], n: int) -> tuple[int, int]:
    """
    Return the words of the run of a short sentence: with some of the next sentence or, if that is short too, of the one before.

    A short line, as a byline, may be missing in a copy; what borrows from it would go with it.
    """
    first, last = _words(stream, sentences, n)
    behind, before = (b - a >= WORDS for a, b in (_words(stream, sentences, n + 1), _words(stream, sentences, n - 1)))
    if behind or not before:
        last = max(last, min(first + WORDS, len(stream.words)))
    first = min(first, max(last - WORDS, 0))
    return first, last


# -------------------------------------------------------------------------------------------------------- finding


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original stream that was found in the copy's, `shift` places further on."""

    start: int
    end: int
    shift: int


@dataclass(frozen=True, slots=True)
class Found:
    """What of a text was found in a copy: pieces in the order of the original, and what share of its runs that is, by their length."""

    pieces: tuple[Piece, ...]
    share: float

    def piece(self, start: int, end: int) -> Piece | None:
        """Return the piece that holds a stretch of the original whole, if there is one."""
        n = bisect_right(self.pieces, start, key=lambda piece: piece.start) - 1
        return self.pieces[n] if n >= 0 and start < end <= self.pieces[n].end else None

    def touching(self, start: int, end: int) -> tuple[Piece, ...]:
        """Return the pieces that hold any of a stretch of the original."""
        first = bisect_right(self.pieces, start, key=lambda piece: piece.end)
        last = bisect_right(self.pieces, end - 1, key=lambda piece: piece.start)
        return self.pieces[first:last]


class Finder:
    """Looks for the runs of one document in one copy; time is linear in the copy, whatever it holds."""

    def __init__(self, record: Record, copy: Stream) -> None:
        self.id, self.copy = record["id"], copy
        self.runs: list[Record] = record["alignment"]["runs"]
        # By which diagonal each place of the copy is taken: two runs cannot both stand at one place.
        self._owner: Array = np.full(len(copy.text), np.iinfo(np.int64).min)
        self.taken: dict[int, int] = {}

    def find(self) -> Found:
        """Return what is found of the document; of a copy in which no run of a sample stands, nothing."""
        step = max(len(self.runs) // SAMPLE, 1)
        if self.runs and self._candidates(range(0, len(self.runs), step)):
            candidates = self._candidates(range(len(self.runs)))
            self._take(candidates)
            self._probe(range(len(self.runs)), -1)
            self._probe(range(len(self.runs) - 1, -1, -1), 1)
            self._take_between(candidates)
        whole = sum(run["length"] for run in self.runs)
        return Found(self._pieces(), sum(self.runs[n]["length"] for n in self.taken) / whole if whole else 0.0)

    def _candidates(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """Return the runs that may stand on each diagonal: the number of places that they are further on in the copy."""
        wanted: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for n in numbers:
            wanted[self.runs[n]["length"]][self.runs[n]["hash"]].append(n)
        found: dict[int, list[int]] = defaultdict(list)
        for length, hashes in wanted.items():
            for place, hash in self._places(length, hashes):
                for n in hashes[hash][:SAME]:
                    found[place - self.runs[n]["place"]].append(n)
        return found

    def _places(self, length: int, hashes: dict[str, list[int]]) -> Iterator[tuple[int, str]]:
        """Yield the places of the copy at which a stretch of this length begins that has one of the hashes."""
        starts = self.copy.word_starts
        starts = starts[starts + length <= len(self.copy.text)]
        starts = starts[self.copy.starts[starts + length]]
        seen = Counter[str]()
        for place in starts.tolist():
            hash = digest(self.id, self.copy.text[place : place + length])
            if hash in hashes and seen[hash] < SAME:
                seen[hash] += 1
                yield place, hash

    def _take(self, candidates: dict[int, list[int]]) -> None:
        """Take diagonals that more runs speak for than chance explains, those with most runs first."""
        least = (SAFETY + math.log2(max(len(self.runs) * len(self.copy.words), 1))) / BITS
        for diagonal in sorted(candidates, key=lambda d: (-len(candidates[d]), abs(d))):
            if len(candidates[diagonal]) >= least:
                for n in candidates[diagonal]:
                    self._claim(n, diagonal)

    def _claim(self, n: int, diagonal: int) -> None:
        place = self.runs[n]["place"] + diagonal
        owners = self._owner[place : place + self.runs[n]["length"]]
        if n not in self.taken and bool(((owners == np.iinfo(np.int64).min) | (owners == diagonal)).all()):
            self.taken[n] = diagonal
            owners[:] = diagonal

    def _probe(self, numbers: Iterable[int], neighbour: int) -> None:
        """Look for runs where the run beside them says: there no word need begin, since words may have been joined."""
        for n in numbers:
            diagonal = self.taken.get(n + neighbour)
            if n in self.taken or diagonal is None:
                continue
            run, place = self.runs[n], self.runs[n]["place"] + diagonal
            stretch = self.copy.text[place : place + run["length"]] if place >= 0 else ""
            if len(stretch) == run["length"] and digest(self.id, stretch) == run["hash"]:
                self._claim(n, diagonal)

    def _take_between(self, candidates: dict[int, list[int]]) -> None:
        """Take runs that stand alone, at the one place where each may be between those that stand around it."""
        alone: dict[int, list[int]] = defaultdict(list)
        for diagonal, numbers in candidates.items():
            for n in numbers:
                alone[n].append(diagonal)
        taken = sorted(self.taken)
        for n in sorted(alone.keys() - self.taken.keys()):
            at = bisect_right(taken, n)
            around = (taken[at - 1] if at else None, taken[at] if at < len(taken) else None)
            fitting = [diagonal for diagonal in alone[n] if self._is_between(n, diagonal, *around)]
            if len(fitting) == 1:
                self._claim(n, fitting[0])

    def _is_between(self, n: int, diagonal: int, before: int | None, behind: int | None) -> bool:
        if before is None and behind is None:
            return False
        start, end = self._stretch(n, diagonal)
        first = start if before is None else self._stretch(before, self.taken[before])[1]
        last = end if behind is None else self._stretch(behind, self.taken[behind])[0]
        words = np.searchsorted(self.copy.words, [first, last])
        return first <= start and end <= last and bool(words[1] - words[0] <= BETWEEN)

    def _stretch(self, n: int, diagonal: int) -> tuple[int, int]:
        place = self.runs[n]["place"] + diagonal
        return place, place + self.runs[n]["length"]

    def _pieces(self) -> tuple[Piece, ...]:
        """Return the runs taken, joined where one goes on on the diagonal of the one before."""
        taken = sorted((self.runs[n]["place"], self.runs[n]["place"] + self.runs[n]["length"], shift) for n, shift in self.taken.items())
        pieces: list[Piece] = []
        for start, end, shift in taken:
            last = pieces[-1] if pieces else Piece(0, 0, 0)
            if pieces and last.shift == shift and start <= last.end:
                pieces[-1] = Piece(last.start, max(end, last.end), shift)
            elif end > max(start, last.end):
                pieces.append(Piece(max(start, last.end), end, shift))
        return tuple(pieces)


def found_in(record: Record, copy: Stream) -> Found:
    """Return what of a withheld document, of which the record holds an `alignment`, stands in a copy."""
    return Finder(record, copy).find()
