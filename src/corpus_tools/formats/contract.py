"""What every format module has, and what reading and writing have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Protocol

from corpus_tools import files, schema
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats.labels import Labels, fitting_id
from corpus_tools.formats.losses import Report
from corpus_tools.formats.zipped import unpacked
from corpus_tools.order import Record

FEATURES = (
    *("text", "sentences", "tokens", "mentions", "nesting", "discontinuity", "same-span", "subtypes", "values"),
    *("entities", "events", "arguments", "event-attributes", "event-clusters", "relations", "provenance", "metadata"),
)
UNITS = ("code-points", "utf-16", "utf-8", "tokens", "none")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """
    What a reader is told beyond the path.

    The metadata is for documents whose file has none. Its defaults say that nothing is known, as far as the schema can say it:
    a date 0001-01-01 is no date, NOASSERTION is SPDX for an unknown licence.
    """

    language: str = "und"
    genre: str = "other"
    date: str = "0001-01-01"
    basis: str = "published"
    publisher: str = "unknown"
    licence: str = "NOASSERTION"
    agent: str = "unknown"
    method: str = "manual"
    labels: Labels = field(default_factory=Labels)
    realign: bool = False
    keep_going: bool = False
    lines: bool = False
    """Whether each line of a plain text is a document."""
    unit: str | None = None
    """Unit of offsets, where it is not the format's own."""


class Format(Protocol):
    """
    A module that reads files into records (`read`), writes records into files (`write`), or both.

    Where its files come with one of labels, it has `read_ontology(path, report)`, which returns an ontology or None, and
    `write_ontology(ontology, out)`, which returns the files written.
    """

    NAME: str
    """Its name in commands and in FORMATS."""
    SUFFIXES: tuple[str, ...]
    """Suffixes of the files it reads, that of the files it writes first."""
    UNIT: str
    """Unit of its offsets: one of UNITS."""
    CARRIES: frozenset[str]
    """Those of FEATURES that come back from a file as they went in."""
    EXTRA: str | None
    """The extra of the package that it needs."""


Read = Callable[[Path, Report, ReadOptions], Iterator[Record]]
Write = Callable[[Iterable[Record], Path, Report], list[Path]]


def reads(name: str, *, held: bool = False) -> Callable[[Read], Read]:
    """
    Return what makes a generator of records the `read` of the format `name`.

    The records are held to the schema, unless the reader says that it `held` them to it. When all are read, InvalidCorpus
    carries every problem noted, unless the options say to keep going: then the report has them. A strict report raises its
    losses. A path that cannot be opened is a CorpusError. A zip file is read as the folder that is in it.
    """

    def decorate(read: Read) -> Read:
        @wraps(read)
        def checked(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
            before = len(report.problems)
            with unpacked(path) as place:
                try:
                    for record in read(place, report, options):
                        if held or _is_sound(record, place, name, report):
                            yield record
                except OSError as error:
                    raise CorpusError(f"{error.filename or path}: {error.strerror or error}") from None
                finally:
                    if place != path:
                        report.problems[before:] = [_shown(problem, place, path) for problem in report.problems[before:]]
            if report.problems[before:] and not options.keep_going:
                raise InvalidCorpus(report.problems[before:])
            report.check()

        return checked

    return decorate


def _shown(problem: Problem, place: Path, path: Path) -> Problem:
    """Return a problem with what was unpacked named as the user knows it."""
    return replace(problem, path=f"{path}{problem.path.removeprefix(str(place))}")


def _is_sound(record: Record, path: Path, name: str, report: Report) -> bool:
    if schema.is_valid(record, "document"):
        return True
    for at, message in schema.problems_in(record, "document"):
        report.refuse(path, 1, f"{name}-schema", f"{record.get('id', '')}{at}: {message}")
    return False


def files_of(path: Path, suffixes: Iterable[str]) -> list[Path]:
    """Return the files of these suffixes in a folder and below it, in order, or the one file named; CorpusError for none."""
    if not path.exists():
        raise CorpusError(f"{path}: no such file or folder")
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.name.endswith(tuple(suffixes)) and file.is_file())
    if not found:
        raise CorpusError(f"{path}: no file in it ends in {' or '.join(suffixes)}")
    return found


def name_of(file: Path, path: Path, suffixes: Iterable[str]) -> str:
    """
    Return the id of the document of a file: its name, after those of the folders between it and the path given.

    A folder of the same name, as a zip file of one document becomes one, is not named twice.
    """
    parts = [*file.relative_to(path).parent.parts] if path.is_dir() else []
    suffix = next((suffix for suffix in suffixes if file.name.endswith(suffix)), "")
    name = file.name.removesuffix(suffix)
    return fitting_id("-".join([*(parts[:-1] if parts[-1:] == [name] else parts), name]))


def decoded(path: Path, name: str, report: Report, *, mark: bool = False) -> str | None:
    """
    Return a file's text, its line ends as they are; None and a problem for one not in UTF-8.

    A byte order mark is left out, unless `mark` says to leave it.
    """
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8" if mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        report.refuse(path, line, f"{name}-encoding", f"0x{raw[error.start]:02x} at byte {error.start} is not UTF-8")
        return None


def absorbed(report: Report, read: Callable[[], Record]) -> Iterator[Record]:
    """Yield the record that `read` returns; note the problems that it raises."""
    try:
        yield read()
    except InvalidCorpus as error:
        report.problems += error.problems


def put(contents: Mapping[Path, bytes], report: Report) -> list[Path]:
    """Write files, all contents being known; a strict report raises its losses before the first is written."""
    report.check()
    for path, content in contents.items():
        files.write(path, content)
    return list(contents)


def is_file_of(out: Path, suffixes: Iterable[str]) -> bool:
    """Tell whether `out` names one file of these suffixes, rather than a folder."""
    return out.name.endswith(tuple(suffixes)) and not out.is_dir()


def needs_text(record: Record, report: Report) -> bool:
    """Tell whether a record has its text; note the loss of one that has none, in a format that cannot do without."""
    if record.get("text") is not None:
        return True
    report.lose(record["id"], "", "document[|s] left out, [its|their] text being withheld", "hydrate it first")
    return False


def missing_extra(library: str, extra: str) -> CorpusError:
    """Return the error for a library that is not installed."""
    return CorpusError(f"{library} is not installed; pip install 'corpus-tools[{extra}]' installs it")


def problem_at(path: Path, line: int | None, rule: str, message: str) -> InvalidCorpus:
    """Return the exception for one thing wrong with a file that nothing can be read beyond."""
    return InvalidCorpus([Problem(str(path), line, None, rule, message)])
