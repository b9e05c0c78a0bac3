"""Inline notation to record: docs/inline.md has the grammar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus_tools.alignment import alignment_of
from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.formats.inline.syntax import Line, SlipError, Token, tokens
from corpus_tools.order import Record, canonical
from corpus_tools.text import PROFILE, sha256

RULE = "inline"
FENCE = "+++"
KINDS = ("headline", "byline", "dateline", "subheading", "body")
LEVELS = ("name", "nominal", "pronoun", "value")
# The four axes of an event, each with its default first; no word stands on two of them.
AXES = {
    "polarity": ("positive", "negative"),
    "modality": ("asserted", "planned", "possible", "desired", "denied"),
    "tense": ("past", "present", "future", "unspecified"),
    "genericity": ("specific", "generic"),
}
_AXIS_OF = {word: axis for axis, words in AXES.items() for word in words}
# A marker says what stands in the text before its line.
MARKERS = {"|": "\n", "_": " ", "+": "", ">": "\n"}
SINGLETON = "E-"

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(slots=True)
class _Block:
    """The stretch of text that quotes are looked up in: a text line with its continuations."""

    start: int
    text: str
    sentence: str | None = None


@dataclass(slots=True)
class _State:
    path: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[_Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    layers: dict[str, list[Record]] = field(default_factory=lambda: {"sentences": [], "mentions": [], "events": [], "relations": []})
    members: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {"mentions": [], "events": []})
    clusters: list[tuple[int, Record]] = field(default_factory=list)
    # Spans are looked up when all the text is known: (line, token list, the record and key to fill).
    pending: list[tuple[int, list[Token], _Block, Record, str | None]] = field(default_factory=list)
    references: list[tuple[int, Token, Record]] = field(default_factory=list)


def _occurrences(text: str, quote: str, start: int) -> Iterator[int]:
    at = text.find(quote, start)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _find(token: Token, text: str, start: int) -> int:
    """Return where in the text the quote meant begins, counting only from `start`."""
    if not token.text:
        raise SlipError(token.column, "an empty quote")
    places = list(_occurrences(text, token.text, start))
    if not places:
        raise SlipError(token.column, f"{token.text!r} is not in the text line")
    if token.nth is None and len(places) > 1:
        shown = ", ".join(f"#{n} in {text[max(0, p - 8) : p + len(token.text) + 8]!r}" for n, p in enumerate(places, 1))
        raise SlipError(token.column, f"{token.text!r} stands {len(places)} times in the text line: {shown}")
    nth = token.nth or 1
    if not 1 <= (token.nth if token.nth is not None else 1) <= len(places):
        raise SlipError(token.column, f"#{token.nth} of {token.text!r}, which stands {len(places)} times in the text line")
    return places[nth - 1]


def _locate(quotes: list[Token], block: _Block | None) -> Record:
    """Turn the quotes of one span into its offsets in the document."""
    if block is None:
        raise SlipError(quotes[0].column, f"no sentence has the id {quotes[0].where!r}")
    parts, at = [], 0
    for token in quotes:
        start = _find(token, block.text, at)
        at = start + len(token.text)
        parts.append({"start": block.start + start, "end": block.start + at})
    span: Record = {"start": parts[0]["start"], "end": parts[-1]["end"]}
    return span | {"fragments": parts} if len(parts) > 1 else span


def _typed(token: Token, second: str) -> Record:
    label, _, rest = token.text.partition("/")
    return {"type": label, second: rest} if rest else {"type": label}


def _take_clusters(line: Line) -> list[str]:
    names = [token for token in line.tokens if token.kind == "word" and token.text.startswith("@")]
    for token in names:
        line.tokens.remove(token)
    return [token.text[1:] for token in names]


def _mention(state: _State, number: int, id: str, line: Line) -> None:
    record: Record = {"id": id, **_typed(line.word("the type"), "subtype"), "level": "name"}
    if line.tokens and line.tokens[0].kind == "word" and line.tokens[0].text in LEVELS:
        record["level"] = line.tokens.pop(0).text
    state.pending.append((number, line.span("the quote"), state.blocks[-1], record, None))
    record |= line.attributes(("value", "normalized"))
    state.members["mentions"] += [(name or SINGLETON + id, id) for name in _take_clusters(line)]
    line.end()
    state.layers["mentions"].append(record)


def _event(state: _State, number: int, id: str, line: Line) -> None:
    type_token = line.word("the type")
    type_token.text = type_token.text[1:]
    record: Record = {"id": id, **_typed(type_token, "mode"), **{axis: words[0] for axis, words in AXES.items()}}
    state.pending.append((number, line.span("the quote"), state.blocks[-1], record, "trigger"))
    record |= line.attributes(())
    state.members["events"] += [(name or SINGLETON + id, id) for name in _take_clusters(line)]
    if line.tokens and line.tokens[0].text == "via":
        line.tokens.pop(0)
        state.pending.append((number, line.span("the quote after 'via'"), state.blocks[-1], record, "support_verb"))
    while line.tokens:
        token = line.word("an attribute")
        if token.text not in _AXIS_OF:
            raise SlipError(token.column, f"unknown attribute {token.text!r}; known are {', '.join(_AXIS_OF)}")
        record[_AXIS_OF[token.text]] = token.text
    record["arguments"] = []
    state.layers["events"].append(record)


def _relation(state: _State, id: str, line: Line) -> None:
    record: Record = {"id": id, "type": line.word("the type").text, "head": line.word("the head").text}
    arrow = line.word("'->'")
    if arrow.text != "->":
        raise SlipError(arrow.column, f"'->' is wanted here, not {arrow.text!r}")
    record["tail"] = line.word("the tail").text
    record |= line.attributes(())
    line.end()
    state.layers["relations"].append(record)


def _cluster(state: _State, number: int, token: Token, line: Line) -> None:
    record: Record = {"id": token.text[1:]}
    if line.tokens and line.tokens[0].kind == "word":
        record["type"] = line.word("the type").text
    record |= line.attributes(("name", "wikidata") if "type" in record else ())
    line.end()
    state.clusters.append((number, record))


def _argument(state: _State, number: int, line: Line) -> None:
    if not state.layers["events"]:
        raise SlipError(0, "an argument without an event above it")
    record: Record = {"role": line.word("the role").text}
    if line.tokens and line.tokens[0].kind == "word":
        state.references.append((number, line.word("the filler"), record))
    else:
        quotes = line.span("the filler")
        record["span"] = {}
        state.pending.append((number, quotes, state.blocks[-1], record["span"], None))
    line.end()
    state.layers["events"][-1]["arguments"].append(record)


def _annotation(state: _State, number: int, text: str) -> None:
    line = Line(tokens(text), len(text))
    if not state.blocks:
        raise SlipError(0, "an annotation before the first line of text")
    if text[0] in " \t":
        return _argument(state, number, line)
    first = line.word("an id")
    if first.text.startswith("@"):
        return _cluster(state, number, first, line)
    if not line.tokens or line.tokens[0].text in KINDS:
        block = state.blocks[-1]
        if block.sentence:
            raise SlipError(first.column, f"the text line is sentence {block.sentence!r} already")
        block.sentence = first.text
        state.layers["sentences"].append({"id": first.text, "kind": line.word("kind").text if line.tokens else "body"})
        return line.end()
    if any(token.text == "->" for token in line.tokens):
        return _relation(state, first.text, line)
    if line.tokens[0].text.startswith("!"):
        return _event(state, number, first.text, line)
    return _mention(state, number, first.text, line)


def _text_line(state: _State, line: str) -> None:
    marker = line[0]
    if not state.blocks and marker != "|":
        raise SlipError(0, f"the first line of text begins with '|', not {marker!r}")
    before = MARKERS[marker] if state.text else ""
    chunk = line[2:]
    state.text += [before, chunk]
    if marker == ">":
        state.blocks[-1].text += before + chunk
    else:
        state.blocks.append(_Block(state.length + len(before), chunk))
    state.length += len(before) + len(chunk)


def _front_matter(state: _State, lines: list[str]) -> tuple[Record, int]:
    """Read the TOML between the fences; return it and the number of lines it takes."""
    last = next((n for n, line in enumerate(lines[1:], 1) if line == FENCE), 0)
    if lines[0] != FENCE or not last:
        raise InvalidCorpus([Problem(state.path, 1, 1, RULE, f"the metadata must stand first, between two lines {FENCE}")])
    try:
        return tomllib.loads("\n".join(lines[1:last])), last + 1
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]) + 1, int(place[2])) if place and place[1] else (last, 1)
        message = f"the metadata is not TOML: {_TOML_PLACE.sub('', str(error))}"
        raise InvalidCorpus([Problem(state.path, line, column, RULE, message)]) from None


def _body(state: _State, lines: list[str], first: int) -> None:
    for number, line in enumerate(lines[first:], first + 1):
        try:
            if line[:1] in MARKERS and line[:1] and line[1:2] in ("", " "):
                _text_line(state, line)
            elif line.strip():
                _annotation(state, number, line)
        except SlipError as slip:
            state.problems.append(Problem(state.path, number, slip.column + 1, RULE, slip.message))


def _resolve(state: _State) -> None:
    """Look up what the lines could only name: quotes in the text, fillers among mentions and events."""
    by_sentence = {block.sentence: block for block in state.blocks}
    kind_of = {item["id"]: layer[:-1] for layer in ("mentions", "events") for item in state.layers[layer]}
    for number, quotes, home, record, key in state.pending:
        try:
            span = _locate(quotes, by_sentence.get(quotes[0].where) if quotes[0].where else home)
            record.update({key: span} if key else span)
        except SlipError as slip:
            state.problems.append(Problem(state.path, number, slip.column + 1, RULE, slip.message))
    for number, token, record in state.references:
        if token.text not in kind_of:
            message = f"no mention or event has the id {token.text!r}"
            state.problems.append(Problem(state.path, number, token.column + 1, RULE, message))
        else:
            record[kind_of[token.text]] = token.text


def _sentence_spans(state: _State) -> None:
    blocks = {block.sentence: block for block in state.blocks if block.sentence}
    for sentence in state.layers["sentences"]:
        block = blocks[sentence["id"]]
        inner = block.text.strip()
        sentence["start"] = block.start + len(block.text) - len(block.text.lstrip())
        sentence["end"] = sentence["start"] + len(inner)


def _clusters(state: _State) -> dict[str, list[Record]]:
    types = {mention["id"]: mention["type"] for mention in state.layers["mentions"]}
    made: dict[str, dict[str, Record]] = {"mentions": {}, "events": {}}
    for members, pairs in state.members.items():
        for name, id in pairs:
            made[members].setdefault(name, {"id": name, members: []})[members].append(id)
    for entity in made["mentions"].values():
        entity["type"] = types[entity["mentions"][0]]
    for number, record in state.clusters:
        known = made["mentions" if "type" in record else "events"]
        if record["id"] not in known:
            what = "mention" if "type" in record else "event"
            state.problems.append(Problem(state.path, number, 1, RULE, f"no {what} is marked @{record['id']}"))
        else:
            known[record["id"]] |= record
    return {"entities": list(made["mentions"].values()), "event_clusters": list(made["events"].values())}


def _repeat(span: Record | None, text: str) -> None:
    if span:
        span["text"] = text[span["start"] : span["end"]]


def _repeat_text(record: Record, text: str) -> None:
    for item in (*record["sentences"], *record["mentions"]):
        _repeat(item, text)
    for event in record["events"]:
        _repeat(event["trigger"], text)
        _repeat(event.get("support_verb"), text)
        for argument in event["arguments"]:
            _repeat(argument.get("span"), text)


def read_record(notation: str, path: str) -> tuple[Record, dict[str, int]]:
    """
    Read one document; return its record with its text, and the line each annotation's id stands on.

    Raises InvalidCorpus with every slip found, each as path:line:column.
    """
    state = _State(path)
    lines = notation.removesuffix("\n").split("\n")
    metadata, first = _front_matter(state, lines)
    _body(state, lines, first)
    _resolve(state)
    clusters = _clusters(state)
    text = "".join(state.text)
    if metadata.get("text_sha256", sha256(text)) != sha256(text):
        message = f"the text is not the one the annotations were made on: its SHA-256 is {sha256(text)}"
        state.problems.append(Problem(path, 1, 1, RULE, message))
    if state.problems:
        raise InvalidCorpus(sorted(state.problems, key=lambda p: (p.line or 0, p.column or 0)))
    _sentence_spans(state)
    derived: dict[str, Any] = {"text": text, "text_sha256": sha256(text), "text_length": len(text), "text_profile": PROFILE}
    record: Record = {**metadata, **derived, **state.layers, **clusters}
    _repeat_text(record, text)
    if "alignment" in metadata:
        record["alignment"] = alignment_of(record, text)
    return canonical(record), _lines_of_ids(lines, first)


def _lines_of_ids(lines: list[str], first: int) -> dict[str, int]:
    words = ((n, line.split(None, 1)[0]) for n, line in enumerate(lines[first:], first + 1) if line.strip())
    return {word.removeprefix("@"): n for n, word in words if word not in MARKERS}
