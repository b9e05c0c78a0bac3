"""A comparison of two versions as text, JSON, or Markdown for a changelog."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict

from corpus_tools.diff.values import Counts, Diff, DocumentDiff, LabelDiff
from corpus_tools.report import counted

LISTED = 20  # names in a list for people to read; JSON has all
SIGNS = "+ added, - removed, ~ changed"
Part = tuple[str, list[str]]


def parts(diff: Diff) -> Iterator[Part]:
    """Yield what there is to say: a heading, and its items."""
    if diff.added:
        yield f"{counted(len(diff.added), 'document')} added", list(diff.added)
    if diff.removed:
        yield f"{counted(len(diff.removed), 'document')} removed", list(diff.removed)
    if diff.moved:
        yield f"{counted(len(diff.moved), 'document')} moved to another split", [f"{id} ({old} -> {new})" for id, old, new in diff.moved]
    if diff.changed:
        yield f"{counted(len(diff.changed), 'document')} changed ({SIGNS})", [_document(document) for document in diff.changed]
        yield from ((f"{layer} of changed documents", _types(types)) for layer, types in diff.layers.items())
    yield from (part for labels in diff.labels for part in _labels(labels))


def _document(document: DocumentDiff) -> str:
    said = [*(["text"] if document.text else []), *document.fields]
    said += [f"{layer} {sum(types.values(), Counts())}" for layer, types in document.layers.items()]
    return f"{document.id} ({', '.join(said)})"


def _types(types: Mapping[str, Counts]) -> list[str]:
    return [f"{name} {counts}" for name, counts in types.items()]


def _labels(labels: LabelDiff) -> Iterator[Part]:
    found = {
        "added": list(labels.added),
        "removed": list(labels.removed),
        "renamed": [f"{old} -> {new}" for old, new in labels.renamed],
        "defined anew": list(labels.changed),
    }
    yield from ((f"{counted(len(names), labels.kind)} {what}", names) for what, names in found.items() if names)


def _cut(items: Iterable[str]) -> list[str]:
    listed = list(items)
    more = len(listed) - LISTED
    return [*listed[:LISTED], f"and {more:,} more"] if more > 1 else listed


def _title(diff: Diff) -> str:
    return f"{diff.name} {diff.old} -> {diff.new}" if diff.old else f"{diff.name} {diff.new}"


def text(diff: Diff) -> str:
    """Return the comparison for a terminal: an item a line."""
    lines = [_title(diff), *([] if diff else ["no difference"])]
    for heading, items in parts(diff):
        lines += ["", heading, *(f"  {item}" for item in _cut(items))]
    return "\n".join(lines) + "\n"


def markdown(diff: Diff) -> str:
    """Return the list that goes into a changelog, without a heading."""
    lines = [f"- {heading}: {', '.join(_cut(items))}." for heading, items in parts(diff)]
    return "\n".join(lines or ["- No document, annotation or label differs."]) + "\n"


def as_json(diff: Diff) -> str:
    """Return everything, as one JSON object."""
    return json.dumps(asdict(diff) | {"layers": _plain(diff)}, ensure_ascii=False, indent=2) + "\n"


def _plain(diff: Diff) -> dict[str, dict[str, dict[str, int]]]:
    return {layer: {name: asdict(counts) for name, counts in types.items()} for layer, types in diff.layers.items()}


FORMATS: Mapping[str, Callable[[Diff], str]] = {"text": text, "json": as_json, "markdown": markdown}
