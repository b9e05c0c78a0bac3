"""What a reader or writer could not keep, had to change or found broken: by document and id, counted, for people and machines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem


@dataclass(frozen=True, slots=True)
class Loss:
    """
    Something that was there and is not any more.

    `what` names the kind, in words that follow a number; [one|many] in them stands for what the number decides, as in
    "discontinuous mention[|s] written as [its|their] envelope". `id` is empty for the document as a whole.
    """

    document_id: str
    id: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is still there, but otherwise than it was; the fields are those of a Loss."""

    document_id: str
    id: str
    what: str
    detail: str = ""


_NUMBERED = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


def worded(what: str, count: int) -> str:
    """Return a kind of loss or change in the words that fit the count."""
    return _NUMBERED.sub(lambda match: match[1 if count == 1 else 2], what)


def _lines(items: Iterable[Loss | Change]) -> list[str]:
    return [f"{count:,} {worded(what, count)}" for what, count in Counter(item.what for item in items).items()]


def _rows(items: Iterable[Loss | Change]) -> list[dict[str, Any]]:
    return [{**asdict(item), "what": worded(item.what, 2)} for item in items]


@dataclass(slots=True)
class Report:
    """
    Collects what happened while files were read or written.

    `strict` makes every loss an error, which `check` raises.
    """

    strict: bool = False
    losses: list[Loss] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def lose(self, document_id: str, id: str, what: str, detail: str = "") -> None:
        """Note something that is not kept."""
        self.losses.append(Loss(document_id, id, what, detail))

    def change(self, document_id: str, id: str, what: str, detail: str = "") -> None:
        """Note something that is kept otherwise than it was."""
        self.changes.append(Change(document_id, id, what, detail))

    def refuse(self, path: Path | str, line: int | None, rule: str, message: str, column: int | None = None) -> None:
        """Note something in a file that cannot be used."""
        self.problems.append(Problem(str(path), line, column, rule, message))

    def check(self) -> None:
        """Raise InvalidCorpus with every loss, if the report is strict and there is one."""
        if self.strict and self.losses:
            raise InvalidCorpus([_as_problem(loss) for loss in self.losses])

    def summary(self) -> list[str]:
        """Return a line for each kind of loss, then of change, and one for the problems."""
        problems = [f"{len(self.problems):,} {worded('problem[|s]', len(self.problems))}"] if self.problems else []
        return [*_lines(self.losses), *_lines(self.changes), *problems]

    def to_json(self) -> bytes:
        """Return the report as one JSON object: losses, changes, problems, and their counts by kind."""
        items: list[Loss | Change] = [*self.losses, *self.changes]
        counts = Counter(worded(item.what, 2) for item in items)
        whole = {
            "counts": dict(counts),
            "losses": _rows(self.losses),
            "changes": _rows(self.changes),
            "problems": [asdict(problem) for problem in self.problems],
        }
        return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _as_problem(loss: Loss) -> Problem:
    place = f"{loss.document_id} {loss.id}".strip()
    detail = f": {loss.detail}" if loss.detail else ""
    return Problem(place, None, None, "format-loss", worded(loss.what, 1) + detail)


def read_error(path: Path, error: OSError) -> CorpusError:
    """Return the one line for a file that cannot be opened."""
    return CorpusError(f"{path}: {error.strerror or error}")
