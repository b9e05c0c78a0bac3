"""Runs the rules: a file ID.sql each, whose leading comment is its documentation and its severity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

from corpus_tools.errors import CorpusError

LEVELS = ("file", "schema", "integrity", "ontology", "language", "corpus")
_HEADER = re.compile(
    r"-- level: (?P<level>[0-5])\n-- severity: (?P<severity>error|warning)\n"
    r"(?:-- scope: (?P<scope>corpus)\n)?(?:-- language: (?P<language>[a-z]+)\n)?(?P<comment>(?:--[^\n]*\n)+)(?P<sql>.+)",
    re.DOTALL,
)
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One thing that must hold, as the query that returns what breaks it.

    The query gives `message` and, of `path`, `line`, "column", `document_id`, `pointer`, what says where. It sees some hundred
    documents at a time, and may look only at what lies in one; a rule whose `scope` is "corpus" runs once, over the keys of all.
    """

    id: str
    level: int
    severity: str
    summary: str
    explanation: str
    sql: str
    language: str | None = None
    scope: str = "documents"

    @classmethod
    def from_file(cls, path: Path) -> Rule:
        """Read a rule; CorpusError for a file whose header is not that of a rule."""
        match = _HEADER.fullmatch(path.read_bytes().decode(errors="replace"))
        if not match:
            raise CorpusError(f"{path}:1: a rule begins with '-- level: 0-5', '-- severity: error|warning' and a comment")
        comment = "\n".join(line.removeprefix("--").strip() for line in match["comment"].rstrip("\n").split("\n"))
        summary, _, explanation = comment.partition("\n\n")
        return cls(
            path.stem,
            int(match["level"]),
            match["severity"],
            " ".join(summary.split()),
            explanation.strip(),
            match["sql"].strip().removesuffix(";"),
            match["language"],
            match["scope"] or "documents",
        )

    def runs_over(self, scope: str) -> bool:
        """Tell whether the rule runs over "documents" or the "corpus"; what holds for files holds for those of both."""
        return scope == self.scope or (self.level == 0 and self.scope == "documents")


def all_rules(own: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of the package and those in the folder `own`, by level and id."""
    paths = [*_HERE.glob("*.sql"), *(own.glob("*.sql") if own and own.is_dir() else ())]
    for path in paths:
        if path.parent != _HERE and (_HERE / path.name).is_file():
            raise CorpusError(f"{path}: there is a rule {path.stem} already; give this one a name of its own")
    return tuple(sorted((Rule.from_file(path) for path in paths), key=lambda rule: (rule.level, rule.id)))


@cache
def _connection() -> Any:
    """Return the connection that this process runs rules on; making one takes longer than running most rules."""
    import duckdb  # noqa: PLC0415  only a check pays for it

    connection = duckdb.connect()
    settings = ("threads = 1", "memory_limit = '256MB'", "enable_external_access = false", "python_enable_replacements = false")
    connection.execute("; ".join(f"SET {setting}" for setting in settings))
    return connection


def check(
    tables: Mapping[str, pa.Table], rules: Iterable[Rule], views: Mapping[str, str] | None = None
) -> Iterator[tuple[Rule, dict[str, Any]]]:
    """
    Yield every row that breaks one of the rules, with the rule.

    `tables` are registered under their names, `views` are queries over them; a rule for one language sees that language's
    documents only.
    """
    import duckdb  # noqa: PLC0415

    connection = _connection()
    for name, table in tables.items():
        connection.register(name, table)
    try:
        for name, query in (views or {}).items():
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
        for rule in rules:
            language = f"(SELECT id FROM documents WHERE language LIKE '{rule.language}%')"
            where = f"WHERE document_id IN {language}" if rule.language else ""
            try:
                cursor = connection.execute(f"SELECT * FROM ({rule.sql}) {where}")
                names = [column[0] for column in cursor.description or ()]
                rows = cursor.fetchall()
            except duckdb.Error as error:
                raise CorpusError(f"rule {rule.id}: {str(error).splitlines()[0]}") from None
            yield from ((rule, dict(zip(names, row, strict=True))) for row in rows)
    finally:
        for name in tables:
            connection.unregister(name)
