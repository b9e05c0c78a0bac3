"""Documents of a corpus to and from inline notation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus_tools import files, jsontext, schema
from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats import inline, pair
from corpus_tools.order import Record, canonical
from corpus_tools.sources import DOCUMENTS


def _checked(path: Path) -> tuple[list[Record], list[Problem]]:
    """Read a file; return its records, or what is wrong with it."""
    try:
        records = list(inline.read(path))
    except InvalidCorpus as error:
        return [], list(error.problems)
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None
    problems = [
        Problem(str(path), 1, None, "schema", f"{at}: {message}" if at else message, at)
        for record in records
        for at, message in schema.problems_in(record, "document")
    ]
    return records, problems


def import_files(paths: Iterable[Path], root: Path) -> list[Path]:
    """
    Write the document files of each inline file into the corpus in `root`; return them.

    Raises InvalidCorpus with the slips of all files, and then writes nothing. The text of a withheld document is written too:
    it is the annotator's own copy, as after hydrating.
    """
    read = [_checked(path) for path in paths]
    problems = [problem for _, found in read for problem in found]
    if problems:
        raise InvalidCorpus(problems)
    return [path for records, _ in read for record in records for path in pair.write(record, root / DOCUMENTS)]


def export_files(ids: Sequence[str], root: Path, out: Path) -> list[Path]:
    """Write documents of the corpus in `root` into the folder `out`; return the files. CorpusError for an id that is not there."""
    corpus = Corpus(root)
    for id in ids:
        if id not in corpus:
            raise CorpusError(f"{root}: no document {id!r}; there are {', '.join(corpus.ids)}")
    records = [corpus[id].to_record() for id in ids]
    for record in records:
        inline.write_record(record)  # what cannot be written stops all before the first file is
    return [path for record in records for path in inline.write(record, out)]


def format_files(root: Path) -> list[Path]:
    """Rewrite every ID.json of the corpus that is not in canonical form; return those written."""
    written = []
    for path in sorted((root / DOCUMENTS).glob("*.json")):
        record = next(iter(pair.read(path)))
        content = jsontext.dumps(canonical(pair.without_text(record)))
        if content != path.read_bytes():
            files.write(path, content)
            written.append(path)
    return written
