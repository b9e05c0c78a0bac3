"""Record to inline notation: the inverse of the reader."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import tomli_w

from corpus_tools.errors import CorpusError
from corpus_tools.formats.inline.reader import AXES, FENCE, SINGLETON
from corpus_tools.order import Record

DERIVED = ("text", "text_length", "text_profile", *("sentences", "mentions", "entities"), *("events", "event_clusters", "relations"))


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of text that is written on one line, or on several that belong together."""

    marker: str
    start: int
    end: int
    sentence: Record | None


def quoted(text: str) -> str:
    """Write a quote with its escapes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _count(text: str, part: str, start: int, end: int) -> Iterator[int]:
    at = text.find(part, start, end)
    while at >= 0:
        yield at
        at = text.find(part, at + 1, end)


class _Writer:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.text: str = record["text"]
        self.blocks = list(_blocks(record))
        self.starts = [block.start for block in self.blocks]
        self.clusters = {
            member: [c["id"] for c in record[layer] if member in c[members]]
            for layer, members in (("entities", "mentions"), ("event_clusters", "events"))
            for member in (item["id"] for item in record[members])
        }

    def block_of(self, span: Record) -> _Block:
        block = self.blocks[max(bisect_right(self.starts, span["start"]) - 1, 0)]
        if not block.start <= span["start"] < span["end"] <= block.end:
            raise CorpusError(
                f"{self.record['id']}: [{span['start']}:{span['end']}] reaches over a sentence's edge; inline notation cannot hold it"
            )
        return block

    def span(self, span: Record, home: _Block | None = None) -> str:
        """Write the quotes of a span; name its sentence where that is not `home`."""
        block = self.block_of(span)
        where = "" if home is None or home == block else f"{self._sentence_id(block)}:"
        parts, at = [], block.start
        for part in span.get("fragments") or [span]:
            quote = self.text[part["start"] : part["end"]]
            places = list(_count(self.text, quote, at, block.end))
            nth = f"#{places.index(part['start']) + 1}" if len(places) > 1 else ""
            parts.append(quoted(quote) + nth)
            at = part["end"]
        return where + " + ".join(parts)

    def _sentence_id(self, block: _Block) -> str:
        if not block.sentence:
            raise CorpusError(f"{self.record['id']}: the text at {block.start} lies in no sentence; inline notation cannot name it")
        return str(block.sentence["id"])

    def marks(self, id: str) -> list[str]:
        return ["@" if name == SINGLETON + id else f"@{name}" for name in self.clusters[id]]

    def mention(self, mention: Record) -> str:
        level = [] if mention["level"] == "name" else [mention["level"]]
        words = [mention["id"], _typed(mention, "subtype"), *level, self.span(mention), *self.marks(mention["id"])]
        words += [f"{key}={quoted(mention[key])}" for key in ("value", "normalized") if key in mention]
        return " ".join(words + _provenance(mention))

    def event(self, event: Record) -> Iterator[str]:
        home = self.block_of(event["trigger"])
        words = [event["id"], "!" + _typed(event, "mode"), self.span(event["trigger"]), *self.marks(event["id"])]
        if "support_verb" in event:
            words += ["via", self.span(event["support_verb"], home)]
        words += [event[axis] for axis, values in AXES.items() if event[axis] != values[0]]
        yield " ".join(words + _provenance(event))
        for argument in event["arguments"]:
            filler = argument.get("mention") or argument.get("event") or self.span(argument["span"], home)
            yield f"  {argument['role']} {filler}"

    def block_lines(self, block: _Block) -> Iterator[str]:
        first, *rest = self.text[block.start : block.end].split("\n")
        yield f"{block.marker} {first}" if first else block.marker
        for line in rest:
            yield f"> {line}"
        if block.sentence:
            kind = block.sentence["kind"]
            yield block.sentence["id"] if kind == "body" else f"{block.sentence['id']} {kind}"

    def body(self) -> Iterator[str]:
        mentions, events, relations = _by_block(self)
        for n, block in enumerate(self.blocks):
            yield ""
            yield from self.block_lines(block)
            yield from (self.mention(mention) for mention in mentions.get(n, ()))
            for event in events.get(n, ()):
                yield from self.event(event)
            yield from (_relation(relation) for relation in relations.get(n, ()))

    def cluster_lines(self) -> Iterator[str]:
        types = {mention["id"]: mention["type"] for mention in self.record["mentions"]}
        for entity in self.record["entities"]:
            words = [f"{key}={quoted(entity[key])}" for key in ("name", "wikidata") if key in entity] + _provenance(entity)
            if words or entity["type"] != types[entity["mentions"][0]]:
                yield " ".join([f"@{entity['id']}", entity["type"], *words])
        for cluster in self.record["event_clusters"]:
            if words := _provenance(cluster):
                yield " ".join([f"@{cluster['id']}", *words])


def _typed(item: Record, second: str) -> str:
    return f"{item['type']}/{item[second]}" if second in item else str(item["type"])


def _provenance(item: Record) -> list[str]:
    made = item.get("provenance")
    return [f"by={quoted(made['agent'])}", f"method={made['method']}"] if made else []


def _relation(relation: Record) -> str:
    words = [relation["id"], relation["type"], relation["head"], "->", relation["tail"], *_provenance(relation)]
    return " ".join(words)


def _lead(gap: str) -> tuple[str, str]:
    """Split white space without a line feed into the marker that stands for it and what it leaves over."""
    return ("_", gap[1:]) if gap.startswith(" ") else ("+", gap)


def _blocks(record: Record) -> Iterator[_Block]:
    """Cut the text into blocks: a sentence each with the white space that no marker stands for, or a line of no sentence."""
    text, sentences = record["text"], record["sentences"]
    if not sentences:
        yield from _line_blocks(text, 0)
        return
    start, marker = 0, "|"
    *lines, lead = text[: sentences[0]["start"]].split("\n")
    for line in lines:
        yield _Block("|", start, start + len(line), None)
        start += len(line) + 1
    ends = [sentence["start"] for sentence in sentences[1:]] + [len(text)]
    for sentence, end in zip(sentences, ends, strict=True):
        trail, *lines = text[sentence["end"] : end].split("\n")
        last = end == len(text) and sentence is sentences[-1]
        stop = sentence["end"] + (len(trail) if lines or last else 0)
        yield _Block(marker, start, stop, sentence)
        start, marker = stop + 1, "|"
        if not lines:
            marker, lead = _lead(trail)
            start = end - len(lead)
        for line in lines if last else lines[:-1]:
            yield _Block("|", start, start + len(line), None)
            start += len(line) + 1


def _line_blocks(text: str, start: int) -> Iterator[_Block]:
    for line in text.split("\n"):
        yield _Block("|", start, start + len(line), None)
        start += len(line) + 1


def _metadata(record: Record) -> str:
    # The hash of a text that is included follows from it; that of a withheld one guards it against an editor's slip.
    left_out = {*DERIVED, *(() if record["availability"] == "withheld" else ("text_sha256",))}
    kept = {key: value for key, value in record.items() if key not in left_out}
    if "alignment" in kept:
        # Its hashes follow from text and spans, too; that there are any does not.
        kept["alignment"] = kept["alignment"]["profile"]
    return tomli_w.dumps(kept)


def write_record(record: Record) -> str:
    """
    Write one document, which must have its text, in inline notation.

    Raises CorpusError for what the notation cannot hold: a span that reaches over a sentence's edge, a dangling id.
    """
    if record.get("text") is None:
        raise CorpusError(f"{record['id']}: its text is withheld; hydrate it first")
    writer = _Writer(record)
    lines = [FENCE, _metadata(record).rstrip("\n"), FENCE, *writer.body(), "", *writer.cluster_lines()]
    return "\n".join(lines).rstrip("\n") + "\n"


def _by_block(writer: _Writer) -> tuple[dict[int, list[Record]], dict[int, list[Record]], dict[int, list[Record]]]:
    place = {id(block): n for n, block in enumerate(writer.blocks)}
    of_mention = {m["id"]: place[id(writer.block_of(m))] for m in writer.record["mentions"]}
    groups: tuple[dict[int, list[Record]], ...] = ({}, {}, {})
    for mention in writer.record["mentions"]:
        groups[0].setdefault(of_mention[mention["id"]], []).append(mention)
    for event in writer.record["events"]:
        groups[1].setdefault(place[id(writer.block_of(event["trigger"]))], []).append(event)
    for relation in writer.record["relations"]:
        groups[2].setdefault(of_mention.get(relation["head"], 0), []).append(relation)
    return groups[0], groups[1], groups[2]
