"""doccano: a line of JSON a document, with labelled stretches of its text and relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, needs_text, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import Json, ShapeError, documents, each, get, json_lines, put_lines
from corpus_tools.formats.units import Stretch, settled
from corpus_tools.order import Record
from corpus_tools.text import Offsets

NAME = "doccano"
SUFFIXES = (".jsonl",)
UNIT = "utf-16"
# doccano gives every annotation an id of its own, so nothing that it keeps beside them can point at them.
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity", "values", "entities", "event-clusters", "event-attributes", "provenance"}
EXTRA = None

UNITS = ("utf-16", "code-points")
COMMENTS = "comment[|s] left out"
CATEGORIES = "label[|s] of whole documents left out"
OTHERS = "annotation[|s] by other users than the first left out"


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield a document a line: of an export with relations, of one without, or of the old one with users."""
    found = json_lines(path, NAME, SUFFIXES, report)
    yield from documents(found, report, lambda item, origin: _record(item, origin, report, options))


def _record(item: Json, origin: Origin, report: Report, options: ReadOptions) -> Record:
    kept_as_is = _metadata(item)
    raw = get(item, "text" if "text" in item else "data", str)
    id = str(kept_as_is.get("id") or f"{origin.path.stem}-{item.get('id', origin.line)}")
    labels = _labels(item, id, report)
    origin = settled(id, origin, raw, map(_stretch, labels), units=UNITS, report=report, options=options)
    draft = Draft(id, raw, origin, report, options)
    weaver = Weaver(draft)
    for n, label in enumerate(labels):
        _add(label, str(label.get("id", f"n{n}")), weaver)
    for relation in each(item, "relations"):
        _relate(relation, weaver)
    weaver.finish()
    weaver.take(kept_as_is)
    _note_rest(item, draft)
    return draft.record()


def _metadata(item: Json) -> Json:
    """Return what `write` put beside the text: doccano keeps it as metadata, in some versions under a key of its own."""
    for holder in (item, item.get("meta"), item.get("metadata")):
        if isinstance(holder, dict) and isinstance(holder.get("corpus"), dict):
            found: Json = holder["corpus"]
            return found
    return {}


def _stretch(label: Json) -> Stretch:
    text = label.get("text")
    return Stretch(get(label, "start_offset", int), get(label, "end_offset", int), text if isinstance(text, str) else None)


def _labels(item: Json, id: str, report: Report) -> list[Json]:
    """Return the stretches, whichever key has them; of those by several users, the first user's."""
    if "entities" in item:
        return each(item, "entities")
    if "annotations" in item:
        return _of_one_user(each(item, "annotations"), id, report)
    return [_triple(label) for label in get(item, "label" if "label" in item else "labels", list, []) if isinstance(label, list)]


def _triple(label: list[object]) -> Json:
    if len(label) != 3:  # noqa: PLR2004  start, end, label
        raise ShapeError(f"a label is {label}, not start, end and name")
    return dict(zip(("start_offset", "end_offset", "label"), label, strict=True))


def _of_one_user(labels: list[Json], id: str, report: Report) -> list[Json]:
    first = labels[0].get("user") if labels else None
    for label in labels:
        if label.get("user") != first:
            report.lose(id, str(label.get("id", "")), OTHERS, f"user {label.get('user')}")
    return [label for label in labels if label.get("user") == first and "start_offset" in label]


def _add(label: Json, name: str, weaver: Weaver) -> None:
    start, end, surface = _stretch(label)
    said = label.get("label")
    kind, type, attributes = graph.split_label(str(said), weaver.draft)
    weaver.node(name, kind, type, weaver.draft.place([(start, end)], surface, name), attributes)


def _relate(relation: Json, weaver: Weaver) -> None:
    name = relation.get("id")
    ends = (str(relation.get("from_id")), str(relation.get("to_id")))
    weaver.link("" if name is None else f"r{name}" if isinstance(name, int) else str(name), get(relation, "type", str), *ends)


def _note_rest(item: Json, draft: Draft) -> None:
    for comment in get(item, "Comments", list, []):
        draft.report.lose(draft.id, "", COMMENTS, str(comment))
    for label in item.get("cats") or item.get("label") or ():
        if not isinstance(label, list):
            draft.report.lose(draft.id, "", CATEGORIES, str(label))


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a document a line, to import as a sequence labelling project with relations."""
    lines = (_line(kept(record, CARRIES, report)) for record in records if needs_text(record, report))
    return put_lines(lines, out, NAME, SUFFIXES, report)


def _line(record: Record) -> Json:
    offsets = Offsets(record["text"], UNIT)
    numbers: dict[str, int] = {}
    entities = []
    for n, node in enumerate(graph.nodes(record)):
        numbers[node.id] = n
        place = {"start_offset": offsets.from_code_points(node.start), "end_offset": offsets.from_code_points(node.end)}
        entities.append({"id": n, "label": graph.flat_label(node), **place})
    relations = [
        {"id": n, "from_id": numbers[link.source], "to_id": numbers[link.target], "type": link.label}
        for n, link in enumerate(graph.links(record))
    ]
    block = graph.block({key: value for key, value in record.items() if key != "provenance"}, "sentences")
    return {"text": record["text"], "entities": entities, "relations": relations, "corpus": block}
