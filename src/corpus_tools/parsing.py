"""Parses JSON strictly: what is not JSON, says a key twice or breaks its schema becomes a fault, with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from corpus_tools import jsontext, schema


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a piece of JSON: the rule that says so, line and column from 1, and a JSON pointer."""

    rule: str
    message: str
    line: int = 1
    column: int | None = None
    pointer: str = ""


def parsed(raw: bytes, name: str) -> tuple[Any, list[Fault]]:
    """Return the value that `raw` is in JSON and under the schema `name`; None, and every reason, for what is not."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return None, [_unparsed(raw, error)]
    if schema.is_valid(value, name) and not _may_repeat_a_key(raw, value):
        return value, []
    text = raw.decode()
    faults = [*_repeated_keys(text)] or [*_refused(value, name, text)]
    return (None, faults) if faults else (value, [])


def _keys(raw: bytes) -> int:
    # A quotation mark and a colon end a key: inside a string the mark would stand behind a backslash.
    return raw.count(b'":') - raw.count(b'\\":')


def _may_repeat_a_key(raw: bytes, value: Any) -> bool:
    """
    Tell whether an object in `raw` may hold a key twice; False is certain, True is to be looked into.

    The parser keeps one of two equal keys, so `raw` has more keys than its value. A blank before a colon could hide one.
    """
    compact = orjson.dumps(value)
    if compact == raw:
        return False
    return _keys(compact) != _keys(raw) or any(blank in raw for blank in (b" :", b"\t:", b"\n:", b"\r:"))


def _repeated_keys(text: str) -> Iterator[Fault]:
    for place in jsontext.places(text):
        if place.duplicate is not None:
            line, column = jsontext.position(text, place.offset)
            yield Fault("json-duplicate-key", f"the key {place.duplicate!r} stands twice", line, column, place.pointer)


def _refused(value: Any, name: str, text: str) -> Iterator[Fault]:
    problems = list(schema.problems_in(value, name))
    lines = jsontext.lines_of(text, {pointer for pointer, _ in problems}) if problems else {}
    yield from (described(pointer, message, lines.get(pointer, 1)) for pointer, message in problems)


def described(pointer: str, message: str, line: int = 1) -> Fault:
    """Return the fault that a schema finds at a pointer."""
    return Fault("schema", f"{pointer}: {message}" if pointer else message, line, None, pointer)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _unparsed(raw: bytes, error: orjson.JSONDecodeError) -> Fault:
    syntax = Fault("json-syntax", error.msg.partition(": line ")[0], error.lineno, error.colno)
    try:
        text = raw.decode()
    except UnicodeDecodeError as at:
        return Fault("file-not-utf8", f"0x{raw[at.start]:02x} at byte {at.start} is not UTF-8")
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError:
        return syntax
    except RecursionError:
        return Fault("json-syntax", "nested too deep")
    except ValueError as constant:
        offset = re.search(rf"(?<![\w\"]){re.escape(str(constant))}(?!\w)", text)
        return Fault("json-non-finite", f"{constant} is not JSON", *jsontext.position(text, offset.start() if offset else 0))
    return syntax
