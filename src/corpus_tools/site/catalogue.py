"""The documents of the site: the list of them, where each stands, and each whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_tools.order import Record
from corpus_tools.site import blocks
from corpus_tools.sources import DOCUMENTS

# Rows of a file. A browser decodes a file whole, and of the twenty documents that a page lists each may be in a file of its own.
LISTED, FOUND, TEXTS, WHOLE = 32, 4096, 8, 8
_ID = re.compile(r'"id"\s*:\s*"([^"]+)"')
_SHOWN = 240  # code points of a title or a first sentence


def _first(sentences: list[Record], kind: str) -> str:
    """Return the text of the first sentence of a kind, else of the first at all; nothing where it is withheld."""
    found = next((s for s in sentences if s["kind"] == kind), sentences[0] if sentences else {})
    text: str = found.get("text") or ""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _listed(documents: pa.Table, splits: pa.Array) -> pa.Table:
    sentences = documents["sentences"].to_pylist()
    return pa.table(
        {
            **{name: documents[name] for name in ("id", "language", "availability", "genre", "date")},
            "split": splits,
            "title": pa.array([_first(one, "headline") for one in sentences], pa.string()),
            "lead": pa.array([_first(one, "body") for one in sentences], pa.string()),
        }
    )


def source_lines(text: str) -> dict[str, int]:
    """Return the line, counted from 1, on which each id of a document's JSON first stands."""
    lines: dict[str, int] = {}
    line, at = 1, 0
    for found in _ID.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        lines.setdefault(found[1], line)
    return lines


def _source(root: Path | None, id: str) -> Record:
    """Return where the annotations of a document are written, if they have a file of their own."""
    path = root / DOCUMENTS / f"{id}.json" if root else None
    if path is None or not path.is_file():
        return {"path": None, "lines": []}
    lines = source_lines(path.read_text(encoding="utf-8"))
    return {"path": f"{DOCUMENTS}/{id}.json", "lines": [{"id": id, "line": line} for id, line in lines.items()]}


_LINE = pa.list_(pa.struct([("id", pa.string()), ("line", pa.int32())]))


def write(folder: Path, documents: pa.Table, splits: pa.Array, root: Path | None) -> dict[str, Any]:
    """Write the tables `catalogue`, `ids`, `documents` and `texts`; `root` is the folder of the sources, if they are at hand."""
    ids: list[str] = documents["id"].to_pylist()
    order = sorted(range(len(ids)), key=lambda n: blocks.utf16(ids[n]))
    numbered = pa.table({"id": documents["id"].take(pa.array(order, pa.int64())), "number": pa.array(order, pa.int32())})
    sources = [_source(root, id) for id in ids]
    whole = documents.drop_columns(["text"])
    whole = whole.append_column("path", pa.array([source["path"] for source in sources], pa.string()))
    whole = whole.append_column("lines", pa.array([source["lines"] for source in sources], _LINE))
    return {
        "catalogue": blocks.write(folder / "catalogue", blocks.required(_listed(documents, splits)), LISTED),
        "ids": blocks.write(folder / "ids", blocks.required(numbered), FOUND, "id"),
        "documents": blocks.write(folder / "documents", whole, WHOLE),
        "texts": blocks.write(folder / "texts", documents.select(["text"]), TEXTS),
    }
