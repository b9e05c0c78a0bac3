"""`corpus score` and `corpus agree`: what they print, whole, and the code they return."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import orjson
import pytest
from conftest import ROOT, SECOND, run

from corpus_tools.formats import FORMATS

EXAMPLE = ROOT / "docs" / "example"
GOLD, PREDICTED = EXAMPLE / "gold.jsonl", EXAMPLE / "predicted.jsonl"


@pytest.fixture(autouse=True)
def _in_the_example_in_a_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    monkeypatch.setenv("COLUMNS", "100")


def test_scores_as_a_terminal_table() -> None:
    ran = run("score", "gold.jsonl", "predicted.jsonl", "--layer", "mentions", "--layer", "relations", "--by", "depth")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Measure         Of            P      R     F1  Gold  Pred\n"
        "\n"
        "mentions\n"
        "strict                    57.14  57.14  57.14     7     7\n"
        "exact                     71.43  71.43  71.43     7     7\n"
        "overlap                   81.28  81.28  81.28     7     7\n"
        "type                      85.71  85.71  85.71     7     7\n"
        "strict          macro     50.00  50.00  50.00     7     7\n"
        "overlap         macro     63.85  63.85  63.85     7     7\n"
        "type            macro     71.43  71.43  71.43     7     7\n"
        "strict          depth 0   66.67  80.00  72.73     5     6\n"
        "strict          depth 1    0.00   0.00   0.00     1     1\n"
        "strict          depth 2    0.00   0.00   0.00     1     0\n"
        "\n"
        "relations\n"
        "strict                     0.00   0.00   0.00     2     1\n"
        "identification           100.00  50.00  66.67     2     1\n"
        "classification           100.00  50.00  66.67     2     1\n"
        "classification  macro     50.00  50.00  50.00     2     1\n"
    )


def test_all_layers_fit_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("score", "gold.jsonl", "predicted.jsonl").out.split("\n")
    assert "classification  mention, given trigger   75.00  50.00  60.00     6     4" in lines
    assert "CoNLL           no singletons                -      -   0.00     2     0" in lines
    assert max(map(len, lines)) <= 80


def test_mistakes_in_context() -> None:
    ran = run("score", "gold.jsonl", "predicted.jsonl", "--layer", "relations", "--layer", "triggers", "--errors")
    assert ran.out.endswith(
        "Mistakes   missed\n"
        "relations       1\n"
        "triggers        1\n"
        "\n"
        "relations missed in meeting: gold 37:42 part_of (\u2068بلدية تلمار\u2069)\n"
        "    \u2068لمهندسة هالة الرند رئيس بلدية [تلمار] في المرفأ أمس. ووصفت الرند ال\u2069\n"
        "triggers missed in meeting: gold 70:76 Contact.Meet\n"
        "    \u2068ار في المرفأ أمس. ووصفت الرند [اللقاء] بأنه مثمر.\u2069\n"
    )


def test_no_mistakes() -> None:
    assert run("score", "gold.jsonl", "gold.jsonl", "--layer", "values", "--errors").out.endswith("\n\nno mistakes\n")


def test_layers_that_are_empty_on_both_sides_are_named() -> None:
    out = run("score", SECOND, SECOND, "--split", "check", "--layer", "mentions", "--layer", "relations").out
    assert out.endswith("\n\nnothing on either side: relations\n")


def test_intervals_and_a_second_system_say_what_was_drawn() -> None:
    options = ["--layer", "relations", "--bootstrap", "50", "--against", "gold.jsonl", "--trials", "20", "--seed", "3"]
    assert run("score", "gold.jsonl", "predicted.jsonl", *options).out == (
        "Measure         Of          P      R     F1        95 %  Gold  Pred\n"
        "\n"
        "relations\n"
        "strict                   0.00   0.00   0.00    0.0..0.0     2     1\n"
        "identification         100.00  50.00  66.67  66.7..66.7     2     1\n"
        "classification         100.00  50.00  66.67  66.7..66.7     2     1\n"
        "classification  macro   50.00  50.00  50.00  50.0..50.0     2     1\n"
        "\n"
        "Measure         Of        F1   Other     Diff       p\n"
        "\n"
        "relations\n"
        "strict                  0.00  100.00  -100.00  1.0000\n"
        "identification         66.67  100.00   -33.33  1.0000\n"
        "classification         66.67  100.00   -33.33  1.0000\n"
        "classification  macro  50.00  100.00   -50.00  1.0000\n"
        "\n"
        "95 %: bootstrap over 1 document, 50 samples, seed 3\n"
        "\n"
        "p: approximate randomisation over 1 document, 20 trials, seed 3\n"
    )


def test_scores_as_json_are_complete() -> None:
    out = json.loads(run("score", "gold.jsonl", "predicted.jsonl", "--format", "json", "--bootstrap", "9", "--errors").out)
    assert (out["documents"], sorted(out)) == (1, ["documents", "mistakes", "notes", "scores"])
    assert out["scores"][0] == {
        "layer": "mentions",
        "measure": "strict",
        "by": "",
        "label": "",
        "precision": 4 / 7,
        "recall": 4 / 7,
        "f1": pytest.approx(4 / 7),
        "gold": 7,
        "predicted": 7,
        "f1_low": pytest.approx(4 / 7),
        "f1_high": pytest.approx(4 / 7),
    }
    assert {row["precision"] for row in out["scores"] if row["measure"] == "CoNLL"} == {None}
    assert out["mistakes"][0] == {
        "layer": "mentions",
        "kind": "boundary",
        "document": "meeting",
        "gold": [{"span": [15, 25], "label": "PER", "of": ""}],
        "predicted": [{"span": [6, 25], "label": "PER", "of": ""}],
        "before": "التقت ",
        "text": "المهندسة هالة الرند",
        "after": " رئيس بلدية تلمار في المرفأ أم",
    }


def test_scores_as_csv_are_complete_and_unrounded() -> None:
    assert run("score", "gold.jsonl", "predicted.jsonl", "--layer", "relations", "--format", "csv").out == (
        "layer,measure,by,label,precision,recall,f1,gold,predicted\n"
        "relations,strict,,,0.0,0.0,0.0,2,1\n"
        "relations,identification,,,1.0,0.5,0.6666666666666666,2,1\n"
        "relations,classification,,,1.0,0.5,0.6666666666666666,2,1\n"
        "relations,classification,macro,,0.5,0.5,0.5,2,1\n"
        "relations,classification,type,office_in,1.0,1.0,1.0,1,1\n"
        "relations,classification,type,part_of,0.0,0.0,0.0,1,0\n"
    )


def test_mistakes_and_differences_as_csv() -> None:
    call = ("score", "gold.jsonl", "predicted.jsonl", "--layer", "values", "--format", "csv")
    mistakes = list(csv.DictReader(io.StringIO(run(*call, "--errors").out)))
    assert mistakes == [
        {
            "Layer": "values",
            "Kind": "type",
            "Document": "meeting",
            "Gold": "53:56 TIM 2026-01-14",
            "Predicted": "53:56 TIM 2026-01-15",
            "In context": "ند رئيس بلدية تلمار في المرفأ [أمس]. ووصفت الرند اللقاء بأنه مثمر",
        }
    ]
    differences = list(csv.DictReader(io.StringIO(run(*call, "--against", "gold.jsonl", "--trials", "9").out)))
    expected = {
        "layer": "values",
        "measure": "exact",
        "by": "",
        "label": "",
        "f1": "0.0",
        "f1_other": "1.0",
        "difference": "-1.0",
        "p": "1.0",
    }
    assert differences[0] == expected


def test_scores_as_latex() -> None:
    assert run("score", "gold.jsonl", "predicted.jsonl", "--layer", "relations", "--format", "latex", "--by", "type").out == (
        "\\begin{tabular}{lllrrrrr}\n"
        "\\toprule\n"
        "Layer & Measure & Of & P & R & F1 & Gold & Pred \\\\\n"
        "\\midrule\n"
        "relations & strict &  & 0.00 & 0.00 & 0.00 & 2 & 1 \\\\\n"
        "relations & identification &  & 100.00 & 50.00 & 66.67 & 2 & 1 \\\\\n"
        "relations & classification &  & 100.00 & 50.00 & 66.67 & 2 & 1 \\\\\n"
        "relations & classification & macro & 50.00 & 50.00 & 50.00 & 2 & 1 \\\\\n"
        "relations & classification & type office\\_in & 100.00 & 100.00 & 100.00 & 1 & 1 \\\\\n"
        "relations & classification & type part\\_of & 0.00 & 0.00 & 0.00 & 1 & 0 \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}\n"
    )


def _lines(path: Path, *records: object) -> Path:
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


def test_missing_and_extra_documents_are_each_said_in_a_line(tmp_path: Path) -> None:
    gold = _lines(tmp_path / "gold.jsonl", {"id": "a"}, {"id": "b"}, {"id": "c"})
    said = _lines(tmp_path / "said.jsonl", {"id": "b"}, {"id": "x"})
    refused = run("score", gold, said)
    assert (refused.code, refused.out, refused.err) == (
        1,
        "",
        f"{said}: document 'x' is not among the gold ones [score-document-extra]\n",
    )
    taken = run("score", gold, said, "--ignore-extra")
    assert taken.code == 0
    assert taken.err == (
        f"{said}: warning: document 'a' is not predicted and counts as empty [score-document-missing]\n"
        f"{said}: warning: document 'c' is not predicted and counts as empty [score-document-missing]\n"
        f"{said}: warning: document 'x' is not among the gold ones and is left out [score-document-extra]\n"
    )


def test_a_split_of_the_gold_corpus_is_scored_alone() -> None:
    ran = run("score", SECOND, SECOND, "--split", "check", "--format", "json")
    assert (json.loads(ran.out)["documents"], ran.err) == (1, "")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("score gold.jsonl none.jsonl", "corpus: none.jsonl: no such file or folder\n"),
        (
            "score gold.jsonl ../metrics.md",
            "corpus: ../metrics.md: neither a corpus nor in a known format; --from names one of {formats}\n",
        ),
        ("score gold.jsonl gold.jsonl --split train", "corpus: gold.jsonl: no split 'train'; there are none\n"),
        (
            "score gold.jsonl gold.jsonl --layer mention",
            "corpus: no layer 'mention'; there are mentions, values, entities, triggers, arguments, event_clusters, relations\n",
        ),
        ("agree gold.jsonl", "corpus: agreement needs two annotators or more, not 1\n"),
        ("agree gold.jsonl gold.jsonl", "corpus: gold.jsonl: is given twice; agreement is between different annotators\n"),
    ],
)
def test_what_cannot_be_done_is_one_line(call: str, message: str) -> None:
    ran = run(*call.split())
    assert (ran.code, ran.out, ran.err) == (1, "", message.format(formats=", ".join(sorted({"jsonl", *FORMATS}))))


def test_agreement_as_a_terminal_table() -> None:
    ran = run("agree", "gold.jsonl", "predicted.jsonl", "--layer", "relations", "--errors")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "A: gold.jsonl\n"
        "B: predicted.jsonl\n"
        "\n"
        "Measure         Of        F1\n"
        "\n"
        "relations\n"
        "strict                  0.00\n"
        "identification         66.67\n"
        "classification         66.67\n"
        "classification  macro  50.00\n"
        "\n"
        "Label                           Units       κ       α\n"
        "\n"
        "relations\n"
        "type, on the same two mentions      1  1.0000  1.0000\n"
        "\n"
        "Disagreement  Count  Follow\n"
        "\n"
        "relations\n"
        "one side          1       1\n"
        "\n"
        "relations one side in meeting s1: A 37:42 part_of (\u2068بلدية تلمار\u2069), B nothing (follows from another)\n"
        "    \u2068التقت المهندسة هالة الرند رئيس بلدية تلمار في المرفأ أمس.\u2069\n"
    )


def test_agreement_of_three_names_pairs_by_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, source in (("a.jsonl", GOLD), ("b.jsonl", PREDICTED), ("c.jsonl", GOLD)):
        (tmp_path / name).write_bytes(source.read_bytes())
    assert run("agree", "a.jsonl", "b.jsonl", "c.jsonl", "--layer", "values").out == (
        "A: a.jsonl\n"
        "B: b.jsonl\n"
        "C: c.jsonl\n"
        "\n"
        "Measure  Of      A-B     A-C   B-C   Mean\n"
        "\n"
        "values\n"
        "exact           0.00  100.00  0.00  33.33\n"
        "overlap         0.00  100.00  0.00  33.33\n"
        "exact    macro  0.00  100.00  0.00  33.33\n"
        "overlap  macro  0.00  100.00  0.00  33.33\n"
        "\n"
        "Label                             Units   κ A-B   κ A-C   κ B-C       α\n"
        "\n"
        "values\n"
        "value, on the same span and type      1  0.0000  1.0000  0.0000  0.0000\n"
    )


def test_agreement_as_json_csv_and_latex() -> None:
    call = ("agree", "gold.jsonl", "predicted.jsonl", "--layer", "relations", "--format")
    out = json.loads(run(*call, "json", "--errors").out)
    assert out["f1"][1] == {"layer": "relations", "measure": "identification", "by": "", "label": "", "pairs": [2 / 3], "mean": 2 / 3}
    coefficient = {"layer": "relations", "what": "type, on the same two mentions", "units": 1, "kappas": [1.0], "alpha": 1.0}
    assert (out["pairs"], out["documents"], out["coefficients"], out["gamma"]) == (
        [["gold.jsonl", "predicted.jsonl"]],
        [1],
        [coefficient],
        [],
    )
    assert [(one["kind"], one["annotators"], one["follows"]) for one in out["disagreements"]] == [
        ("one side", ["gold.jsonl", "predicted.jsonl"], True)
    ]
    lines = run(*call, "csv").out.split("\n")
    assert lines[:2] == ["layer,measure,by,label,gold.jsonl / predicted.jsonl,mean", "relations,strict,,,0.0,0.0"]
    assert run(*call, "csv", "--errors").out.split("\n")[0] == (
        "First,Second,Layer,Kind,Follows,Document,Sentences,Of first,Of second,Text"
    )
    assert "type, on the same two mentions & 1 & 1.0000 & 1.0000 \\\\" in run(*call, "latex").out
    assert "relations & one side & yes & meeting" in run(*call, "latex", "--errors").out


def test_a_document_that_only_some_annotated_is_said(tmp_path: Path) -> None:
    one, other = _lines(tmp_path / "a.jsonl", {"id": "x"}, {"id": "y"}), _lines(tmp_path / "b.jsonl", {"id": "x"})
    assert run("agree", one, other).err == f"warning: document 'y' is annotated by {one} only [agree-document-missing]\n"


@pytest.mark.filterwarnings("ignore")
def test_gamma_is_printed_with_its_settings() -> None:
    pytest.importorskip("pygamma_agreement", reason="the extra [agreement] is not installed")
    out = run("agree", "gold.jsonl", "predicted.jsonl", "--layer", "triggers", "--gamma", "--seed", "5").out
    lines = " ".join(out.split("\n")[-4:])
    assert "γ of triggers: 0." in lines
    assert "mean of 1 document (alpha 1.0, beta 1.0, delta_empty 1.0, precision 0.05, samples 30, seed 5, fast False)" in lines
