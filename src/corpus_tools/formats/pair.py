"""The pair of files that a document is: ID.txt, the text, and ID.json, everything said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from corpus_tools import jsontext, schema
from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.formats.contract import FEATURES, ReadOptions, absorbed, files_of, put, reads
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record, in_order
from corpus_tools.text import sha256

NAME = "json"
SUFFIXES = (".json",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens"}
EXTRA = None
WITHHELD = "document[|s] without repeats of [its|their] withheld text"


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the document of each ID.json, with the text of ID.txt beside it if that is there."""
    del options  # the file says it all
    for file in files_of(path, SUFFIXES):
        yield from absorbed(report, lambda file=file: read_pair(file))  # type: ignore[misc]


def read_pair(path: Path) -> Record:
    """Return the one document of ID.json, with its text if that is there; InvalidCorpus for a file that is none."""
    try:
        record = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        message = error.msg.partition(": line ")[0]
        raise InvalidCorpus([Problem(str(path), error.lineno, error.colno, "json-syntax", message)]) from None
    problems = [Problem(str(path), 1, None, "schema", f"{at}: {message}", at) for at, message in schema.problems_in(record, "document")]
    if problems:
        raise InvalidCorpus(problems)
    text = path.with_suffix(".txt")
    return in_order({**record, "text": _text(text, record["text_sha256"]) if text.is_file() else None})


def _text(path: Path, expected: str) -> str:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidCorpus([Problem(str(path), 1, None, "file-not-utf8", f"byte {error.start} is not UTF-8")]) from None
    if sha256(text) != expected:
        message = f"the SHA-256 of the text is {sha256(text)}"
        raise InvalidCorpus([Problem(str(path), 1, None, "text-hash-mismatch", message)])
    return text


def without_text(record: Record) -> Record:
    """Return what ID.json holds of a record: no text, and for a withheld one none of the repeats either."""
    bare = {key: value for key, value in record.items() if key != "text"}
    return _without_repeats(bare) if record["availability"] == "withheld" else bare


def _without_repeats(record: Record) -> Record:
    def strip(span: Record) -> Record:
        return {key: value for key, value in span.items() if key != "text"}

    def strip_event(event: Record) -> Record:
        spans = {key: strip(event[key]) for key in ("trigger", "support_verb") if event.get(key)}
        arguments = [{**a, "span": strip(a["span"])} if a.get("span") else a for a in event["arguments"]]
        return {**event, **spans, "arguments": arguments}

    stripped = {layer: [strip(item) for item in record[layer]] for layer in ("sentences", "mentions")}
    return {**record, **stripped, "events": [strip_event(event) for event in record["events"]]}


def contents(record: Record, folder: Path) -> dict[Path, bytes]:
    """Return what ID.json and, where the record has its text, ID.txt hold."""
    held = {folder / f"{record['id']}.json": jsontext.dumps(in_order(without_text(record)))}
    if record.get("text") is not None:
        held[folder / f"{record['id']}.txt"] = record["text"].encode()
    return held


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.json and ID.txt of each record into the folder `out`."""
    held: dict[Path, bytes] = {}
    for record in records:
        if record["availability"] == "withheld" and record.get("text") is not None:
            report.change(record["id"], "", WITHHELD)
        held |= contents(record, out)
    return put(held, report)
