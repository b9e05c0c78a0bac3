"""Warnings that the manifest explains: they are told as explained, and an explanation of what no longer occurs is a warning itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus_tools.order import Record
from corpus_tools.sources import DOCUMENTS, MANIFEST

Row = dict[str, Any]
STALE = "explanation-stale"


def explained(rows: list[Row], manifest: Record, rules: Mapping[str, str], ran: Collection[str], text: str) -> list[Row]:
    """
    Return the problems with those that the manifest explains marked so, and a problem for each explanation of nothing.

    `rules` are the severities of all rules, `ran` those that were run: of others nothing is known. Only a warning can be explained.
    `text` is that of the manifest, in which the explanations have their lines.
    """
    given = manifest.get("explained", [])
    marked = [row | _mark(row, given) for row in rows]
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[explained]]"]
    occurring = {(row["rule"], id) for row in rows if row["severity"] == "warning" for id in ("", _document(row))}
    for explanation, line in zip(given, [*lines, *[1] * len(given)], strict=False):
        if explanation["rule"] in ran or explanation["rule"] not in rules:
            marked += [_stale(said, line) for said in _nothing(explanation, rules, occurring)]
    return marked


def _mark(row: Row, given: Collection[Record]) -> Row:
    for explanation in given:
        named = explanation.get("documents")
        if row["severity"] == "warning" and row["rule"] == explanation["rule"] and (named is None or _document(row) in named):
            return {"severity": "explained", "message": f"{row['message']} (explained: {explanation['reason']})"}
    return {}


def _document(row: Row) -> str:
    """Return the id of the document that a problem is in; an empty one if it is in none."""
    path = Path(row["path"])
    return row.get("document") or (path.stem if path.parent.name == DOCUMENTS else "")


def _nothing(explanation: Record, rules: Mapping[str, str], occurring: Collection[tuple[str, str]]) -> Iterator[str]:
    """Say what an explanation explains that does not occur."""
    rule = explanation["rule"]
    if rule not in rules:
        yield f"explains {rule}, which is no rule"
        return
    if rules[rule] == "error":
        yield f"explains {rule}, which is an error; only warnings can be explained"
        return
    for id in explanation.get("documents", [""]):
        if (rule, id) not in occurring:
            yield f"explains {rule}{f' in {id}' if id else ''}, which does not occur"


def _stale(said: str, line: int) -> Row:
    place = {"path": MANIFEST, "line": line, "column": None, "pointer": "", "document": None}
    return place | {"rule": STALE, "severity": "warning", "message": said}
