"""What can be wrong with data: a Problem is a value; InvalidCorpus carries all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """
    One thing wrong with the data, and where.

    `line` and `column` count from 1; `at` is a JSON pointer into the file; `severity` is "error", "warning" or "explained" (a warning
    that the corpus explains).
    """

    path: str
    line: int | None = None
    column: int | None = None
    rule: str = ""
    message: str = ""
    at: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        severity = "" if self.severity == "error" else f"{self.severity}: "
        return f"{place}: {severity}{self.message} [{self.rule}]"


class CorpusError(Exception):
    """A call that cannot be carried out; its message is one line for the user."""


class InvalidCorpus(CorpusError):  # noqa: N818  it is the corpus that is invalid
    """Data that cannot be used; `problems` holds every error found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
