"""Validates a corpus: reads its files, runs the rules over them, says where each problem is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from corpus_tools import jsontext
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.facts import fact_tables
from corpus_tools.rules import Rule, all_rules, check
from corpus_tools.sources import Row, Sources, read
from corpus_tools.tables import documents_table, flat_tables

OWN_RULES = "rules"


def rules_of(root: Path, ids: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that hold for the corpus, or those of them named; CorpusError for a name that is none."""
    rules = all_rules(root / OWN_RULES)
    known = {rule.id for rule in rules}
    for id in ids:
        if id not in known:
            raise CorpusError(f"no rule {id!r}; 'corpus validate --list-rules' lists them")
    return tuple(rule for rule in rules if not ids or rule.id in ids)


def problems_in(sources: Sources, rules: Collection[Rule]) -> list[Problem]:
    """Return everything wrong with the sources, by path and line."""
    tables = fact_tables(sources)
    flat = flat_tables(documents_table(sources.records))
    # What cannot be read makes no statement about documents: without manifest and ontology only the files are judged.
    judged = [rule for rule in rules if sources.readable or rule.level <= 1]
    rows = list(check({**flat, **tables}, judged))
    return sorted(_located(sources, rows))


def validate(root: Path, ids: Collection[str] = ()) -> list[Problem]:
    """Return everything wrong with the corpus in the folder `root`, by path and line; `ids` name the rules to run."""
    return problems_in(read(root), rules_of(root, ids))


def valid_sources(root: Path) -> Sources:
    """Read the corpus in the folder `root`; InvalidCorpus, with all of them, if it has an error."""
    sources = read(root)
    errors = [p for p in problems_in(sources, rules_of(root)) if p.severity == "error"]
    if errors:
        raise InvalidCorpus(errors)
    return sources


def _located(sources: Sources, rows: list[tuple[Rule, Row]]) -> Iterator[Problem]:
    path_of = {record["id"]: path for record, path in zip(sources.records, sources.record_paths, strict=True)}
    text_of = {row["path"]: row["text"] for row in sources.files}
    wanted: dict[str, set[str]] = {}
    for rule, row in rows:
        row["path"] = row.get("path") or path_of.get(row.get("document_id", ""))
        if not row["path"] or not row.get("message"):
            raise CorpusError(f"rule {rule.id}: a row must have a message, and a path or the document_id of a document")
        if row.get("pointer") and not row.get("line"):
            wanted.setdefault(row["path"], set()).add(row["pointer"])
    lines = {path: jsontext.lines_of(text_of.get(path) or _text(sources, path), at) for path, at in wanted.items()}
    for rule, row in rows:
        at = row.get("pointer") or ""
        line = row.get("line") or (lines[row["path"]][at] if at else 1)
        path = str(sources.root / row["path"])
        yield Problem(path, line, row.get("column"), rule.id, row["message"], at, rule.severity)


def _text(sources: Sources, path: str) -> str:
    return (sources.root / path).read_text(encoding="utf-8")
