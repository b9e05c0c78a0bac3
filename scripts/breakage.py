"""Breaks documents on purpose: each kind of damage with the rule that must report it."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson

Record = dict[str, Any]
Broken = Record | bytes


def _past_the_end(record: Record) -> None:
    record["mentions"][-1]["end"] = record["text_length"] + 5


def _text_mismatch(record: Record) -> None:
    record["mentions"][2]["text"] += "ا"


def _dangling(record: Record) -> None:
    record["events"][0]["arguments"][0] = {"role": record["events"][0]["arguments"][0]["role"], "mention": "m9999"}


def _id_twice(record: Record) -> None:
    # Nothing refers to sentences, so that only the id is wrong.
    record["sentences"][1]["id"] = record["mentions"][0]["id"]


def _unknown_type(record: Record) -> None:
    record["mentions"][0]["type"] = "PLANET"


def _unknown_event_type(record: Record) -> None:
    record["events"][0]["type"] = "Contact.Dream"


def _field_missing(record: Record) -> None:
    del record["genre"]


def _wrong_json_type(record: Record) -> None:
    record["sentences"][3]["start"] = str(record["sentences"][3]["start"])


def _bad_value(record: Record) -> None:
    next(mention for mention in record["mentions"] if mention["type"] == "TIM")["value"] = "2024-13-45"


def _role_not_allowed(record: Record) -> None:
    record["events"][-1]["arguments"][0]["role"] = "Nobody"


def _filler_not_allowed(record: Record) -> None:
    number = next(mention for mention in record["mentions"] if mention["type"] == "TIM")
    record["events"][0]["arguments"][0] = {"role": "Place", "mention": number["id"]}


def _sentence_gap(record: Record) -> None:
    # The full stop of the last sentence falls out of it.
    last = record["sentences"][-1]
    last["end"] -= 1
    last["text"] = last["text"][:-1]


def _not_nfc(record: Record) -> None:
    # A word is added at the end, so that all offsets stay right: only the form is wrong.
    end = unicodedata.normalize("NFD", " أول.")
    record["text"] += end
    record["sentences"][-1]["text"] += end
    record["sentences"][-1]["end"] += len(end)
    record["text_length"] = len(record["text"])
    record["text_sha256"] = sha256(record["text"].encode()).hexdigest()


def _wrong_hash(record: Record) -> None:
    record["text_sha256"] = "0" * 64


def _mention_twice(record: Record) -> None:
    value = next(mention for mention in record["mentions"] if mention["level"] == "value")
    record["mentions"].append({**value, "id": "again"})


def _cut_short(line: bytes) -> bytes:
    # Between two characters: what is left is UTF-8, but no JSON.
    return line[: len(line) * 2 // 3].decode(errors="ignore").encode()


def _not_utf8(line: bytes) -> bytes:
    middle = line.index("ا".encode(), len(line) // 5)
    return line[:middle] + b"\xc7" + line[middle + 2 :]


# What is done to the record or to its line, and the rule that must report it.
OF_RECORDS: dict[str, tuple[str, Callable[[Record], None]]] = {
    "offset past the end": ("span-outside-text", _past_the_end),
    "text mismatch": ("span-text-mismatch", _text_mismatch),
    "dangling id": ("id-dangling", _dangling),
    "id twice": ("id-duplicate", _id_twice),
    "unknown type": ("mention-type-unknown", _unknown_type),
    "unknown event type": ("event-type-unknown", _unknown_event_type),
    "field missing": ("schema", _field_missing),
    "wrong JSON type": ("schema", _wrong_json_type),
    "bad value": ("value-malformed", _bad_value),
    "role not allowed": ("role-unknown", _role_not_allowed),
    "filler not allowed": ("role-filler", _filler_not_allowed),
    "sentence gap": ("sentence-gap", _sentence_gap),
    "not NFC": ("file-not-nfc", _not_nfc),
    "wrong hash": ("text-hash-mismatch", _wrong_hash),
    "mention twice": ("mention-duplicate", _mention_twice),
}
OF_LINES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "cut short": ("json-syntax", _cut_short),
    "not UTF-8": ("file-not-utf8", _not_utf8),
}
KINDS = (*OF_RECORDS, *OF_LINES)


def rule_of(kind: str) -> str:
    """Return the id of the rule that must report this kind of damage."""
    return {**OF_RECORDS, **OF_LINES}[kind][0]


def broken(record: Record, kind: str) -> Broken:
    """Return a broken copy of a record: a record, or bytes (without a line feed) where it is no longer one."""
    if kind in OF_LINES:
        return OF_LINES[kind][1](orjson.dumps(record))
    damaged = copy.deepcopy(record)
    OF_RECORDS[kind][1](damaged)
    return damaged


def line_of(thing: Broken) -> bytes:
    """Return the line of a shard, without its line feed."""
    return thing if isinstance(thing, bytes) else orjson.dumps(thing)
