"""Universal Anaphora: mentions by bare and named brackets, in parts, and what other columns say."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from corpus_tools.formats import read_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external" / "corefud_scorer_tests"
HEADER = "# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC IDENTITY BRIDGING\n"


def row(id: int, form: str, identity: str = "_", bridging: str = "") -> str:
    return f"{id}  {form} {'_ ' * 8} {identity} {bridging}\n"


def read(folder: Path, content: str) -> tuple[list[Record], Report]:
    (folder / "x.conllua").write_text(content, encoding="utf-8")
    report = Report()
    return list(read_of("ua")(folder / "x.conllua", report, ReadOptions(keep_going=True))), report


def test_mentions_nest_come_in_parts_and_close_by_name_or_last_in_first_out(tmp_path: Path) -> None:
    rows = (
        row(1, "the", "(EntityID=1|MarkableID=a(EntityID=2|MarkableID=b|Min=2"),
        row(2, "port", ")"),
        row(3, "of"),
        row(4, "Tyre", "(EntityID=1|MarkableID=c)", "(bridge)"),
        row(5, "burnt", "a)(EntityID=2|MarkableID=d"),
        row(6, "down", "d)"),
        row(7, "again"),
        row(8, "now", "(EntityID=2|MarkableID=d)"),
    )
    (record,), report = read(tmp_path, f"{HEADER}# newdoc id = d1\n{''.join(rows)}")
    assert record["text"] == "the port of Tyre burnt down again now"
    spans = {m["id"]: m["text"] for m in record["mentions"]}
    assert sorted(spans.values()) == ["Tyre", "burnt down again now", "the port", "the port of Tyre burnt"]
    (parts,) = [m["fragments"] for m in record["mentions"] if m.get("fragments")]
    assert [record["text"][part["start"] : part["end"]] for part in parts] == ["burnt down", "now"]
    assert sorted(sorted(spans[id] for id in entity["mentions"]) for entity in record["entities"]) == [
        ["Tyre", "the port of Tyre burnt"],
        ["burnt down again now", "the port"],
    ]
    assert [(loss.what, loss.detail) for loss in report.losses] == [
        ("cell[|s] of bridging, deixis and reference left out", "BRIDGING=(bridge)"),
        ("mention[|s] without attributes that have no place here", "attributes=Min=2"),
    ]
    assert report.problems == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1 a\n", "1: no line '# global.columns = ...' has those of CoNLL-U first, and IDENTITY [ua-columns]"),
        (f"{HEADER}1 a _\n", "2: a word has 11 columns parted by blanks, not 3 [ua-columns]"),
        (HEADER + row(1, "a").replace("1", "x", 1), "2: 'x' is no id of a word: 1, 2-3 or 8.1 [ua-id]"),
        (HEADER + row(1, "a", "b)"), "2: b) closes nothing [ua-entity]"),
        (HEADER + row(1, "a", "(EntityID=1|MarkableID=m"), "2: (m is not closed [ua-entity]"),
    ],
)
def test_a_fault_is_said_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    _, report = read(tmp_path, content)
    assert [str(problem) for problem in report.problems] == [f"{tmp_path / 'x.conllua'}:{message}"]


@pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the files of other projects are not here")
def test_the_scorer_has_the_same_tests_in_the_format_of_conll_2012() -> None:
    options = ReadOptions(keep_going=True)

    def entities(name: str, path: Path) -> list[list[list[str]]]:
        records = list(read_of(name)(path, Report(), options))
        spans = [{m["id"]: f"{m['start']}:{m['end']}" for m in record["mentions"]} for record in records]
        return [sorted(sorted(known[id] for id in e["mentions"]) for e in r["entities"]) for r, known in zip(records, spans, strict=True)]

    compared = 0
    for other in sorted((EXTERNAL / "tests-conll").glob("TC-*")):
        found = entities("conll2012", other)
        if found:
            assert entities("ua", EXTERNAL / "tests-ua" / "original-conll" / other.name) == found, other.name
            compared += 1
    assert compared == 28
