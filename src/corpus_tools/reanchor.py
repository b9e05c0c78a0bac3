"""Puts the annotations of a withheld document on another copy of its text, as far as that can be shown to be the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import regex

from corpus_tools.alignment import Found, alignment_of, found_in
from corpus_tools.characters import INNER
from corpus_tools.formats.losses import Report
from corpus_tools.normal import normalize
from corpus_tools.order import Record, canonical
from corpus_tools.stream import Stream
from corpus_tools.text import Span, freeze, sha256

LEAST = 0.5  # of the words of a text; with fewer of them, a copy is another text
ADDED: Final = "added-"
_CLOSING: Final = regex.compile(r"ـ++(?!\w)")
# What the rules refuse in any text.
_REFUSED: Final = regex.compile(rf"[\u200B{INNER}\p{{Cc}}--[\n\t]]", regex.V1)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of some text: as it was given, written plainly, and its stream."""

    sha256: str
    text: str
    changed: int
    stream: Stream

    @classmethod
    def of(cls, given: str) -> Copy:
        """Make a copy of what was given: frozen, presentation forms as letters, without invisible and control characters."""
        forms = normalize(freeze(given), ("nfc", "presentation"))
        text, removed = _REFUSED.subn("", forms.text)
        # What stood apart only through what is gone may compose now.
        text = freeze(text)
        return cls(sha256(given), text, len(forms.edits) + removed, Stream.of(text))


