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


class Database:
    """
    Runs rules over tables.

    `labels` are the tables that stay the same from one check to the next, `views` queries over the others.
    """

    def __init__(self, labels: Mapping[str, pa.Table], views: Mapping[str, str] | None = None) -> None:
        import duckdb  # noqa: PLC0415  only a check pays for it

        self._error = duckdb.Error
        self._connection = duckdb.connect()
        settings = ("threads = 1", "memory_limit = '256MB'", "enable_external_access = false", "python_enable_replacements = false")
        self._connection.execute("; ".join(f"SET {setting}" for setting in settings))
        for name, table in labels.items():
            self._connection.register("given", table)
            self._connection.execute(f"CREATE TABLE {name} AS FROM given")
        self._views = dict(views or {})
        self._reads: dict[str, frozenset[str]] = {}

    def check(self, tables: Mapping[str, pa.Table], rules: Iterable[Rule]) -> Iterator[tuple[Rule, dict[str, Any]]]:
        """Yield every row that breaks one of the rules, with the rule; a rule for one language sees that language's documents only."""
        rules = list(rules)
        # Asked before the tables are there: of tables that it knows DuckDB does not tell the names.
        reads = {rule.id: self._reads_of(rule.sql) & set(tables) for rule in rules}
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            for name, query in self._views.items():
                self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
            filled = {name for name, table in tables.items() if table.num_rows}
            for rule in rules:
                # A rule over documents that reads, beside the labels, nothing but tables without rows finds nothing.
                if rule.scope == "corpus" or not reads[rule.id] or reads[rule.id] & filled:
                    yield from ((rule, row) for row in self._rows(rule))
        finally:
            for name in self._views:
                self._connection.execute(f"DROP VIEW IF EXISTS {name}")
            for name in tables:
                self._connection.unregister(name)

    def _reads_of(self, query: str) -> frozenset[str]:
        """Return the names of the tables that a query reads, itself or through a view."""
        if query not in self._reads:
            try:
                names = self._connection.get_table_names(query)
            except self._error:
                names = set()  # running it will say what is wrong with it
            views = [self._views[name] for name in names if name in self._views]
            self._reads[query] = frozenset(names).union(*(self._connection.get_table_names(view) for view in views))
        return self._reads[query]

    def _rows(self, rule: Rule) -> Iterator[dict[str, Any]]:
        query = rule.sql
        if rule.language:
            query = f"FROM ({query}) WHERE document_id IN (SELECT id FROM documents WHERE language LIKE '{rule.language}%')"
        try:
            cursor = self._connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
        except self._error as error:
            raise CorpusError(f"rule {rule.id}: {str(error).splitlines()[0]}") from None
        yield from (dict(zip(names, row, strict=True)) for row in rows)
