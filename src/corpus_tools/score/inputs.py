"""Where documents to be scored come from, and how those of two sides are paired."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats import FORMATS, OURS
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.loader import load
from corpus_tools.model import Document
from corpus_tools.score.view import View, nothing, view
from corpus_tools.sources import MANIFEST

Source = str | Path | Iterable[Mapping[str, Any] | Document]
Paired = tuple[View, View]
Warn = Callable[[str], None]


def ignored(message: str) -> None:
    """Do nothing with a warning."""
    del message


_JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of JSONL, compressed or not, as they are: a prediction need not have all that the schema asks for."""
    import pyarrow as pa  # noqa: PLC0415  knows the compression by the suffix

    with pa.input_stream(str(path)) as file:
        for number, line in enumerate(io.BufferedReader(file), start=1):
            if line.strip():
                try:
                    yield orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    message = error.msg.partition(": line ")[0]
                    raise InvalidCorpus([Problem(str(path), number, error.colno, "json-syntax", message)]) from None


def _reader(path: Path, format: str | None) -> Callable[[Path], Iterable[Mapping[str, Any]]] | None:
    if format in ("jsonl", None) and path.name.endswith(_JSONL):
        return _lines
    own = next((name for name in OURS if name in FORMATS and path.name.endswith(FORMATS[name].SUFFIXES)), "")
    read = getattr(FORMATS.get(format or own), "read", None)
    return (lambda path: read(path, Report(), ReadOptions())) if read else None


def _files(path: Path, format: str | None) -> list[Path]:
    if not path.is_dir():
        return [path]
    names = [format] if format and format in FORMATS else [name for name in OURS if name in FORMATS]
    suffixes = tuple(suffix for name in names for suffix in FORMATS[name].SUFFIXES)
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name.endswith(suffixes))


def read(path: Path, format: str | None = None) -> Iterator[Mapping[str, Any]]:
    """
    Yield the records at a path: a corpus folder, a dataset directory, or files of a format.

    The format is the one named, else that of the suffix. CorpusError where nothing there can be read.
    """
    if not path.exists():
        raise CorpusError(f"{path}: no such file or folder")
    if format is None and (path / MANIFEST).is_file():
        yield from load(path).records()
        return
    files = _files(path, format)
    readers = [(file, _reader(file, format)) for file in files]
    if not files or any(reader is None for _, reader in readers):
        known = ", ".join(sorted({"jsonl", *FORMATS}))
        raise CorpusError(f"{path}: neither a corpus nor in a known format; --from names one of {known}")
    for file, reader in readers:
        yield from reader(file) if reader else ()


def _records(source: Source, format: str | None) -> Iterator[Mapping[str, Any]]:
    if isinstance(source, str | Path):
        yield from read(Path(source), format)
        return
    for item in source:
        yield item.to_record() if isinstance(item, Document) else item


def name_of(source: Source, otherwise: str) -> str:
    """Return what to call a source in messages: its path, if it has one."""
    return str(source) if isinstance(source, str | Path) else otherwise


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Keep the garbage collector from running meanwhile, as long as nothing made in between refers to itself.

    While many small things are made and kept, it looks them through again and again: three times the time of reading
    10,000 documents, measured.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def views(source: Source, name: str, format: str | None = None) -> dict[str, View]:
    """Return the views of all documents of a source, by id; InvalidCorpus for an id that comes twice."""
    # The annotations of a Document refer back to it, so Documents must be collected as they go.
    with uncollected() if isinstance(source, str | Path) else nullcontext():
        return _views(_records(source, format), name)


def _views(records: Iterable[Mapping[str, Any]], name: str) -> dict[str, View]:
    found: dict[str, View] = {}
    for record in records:
        one = view(record)
        if one.id in found:
            raise InvalidCorpus([Problem(name, rule="score-document-twice", message=f"document {one.id!r} is there twice")])
        found[one.id] = one
    return found


def different_text(one: View, other: View) -> str | None:
    """Return what is wrong if two views are of documents with different texts, else None."""
    if one.text_sha256 and other.text_sha256 and one.text_sha256 != other.text_sha256:
        return f"document {one.id!r} has the text {other.text_sha256[:12]}..., where the other side has {one.text_sha256[:12]}..."
    return None


def _problems(gold: Mapping[str, View], predicted: Mapping[str, View], name: str, *, extra: bool) -> Iterator[Problem]:
    for id, one in predicted.items():
        if id not in gold:
            if not extra:
                yield Problem(name, rule="score-document-extra", message=f"document {id!r} is not among the gold ones")
        elif message := different_text(gold[id], one):
            yield Problem(name, rule="score-text-differs", message=message)


def _warnings(gold: Mapping[str, View], predicted: Mapping[str, View], name: str) -> Iterator[Problem]:
    for id in gold:
        if id not in predicted:
            message = f"document {id!r} is not predicted and counts as empty"
            yield Problem(name, rule="score-document-missing", message=message, severity="warning")
    for id in predicted:
        if id not in gold:
            message = f"document {id!r} is not among the gold ones and is left out"
            yield Problem(name, rule="score-document-extra", message=message, severity="warning")


def pair(
    gold: Mapping[str, View], predicted: Mapping[str, View], name: str = "predicted", warn: Warn = ignored, *, extra: bool = False
) -> list[Paired]:
    """
    Pair views by id, in the order of the gold ones.

    A gold document that is not predicted is paired with nothing, and `warn` is told. InvalidCorpus has every predicted
    document that gold lacks (unless `extra`, which leaves them out and tells `warn`) or that has another text.
    """
    if problems := list(_problems(gold, predicted, name, extra=extra)):
        raise InvalidCorpus(problems)
    for problem in _warnings(gold, predicted, name):
        warn(str(problem))
    return [(one, predicted.get(id, nothing(one))) for id, one in gold.items()]


def paired(gold: Source, predicted: Source) -> list[Paired]:
    """Read two sources and pair their documents; see `pair`."""
    names = name_of(gold, "gold"), name_of(predicted, "predicted")
    return pair(views(gold, names[0]), views(predicted, names[1]), names[1])