def reanchor(record: Record, copy: Copy, report: Report) -> tuple[Record, float] | float:
    """
    Return the record on the text of a copy, and the share of the document's words that the copy has; of another text only the share.

    The text is the copy's from the first sentence found to the last; what stands between sentences becomes sentences of its own.
    The report has every span, moved or left out.
    """
    found = found_in(record, copy.stream)
    if found.share < LEAST:
        return found.share
    return _Moving(record, copy, found, report).record(), found.share


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence in the copy: its record, its offsets there, and whether its first and last words were found."""

    record: Record
    start: int
    end: int
    head: bool = True
    tail: bool = True


class _Moving:
    """The move of one document to one copy."""

    def __init__(self, record: Record, copy: Copy, found: Found, report: Report) -> None:
        self.old, self.copy, self.found, self.report = record, copy, found, report
        alignment = record["alignment"]
        self.places: dict[int, int] = dict(zip(alignment["offsets"], alignment["places"], strict=False))

    def record(self) -> Record:
        """Return the record as it is on the copy."""
        sentences = self._sentences()
        begin, end = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
        self.begin, self.inside = begin, sentences
        text = self.copy.text[begin:end]
        self._tell_of_the_text(begin, len(self.copy.text) - end)
        layers = self._layers()
        layers["sentences"] = [self._sentence(sentence) for sentence in sentences]
        facts = {"text": text, "text_sha256": sha256(text), "text_length": len(text)}
        before = self.old.get("reanchored") or {"text_sha256": self.old["text_sha256"]}
        made = {"text_sha256": before["text_sha256"], "copy_sha256": self.copy.sha256}
        new = canonical({**self.old, **facts, **layers, "reanchored": made})
        return canonical({**new, "alignment": alignment_of(new, text)})

    def _lose(self, id: str, what: str, why: str) -> None:
        self.report.lose(self.old["id"], id, what, why)

    def _tell(self, id: str, what: str, how: str) -> None:
        self.report.change(self.old["id"], id, what, how)

    def _tell_of_the_text(self, before: int, behind: int) -> None:
        if self.copy.changed:
            self._tell("", "text[|s] with invisible characters or presentation forms written plainly", f"{self.copy.changed} places")
        for count, where in ((before, "before the first"), (behind, "behind the last")):
            if count:
                self._lose("", "stretch[|es] of the copy left out", f"{count} code points {where} sentence")

    # -------------------------------------------------------------------------------------------------- sentences

    def _sentences(self) -> list[_Sentence]:
        """Return the sentences in the order of the copy, with those that only the copy has."""
        cores = sorted(filter(None, map(self._core, self.old["sentences"])), key=lambda sentence: sentence.start)
        return list(self._with_added(self._widened(self._apart(cores))))

    def _core(self, sentence: Record) -> _Sentence | None:
        """Return where the words of a sentence that were found lie."""
        start, end = self.places.get(sentence["start"]), self.places.get(sentence["end"])
        pieces = self.found.touching(start, end) if start is not None and end is not None and start < end else ()
        if start is None or end is None or not pieces:
            self._lose(sentence["id"], "sentence[|s] left out", "none of its runs of words is in the copy")
            return None
        first, last = pieces[0], pieces[-1]
        begin = self.copy.stream.start(max(start, first.start) + first.shift)
        stop = self._end(min(end, last.end) + last.shift)
        if begin >= stop:
            self._lose(sentence["id"], "sentence[|s] left out", "its words stand in another order")
            return None
        return _Sentence(sentence, begin, stop, first.start <= start, last.end >= end)

    def _apart(self, cores: Iterable[_Sentence]) -> Iterator[_Sentence]:
        """Yield the sentences, without those that lie inside another."""
        end = 0
        for core in cores:
            if core.start < end:
                self._lose(core.record["id"], "sentence[|s] left out", "in the copy another sentence stands in it")
                continue
            end = core.end
            yield core

    def _widened(self, cores: Iterable[_Sentence]) -> Iterator[_Sentence]:
        """Yield the sentences; one whose edge was not found reaches to the edge of its line, or to the next sentence."""
        text, before, listed = self.copy.text, 0, list(cores)
        for n, core in enumerate(listed):
            start, end = core.start, core.end
            limit = listed[n + 1].start if n + 1 < len(listed) else len(text)
            if not core.head:
                line = max(before, text.rfind("\n", before, start) + 1)
                start -= len(text[line:start].lstrip())
            if not core.tail:
                line = text.find("\n", end, limit)
                end += len(text[end : line if line >= 0 else limit].rstrip())
            before = end
            yield replace(core, start=start, end=end)

    def _with_added(self, sentences: Iterable[_Sentence]) -> Iterator[_Sentence]:
        """Yield the sentences, and between them the lines that only the copy has."""
        end, number, taken = -1, 0, {s["id"] for s in self.old["sentences"]}
        for sentence in sentences:
            gap = self.copy.text[end : sentence.start] if end >= 0 else ""
            for line in re.finditer(r"\S(?:[^\n]*\S)?", gap):
                number += 1
                while f"{ADDED}{number}" in taken:
                    number += 1
                record = {"id": f"{ADDED}{number}", "kind": "body"}
                self._tell(record["id"], "sentence[|s] that only the copy has, and nobody annotated", f"{len(line[0])} code points")
                yield _Sentence(record, end + line.start(), end + line.end())
            yield sentence
            end = sentence.end

    def _sentence(self, sentence: _Sentence) -> Record:
        old = sentence.record
        start, end = sentence.start - self.begin, sentence.end - self.begin
        if "start" in old:
            words = "" if sentence.head and sentence.tail else "; words of it were not found, its edge is that of its line"
            self._tell(old["id"], "sentence[|s] re-anchored", f"{old['start']}-{old['end']} to {start}-{end}{words}")
        return {**old, "start": start, "end": end}

    # ------------------------------------------------------------------------------------------------------ spans

    def _moved(self, span: Record) -> tuple[Record, str]:
        """Return a span in the new text and an empty string; or nothing and why it cannot be moved."""
        pieces = [self._offsets(part["start"], part["end"]) for part in (span, *(span.get("fragments") or ()))]
        why = next((piece for piece in pieces if isinstance(piece, str)), "")
        moved = [piece for piece in pieces if isinstance(piece, Span)]
        if why:
            return {}, why
        new = {key: value for key, value in span.items() if key != "text"} | moved[0]._asdict()
        return (new | {"fragments": [part._asdict() for part in moved[1:]]} if moved[1:] else new), ""

    def _offsets(self, start: int, end: int) -> Span | str:
        a, b = self.places.get(start), self.places.get(end)
        if a is None or b is None:
            return "no hash says where its edge stands"
        piece = self.found.piece(a, b)
        if piece is None:
            return "its run of words is not in the copy"
        stream, first, last = self.copy.stream, a + piece.shift, b + piece.shift
        if stream.cuts(first) or stream.cuts(last):
            return "its edge lies inside a character of the copy"
        new = Span(stream.start(first), self._end(last))
        if not any(sentence.start <= new.start and new.end <= sentence.end for sentence in self.inside):
            return "its sentence was left out"
        return Span(new.start - self.begin, new.end - self.begin)

    def _end(self, place: int) -> int:
        """Return the offset at which the character before a place ends, with a tatweel that closes its word, as in a year."""
        end = self.copy.stream.end(place)
        closing = _CLOSING.match(self.copy.text, end)
        return closing.end() if closing else end

    def _anchored(self, id: str, what: str, span: Record) -> Record | None:
        """Return a span in the new text, and tell; None if it is left out."""
        new, why = self._moved(span)
        if why:
            self._lose(id, f"{what}[|s] left out", why)
            return None
        self._tell(id, f"{what}[|s] re-anchored", f"{span['start']}-{span['end']} to {new['start']}-{new['end']}")
        return new

    # ----------------------------------------------------------------------------------------------------- layers

    def _layers(self) -> Record:
        """Return the layers without what cannot be moved, and without what hung on that."""
        mentions = [new for mention in self.old["mentions"] if (new := self._anchored(mention["id"], "mention", mention))]
        triggers = {event["id"]: self._anchored(event["id"], "event", event["trigger"]) for event in self.old["events"]}
        kept = {mention["id"] for mention in mentions} | {id for id, trigger in triggers.items() if trigger}
        events = [self._event(event, trigger, kept) for event in self.old["events"] if (trigger := triggers[event["id"]])]
        return {
            "mentions": mentions,
            "events": events,
            "entities": self._clusters("entities", "mentions", kept, 1),
            "event_clusters": self._clusters("event_clusters", "events", kept, 2),
            "relations": [relation for relation in self.old["relations"] if self._keeps_ends(relation, kept)],
        }

    def _event(self, event: Record, trigger: Record, kept: set[str]) -> Record:
        arguments = [new for argument in event["arguments"] if (new := self._argument(event["id"], argument, kept))]
        verb = event.get("support_verb")
        moved = self._anchored(event["id"], "support verb", verb) if verb else None
        new = {key: value for key, value in event.items() if key != "support_verb"}
        return new | {"trigger": trigger, "arguments": arguments} | ({"support_verb": moved} if moved else {})

    def _argument(self, id: str, argument: Record, kept: set[str]) -> Record | None:
        if argument.get("span"):
            span = self._anchored(id, f"{argument['role']} span", argument["span"])
            return {**argument, "span": span} if span else None
        filler: Any = argument.get("mention") or argument.get("event")
        if filler in kept:
            return argument
        self._lose(id, "argument[|s] left out", f"{argument['role']}: {filler} was left out")
        return None

    def _clusters(self, layer: str, members: str, kept: set[str], least: int) -> list[Record]:
        clusters = []
        for cluster in self.old[layer]:
            left = [id for id in cluster[members] if id in kept]
            if len(left) >= least:
                clusters.append({**cluster, members: left})
            else:
                what = "entit[y|ies] left out" if layer == "entities" else "event cluster[|s] left out"
                self._lose(cluster["id"], what, f"{len(left)} of its {len(cluster[members])} {members} are left")
        return clusters

    def _keeps_ends(self, relation: Record, kept: set[str]) -> bool:
        if {relation["head"], relation["tail"]} <= kept:
            return True
        self._lose(relation["id"], "relation[|s] left out", "a mention of it was left out")
        return False
