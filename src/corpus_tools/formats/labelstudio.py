"""Label Studio: a JSON list of tasks, each with its text, the regions drawn on it and the relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, is_file_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Link, Node, Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, documents, each, get, json_items
from corpus_tools.formats.units import Stretch, settled
from corpus_tools.order import Record

NAME = "labelstudio"
SUFFIXES = (".json",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = None

UNITS = ("code-points", "utf-16")
KINDS = {"mention": "mention", "event": "event", "filler": "span"}
_TAGS = {kind: name for name, kind in KINDS.items()}
CLUSTERS = {"entity": "entities", "event_cluster": "event_clusters"}
FREE = ("normalized", "value", "agent", *CLUSTERS)
"""Attributes with free text; all others are a choice."""

OTHERS = "annotation[|s] of a task besides the one taken left out"
DRAFTS = "draft[|s] left out"
UNUSED = "prediction[|s] left out, the task being annotated"
FOREIGN = "region[|s] of another kind than labels left out"
SECOND = "further label[|s] of a region left out"


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document a task, of an export (JSON or JSON-MIN) or of what is to be imported."""
    found = json_items(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(task: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    data = get(task, "data", dict, task)
    block = get(data, "corpus", dict, {})
    raw = get(data, "text", str)
    id = str(block.get("id") or f"{origin.path.stem}-{task.get('id', origin.line)}")
    results, model = _results(task, id, report)
    origin = settled(id, origin, raw, _stretches(results), units=UNITS, report=report, options=options)
    draft = Draft(id, raw, origin, report, options)
    weaver = Weaver(draft)
    members = _regions(results, weaver, model)
    weaver.finish()
    weaver.take({**block, **{layer: _clusters(get(block, layer, list, []), layer, members[layer]) for layer in CLUSTERS.values()}})
    return draft.record()


# --------------------------------------------------------------------------------------------- whose annotation


def _results(task: Json, id: str, report: Report) -> tuple[list[Json], str | None]:
    """Return the results of the annotation taken, and the model if it is a prediction; note all that is left."""
    annotations = [one for one in each(task, "annotations") if not one.get("was_cancelled")]
    predictions = [one for one in get(task, "predictions", list, []) if isinstance(one, dict) and one.get("result")]
    for _ in each(task, "drafts"):
        report.lose(id, "", DRAFTS)
    if not annotations and not predictions:
        return _minimal(task), None
    taken = next((one for one in annotations if one.get("ground_truth")), (annotations or predictions)[0])
    for other in each(task, "annotations"):
        if other is not taken:
            report.lose(id, "", OTHERS, f"annotation {other.get('id')} by {other.get('completed_by')}")
    for _ in predictions[0 if annotations else 1 :]:
        report.lose(id, "", UNUSED)
    return each(taken, "result"), None if annotations else str(taken.get("model_version") or "prediction")


def _minimal(task: Json) -> list[Json]:
    """Return the regions of JSON-MIN, where each label set is a key of the task that holds a list."""
    found = [(key, value) for key, list_ in task.items() if isinstance(list_, list) for value in list_]
    return [
        {"id": f"{key}-{n}", "type": "labels", "from_name": key, "value": value}
        for n, (key, value) in enumerate(found)
        if isinstance(value, dict) and "labels" in value and "start" in value
    ]


# ------------------------------------------------------------------------------------------------------ regions


def _stretches(results: Iterable[Json]) -> Iterator[Stretch]:
    for result in results:
        value = result.get("value")
        if result.get("type") == "labels" and isinstance(value, dict):
            text = value.get("text")
            yield Stretch(get(value, "start", int), get(value, "end", int), text if isinstance(text, str) else None)


def _regions(results: list[Json], weaver: Weaver, model: str | None) -> dict[str, dict[str, list[str]]]:
    """Add regions and relations; return the members of the clusters of each layer."""
    attributes = _attributes(results)
    members: dict[str, dict[str, list[str]]] = {layer: {} for layer in CLUSTERS.values()}
    for n, result in enumerate(results):
        if result.get("type") == "relation":
            _relation(result, weaver)
        elif result.get("type") == "labels":
            _region(result, weaver, attributes, members, model)
        elif not _is_attribute(result, attributes):
            weaver.draft.report.lose(weaver.draft.id, str(result.get("id", n)), FOREIGN, str(result.get("type")))
    return members


def _attributes(results: Iterable[Json]) -> dict[str, Json]:
    """Return what choices and text fields say of each region, by its id."""
    regions = {str(result.get("id")) for result in results if result.get("type") == "labels"}
    found: dict[str, Json] = {}
    for result in results:
        if str(result.get("id")) in regions and result.get("type") in ("choices", "textarea"):
            key = "choices" if result["type"] == "choices" else "text"
            values: Any = get(get(result, "value", dict), key, list)
            found.setdefault(str(result["id"]), {})[get(result, "from_name", str)] = "\n".join(map(str, values))
    return found


def _is_attribute(result: Json, attributes: Mapping[str, Json]) -> bool:
    return result.get("type") in ("choices", "textarea") and str(result.get("id")) in attributes


def _region(
    result: Json, weaver: Weaver, attributes: Mapping[str, Json], members: dict[str, dict[str, list[str]]], model: str | None
) -> None:
    value, name = get(result, "value", dict), get(result, "id", str)
    labels = [str(label) for label in get(value, "labels", list, [])]
    text = value.get("text")
    parts = [(get(value, "start", int), get(value, "end", int))]
    span = weaver.draft.place(parts, text if isinstance(text, str) else None, name)
    said = {**attributes.get(name, {}), **_origin(result, model)}
    clusters = {layer: said.pop(key) for key, layer in CLUSTERS.items() if key in said}
    kind = KINDS.get(str(result.get("from_name")), "mention")
    weaver.node(name, kind, labels[0] if labels else "unlabelled", span, said)
    for label in labels[1:]:
        weaver.draft.report.lose(weaver.draft.id, name, SECOND, label)
    for layer, cluster in clusters.items():
        members[layer].setdefault(cluster, []).append(name)


def _origin(result: Json, model: str | None) -> dict[str, str]:
    """Return the provenance of a region that a model proposed and nobody changed."""
    proposed = model or ("prediction" if result.get("origin") == "prediction" else None)
    return {"agent": proposed, "method": "model"} if proposed else {}


def _relation(result: Json, weaver: Weaver) -> None:
    ends = [get(result, "from_id", str), get(result, "to_id", str)]
    if result.get("direction") == "left":
        ends.reverse()
    labels = get(result, "labels", list, []) or ["related"]
    name = str(result.get("id") or "")
    for label in labels:
        weaver.link(name, str(label), ends[0], ends[1], get(result, "meta", dict, {}))


def _clusters(kept_ones: Iterable[Json], layer: str, members: Mapping[str, list[str]]) -> list[Json]:
    """Return the clusters that the regions name, with what the task keeps of them."""
    known = {str(one.get("id")): one for one in kept_ones if isinstance(one, dict)}
    key = "mentions" if layer == "entities" else "events"
    return [{**known.get(id, {}), "id": id, key: names} for id, names in members.items()]


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file of tasks, to import together with the labelling interface that stands beside it."""
    tasks: list[Json] = []
    labels = {name: dict[str, None]() for name in (*KINDS, "relation")}
    for record in records:
        if needs_text(record, report):
            bare = kept(record, CARRIES, report)
            tasks.append(_task(len(tasks) + 1, bare))
            _collect(bare, labels)
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    interface = path.with_name(f"{path.name.removesuffix(SUFFIXES[0])}.interface.xml")
    content = orjson.dumps(tasks, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return put({path: content, interface: _interface(labels).encode()}, report)


def _task(n: int, record: Record) -> Json:
    block = graph.block(record, "sentences")
    clusters = {layer: [_without_members(one) for one in record[layer]] for layer in CLUSTERS.values()}
    membership = _membership(record)
    results = [result for node in graph.nodes(record) for result in _region_results(node, record, membership)]
    results += [_relation_result(link) for link in graph.links(record)]
    return {
        "id": n,
        "data": {"text": record["text"], "corpus": block | {layer: ones for layer, ones in clusters.items() if ones}},
        "annotations": [{"result": results, "was_cancelled": False, "ground_truth": True}],
    }


def _without_members(cluster: Record) -> Record:
    return {key: value for key, value in cluster.items() if key not in ("mentions", "events")}


def _membership(record: Record) -> dict[str, list[tuple[str, str]]]:
    """Return the attribute and the clusters of each member."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, layer in CLUSTERS.items():
        for cluster in record[layer]:
            for member in cluster["mentions" if layer == "entities" else "events"]:
                found.setdefault(member, []).append((key, cluster["id"]))
    return found


def _region_results(node: Node, record: Record, membership: Mapping[str, list[tuple[str, str]]]) -> Iterator[Json]:
    place = {"start": node.start, "end": node.end, "text": record["text"][node.start : node.end]}
    base = {"id": node.id, "to_name": "text"}
    yield {**base, "from_name": _TAGS[node.kind], "type": "labels", "value": {**place, "labels": [node.label]}}
    for key, said in (*node.attributes.items(), *membership.get(node.id, ())):
        if key in FREE:
            yield {**base, "from_name": key, "type": "textarea", "value": {**place, "text": [said]}}
        else:
            yield {**base, "from_name": key, "type": "choices", "value": {**place, "choices": [said]}}


def _relation_result(link: Link) -> Json:
    ends = {"from_id": link.source, "to_id": link.target}
    named = ({"id": link.id} if link.id else {}) | ({"meta": dict(link.attributes)} if link.attributes else {})
    return {**named, "type": "relation", "direction": "right", **ends, "labels": [link.label]}


def _collect(record: Record, labels: dict[str, dict[str, None]]) -> None:
    for node in graph.nodes(record):
        labels[_TAGS[node.kind]][node.label] = None
    for link in graph.links(record):
        labels["relation"][link.label] = None


def _interface(labels: Mapping[str, Iterable[str]]) -> str:
    """Return the labelling interface that the tasks need: every label, every attribute of a region."""
    sets = [_control(f'<Labels name="{name}" toName="text">', "Label", labels[name], "</Labels>") for name in KINDS]
    relations = _control("<Relations>", "Relation", labels["relation"], "</Relations>")
    choices = [
        _control(f'<Choices name="{name}" toName="text" perRegion="true">', "Choice", values, "</Choices>")
        for name, values in {"level": graph.LEVELS, **graph.AXES}.items()
    ]
    areas = [f'  <TextArea name="{name}" toName="text" perRegion="true"/>\n' for name in FREE]
    return "<View>\n" + "".join(sets) + relations + '  <Text name="text" value="$text"/>\n' + "".join([*choices, *areas]) + "</View>\n"


def _control(opening: str, tag: str, values: Iterable[str], closing: str) -> str:
    return f"  {opening}\n" + "".join(f'    <{tag} value="{value}"/>\n' for value in values) + f"  {closing}\n"
