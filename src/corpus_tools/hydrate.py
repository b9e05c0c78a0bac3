"""Puts withheld texts in place, after the check of their hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus_tools import files
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats import pair
from corpus_tools.sources import DOCUMENTS
from corpus_tools.text import freeze, sha256

RULE = "hydrate"


def withheld(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each withheld text of the corpus, and the id of its document."""
    paths = sorted((root / DOCUMENTS).glob("*.json"))
    records = (record for path in paths for record in [pair.read_pair(path)])
    return {record["text_sha256"]: record["id"] for record in records if record["availability"] == "withheld"}


def hydrate(root: Path, given: Path) -> list[Path]:
    """
    Put the text file `given`, or every file of that folder, beside the annotations whose hash it has.

    A text is taken as it is or, where only line ends, byte order mark or normalisation form differ, in its frozen form.
    Returns the files written. A single file that fits nothing is InvalidCorpus; in a folder it is passed over, but a
    folder in which nothing fits is CorpusError.
    """
    wanted = withheld(root)
    if not given.is_dir():
        return [_place(root, *_matched(given, wanted))]
    found = [(id, text) for id, text in _fitting(given, wanted)]
    if not found:
        raise CorpusError(f"{given}: none of its files is a withheld text of this corpus; wanted: {', '.join(wanted.values()) or 'none'}")
    return [_place(root, id, text) for id, text in found]


def _fitting(folder: Path, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            yield _matched(path, wanted)
        except InvalidCorpus:
            continue


def _matched(path: Path, wanted: dict[str, str]) -> tuple[str, str]:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidCorpus([Problem(str(path), 1, None, RULE, f"byte {error.start} is not UTF-8")]) from None
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None
    for candidate in (text, freeze(text), freeze(text).removesuffix("\n")):
        if sha256(candidate) in wanted:
            return wanted[sha256(candidate)], candidate
    message = f"its SHA-256 {sha256(text)} is that of no withheld text; wanted: {', '.join(wanted.values()) or 'none'}"
    raise InvalidCorpus([Problem(str(path), 1, None, RULE, message)])


def _place(root: Path, id: str, text: str) -> Path:
    path = root / DOCUMENTS / f"{id}.txt"
    files.write(path, text.encode())
    return path
