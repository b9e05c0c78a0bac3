"""Runs the rules: a file ID.sql each, whose leading comment is its documentation and its severity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

from corpus_tools.errors import CorpusError

LEVELS = ("file", "schema", "integrity", "ontology", "language", "corpus")
_HEADER = re.compile(
    r"-- level: (?P<level>[0-5])\n-- severity: (?P<severity>error|warning)\n"
    r"(?:-- language: (?P<language>[a-z]+)\n)?(?P<comment>(?:--[^\n]*\n)+)(?P<sql>.+)",
    re.DOTALL,
)
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One thing that must hold, as the query that returns what breaks it.

    The query gives `message` and, of `path`, `line`, "column", `document_id`, `pointer`, what says where.
    """

    id: str
    level: int
    severity: str
    summary: str
    explanation: str
    sql: str
    language: str | None = None

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
        )


def all_rules(own: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of the package and those in the folder `own`, by level and id."""
    paths = [*_HERE.glob("*.sql"), *(own.glob("*.sql") if own and own.is_dir() else ())]
    for path in paths:
        if path.parent != _HERE and (_HERE / path.name).is_file():
            raise CorpusError(f"{path}: there is a rule {path.stem} already; give this one a name of its own")
    return tuple(sorted((Rule.from_file(path) for path in paths), key=lambda rule: (rule.level, rule.id)))


def check(tables: Mapping[str, pa.Table], rules: Iterable[Rule]) -> Iterator[tuple[Rule, dict[str, Any]]]:
    """
    Yield every row that breaks one of the rules, with the rule.

    `tables` are registered under their names; a rule for one language sees that language's documents only.
    """
    import duckdb  # noqa: PLC0415  only a check pays for it

    with duckdb.connect() as connection:
        connection.execute("SET threads = 1; SET enable_external_access = false; SET python_enable_replacements = false")
        for name, table in tables.items():
            connection.register(name, table)
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
