"""What can be said of a file without understanding it."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_NOTHING: Row = {
    **dict.fromkeys(("symlink_target", "invalid_byte", "line", "carriage_return_line", "not_nfc_line", "canonical", "carries_text")),
    "byte_order_mark": False,
    "listed": True,
    "has_annotation": True,
    "usable": True,
}


def file_row(root: Path, path: str, kind: str, limit: int, **more: Any) -> Row:
    """
    Note what can be said of the file `path` of the corpus in `root`.

    `text` is what it holds, if it is no larger than the limit, UTF-8 and in the corpus; `usable` says whether that can be read on.
    """
    place = root / path
    leaves = place.is_symlink() and not place.resolve().is_relative_to(root.resolve())
    readable = not leaves and place.exists()
    row = _NOTHING | {"path": path, "kind": kind, "document_id": place.stem, "limit": limit, "text": None} | more
    row["symlink_target"] = os.readlink(place) if leaves else None  # noqa: PTH115  as it stands, not resolved
    row["bytes"] = place.stat().st_size if readable else 0
    if kind != "other" and readable and row["bytes"] <= limit:
        row |= _content(place.read_bytes())
    row["usable"] = row["text"] is not None and not row["byte_order_mark"]
    return row


def _content(raw: bytes) -> Row:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return {"invalid_byte": f"0x{raw[error.start]:02x} at byte {error.start}"}
    return {"text": text, "byte_order_mark": text.startswith("\ufeff"), **text_facts(text)}


def text_facts(text: str) -> Row:
    """Return the first line of the text with a carriage return, and the first that is not in NFC, if there are such."""
    return {
        "carriage_return_line": text.count("\n", 0, text.index("\r")) + 1 if "\r" in text else None,
        "not_nfc_line": _not_nfc_line(text),
    }


def _not_nfc_line(text: str) -> int | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    return next((n for n, line in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", line)), 1)


def record_row(path: str, line: int, document_id: str | None, limit: int, **found: Any) -> Row:
    """Note what was found of a record in a larger file: its line there, and whatever of a file's facts is remarkable."""
    return _NOTHING | {"path": path, "kind": "record", "document_id": document_id, "line": line, "bytes": 0, "limit": limit} | found
