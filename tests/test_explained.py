"""Warnings that the manifest explains are told as explained, and an explanation of nothing is told, too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import DATA, edit, run

RULE = "event-without-arguments"
EXPLAINED = """
[[explained]]
rule = "event-without-arguments"
documents = ["two"]
reason = "it rained, nobody did it"
"""


@pytest.fixture
def warned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with one warning, as the working directory."""
    root = Path(shutil.copytree(DATA / "valid" / "mini", tmp_path / "mini"))
    shutil.copytree(DATA / "invalid" / RULE, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(root)
    return root


def _explain(root: Path, more: str = EXPLAINED) -> None:
    edit(root / "corpus.toml", lambda text: text + more)


def _line(root: Path) -> int:
    return (root / "corpus.toml").read_text(encoding="utf-8").split("\n").index("[[explained]]") + 1


def test_an_explained_warning_is_told_and_does_not_count(warned: Path) -> None:
    plain = run("validate", ".")
    assert plain.err == "0 errors, 1 warning\n"
    _explain(warned)
    ran = run("validate", ".")
    assert (ran.code, ran.err) == (0, "0 errors, 0 warnings, 1 explained\n")
    told = plain.out.replace(": warning: ", ": explained: ").replace(f" [{RULE}]", f" (explained: it rained, nobody did it) [{RULE}]")
    assert ran.out == told != plain.out


def test_machines_are_told_too(warned: Path) -> None:
    _explain(warned)
    assert json.loads(run("validate", ".", "--format", "json").out)["problems"][0]["severity"] == "explained"
    assert json.loads(run("validate", ".", "--format", "sarif").out)["runs"][0]["results"][0]["level"] == "note"
    assert run("validate", ".", "--format", "github").out.startswith("::notice file=documents/two.json,")


@pytest.mark.parametrize(
    ("rule", "documents", "said"),
    [
        (RULE, ["one"], f"explains {RULE} in one, which does not occur"),
        (RULE, ["two", "three"], f"explains {RULE} in three, which does not occur"),
        ("arabic-mixed-digits", None, "explains arabic-mixed-digits, which does not occur"),
        ("arabic-mixed-dgits", None, "explains arabic-mixed-dgits, which is no rule"),
        ("span-empty", None, "explains span-empty, which is an error; only warnings can be explained"),
    ],
)
def test_an_explanation_of_nothing_is_a_warning(rule: str, documents: list[str] | None, said: str, warned: Path) -> None:
    named = f"documents = {json.dumps(documents)}\n" if documents else ""
    _explain(warned, f'\n[[explained]]\nrule = "{rule}"\n{named}reason = "so"\n')
    ran = run("validate", ".")
    assert f"corpus.toml:{_line(warned)}: warning: {said} [explanation-stale]\n" in ran.out
    assert ran.code == 0


def test_without_documents_all_are_explained(warned: Path) -> None:
    _explain(warned, EXPLAINED.replace('documents = ["two"]\n', ""))
    assert run("validate", ".").err == "0 errors, 0 warnings, 1 explained\n"


def test_of_a_rule_that_did_not_run_nothing_is_said(warned: Path) -> None:
    _explain(warned)
    assert run("validate", ".", "--rule", "span-empty").err == "0 errors, 0 warnings\n"
    assert run("validate", ".", "--rule", RULE).err == "0 errors, 0 warnings, 1 explained\n"


def test_an_error_cannot_be_explained_away(warned: Path) -> None:
    edit(warned / "documents" / "one.txt", lambda text: text + "x")
    _explain(warned, '\n[[explained]]\nrule = "text-hash-mismatch"\nreason = "so"\n')
    assert run("validate", ".").code == 1


def test_documents_of_large_files_are_known_by_their_id(warned: Path) -> None:
    paths = sorted((warned / "documents").glob("*.json"))
    records = [json.loads(path.read_bytes()) | {"text": path.with_suffix(".txt").read_text(encoding="utf-8")} for path in paths]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (warned / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.rmtree(warned / "documents")
    manifest = (warned / "corpus.toml").read_text(encoding="utf-8").partition("[splits]")[0]
    (warned / "corpus.toml").write_text(manifest + '[shards]\ntrain = ["all.jsonl"]\n' + EXPLAINED, encoding="utf-8")
    assert run("validate", ".").err == "0 errors, 0 warnings, 1 explained\n"
