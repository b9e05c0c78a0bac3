"""Problems as text, JSON, SARIF 2.1.0 or annotations of a CI run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus_tools.errors import Problem
from corpus_tools.rules import LEVELS, Rule

Problems = Sequence[Problem]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it wants one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


_SEVERITIES = ("error", "warning", "explained")


def summary(problems: Problems) -> str:
    """Return the line that ends a report."""
    severities = Counter(problem.severity for problem in problems)
    explained = f", {severities['explained']:,} explained" if severities["explained"] else ""
    return f"{counted(severities['error'], 'error')}, {counted(severities['warning'], 'warning')}{explained}"


def text(problems: Problems, rules: Iterable[Rule]) -> str:
    """One line a problem, place first; errors before warnings, and these before what is explained."""
    del rules
    ordered = sorted(problems, key=lambda problem: _SEVERITIES.index(problem.severity))
    return "".join(f"{problem}\n" for problem in ordered)


def as_json(problems: Problems, rules: Iterable[Rule]) -> str:
    """One object with all problems."""
    del rules
    fields = ("rule", "severity", "path", "line", "column", "at", "message")
    rows = [{field: getattr(problem, field) for field in fields} for problem in problems]
    return json.dumps({"problems": rows}, ensure_ascii=False, indent=2) + "\n"


def _location(problem: Problem) -> dict[str, object]:
    region = {"startLine": problem.line or 1} | ({"startColumn": problem.column} if problem.column else {})
    return {"physicalLocation": {"artifactLocation": {"uri": problem.path}, "region": region}}


def sarif(problems: Problems, rules: Iterable[Rule]) -> str:
    """A SARIF 2.1.0 log, which code hosts show beside the lines."""
    described = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.summary},
            "fullDescription": {"text": rule.explanation.replace("\n", " ")},
            "defaultConfiguration": {"level": rule.severity},
            "properties": {"level": rule.level, "levelName": LEVELS[rule.level]},
        }
        for rule in rules
    ]
    results = [
        {
            "ruleId": p.rule,
            "level": "note" if p.severity == "explained" else p.severity,
            "message": {"text": p.message},
            "locations": [_location(p)],
        }
        for p in problems
    ]
    run = {"tool": {"driver": {"name": "corpus-tools", "rules": described}}, "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _escape(value: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        value = value.replace(character, f"%{ord(character):02X}")
    return value


def github(problems: Problems, rules: Iterable[Rule]) -> str:
    """Workflow commands, which GitHub Actions turns into annotations."""
    del rules
    lines = []
    for problem in problems:
        place = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.rule}
        shown = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in place.items() if value is not None)
        lines.append(f"::{'notice' if problem.severity == 'explained' else problem.severity} {shown}::{_escape(problem.message)}\n")
    return "".join(lines)


FORMATS: Mapping[str, Callable[[Problems, Iterable[Rule]], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}
