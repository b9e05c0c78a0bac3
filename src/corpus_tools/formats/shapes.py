"""JSON of other tools: read piece by piece, each with the line it stands on, its shape looked at before it is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, overload

import orjson

from corpus_tools.formats.contract import decoded, files_of, is_file_of, put
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

T = TypeVar("T")
D = TypeVar("D")

Json = dict[str, Any]
_REQUIRED: Any = object()
_SPACE = " \t\r\n"
_NAMES = {str: "a string", int: "a whole number", list: "a list", dict: "an object", bool: "true or false"}


class ShapeError(Exception):
    """A piece of JSON that is not shaped as its format says; the message tells how."""


@overload
def get(item: Any, key: str | int, kind: type[T]) -> T: ...
@overload
def get(item: Any, key: str | int, kind: type[T], default: D) -> T | D: ...
def get(item: Any, key: str | int, kind: type[T], default: Any = _REQUIRED) -> Any:
    """Return what stands in an object or list under a key, null counting as nothing; ShapeError for another kind of thing."""
    here = item.get(key) if isinstance(item, dict) else _at(item, key)
    if type(here) is kind:
        return here  # so it is with most
    if here is None and default is not _REQUIRED:
        return default
    if here is None:
        raise ShapeError(f"{key!r} is missing")
    if not isinstance(here, kind) or (kind is int and isinstance(here, bool)):
        raise ShapeError(f"{key!r} is {_short(here)}, not {_NAMES[kind]}")
    return here


def _at(item: Any, key: str | int) -> Any:
    if not isinstance(item, list) or not isinstance(key, int):
        raise ShapeError(f"{_short(item)} stands where an object is wanted")
    return item[key] if -len(item) <= key < len(item) else None


def _short(value: Any, limit: int = 60) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def each(item: Any, key: str) -> list[Json]:
    """Return the objects of a list, empty where there is none; ShapeError for another kind of thing."""
    found: list[Any] = get(item, key, list, [])
    for one in found:
        if not isinstance(one, dict):
            raise ShapeError(f"{key!r} holds {_short(one)}, not an object")
    return found


def documents(found: Iterable[tuple[Origin, Json]], report: Report, make: Callable[[Json, Origin], Record | None]) -> Iterator[Record]:
    """Yield what `make` makes of each piece, where it makes something; a ShapeError becomes a problem of the file."""
    for origin, item in found:
        try:
            record = make(item, origin)
        except ShapeError as error:
            report.refuse(origin.path, origin.line, f"{origin.format}-shape", str(error))
            continue
        if record is not None:
            yield record


def json_lines(path: Path, name: str, suffixes: tuple[str, ...], report: Report) -> Iterator[tuple[Origin, Json]]:
    """Yield place and object of each line that is not blank, of a file or all in a folder; a line that is no object is a problem."""
    for file in files_of(path, suffixes):
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield from _line(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, Origin(name, file, number), report)


def _line(line: bytes, origin: Origin, report: Report) -> Iterator[tuple[Origin, Json]]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message, _, _ = error.msg.partition(": line ")
        return report.refuse(origin.path, origin.line, f"{origin.format}-json", message, error.colno)
    yield from _object(value, origin, report)


def _object(value: Any, origin: Origin, report: Report) -> Iterator[tuple[Origin, Json]]:
    if isinstance(value, dict):
        yield origin, value
    else:
        report.refuse(origin.path, origin.line, f"{origin.format}-shape", f"{_short(value)} stands where an object is wanted")


def json_items(path: Path, name: str, suffixes: tuple[str, ...], report: Report) -> Iterator[tuple[Origin, Json]]:
    """
    Yield place and object of each member of the list that a file is, or of the one object, for a file or all in a folder.

    What is neither is a problem.
    """
    for file in files_of(path, suffixes):
        text = decoded(file, name, report)
        if text is not None:
            yield from _items(text, Origin(name, file), report)


def _items(text: str, origin: Origin, report: Report) -> Iterator[tuple[Origin, Json]]:
    try:
        for at, value in _values(text):
            yield from _object(value, replace(origin, line=text.count("\n", 0, at) + 1), report)
    except json.JSONDecodeError as error:
        report.refuse(origin.path, error.lineno, f"{origin.format}-json", error.msg, error.colno)
    except RecursionError:
        report.refuse(origin.path, 1, f"{origin.format}-json", "nested too deep")


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Yield offset and value of the members of a JSON list, or of the one value that is no list."""
    decode = json.JSONDecoder().raw_decode
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        value, end = decode(text, at)
        yield at, value
        return _end(text, end)
    at, closed = _skip(text, at + 1), False
    while text[at : at + 1] != "]" or closed:
        value, end = decode(text, at)
        yield at, value
        at = _skip(text, end)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("a comma or the end of the list is wanted", text, at)
        at = _skip(text, at + 1)
        closed = True
    _end(text, at + 1)
    return None


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _SPACE and at < len(text):
        at += 1
    return at


def _end(text: str, at: int) -> None:
    if _skip(text, at) < len(text):
        raise json.JSONDecodeError("something stands after the end", text, _skip(text, at))


def put_lines(items: Iterable[Json], out: Path, name: str, suffixes: tuple[str, ...], report: Report) -> list[Path]:
    """Write objects a line each into the file `out`, or into one named after the format in the folder `out`."""
    path = out if is_file_of(out, suffixes) else out / f"{name}{suffixes[0]}"
    content = b"".join(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)
    return put({path: content}, report)
