"""CoNLL-2012 coreference: LitBank, the scorers' tests, and every fault by its line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, SECOND

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats import conll2012
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora of others are not here")


def imported(path: Path) -> tuple[list[Record], Report]:
    report = Report()
    return list(conll2012.read(path, report, ReadOptions(keep_going=True))), report


def chains(record: Record) -> list[list[tuple[int, int]]]:
    spans = {m["id"]: (m["start"], m["end"]) for m in record["mentions"]}
    return sorted(sorted(spans[id] for id in entity["mentions"]) for entity in record["entities"])


@here
def test_litbank_has_empty_cells_for_no_entity_and_as_many_mentions_as_its_brackets(tmp_path: Path) -> None:
    folder = EXTERNAL / "litbank" / "coref" / "conll"
    records, report = imported(folder)
    opened = sum(path.read_text("utf-8").count("\t(") + path.read_text("utf-8").count("|(") for path in folder.glob("*.conll"))
    words = sum(len(re.findall(r"^[^#\n]", path.read_text("utf-8"), re.MULTILINE)) for path in folder.glob("*.conll"))
    # An opening bracket in the text itself is a word.
    opened -= sum(len(re.findall(r"\t\(\t", path.read_text("utf-8"))) for path in folder.glob("*.conll"))
    assert (len(records), sum(len(record["mentions"]) for record in records), report.problems) == (12, opened, [])
    assert opened == 3327
    assert sum(len(record["text"].split()) for record in records) == words
    alice = next(record for record in records if record["id"].startswith("11_alice"))
    assert max(len(entity["mentions"]) for entity in alice["entities"]) == 145
    conll2012.write(records, tmp_path / "all.conll", Report())
    again, _ = imported(tmp_path / "all.conll")
    assert [(r["id"], r["text"], chains(r)) for r in again] == [(r["id"], r["text"], chains(r)) for r in records]


@here
def test_the_tests_of_the_scorer_are_read_and_those_without_words_are_problems() -> None:
    folder = EXTERNAL / "corefud_scorer_tests" / "tests-conll"
    records, report = imported(folder)
    files = [path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.suffix in (".key", ".response")]
    wordless = [text for text in files if re.search(r"^nw/\S+ \S+$", text, re.MULTILINE)]
    assert len(records) + len(wordless) == len(files)
    assert Counter(problem.message for problem in report.problems) == {"there are no words: the rows have 2 columns": len(wordless)}
    assert sum(len(r["mentions"]) for r in records) == sum(
        text.count("(") - text.count("document (") for text in files if text not in wordless
    )


@here
def test_the_events_of_evmeval_stand_in_four_columns() -> None:
    records, report = imported(EXTERNAL / "evmeval" / "test_cases" / "conll_tests" / "old_conll")
    assert (len(records) > 0, report.problems) == (True, [])
    assert {mention["text"] for mention in records[0]["mentions"]} != set()


HEAD = "#begin document (d); part 002\n"


def row(word: str, entities: str) -> str:
    return f"d\t2\t0\t{word}\t{entities}\n"


def read(folder: Path, content: str) -> tuple[Record, Report]:
    (folder / "x.conll").write_bytes((HEAD + content + "#end document\n").encode())
    (record,), report = imported(folder / "x.conll")
    return record, report


def test_mentions_nest_and_share_words(tmp_path: Path) -> None:
    content = row("a", "(0|(1)") + row("b", "-") + row("c", "(1|0)") + "\n" + row("d", "1)")
    record, report = read(tmp_path, content)
    assert (record["id"], record["text"]) == ("d-2", "a b c\nd")
    assert {entity["id"]: [m["text"] for m in record["mentions"] if m["id"] in entity["mentions"]] for entity in record["entities"]} == {
        "c0": ["a b c"],
        "c1": ["a", "c\nd"],
    }
    assert report.problems == []


def test_columns_may_be_parted_by_blanks_and_what_they_say_is_lost(tmp_path: Path) -> None:
    record, report = read(tmp_path, "d   2   0   a   NN  (0\nd   2   1   b   NN  0)\n")
    assert [m["text"] for m in record["mentions"]] == ["a b"]
    assert report.summary()[0] == "1 document without what the other columns say (parts of speech, trees, predicates, names)"


FAULTS = {
    "an end without beginning": (row("a", "0)"), "2: 0) closes nothing [conll2012-entity]"),
    "a mention that does not end": (row("a", "(0"), "2: (0 is not closed [conll2012-entity]"),
    "a row without word": (row("a", "-") + "d\t2\t1\t\t-\n", "3: there is no word in column 4 [conll2012-columns]"),
    "no words at all": ("d (0)\n", "2: there are no words: the rows have 2 columns [conll2012-columns]"),
    "no bracket": (row("a", "0"), "2: '0' is no bracket [conll2012-entity]"),
}


@pytest.mark.parametrize(("content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.conll").write_text(HEAD + content, encoding="utf-8")
    with pytest.raises(InvalidCorpus) as caught:
        list(conll2012.read(tmp_path / "x.conll", Report(), ReadOptions()))
    assert str(caught.value) == f"{tmp_path / 'x.conll'}:{message}"


def test_what_belongs_to_no_entity_and_every_type_is_in_the_report(tmp_path: Path) -> None:
    report = Report()
    record = load(SECOND).record("arrival")
    conll2012.write([record], tmp_path, report)
    members = {id for entity in record["entities"] for id in entity["mentions"]}
    alone = {m["id"] for m in record["mentions"]} - members
    assert {loss.id for loss in report.losses if loss.what == conll2012.ALONE} == alone
    assert {loss.id for loss in report.losses if loss.what == conll2012.TYPELESS} == members
