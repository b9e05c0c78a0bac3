"""The command: what it prints, whole, and the code it returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import DATA, SECOND, edit, run

SHOWN = """\
storm (wire, 2026-05-05, fictional, text included)

s1
The office expects the Blue Heron to arrive tomorrow.
m1  Person  nominal  \u2068The office\u2069      0:10   @E-m1
m2  Ship    name     \u2068the Blue Heron\u2069  19:33  @heron
m3  When    value    \u2068tomorrow\u2069        44:52          2026-05-06
e1 Expect \u2068expects\u2069 present
   Who: m1 \u2068The office\u2069
   What: e2 \u2068arrive\u2069
e2 Arrive \u2068arrive\u2069 planned future
   Who: m2 \u2068the Blue Heron\u2069
   When: m3 \u2068tomorrow\u2069

s2
It may be late.
m4  Ship  pronoun  \u2068It\u2069  55:57  @heron
e3 Arrive/late \u2068late\u2069 possible future
   Who: m4 \u2068It\u2069
"""


def test_show_draws_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run("show", "storm", "--corpus", SECOND).out == SHOWN


def test_show_says_which_documents_there_are() -> None:
    ran = run("show", "storms", "--corpus", SECOND)
    assert (ran.code, ran.err) == (1, f"corpus: {SECOND}: no document 'storms'; there are arrival, storm, letter\n")


def test_show_of_a_withheld_document_shows_no_text() -> None:
    assert "(withheld)" in run("show", "letter", "--corpus", SECOND).out


def test_stats_counts_sizes_and_labels() -> None:
    lines = [" ".join(line.split()) for line in run("stats", SECOND).out.split("\n")]
    assert lines[:10] == [
        "Size learn check all",
        "documents 2 1 3",
        "words (of texts at hand) 38 0 38",
        "sentences 5 1 6",
        "mentions 12 3 15",
        "entities 7 2 9",
        "events 6 1 7",
        "arguments 11 3 14",
        "event clusters 1 0 1",
        "relations 1 0 1",
    ]
    assert "Ship 2 0 2 0 4" in lines
    assert "modality/possible 1 14.3%" in lines
    assert "Arguments in the same sentence by tokens between before after around all" in lines
    assert "3–4 0 1 0 1" in lines


def test_build_ends_with_the_counts_and_the_line_to_paste(second: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("build", second, "--out", out).out == (
        "            documents  sentences   mentions     events  arguments\n"
        "learn               2          5         12          6         11\n"
        "check               1          1          3          1          3\n"
        "all                 3          6         15          7         14\n"
        f'\nload_dataset("{out}", "mentions")\n'
    )


def test_problems_are_written_as_text_errors_first(second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(second / "documents" / "storm.json", lambda text: text.replace('"type":"When"', '"type":"Wenn"'))
    monkeypatch.chdir(second)
    ran = run("validate")
    assert ran.out == (
        "documents/storm.json:23: mention m3 has the type Wenn, which is not in the ontology [mention-type-unknown]\n"
        "documents/storm.json:32: event e2: When of Arrive cannot be the Wenn m3 [role-filler]\n"
        "documents/letter.json:25: warning: entity E-m1 has pronouns only [entity-pronouns-only]\n"
    )
    assert (ran.code, ran.err) == (1, "2 errors, 1 warning\n")


def _spoiled(second: Path) -> Path:
    edit(second / "documents" / "storm.json", lambda text: text.replace('"end":57,"text":"It"', '"end":58,"text":"It"'))
    return second


MESSAGE = 'mention of m4: "It" is given, but the text at [55:58] is "It "'


def test_problems_as_json(second: Path) -> None:
    report = json.loads(run("validate", _spoiled(second), "--format", "json", "--rule", "span-text-mismatch").out)
    assert report == {
        "problems": [
            {
                "rule": "span-text-mismatch",
                "severity": "error",
                "path": f"{second}/documents/storm.json",
                "line": 24,
                "column": None,
                "at": "/mentions/3",
                "message": MESSAGE,
            }
        ]
    }


def test_problems_as_sarif(second: Path) -> None:
    report = json.loads(run("validate", _spoiled(second), "--format", "sarif", "--rule", "span-text-mismatch").out)
    (only,) = report["runs"]
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == ["span-text-mismatch"]
    place = {"artifactLocation": {"uri": f"{second}/documents/storm.json"}, "region": {"startLine": 24}}
    expected = {"ruleId": "span-text-mismatch", "level": "error", "message": {"text": MESSAGE}, "locations": [{"physicalLocation": place}]}
    assert (report["version"], only["results"]) == ("2.1.0", [expected])


def test_problems_as_annotations_of_a_ci_run(second: Path) -> None:
    out = run("validate", _spoiled(second), "--format", "github", "--rule", "span-text-mismatch").out
    assert out == f"::error file={second}/documents/storm.json,line=24,title=span-text-mismatch::{MESSAGE}\n"


def test_format_changes_the_form_and_nothing_else(second: Path) -> None:
    path = second / "documents" / "storm.json"
    canonical = path.read_bytes()
    path.write_text(json.dumps(json.loads(canonical)), encoding="utf-8")
    assert run("validate", second, "--rule", "file-not-canonical").out == (
        f"{path}:1: warning: is not in canonical form; corpus format writes it [file-not-canonical]\n"
    )
    assert run("format", second).out == f"{path}\n"
    assert path.read_bytes() == canonical
    assert run("format", second).out == ""


def test_hydrating_puts_the_text_in_place_after_its_hash_agrees(second: Path) -> None:
    ran = run("hydrate", DATA / "withheld", "--corpus", second)
    placed = second / "documents" / "letter.txt"
    assert (ran.code, ran.out) == (0, f"{placed}: text in place, hash agrees\n")
    assert placed.read_bytes() == (DATA / "withheld" / "letter.txt").read_bytes()
    assert run("validate", second).code == 0


def test_hydrating_takes_a_text_whose_line_ends_were_changed(second: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_bytes(b"\xef\xbb\xbf" + (DATA / "withheld" / "letter.txt").read_bytes() + b"\r\n")
    assert run("hydrate", tmp_path / "copy.txt", "--corpus", second).code == 0
    assert run("validate", second).code == 0


def test_hydrating_refuses_another_text(second: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("We reached Port Umber.", encoding="utf-8")
    ran = run("hydrate", tmp_path / "other.txt", "--corpus", second)
    assert ran.code == 1
    assert ran.err.startswith(f"{tmp_path / 'other.txt'}:1: its SHA-256 ")
    assert ran.err.endswith(" is that of no withheld text; wanted: letter [hydrate]\n")
    assert not (second / "documents" / "letter.txt").exists()


def test_hydrating_from_a_folder_without_it_says_what_is_wanted(second: Path, tmp_path: Path) -> None:
    ran = run("hydrate", tmp_path, "--corpus", second)
    assert (ran.code, ran.err) == (1, f"corpus: {tmp_path}: none of its files is a withheld text of this corpus; wanted: letter\n")


def test_a_wrong_call_is_exit_code_2() -> None:
    ran = run("build", SECOND)
    assert ran.code == 2
    assert "Error: give --out DIR to build, or --verify DIR and nothing else" in ran.err


def test_export_of_a_withheld_document_asks_for_its_text(second: Path, tmp_path: Path) -> None:
    ran = run("annotate", "export", "letter", "--corpus", second, "--out", tmp_path)
    assert (ran.code, ran.err) == (1, "letter: document left out, its text being withheld: hydrate it first [format-loss]\n")
