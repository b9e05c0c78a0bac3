"""The differences between annotators, side by side: every item that one layer has and another lacks, in context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_tools.order import Record
from corpus_tools.score.inputs import Paired, pair, views
from corpus_tools.score.mistakes import Item, Mistake, mistakes
from corpus_tools.score.scores import LAYERS
from corpus_tools.score.view import View
from corpus_tools.site import blocks

FOLDER = "layers"  # beside the documents: a folder an annotator
SHOWN = 128  # rows of a file

_ITEM = pa.list_(
    pa.struct([("start", pa.int32()), ("end", pa.int32()), ("label", pa.string()), ("of", pa.string()), ("text", pa.string())])
)
_STRINGS = ("first", "second", "layer", "kind", "document", "language", "before", "text", "after")
_SCHEMA = pa.schema([*((name, pa.string()) for name in _STRINGS), ("one", _ITEM), ("other", _ITEM)])


def annotators(root: Path) -> list[Path]:
    """Return the folders of those who annotated documents of the corpus independently; none if there are fewer than two."""
    found = sorted(path for path in (root / FOLDER).glob("*") if path.is_dir())
    return found if len(found) > 1 else []


def _items(items: Iterable[Item], text: str | None) -> list[Record]:
    spans = ((item, item.span[0], item.span[-1]) for item in items)
    return [
        {"start": start, "end": end, "label": item.label, "of": item.of, "text": text and text[start:end]} for item, start, end in spans
    ]


def _row(found: Mistake, names: tuple[str, str], sides: Paired) -> Record:
    language, text = sides[0].language, sides[0].text if sides[0].text is not None else sides[1].text
    context = {"language": language, "before": found.before, "text": found.text, "after": found.after}
    named = {"first": names[0], "second": names[1], "layer": found.layer, "kind": found.kind, "document": found.document}
    return {**named, **context, "one": _items(found.gold, text), "other": _items(found.predicted, text)}


def _views(path: Path, texts: Mapping[str, str]) -> dict[str, View]:
    """Return what an annotator said of each document; its text is that of the corpus, if it is still the same."""
    found = views(path, path.name).items()
    return {id: replace(view, text=view.text or texts.get(view.text_sha256 or "")) for id, view in found}


def _rows(one: Path, other: Path, texts: Mapping[str, str]) -> list[Record]:
    """Return how two annotators differ in the documents that both have."""
    sides = [_views(path, texts) for path in (one, other)]
    shared = [{id: view for id, view in side.items() if all(id in s for s in sides)} for side in sides]
    pairs = {p[0].id: p for p in pair(shared[0], shared[1], other.name)}
    return [_row(found, (one.name, other.name), pairs[found.document]) for found in mistakes(pairs.values(), LAYERS)]


def write(folder: Path, root: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """
    Write the table `disagreements` of the corpus in `root`; return what one must know of it: nothing if one annotator is all it has.

    `texts` are those of the corpus, by their SHA-256.
    """
    rows = [row for one, other in combinations(annotators(root), 2) for row in _rows(one, other, texts)]
    return {"disagreements": blocks.write(folder / "disagreements", pa.Table.from_pylist(rows, _SCHEMA), SHOWN)} if rows else {}
