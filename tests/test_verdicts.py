"""The page of disagreements counts what the two layers show and what the adjudication said of each difference."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpus_tools.score import disagree
from corpus_tools.score.disagreements import AXES, Disagreement
from corpus_tools.score.inputs import paired
from corpus_tools.score.mistakes import Mistake, mistakes

ROOT = Path(__file__).parents[1]
LAYERS = ROOT / "corpus" / "layers"
PAGE = (ROOT / "docs" / "disagreements.md").read_text(encoding="utf-8")
GUIDELINES = (ROOT / "corpus" / "GUIDELINES.md").read_text(encoding="utf-8")
COMPARED = ("mentions", "values", "entities", "triggers", "arguments", "event_clusters", "relations")
VERDICTS, CAUSES = ("A", "B", "neither", "follows"), ("unclear", "slip", "choice", "follows")


class Verdict(NamedTuple):
    """What the adjudication said of one difference: a row of `layers/verdicts/ID.tsv`."""

    document: str
    number: str
    layer: str
    kind: str
    verdict: str
    cause: str
    rule: str
    note: str


def _read(path: Path) -> Iterator[Verdict]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(head) == Verdict._fields[1:]
    yield from (Verdict(path.stem, *row) for row in rows)


SAID = [verdict for path in sorted((LAYERS / "verdicts").glob("*.tsv")) for verdict in _read(path)]
OWN = [said for said in SAID if said.verdict != "follows"]  # those that have a cause of their own


@pytest.fixture(scope="module")
def found() -> list[Mistake]:
    return list(mistakes(paired(LAYERS / "A", LAYERS / "B"), COMPARED))


def _table(heading: str) -> dict[str, list[str]]:
    rows = PAGE.partition(f"\n## {heading}\n")[2].partition("\n|---|")[2].partition("\n\n")[0].split("\n")[1:]
    return {cells[0].replace(" ", "_"): cells[1:] for cells in (row.strip("| ").split(" | ") for row in rows)}


def _numbers(heading: str) -> dict[str, list[int]]:
    return {label: list(map(int, cells)) for label, cells in _table(heading).items()}


def _counts(said: list[Verdict]) -> list[int]:
    verdicts, causes = Counter(one.verdict for one in said), Counter(one.cause for one in said)
    return [len(said), *(verdicts[one] for one in VERDICTS), *(causes[one] for one in CAUSES[:-1])]


DOCUMENTS = sorted((LAYERS / "A").glob("*.json"))


@pytest.fixture(scope="module")
def listed() -> list[Disagreement]:
    """What `corpus agree A B --errors` lists."""
    return list(disagree({side: LAYERS / side for side in ("A", "B")}))


def _unlisted(path: Path) -> Counter[str]:
    """Return how often level and subtype differ, which the list has not, on mentions that both sides have with the same type."""
    here, there = (_placed(json.loads((LAYERS / side / path.name).read_bytes())["mentions"]) for side in ("A", "B"))
    both = [(here[place], there[place]) for place in here.keys() & there.keys()]
    return Counter(name for name in ("level", "subtype") for one, other in both if one.get(name) != other.get(name))


def _placed(mentions: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {json.dumps([m["type"], [[part["start"], part["end"]] for part in m.get("fragments", [m])]]): m for m in mentions}


def test_the_differences_are_those_of_the_two_layers(found: list[Mistake]) -> None:
    kinds = ("type", "boundary", "boundary and type", "split", "merged", "missed", "spurious")
    counted = Counter((mistake.layer, mistake.kind) for mistake in found)
    rows = {layer: [counted[layer, kind] for kind in kinds] for layer in COMPARED}
    assert _numbers("What differs") == {layer: [*row, sum(row)] for layer, row in rows.items()}


def test_the_attributes_that_differ_are_those_of_the_two_layers(listed: list[Disagreement]) -> None:
    counted = Counter(f"{one.kind}_of_events" for one in listed if one.kind in AXES)
    counted.update(f"{name}_of_mentions" for path in DOCUMENTS for name in _unlisted(path).elements())
    assert _numbers("Attributes") == {name: [number] for name, number in counted.items()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_each_difference_has_a_verdict(path: Path, listed: list[Disagreement]) -> None:
    expected = Counter("attributes" if one.kind in AXES else one.layer for one in listed if one.document == path.stem)
    expected["attributes"] += _unlisted(path).total()
    said = [one for one in SAID if one.document == path.stem]
    assert Counter(one.layer for one in said) == +expected
    assert [one.number for one in said] == [str(number) for number in range(1, len(said) + 1)]


def test_verdicts_say_who_why_and_by_which_rule() -> None:
    known = set(re.findall(r"\*\*([A-Z]+-\d+)\*\*", GUIDELINES))
    assert {one.verdict for one in SAID} <= set(VERDICTS)
    assert {one.cause for one in SAID} <= set(CAUSES)
    assert [one for one in SAID if (one.verdict == "follows") != (one.cause == "follows")] == []
    assert [one for one in SAID if one.rule not in known] == []


def test_only_what_a_new_rule_decides_was_unclear() -> None:
    new = set(re.findall(r"^\| ([A-Z]+-\d+) \|", GUIDELINES.partition("\n## 21. ")[2], re.MULTILINE))
    assert {one.rule for one in SAID if one.cause == "unclear"} - new == set()


@pytest.mark.parametrize(("heading", "field"), [("Who was right, and why: by layer", "layer"), ("Who was right, and why: by kind", "kind")])
def test_verdicts_are_counted(heading: str, field: str) -> None:
    shown = _numbers(heading)
    values = [value for value in shown if value != "all"]
    assert set(values) == {getattr(one, field) for one in SAID}
    assert shown == {**{value: _counts([one for one in SAID if getattr(one, field) == value]) for value in values}, "all": _counts(SAID)}


def test_rules_are_counted() -> None:
    shown = {rule: list(map(int, cells[1:])) for rule, cells in _table("What it taught").items()}
    frequent = [rule for rule, number in Counter(one.rule for one in OWN).items() if number >= 5]
    counted = {rule: _counts([one for one in OWN if one.rule == rule]) for rule in frequent}
    assert shown == {rule: [*row[:4], *row[5:]] for rule, row in counted.items()}


def test_the_shares_are_those_of_the_verdicts() -> None:
    verdicts, causes = Counter(one.verdict for one in OWN), Counter(one.cause for one in OWN)
    share = {name: f"{number} ({100 * number / len(OWN):.0f} %)" for name, number in (verdicts + causes).items()}
    said = f"""Of the {len(OWN)} differences that do not follow from others, B was right in {share["B"]}, A in {share["A"]}, neither in {verdicts["neither"]}.
Slips were {share["slip"]}, unclear {share["unclear"]}, choices {share["choice"]}."""
    assert said in PAGE
