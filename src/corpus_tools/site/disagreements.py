"""The differences between annotators, side by side, each in its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_tools.order import Record
from corpus_tools.publish.agreement import layers_of
from corpus_tools.score.disagreements import Disagreement, disagreements_of
from corpus_tools.score.inputs import views
from corpus_tools.score.mistakes import Item
from corpus_tools.score.view import View
from corpus_tools.site import blocks

SHOWN = 128  # rows of a file

_PASSAGES = pa.list_(pa.struct([("sentence", pa.string()), ("start", pa.int32()), ("text", pa.string())]))
_ITEMS = pa.list_(pa.struct([("spans", pa.list_(pa.int32())), ("label", pa.string()), ("of", pa.string())]))
_STRINGS = ("first", "second", "layer", "kind", "follows", "document", "language")
_SCHEMA = pa.schema([*((name, pa.string()) for name in _STRINGS), ("passages", _PASSAGES), ("one", _ITEMS), ("other", _ITEMS)])


def annotators(root: Path) -> list[Path]:
    """Return the folders of those who annotated documents of the corpus independently; none if there are fewer than two."""
    found = layers_of(root)
    return found if len(found) > 1 else []


def _views(path: Path, texts: Mapping[str, str]) -> dict[str, View]:
    """Return what an annotator said of each document; its text is that of the corpus, if it is still the same."""
    found = views(path, path.name).items()
    return {id: replace(view, text=view.text or texts.get(view.text_sha256 or "")) for id, view in found}


def _items(items: tuple[Item, ...]) -> list[Record]:
    return [{"spans": list(item.span), "label": item.label, "of": item.of} for item in items]


def _row(found: Disagreement, language: str | None) -> Record:
    first, second = found.annotators
    one, other = map(_items, found.sides)
    named = {"first": first, "second": second, "layer": found.layer, "kind": found.kind, "document": found.document}
    passages = [{"sentence": p.sentence, "start": p.start, "text": p.text} for p in found.passages]
    return {**named, "follows": "yes" if found.follows else "no", "language": language, "passages": passages, "one": one, "other": other}


def write(folder: Path, root: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """
    Write the table `disagreements` of the corpus in `root`; return what one must know of it: nothing if one annotator is all it has.

    `texts` are those of the corpus, by their SHA-256.
    """
    annotations = {path.name: _views(path, texts) for path in annotators(root)}
    languages = {id: view.language for found in annotations.values() for id, view in found.items()}
    rows = [_row(found, languages[found.document]) for found in disagreements_of(annotations)]
    return {"disagreements": blocks.write(folder / "disagreements", pa.Table.from_pylist(rows, _SCHEMA), SHOWN)} if rows else {}
