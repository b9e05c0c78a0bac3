"""WikiEvents and OneIE: a line of JSON a document or sentence, its spans counted in tokens; coreference in a file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, is_file_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, get, json_lines
from corpus_tools.formats.tokenwise import ASSEMBLED, Tokens, aligned, assembled, without_edged
from corpus_tools.order import Record
from corpus_tools.text import Span

NAME = "wikievents"
SUFFIXES = (".jsonl", ".oneie.json")
UNIT = "tokens"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = None

COREF, COREF_SUFFIX = "coref", ".jsonlines"
LEVELS = {"NAM": "name", "NOM": "nominal", "PRO": "pronoun", "VAL": "value"}
_MENTION_TYPES = {level: name for name, level in LEVELS.items()}
DRIFT = "document[|s] whose tokens do not stand at the character offsets given; placed by their order in the text"
INFORMATIVE = "informative mention[|s] of clusters left out"
_ENTITY = ("id", "sent_idx", "start", "end", "entity_type", "mention_type", "text")
_EVENT = ("id", "event_type", "trigger", "arguments", "event_arguments", "support_verb")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document a line; clusters come from `coref/NAME.jsonlines` beside the file, if it is there."""
    clusters = cache(lambda file: _coref(file, report))
    found = json_lines(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, clusters(origin.path), report, options))


def _coref(file: Path, report: Report) -> dict[str, Json]:
    path = file.parent / COREF / f"{file.stem}{COREF_SUFFIX}"
    return {str(item.get("doc_key")): item for _, item in json_lines(path, NAME, SUFFIXES, report)} if path.is_file() else {}


def _record(item: Json, origin: Origin, clusters: Mapping[str, Json], report: Report, options: ReadOptions) -> Record | None:
    id = str(item.get("sent_id") or get(item, "doc_id", str))
    text, words = _text(item, id, report)
    draft = Draft(id, text, origin, report, options)
    if words is None:
        draft.refuse("token", f"{id}: {_misplaced(item, text)!r} does not follow the tokens before it in the text")
        return None
    weaver = Weaver(draft)
    for mention in each(item, "entity_mentions"):
        _mention(mention, words, weaver)
    for event in each(item, "event_mentions"):
        _event(event, words, weaver)
    for relation in each(item, "relation_mentions"):
        _relation(relation, weaver)
    weaver.finish()
    block = get(item, "corpus", dict, {})
    weaver.take(block)
    _sentences(item, words, draft)
    if "entities" not in block:
        _clusters(clusters.get(id, {}), weaver)
    return draft.record()


# --------------------------------------------------------------------------------------------------------- text


def _forms(item: Json) -> list[str]:
    forms = get(item, "tokens", list)
    if not all(isinstance(form, str) for form in forms):
        raise ShapeError("'tokens' holds something that is not a string")
    return forms


def _text(item: Json, id: str, report: Report) -> tuple[str, list[Span] | None]:
    """Return the text and where its tokens stand: by their order, whatever the offsets say; no places if they do not make up the text."""
    forms = _forms(item)
    text = item.get("text") or item.get("sentence")
    if not isinstance(text, str):
        report.change(id, "", ASSEMBLED)
        return assembled([forms])
    words, failed = aligned(forms, text)
    if failed is not None:
        return text, None
    wrong = [(given, word) for given, word in zip(_given(item), words, strict=False) if given != word]
    if wrong:
        most = max(abs(given.start - word.start) for given, word in wrong)
        report.change(id, "", DRIFT, f"{len(wrong)} of {len(words)} tokens, by up to {most} code points")
    return text, words


def _misplaced(item: Json, text: str) -> str | None:
    return aligned(_forms(item), text)[1]


def _given(item: Json) -> Iterator[Span]:
    """Yield the character offsets that the sentences give their tokens."""
    for sentence in get(item, "sentences", list, []):
        for token in get(sentence, 0, list):
            yield Span(get(token, 1, int), get(token, 2, int))


def _sentences(item: Json, words: Sequence[Span], draft: Draft) -> None:
    if draft.layers["sentences"]:
        return
    first = 0
    for sentence in get(item, "sentences", list, []):
        last = first + len(get(sentence, 0, list))
        if first < last <= len(words):
            span = draft.place([(words[first].start, words[last - 1].end)])
            if span:
                draft.sentence(span["start"], span["end"])
        first = last


# -------------------------------------------------------------------------------------------------- annotations


def _place(item: Json, words: Sequence[Span], draft: Draft, id: str) -> Record | None:
    """Return the span over tokens; its text, which some files have without the blanks of tokens, must read the same but for white space."""
    first, last = get(item, "start", int), get(item, "end", int)
    if not 0 <= first < last <= len(words):
        draft.refuse("offset", f"{id}: tokens {first}:{last} are not among the {len(words)} of the text")
        return None
    span = draft.place([(words[first].start, words[last - 1].end)], None, id)
    said = item.get("text")
    if span and isinstance(said, str) and "".join(said.split()) != "".join(span["text"].split()):
        draft.refuse("text", f"{id}: tokens {first}:{last} read {span['text']!r}, not {said!r}")
        return None
    return span


def _mention(item: Json, words: Sequence[Span], weaver: Weaver) -> None:
    name, label = get(item, "id", str), get(item, "entity_type", str)
    level = LEVELS.get(str(item.get("mention_type")))
    attributes = {key: value for key, value in item.items() if key not in _ENTITY} | ({"level": level} if level else {})
    kind = "span" if label == graph.FILLER else "mention"
    weaver.node(name, kind, label, _place(item, words, weaver.draft, name), attributes)


