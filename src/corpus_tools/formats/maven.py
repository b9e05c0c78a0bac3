"""MAVEN-Arg: a line of JSON a document, in which entities and events are clusters, and arguments belong to an event as a whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, needs_text, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Link, Node, Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, get, json_lines, put_lines
from corpus_tools.formats.tokenwise import ASSEMBLED, assembled
from corpus_tools.order import Record

NAME = "maven"
SUFFIXES = (".jsonl",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = None

WHOLE = "argument[|s] of an event as a whole given to its first mention"
ENTITY = "argument[|s] filled by an entity as a whole given its first mention"
DISTRACTORS = "negative trigger[|s] left out"
TITLE = "document[|s] without [its|their] title"
_OF_MENTION = ("id", "mention", "trigger_word", "offset", "sent_id", "type", "type_id", "argument", "support_verb")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document a line: of the train and valid files, or of the test file, which has tokens and bare triggers."""
    found = json_lines(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(item: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    block, id = get(item, "corpus", dict, {}), get(item, "id", str)
    if "document" not in item:
        return _test_record(item, id, origin, report, options)
    draft = Draft(str(block.get("id") or id), get(item, "document", str), origin, report, options)
    weaver, clusters = Weaver(draft), _Clusters()
    for entity in each(item, "entities"):
        _cluster(entity, "mention", weaver, clusters.entities)
    for event in each(item, "events"):
        _cluster(event, "event", weaver, clusters.events)
    for event in each(item, "events"):
        _arguments(event, weaver, clusters)
    for relation in get(block, "relations", list, []):
        made = {key: get(relation, key, str) for key in graph.MADE if key in relation}
        weaver.link(get(relation, "id", str), get(relation, "type", str), get(relation, "head", str), get(relation, "tail", str), made)
    weaver.finish()
    weaver.take({key: value for key, value in block.items() if key not in ("entities", "event_clusters")})
    clusters.close(weaver, block)
    _note_title(item, draft)
    for one in get(item, "negative_triggers", list, []):
        report.lose(draft.id, str(get(one, "id", str, "")), DISTRACTORS)
    return draft.record()


def _note_title(item: Json, draft: Draft) -> None:
    title = get(item, "title", str, "")
    if title not in ("", draft.id):  # ours is the id
        draft.report.lose(draft.id, "", TITLE, title)


class _Clusters:
    """The names of the members of each entity and event, by the name of the cluster."""

    def __init__(self) -> None:
        self.entities: dict[str, list[str]] = {}
        self.events: dict[str, list[str]] = {}

    def close(self, weaver: Weaver, block: Json) -> None:
        """Make the clusters: those that our block knows, or, of a file of others, every entity and every event of several mentions."""
        ours = "entities" in block
        for layer, members in (("entities", self.entities), ("event_clusters", self.events)):
            known = {str(one.get("id")): one for one in each(block, layer)}
            for name, names in members.items():
                if name in known or (not ours and (layer == "entities" or len(names) > 1)):
                    more = {key: value for key, value in known.get(name, {}).items() if key not in ("id", "mentions", "events")}
                    weaver.cluster(layer, name, names, **more)


def _cluster(item: Json, kind: str, weaver: Weaver, clusters: dict[str, list[str]]) -> None:
    name, label = get(item, "id", str), get(item, "type", str)
    names = clusters[name] = []
    for mention in each(item, "mention"):
        id = get(mention, "id", str)
        names.append(id)
        attributes = {key: value for key, value in mention.items() if key not in _OF_MENTION}
        surface = str(mention.get("mention" if kind == "mention" else "trigger_word"))
        own = str(mention.get("type") or label)
        weaver.node(id, kind, own, _placed(mention, surface, id, weaver.draft), attributes)


def _placed(item: Json, surface: str | None, id: str, draft: Draft) -> Record | None:
    offset = get(item, "offset", list)
    return draft.place([(get(offset, 0, int), get(offset, 1, int))], surface, id)


def _arguments(event: Json, weaver: Weaver, clusters: _Clusters) -> None:
    """Add the arguments: those of each mention, which only our own files have, else those of the event, to its first mention."""
    mentions = each(event, "mention")
    own = [(get(mention, "id", str), mention) for mention in mentions if "argument" in mention or "support_verb" in mention]
    for name, mention in own or [(get(mentions[0], "id", str), event)] if mentions else []:
        for role, fillers in get(mention, "argument", dict, {}).items():
            for n, filler in enumerate(fillers if isinstance(fillers, list) else []):
                if not own:
                    weaver.draft.report.change(weaver.draft.id, name, WHOLE, role)
                weaver.link("", role, name, _filler(filler, f"{name}/{role}/{n}", weaver, clusters))
        if "support_verb" in mention:
            verb = get(mention, "support_verb", dict)
            weaver.node(f"{name}/via", "span", "", _placed(verb, get(verb, "content", str), name, weaver.draft))
            weaver.link("", graph.VIA, name, f"{name}/via")


def _filler(filler: Json, name: str, weaver: Weaver, clusters: _Clusters) -> str:
    """Return the name of what fills a role: of a mention or event, or of a new span."""
    if not isinstance(filler, dict):
        raise ShapeError(f"{name} is not an object")
    for key in ("mention_id", "event_mention_id"):
        if key in filler:
            return get(filler, key, str)
    if "entity_id" in filler:
        entity = get(filler, "entity_id", str)
        weaver.draft.report.change(weaver.draft.id, name, ENTITY, entity)
        return next(iter(clusters.entities.get(entity, ())), entity)
    weaver.node(name, "span", "", _placed(filler, get(filler, "content", str), name, weaver.draft))
    return name


# -------------------------------------------------------------------------------------------------- the test file


def _test_record(item: Json, id: str, origin: Origin, report: Report, options: ReadOptions) -> Record:
    sentences = get(item, "tokens", list)
    if not all(isinstance(sentence, list) and all(isinstance(form, str) for form in sentence) for sentence in sentences):
        raise ShapeError("'tokens' are not lists of tokens")
    report.change(id, "", ASSEMBLED)
    text, words = assembled(sentences)
    firsts = [sum(map(len, sentences[:n])) for n in range(len(sentences) + 1)]
    draft = Draft(id, text, origin, report, options)
    _note_title(item, draft)
    weaver = Weaver(draft)
    for first, last in itertools.pairwise(firsts):
        if first < last:
            span = draft.place([(words[first].start, words[last - 1].end)])
            if span:
                draft.sentence(span["start"], span["end"])
    for kind, key in (("event", "event_mentions"), ("mention", "TIMEX")):
        for one in each(item, key):
            name, sentence, offset = get(one, "id", str), get(one, "sent_id", int), get(one, "offset", list)
            first, last = (firsts[min(max(sentence, 0), len(sentences))] + get(offset, side, int) for side in (0, 1))
            inside = 0 <= first < last <= len(words)
            span = draft.place([(words[first].start, words[last - 1].end)], None, name) if inside else None
            if not inside:
                draft.refuse("offset", f"{name}: tokens {offset} are not in sentence {sentence}")
            weaver.node(name, kind, get(one, "type", str), span)
    return draft.record()


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a document a line."""
    lines = (_item(kept(record, CARRIES, report)) for record in records if needs_text(record, report))
    return put_lines(lines, out, NAME, SUFFIXES, report)


def _item(record: Record) -> Json:
    text = record["text"]
    nodes = {node.id: node for node in graph.nodes(record)}
    links = graph.links(record)
    entity_of = {mention: entity["id"] for entity in record["entities"] for mention in entity["mentions"]}
    entities = [_entity(name, ids, nodes, text) for name, ids in _groups(record, "entities", "mentions")]
    fillers = _Fillers(nodes, entity_of, text)
    events = [_event(name, ids, links, fillers) for name, ids in _groups(record, "event_clusters", "events")]
    relations = [{"id": r.id, "type": r.label, "head": r.source, "tail": r.target, **r.attributes} for r in links if r.kind == "relation"]
    bare = {layer: [_without_members(one) for one in record[layer]] for layer in ("entities", "event_clusters")}
    block = graph.block(record, "sentences") | bare | ({"relations": relations} if relations else {})
    return {"id": record["id"], "title": record["id"], "document": text, "events": events, "entities": entities, "corpus": block}


def _without_members(cluster: Record) -> Record:
    return {key: value for key, value in cluster.items() if key not in ("mentions", "events")}


def _groups(record: Record, layer: str, members: str) -> Iterator[tuple[str, list[str]]]:
    """Yield name and members of each cluster, then each that is in none under a name that no cluster has."""
    inside: set[str] = set()
    taken = {cluster["id"] for cluster in record[layer]}
    for cluster in record[layer]:
        inside |= {*cluster[members]}
        yield cluster["id"], cluster[members]
    for item in record[members]:
        if item["id"] not in inside:
            name = f"single-{item['id']}"
            while name in taken:
                name += "-"
            yield name, [item["id"]]


def _entity(name: str, ids: list[str], nodes: Mapping[str, Node], text: str) -> Json:
    mentions = [_mention(nodes[id], "mention", text) | {"type": nodes[id].label} for id in ids]
    return {"id": name, "type": nodes[ids[0]].label, "mention": mentions}


def _mention(node: Node, key: str, text: str) -> Json:
    return {"id": node.id, key: text[node.start : node.end], "offset": [node.start, node.end], **node.attributes}


def _event(name: str, ids: list[str], links: list[Link], fillers: _Fillers) -> Json:
    mentions, whole = [], dict[str, list[Json]]()
    for id in ids:
        own: dict[str, list[Json]] = {}
        node = fillers.nodes[id]
        mention: Json = {**_mention(node, "trigger_word", fillers.text), "type": node.label, "argument": own}
        for link in links:
            if link.kind == "argument" and link.source == id and link.label == graph.VIA:
                mention["support_verb"] = fillers.content(fillers.nodes[link.target])
            elif link.kind == "argument" and link.source == id:
                ours, theirs = fillers.of(link)
                own.setdefault(link.label, []).append(ours)
                whole.setdefault(link.label, []).extend(one for one in theirs if one not in whole[link.label])
        mentions.append(mention)
    return {"id": name, "type": fillers.nodes[ids[0]].label, "mention": mentions, "argument": whole}


@dataclass(frozen=True, slots=True)
class _Fillers:
    """Writes what fills a role."""

    nodes: Mapping[str, Node]
    entity_of: Mapping[str, str]
    text: str

    def content(self, node: Node) -> Json:
        return {"content": self.text[node.start : node.end], "offset": [node.start, node.end]}

    def of(self, link: Link) -> tuple[Json, list[Json]]:
        """Return a filler as we tell it, and as MAVEN-Arg does, which knows entities and stretches of text, and no events."""
        node = self.nodes[link.target]
        if node.kind == "event":
            return {"event_mention_id": node.id}, []
        if node.kind == "span":
            return self.content(node), [self.content(node)]
        return {"mention_id": node.id}, [{"entity_id": self.entity_of.get(node.id, f"single-{node.id}")}]
