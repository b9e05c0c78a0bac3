"""The rules: one spoilt copy of the smallest corpus for each, and what else a rule can do."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import DATA, run

from corpus_tools.rules import Database, Rule, all_rules

MINI = DATA / "valid" / "mini"
INVALID = DATA / "invalid"
RULES = all_rules()

OWN = """-- level: 5
-- severity: warning
-- A document is long.
--
-- Short ones are for tests.
SELECT id AS document_id, format('has {} code points', text_length) AS message FROM documents WHERE id = 'two'
"""


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the smallest valid corpus, as the working directory."""
    root = Path(shutil.copytree(MINI, tmp_path / "mini"))
    monkeypatch.chdir(root)
    return root


def _spoil(root: Path, rule: str) -> None:
    ignore = shutil.ignore_patterns("expected.txt")
    shutil.copytree(INVALID / rule, root, symlinks=True, dirs_exist_ok=True, ignore=ignore)


def _own_rule(root: Path, content: str) -> None:
    (root / "rules").mkdir()
    (root / "rules" / "own-rule.sql").write_text(content, encoding="utf-8")


def _set_value(root: Path, type: str, value: str) -> None:
    path = root / "documents" / "one.json"
    record = json.loads(path.read_bytes())
    next(mention for mention in record["mentions"] if mention["type"] == type)["value"] = value
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def test_the_smallest_corpus_is_clean(mini: Path) -> None:
    assert run("validate", ".").out == ""
    assert run("validate", mini).code == 0


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert sorted(path.name for path in INVALID.iterdir()) == sorted(rule.id for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_breaks_a_rule_is_said_exactly(rule: Rule, mini: Path) -> None:
    _spoil(mini, rule.id)
    expected = (INVALID / rule.id / "expected.txt").read_bytes().decode()
    ran = run("validate", ".")
    assert ran.out == expected
    assert f"[{rule.id}]\n" in expected
    assert ran.code == int(any(": warning: " not in line for line in expected.splitlines()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_the_severity_that_its_file_states(rule: Rule) -> None:
    lines = (INVALID / rule.id / "expected.txt").read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line.endswith(f"[{rule.id}]")]
    assert {": warning: " in line for line in own} == {rule.severity == "warning"}


def test_a_rule_of_the_corpus_itself_runs(mini: Path) -> None:
    _own_rule(mini, OWN)
    length = json.loads((mini / "documents" / "two.json").read_bytes())["text_length"]
    ran = run("validate", ".")
    assert (ran.code, ran.out) == (0, f"documents/two.json:1: warning: has {length} code points [own-rule]\n")


def test_a_rule_of_the_corpus_itself_is_listed(mini: Path) -> None:
    _own_rule(mini, OWN)
    assert "5 corpus    warning own-rule: A document is long.\n" in run("validate", ".", "--list-rules").out


def test_a_rule_without_its_header_is_one_line(mini: Path) -> None:
    _own_rule(mini, OWN.replace("-- level: 5\n", ""))
    ran = run("validate", ".")
    said = "a rule begins with '-- level: 0-5', '-- severity: error|warning' and a comment"
    assert (ran.code, ran.out, ran.err) == (1, "", f"corpus: rules/own-rule.sql:1: {said}\n")


@pytest.mark.parametrize("sql", ["SELEKT 1", "SELECT nothing AS message FROM documents", "SELECT 1 FROM nowhere"])
def test_a_rule_whose_query_is_broken_is_one_line(sql: str, mini: Path) -> None:
    _own_rule(mini, OWN.partition("SELECT")[0] + sql + "\n")
    ran = run("validate", ".")
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(r"corpus: rule own-rule: [^\n]+\n", ran.err)


def test_a_rule_over_tables_without_rows_is_not_run() -> None:
    odd = pa.table({"document_id": ["one"]})
    rule = replace(RULES[0], level=2, scope="documents", sql="SELECT 'm' AS message, count(*) AS n FROM few")
    database = Database({}, {"few": "FROM few_rows"})
    found = [[row["n"] for _, row in database.check({"few_rows": table}, [rule])] for table in (odd.slice(0, 0), odd, odd.slice(0, 0))]
    assert found == [[], [1], []]


def test_a_named_rule_runs_alone(mini: Path) -> None:
    for rule in ("value-malformed", "mention-subtype-unknown"):
        _spoil(mini, rule)
    _spoil(mini, "split-empty")
    assert run("validate", ".", "--rule", "split-empty").out == (INVALID / "split-empty" / "expected.txt").read_text(encoding="utf-8")
    assert run("validate", ".", "--rule", "value-missing").out == ""


def test_a_rule_that_is_none_is_said(mini: Path) -> None:
    ran = run("validate", mini, "--rule", "x")
    assert (ran.code, ran.out, ran.err) == (1, "", "corpus: no rule 'x'; 'corpus validate --list-rules' lists them\n")


def test_the_list_names_every_rule_once(mini: Path) -> None:
    lines = run("validate", mini, "--list-rules").out.splitlines()
    assert [line.split()[3] for line in lines] == [f"{rule.id}:" for rule in RULES]
    assert len(set(lines)) == len(RULES)


GOOD_TIMES = (
    *("2024-11-05", "2024-11", "2024", "2024-W45", "P5Y", "P6D", "PT10M", "PT1H30M", "P1Y6M", "2024-11-04/2024-11-07"),
    *("2020-08-04T18", "2020-08-04T18:07", "2024-11-05TNI", "FUTURE_REF", "2026-SU", "2024-Q1"),
    *("2025-H1", "2026-W12-WE", "2026-03-14T24", "199", "18", "BC0350", "BC04"),
)
BAD_TIMES = ("2024-13", "yesterday", "P", "PT", "P1DT", "2024-11-4", "BC350")
GOOD = [*(("TIM", value) for value in GOOD_TIMES), ("NUM", "6.8"), ("NUM", "-3"), ("MON", "MAD 120000000000"), ("MON", "EUR")]
BAD = [*(("TIM", value) for value in BAD_TIMES), ("NUM", "6,8"), ("MON", "120 MAD")]


@pytest.mark.parametrize(("type", "value"), GOOD)
def test_a_value_of_the_right_form_passes(type: str, value: str, mini: Path) -> None:
    _set_value(mini, type, value)
    ran = run("validate", ".", "--rule", "value-malformed")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize(("type", "value"), BAD)
def test_a_value_of_another_form_does_not(type: str, value: str, mini: Path) -> None:
    _set_value(mini, type, value)
    ran = run("validate", ".", "--rule", "value-malformed")
    form = {"TIM": "timex3", "NUM": "number", "MON": "money"}[type]
    assert ran.code == 1
    assert re.fullmatch(rf'documents/one\.json:\d+: mention m\d+: "{re.escape(value)}" is no {form} value \[value-malformed\]\n', ran.out)
