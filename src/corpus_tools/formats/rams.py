"""RAMS: a line of JSON an event with a few sentences around it; spans are numbers of tokens, the last one included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, needs_text, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, get, json_lines, put_lines
from corpus_tools.formats.tokenwise import ASSEMBLED, Tokens, aligned, assembled, without_edged
from corpus_tools.order import Record
from corpus_tools.text import Span

NAME = "rams"
SUFFIXES = (".jsonlines", ".jsonl")
UNIT = "tokens"
CARRIES = frozenset({"text", "sentences", "events", "arguments", "metadata"})
EXTRA = None

ROLE = re.compile(r"evt\d+arg\d+")
"""What RAMS puts before the name of a role: numbers of the event type and of the role in its ontology."""
Place = tuple[int, int]


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document a line; its arguments are filled by spans, RAMS having no mentions."""
    found = json_lines(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(item: Json, origin: Origin, report: Report, options: ReadOptions) -> Record | None:
    id, block = get(item, "doc_key", str), get(item, "corpus", dict, {})
    text, words = _text(item, id, report)
    draft = Draft(str(block.get("id") or id), text, origin, report, options)
    if words is None:
        draft.refuse("token", f"{id}: the tokens do not make up the text")
        return None
    events = _events(item, words, draft)
    _arguments(item, words, events, draft)
    weaver = graph.Weaver(draft)
    weaver.take(block)
    _sentences(item, words, draft)
    _source(item, draft)
    return draft.record()


def _text(item: Json, id: str, report: Report) -> tuple[str, list[Span] | None]:
    """Return the text and where the tokens stand in it: the text written by us if it is there, else one put together."""
    sentences = get(item, "sentences", list)
    if not all(isinstance(sentence, list) and all(isinstance(form, str) for form in sentence) for sentence in sentences):
        raise ShapeError("'sentences' are not lists of tokens")
    text = item.get("text")
    if not isinstance(text, str):
        report.change(id, "", ASSEMBLED)
        return assembled(sentences)
    words, failed = aligned((form for sentence in sentences for form in sentence), text)
    return text, None if failed is not None else words


def _spans(item: Json, key: str) -> Iterator[tuple[Place, str]]:
    """Yield place and label of each entry: first token, last token, and a list whose first item is a pair of label and weight."""
    for entry in get(item, key, list, []):
        if not isinstance(entry, list):
            raise ShapeError(f"{key!r} holds something that is not a list")
        yield (get(entry, 0, int), get(entry, 1, int)), get(get(get(entry, 2, list), 0, list), 0, str)


def _placed(place: Place, words: list[Span], draft: Draft, what: str) -> Record | None:
    first, last = place
    if not 0 <= first <= last < len(words):
        draft.refuse("offset", f"{what}: tokens {first} to {last} are not among the {len(words)} of the text")
        return None
    return draft.place([(words[first].start, words[last].end)], None, what)


def _events(item: Json, words: list[Span], draft: Draft) -> list[tuple[Place, Record]]:
    found = []
    for place, label in _spans(item, "evt_triggers"):
        trigger = _placed(place, words, draft, label)
        event = draft.event(draft.free_id("e"), label, trigger) if trigger else None
        if event:
            found.append((place, event))
    return found


def _arguments(item: Json, words: list[Span], events: list[tuple[Place, Record]], draft: Draft) -> None:
    """Add the arguments; which of several events on one trigger is meant, and that a filler is an event, only our own files say."""
    ours = get(get(item, "corpus", dict, {}), "links", list, [])
    for n, link in enumerate(get(item, "gold_evt_links", list, [])):
        source, target, role = _range(link, 0), _range(link, 1), ROLE.sub("", get(link, 2, str), count=1)
        event, filler = (_numbered_event(ours, n, side, events) for side in (0, 1))
        event = event or next((event for place, event in events if place == source), None)
        if event is None:
            draft.refuse("reference", f"{role}: no trigger at tokens {source[0]} to {source[1]}")
        elif filler is not None:
            draft.argument(event, role, event=filler["id"])
        elif span := _placed(target, words, draft, role):
            draft.argument(event, role, span=span)


def _range(link: Any, side: int) -> Place:
    place = get(link, side, list)
    return get(place, 0, int), get(place, 1, int)


def _numbered_event(ours: list[Any], n: int, side: int, events: list[tuple[Place, Record]]) -> Record | None:
    """Return the event that our own file names, by its number, at one side of a link."""
    number = get(get(ours, n, list, []), side, int, None)
    return events[number][1] if number is not None and 0 <= number < len(events) else None


def _sentences(item: Json, words: list[Span], draft: Draft) -> None:
    first = 0
    for sentence in item["sentences"] if not draft.layers["sentences"] else ():
        last = first + len(sentence)
        span = _placed((first, last - 1), words, draft, "sentence") if sentence else None
        if span:
            draft.sentence(span["start"], span["end"])
        first = last


def _source(item: Json, draft: Draft) -> None:
    """Keep the address of the text, which RAMS gives."""
    url = item.get("source_url")
    if url and "source" not in draft.metadata:
        options = draft.options
        draft.metadata["source"] = {"publisher": options.publisher, "license": options.licence, "url": str(url)}


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a document a line."""
    roles: dict[tuple[str, str], str] = {}
    lines = (_item(without_edged(kept(record, CARRIES, report), report), roles) for record in records if needs_text(record, report))
    return put_lines(lines, out, NAME, SUFFIXES, report)


def _numbered(type: str, role: str, roles: dict[tuple[str, str], str]) -> str:
    """Return the role as RAMS names it, numbers first: those of the types and their roles in the order in which they come."""
    if (type, role) not in roles:
        types = list(dict.fromkeys(one for one, _ in [*roles, (type, role)]))
        nth = 1 + sum(one == type for one, _ in roles)
        roles[type, role] = f"evt{types.index(type) + 1:03}arg{nth:02}{role}"
    return roles[type, role]


def _item(record: Record, roles: dict[tuple[str, str], str]) -> Json:
    tokens = Tokens(record)
    place = {event["id"]: _inclusive(tokens, event["trigger"]) for event in record["events"]}
    number = {event["id"]: n for n, event in enumerate(record["events"])}
    fillers: list[Any] = []
    links: list[Any] = []
    ours: list[Any] = []
    for event in record["events"]:
        for argument in event["arguments"]:
            role = _numbered(event["type"], argument["role"], roles)
            target = place[argument["event"]] if argument.get("event") else _inclusive(tokens, argument["span"])
            fillers.append([*target, [[role, 1.0]]])
            links.append([place[event["id"]], target, role])
            ours.append([number[event["id"]], number.get(argument.get("event", ""))])
    return {
        "rel_triggers": [],
        "gold_rel_links": [],
        "doc_key": record["id"],
        "ent_spans": fillers,
        "language_id": record["language"],
        "source_url": record["source"].get("url", ""),
        "evt_triggers": [[*place[event["id"]], [[event["type"], 1.0]]] for event in record["events"]],
        "sentences": [tokens.forms(first, last) for first, last in tokens.sentences(record)],
        "gold_evt_links": links,
        "text": record["text"],
        "corpus": {**graph.block({k: v for k, v in record.items() if k != "provenance"}, "sentences"), "links": ours},
    }


def _inclusive(tokens: Tokens, span: Record) -> list[int]:
    first, last = tokens.of(span)
    return [first, last - 1]
