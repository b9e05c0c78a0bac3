"""The page on metrics computes: its sums by hand equal what the code says, and its blocks print what they show."""

from __future__ import annotations

import ast
import operator
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction

import orjson
import pytest
from conftest import ROOT

from corpus_tools import schema
from corpus_tools.score import score

PAGE = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
GOLD, PREDICTED = ROOT / "docs" / "example" / "gold.jsonl", ROOT / "docs" / "example" / "predicted.jsonl"
SUMS = re.findall(r"^\| (\w+ / [^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)

OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {ast.Add: operator.add, ast.Div: operator.truediv}


def value(sum_: str) -> Fraction:
    """Return what a sum of whole numbers comes to."""

    def of(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](of(node.left), of(node.right))
        assert isinstance(node, ast.Constant)
        return Fraction(str(node.value))

    return of(ast.parse(sum_.strip(), mode="eval").body)


def test_the_worked_example_has_a_sum_for_every_layer() -> None:
    layers = {name.split(" / ")[0] for name, *_ in SUMS}
    assert layers == {"mentions", "values", "entities", "triggers", "arguments", "event_clusters", "relations"}


@pytest.mark.parametrize(("name", "precision", "recall", "f1"), SUMS, ids=[name for name, *_ in SUMS])
def test_the_sums_of_the_worked_example_are_right(name: str, precision: str, recall: str, f1: str) -> None:
    row = score(GOLD, PREDICTED)[tuple(name.split(" / "))]
    assert (row.precision, row.recall, row.f1) == pytest.approx(tuple(float(value(part)) for part in (precision, recall, f1)))


@pytest.mark.parametrize("path", [GOLD, PREDICTED], ids=lambda path: path.name)
def test_the_documents_of_the_worked_example_are_valid(path: object) -> None:
    record = orjson.loads((GOLD if path == GOLD else PREDICTED).read_bytes())
    assert list(schema.problems_in(record, "document")) == []
    spans = [*record["sentences"], *record["mentions"], *(event["trigger"] for event in record["events"])]
    assert [span["text"] for span in spans] == [record["text"][span["start"] : span["end"]] for span in spans]


def test_the_python_blocks_of_the_page_print_what_they_show() -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().split("\n") == [line.split("#> ")[1] for line in code.split("\n") if line.startswith("#> ")]
