"""Prodigy: a line of JSON a task, with its tokens, labelled spans and relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_tools import tokens
from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, needs_text, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Link, Node, Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, documents, each, get, json_lines, put_lines
from corpus_tools.formats.units import Stretch, settled
from corpus_tools.order import Record
from corpus_tools.text import Span

NAME = "prodigy"
SUFFIXES = (".jsonl",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = None

UNITS = ("code-points", "utf-16")
REFUSED = "task[|s] that the annotator rejected or ignored left out"
REPEATED = "task[|s] left out, an earlier one having the same hash"
CHOSEN = "choice[|s] of a whole task left out"
_PLACE = ("start", "end", "label", "id", "text", "token_start", "token_end")
# What recipes and patterns leave on a span; it says how the span came up, not what it is.
_TRACES = ("source", "input_hash", "rank", "score", "pattern", "color", "answer", "priority")
_KNOWN = frozenset((*_PLACE, *_TRACES))


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document an accepted task; a line without a text, as of a pattern file, is a problem."""
    seen: dict[Any, int] = {}

    def make(task: Json, origin: Origin) -> Record | None:
        return _record(task, origin, report, options) if _is_taken(task, origin, seen, report) else None

    yield from documents(json_lines(path, NAME, SUFFIXES, report), report, make)


def _is_taken(task: Json, origin: Origin, seen: dict[Any, int], report: Report) -> bool:
    if task.get("answer", "accept") != "accept":
        report.lose(_id(origin), "", REFUSED, str(task["answer"]))
        return False
    first = seen.setdefault((origin.path, str(task["_task_hash"])), origin.line or 1) if "_task_hash" in task else origin.line
    if first != origin.line:
        report.lose(_id(origin), "", REPEATED, f"line {first}")
    return first == origin.line


def _id(origin: Origin) -> str:
    return f"{origin.path.stem}-{origin.line}"


def _record(task: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    raw, block, spans = get(task, "text", str), get(task, "corpus", dict, {}), each(task, "spans")
    id = str(block.get("id") or _id(origin))
    origin = settled(id, origin, raw, _stretches(task, spans), units=UNITS, report=report, options=options)
    draft = Draft(id, raw, origin, report, options)
    weaver = Weaver(draft)
    names = [_add(span, str(span.get("id") or f"m{n}"), weaver) for n, span in enumerate(spans, start=1)]
    relations = each(task, "relations")
    known = {_key(span): name for span, name in zip(spans, names, strict=True)} if relations else {}
    for n, relation in enumerate(relations, start=1):
        _relate(relation, n, known, weaver)
    weaver.finish()
    weaver.take(block)
    for choice in get(task, "accept", list, []):
        report.lose(draft.id, "", CHOSEN, str(choice))
    return draft.record()


def _stretches(task: Json, spans: list[Json]) -> Iterator[Stretch]:
    """Yield spans and tokens: a token of the first line of a task says its text even where a span does not."""
    for item in (*spans, *each(task, "tokens")):
        text = item.get("text")
        yield Stretch(get(item, "start", int), get(item, "end", int), text if isinstance(text, str) else None)


def _key(span: Json) -> str:
    """Return what a relation knows a span by: its id if it has one, else place and label."""
    return str(span.get("id") or (span.get("start"), span.get("end"), span.get("label")))


def _add(span: Json, name: str, weaver: Weaver) -> str:
    text = span.get("text")
    place = weaver.draft.place([(get(span, "start", int), get(span, "end", int))], text if isinstance(text, str) else None, name)
    kind, label, second = graph.split_label(get(span, "label", str, "unlabelled"), weaver.draft)
    attributes = second | {key: value for key, value in span.items() if key not in _KNOWN}
    weaver.node(name, kind, label, place, attributes)
    return name


def _relate(relation: Json, n: int, names: dict[str, str], weaver: Weaver) -> None:
    ends = [_end(get(relation, f"{side}_span", dict), n, names, weaver) for side in ("head", "child")]
    made = {key: get(relation, key, str) for key in graph.MADE if key in relation}
    weaver.link(str(relation.get("id") or ""), get(relation, "label", str), ends[0], ends[1], made)


def _end(span: Json, n: int, names: dict[str, str], weaver: Weaver) -> str:
    """Return the name of the span that a relation ends in; a bare token becomes a mention of its own."""
    if _key(span) not in names and not span.get("label"):
        names[_key(span)] = _add({**span, "label": "token"}, f"t{n}-{span.get('start')}", weaver)
    return names.get(_key(span), f"{span.get('start')}:{span.get('end')} {span.get('label')}")


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a task a line, for `spans.manual` or `rel.manual`."""
    lines = (_task(kept(record, CARRIES, report)) for record in records if needs_text(record, report))
    return put_lines(lines, out, NAME, SUFFIXES, report)


def _task(record: Record) -> Json:
    text = record["text"]
    words = tokens.tokenize(text)
    nodes = {node.id: _span(node, words, text) for node in graph.nodes(record)}
    made = [_token(n, word, text) for n, word in enumerate(words)]
    relations = [_relation(link, nodes) for link in graph.links(record)]
    block = graph.block(record, "sentences", "entities", "event_clusters")
    return {"text": text, "tokens": made, "spans": [*nodes.values()], "relations": relations, "corpus": block, "answer": "accept"}


def _token(n: int, word: Span, text: str) -> Json:
    return {"text": text[word.start : word.end], "start": word.start, "end": word.end, "id": n, "ws": text[word.end : word.end + 1] == " "}


def _side(span: Json) -> Json:
    return {key: span[key] for key in ("start", "end", "token_start", "token_end", "label", "id") if key in span}


def _span(node: Node, words: list[Span], text: str) -> Json:
    covered = [n for n, (start, end) in enumerate(words) if start < node.end and node.start < end]
    whole = covered and words[covered[0]][0] == node.start and words[covered[-1]][1] == node.end
    attributes = {key: value for key, value in node.attributes.items() if key not in ("subtype", "mode", "level")}
    place = {"start": node.start, "end": node.end, "text": text[node.start : node.end]}
    tied = {"token_start": covered[0], "token_end": covered[-1]} if whole else {}
    return {**place, **tied, "label": graph.flat_label(node), "id": node.id, **attributes}


def _relation(link: Link, nodes: dict[str, Json]) -> Json:
    head, child = nodes[link.source], nodes[link.target]
    ends = {"head": head.get("token_end"), "child": child.get("token_end")}
    sides = {"head_span": _side(head), "child_span": _side(child)}
    return {"label": link.label, **ends, **sides, **({"id": link.id} if link.id else {}), **link.attributes}