def _event(item: Json, words: Sequence[Span], weaver: Weaver) -> None:
    name = get(item, "id", str)
    attributes = {key: value for key, value in item.items() if key not in _EVENT}
    trigger = _place(get(item, "trigger", dict), words, weaver.draft, name)
    weaver.node(name, "event", get(item, "event_type", str), trigger, attributes)
    for argument in each(item, "arguments"):
        weaver.link("", get(argument, "role", str), name, get(argument, "entity_id", str))
    for argument in each(item, "event_arguments"):
        weaver.link("", get(argument, "role", str), name, get(argument, "event_id", str))


def _relation(item: Json, weaver: Weaver) -> None:
    ends = [get(argument, "entity_id", str) for argument in each(item, "arguments")]
    name = str(item.get("id") or "")
    if len(ends) != 2:  # noqa: PLR2004  head and tail
        raise ShapeError(f"relation {name!r} has {len(ends)} arguments, not 2")
    label = str(item.get("relation_subtype") or get(item, "relation_type", str))
    made = {key: str(item[key]) for key in graph.MADE if key in item}
    weaver.link(name, label, ends[0], ends[1], made)


def _clusters(coref: Json, weaver: Weaver) -> None:
    for n, members in enumerate(get(coref, "clusters", list, []), start=1):
        weaver.cluster("entities", f"c{n}", [str(member) for member in members])
    for name in get(coref, "informative_mentions", list, []):
        weaver.draft.report.lose(weaver.draft.id, "", INFORMATIVE, str(name))


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a document a line, and its clusters in `coref/NAME.jsonlines`."""
    items, clusters = [], []
    for record in records:
        if needs_text(record, report):
            bare = without_edged(kept(record, CARRIES, report), report)
            items.append(orjson.dumps(_item(bare), option=orjson.OPT_APPEND_NEWLINE))
            clusters.append(orjson.dumps(_cluster_item(bare), option=orjson.OPT_APPEND_NEWLINE))
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    return put({path: b"".join(items), path.parent / COREF / f"{path.stem}{COREF_SUFFIX}": b"".join(clusters)}, report)


def _item(record: Record) -> Json:
    tokens = Tokens(record)
    sentences = tokens.sentences(record)
    nodes = {node.id: node for node in graph.nodes(record)}
    links = graph.links(record)
    return {
        "doc_id": record["id"],
        "tokens": tokens.forms(),
        "text": record["text"],
        "sentences": [_sentence(tokens, first, last) for first, last in sentences],
        "entity_mentions": [_entity(node, tokens, sentences) for node in nodes.values() if node.kind != "event"],
        "relation_mentions": [_relation_item(link) for link in links if link.kind == "relation"],
        "event_mentions": [_event_item(node, links, nodes, tokens, sentences) for node in nodes.values() if node.kind == "event"],
        "corpus": graph.block(record, "sentences", "entities", "event_clusters"),
    }


def _sentence(tokens: Tokens, first: int, last: int) -> list[Any]:
    words = tokens.words[first:last]
    return [[[tokens.text[start:end], start, end] for start, end in words], tokens.text[words[0].start : words[-1].end]]


def _covered(node: graph.Node, tokens: Tokens, sentences: Sequence[tuple[int, int]]) -> Json:
    first, last = tokens.of({"start": node.start, "end": node.end})
    sentence = next(n for n, (_, end) in enumerate(sentences) if first < end)
    return {"sent_idx": sentence, "start": first, "end": last, "text": tokens.text[node.start : node.end]}


def _entity(node: graph.Node, tokens: Tokens, sentences: Sequence[tuple[int, int]]) -> Json:
    attributes = {key: value for key, value in node.attributes.items() if key != "level"}
    mention_type = _MENTION_TYPES.get(node.attributes.get("level", ""), "UNK")
    return {"id": node.id, **_covered(node, tokens, sentences), "entity_type": node.label, "mention_type": mention_type, **attributes}


def _event_item(
    node: graph.Node, links: Iterable[graph.Link], nodes: Mapping[str, graph.Node], tokens: Tokens, sentences: Sequence[tuple[int, int]]
) -> Json:
    own = [(link, nodes[link.target]) for link in links if link.kind == "argument" and link.source == node.id]
    entities = [
        {"entity_id": end.id, "role": link.label, "text": tokens.text[end.start : end.end]} for link, end in own if end.kind != "event"
    ]
    events = [{"event_id": end.id, "role": link.label} for link, end in own if end.kind == "event"]
    base = {"id": node.id, "event_type": node.label, "trigger": _covered(node, tokens, sentences), "arguments": entities}
    return {**base, **({"event_arguments": events} if events else {}), **node.attributes}


def _relation_item(link: graph.Link) -> Json:
    ends = [{"entity_id": link.source, "role": "Arg-1"}, {"entity_id": link.target, "role": "Arg-2"}]
    return {"id": link.id, "relation_type": link.label, "relation_subtype": link.label, "arguments": ends, **link.attributes}


def _cluster_item(record: Record) -> Json:
    texts = {mention["id"]: mention["text"] for mention in record["mentions"]}
    clusters = [entity["mentions"] for entity in record["entities"]]
    longest = [max((texts[id] for id in members), key=len) for members in clusters]
    return {"doc_key": record["id"], "clusters": clusters, "informative_mentions": longest}
