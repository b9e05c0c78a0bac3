"""WebAnno TSV 3: INCEpTION's own suite, GUM, and the same corpus in another format."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SECOND

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats import conllu, webanno
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.labels import Labels
from corpus_tools.formats.losses import Report
from corpus_tools.formats.webanno.writer import HEADS
from corpus_tools.order import Record
from corpus_tools.text import Offsets

EXTERNAL = ROOT.parent / "shared" / "external"
SUITE = EXTERNAL / "inception_tests" / "inception-io-webanno-tsv" / "src" / "test" / "resources" / "tsv3-suite"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora of others are not here")


def imported(path: Path, **options: Any) -> tuple[list[Record], Report]:
    report = Report()
    return list(webanno.read(path, report, ReadOptions(keep_going=True, **options))), report


def sheets() -> list[Path]:
    files = [*EXTERNAL.glob("inception_tests/**/*.tsv"), *EXTERNAL.glob("gum/tsv/*.tsv")]
    return sorted(file for file in files if file.read_bytes().startswith(b"#FORMAT=WebAnno TSV 3"))


@here
def test_every_sheet_comes_back_byte_for_byte() -> None:
    read = [(path, webanno.parse(path.read_bytes().decode(), path, Report())) for path in sheets()]
    assert len(read) == 142
    assert [path for path, sheet in read if webanno.render(sheet).encode() != path.read_bytes()] == []


@here
def test_a_sheet_of_layers_that_we_write_comes_back_byte_for_byte_through_a_record(tmp_path: Path) -> None:
    same = 0
    for path in sheets():
        records, report = imported(path)
        page = path.read_text("utf-8")
        layers = [line for line in page.split("\n") if line.startswith("#T_")]
        if not report.problems and set(layers) <= set(HEADS.values()) and _is_clean(page, report):
            (written,) = webanno.write(records, tmp_path, Report())
            assert written.read_text("utf-8") == page, path
            same += 1
    assert same == 20


def _is_clean(page: str, report: Report) -> bool:
    """Tell whether all of a sheet is written again: what sentences are called is not, nor white space at their ends."""
    texts = [line.removeprefix("#Text=") for line in page.split("\n") if line.startswith("#Text=")]
    return not report.losses and "#Sentence.id" not in page and all(text == text.strip() for text in texts)


@here
def test_of_the_suite_only_the_older_versions_are_problems() -> None:
    records, report = imported(EXTERNAL / "inception_tests")
    assert (len(records), Counter(problem.rule for problem in report.problems)) == (125, {"webanno-format": 27})


@here
def test_the_spans_are_those_of_the_twin_in_xmi() -> None:
    compared = 0
    for folder in sorted(path.parent for path in SUITE.rglob("reference.xmi")):
        heads = re.findall(r"^#T_.*", (folder / "reference.tsv").read_text("utf-8"), re.MULTILINE)
        if heads != ["#T_SP=webanno.custom.Span|value"]:
            continue
        (record,), report = imported(folder / "reference.tsv")
        said = re.findall(r'<\w+:(?:Span|NamedEntity) [^>]*?begin="(\d+)" end="(\d+)"', (folder / "reference.xmi").read_text("utf-8"))
        offsets = Offsets(record["text"], "utf-16")
        found = [(offsets.from_code_points(m["start"]), offsets.from_code_points(m["end"])) for m in record["mentions"]]
        assert Counter(found) == Counter((int(b), int(e)) for b, e in said if b != e), folder.name
        assert sum("without text" in loss.what for loss in report.losses) == sum(b == e for b, e in said), folder.name
        compared += 1
    assert compared > 25


@here
def test_gum_has_the_same_mentions_and_entities_here_and_in_conllu() -> None:
    ours, _ = imported(EXTERNAL / "gum" / "tsv", labels=Labels({"relations": {"coref": "@"}}))
    theirs = {record["id"]: record for record in conllu.read(EXTERNAL / "ud_english_gum", Report(), ReadOptions())}
    both = [(record, theirs[record["id"]]) for record in ours if record["id"] in theirs]
    assert len(both) == 4
    for one, other in both:
        assert content(one)[0] == content(other)[0]
        assert content(one)[1] == content(other)[1]
    assert sum(len(record["mentions"]) for record in ours) == 4468


def content(record: Record) -> tuple[list[tuple[int, int, str]], list[list[tuple[int, int]]]]:
    """Return the mentions, and the entities of two or more, by place among what is not white space."""
    place = [0]
    for character in record["text"]:
        place.append(place[-1] + (not character.isspace()))
    spans = {m["id"]: (place[m["start"]], place[m["end"]]) for m in record["mentions"]}
    chains = sorted(sorted(spans[id] for id in entity["mentions"]) for entity in record["entities"] if len(entity["mentions"]) > 1)
    return sorted((*spans[m["id"]], m["type"]) for m in record["mentions"]), chains


@here
def test_gum_has_its_masked_texts_with_all_annotations() -> None:
    (record,), report = imported(EXTERNAL / "gum" / "tsv" / "GUM_reddit_racial.tsv")
    assert set(record["text"]) <= {"_", " ", "\n"}
    assert len(record["mentions"]) > 100
    assert report.problems == []


# ------------------------------------------------------------------------------------------------------- small files

HEAD = "#FORMAT=WebAnno TSV 3.3\n"
SPAN = "#T_SP=custom.Span|value\n"


def read(folder: Path, content: str, **options: Any) -> tuple[Record, Report]:
    (folder / "x.tsv").write_bytes((HEAD + content).encode())
    (record,), report = imported(folder / "x.tsv", **options)
    return record, report


def said(record: Record) -> list[tuple[str, str]]:
    return [(mention["type"], mention["text"]) for mention in record["mentions"]]


def test_spans_are_stacked_continued_and_cut_from_tokens(tmp_path: Path) -> None:
    rows = "#Text=😀 ab cd\n1-1\t0-2\t😀\tX[1]|Y\t\n1-2\t3-5\tab\tX[1]\t\n1-2.1\t4-5\tb\t*\t\n1-3\t6-8\tcd\t_\t\n"
    record, _ = read(tmp_path, f"{SPAN}\n\n{rows}")
    assert sorted(said(record)) == [("Span", "b"), ("X", "😀 ab"), ("Y", "😀")]


def test_values_are_unescaped_and_labels_made_to_fit(tmp_path: Path) -> None:
    record, report = read(tmp_path, f"{SPAN}\n\n#Text=a\n1-1\t0-1\ta\tx\\|y\\_z\\[1\\]\t\n")
    assert (said(record), [c.detail for c in report.changes if "label" in c.what]) == ([("x_y_z_1", "a")], ["'x|y_z[1]' became 'x_y_z_1'"])


def test_chains_are_entities_and_relations_lead_from_the_base_that_is_named(tmp_path: Path) -> None:
    heads = f"{SPAN}#T_RL=custom.Rel|label|BT_custom.Span\n#T_CH=custom.Chain|referenceType|referenceRelation\n"
    rows = "#Text=a b\n1-1\t0-1\ta\tX\t_\t_\tnam[1]\t*->1-1\t\n1-2\t2-3\tb\tY\tof\t1-1\tpro[1]\t*->1-2\t\n"
    # The columns of a chain are in the order that the file says; the first is that of the links.
    rows = rows.replace("nam[1]\t*->1-1", "*->1-1\tnam[1]").replace("pro[1]\t*->1-2", "*->1-2\tpro[1]")
    record, report = read(tmp_path, f"{heads.replace('referenceType|referenceRelation', 'referenceRelation|referenceType')}\n\n{rows}")
    types = {m["id"]: (m["type"], m["text"]) for m in record["mentions"]}
    assert [[types[id] for id in entity["mentions"]] for entity in record["entities"]] == [[("nam", "a"), ("pro", "b")]]
    assert [(r["type"], types[r["head"]], types[r["tail"]]) for r in record["relations"]] == [("of", ("X", "a"), ("Y", "b"))]
    assert report.losses == []


def test_links_make_an_event_of_their_host(tmp_path: Path) -> None:
    heads = "#T_SP=custom.Span|value\n#T_SP=custom.Host|value|ROLE_custom.Host:links_custom.Link|custom.Span\n"
    rows = "#Text=a b\n1-1\t0-1\ta\tX\t_\t_\t_\t\n1-2\t2-3\tb\t_\tMeet\tWho;Who\t1-1;_\t\n"
    record, _ = read(tmp_path, f"{heads}\n\n{rows}")
    (event,) = record["events"]
    assert (event["type"], event["trigger"]["text"], event["arguments"]) == (
        "Meet",
        "b",
        [{"role": "Who", "mention": record["mentions"][0]["id"]}],
    )


def test_what_stands_between_sentences_is_filled_and_tags_are_lost(tmp_path: Path) -> None:
    heads = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n"
    record, report = read(tmp_path, f"{heads}\n\n#Text=a\n1-1\t0-1\ta\tN\t\n\n#Sentence.id=second\n#Text=b\n2-1\t4-5\tb\tN\t\n")
    assert (record["text"], [s["id"] for s in record["sentences"]]) == ("a\n\n\nb", ["s1", "second"])
    assert report.summary()[:1] == ["2 tags of tokens left out"]
    assert "1 gap between sentences filled with line breaks" in report.summary()


FAULTS = {
    "another format": ("#FORMAT=WebAnno TSV 2\n", "1: the first line is not #FORMAT=WebAnno TSV 3 [webanno-format]"),
    "too few cells": (f"{HEAD}{SPAN}\n\n#Text=a\n1-1\t0-1\ta\n", "6: 1-1 has 0 cells; the layers have 1 columns [webanno-columns]"),
    "no offsets": (
        f"{HEAD}{SPAN}\n\n#Text=a\n1-1\ta\t_\t\n",
        "6: a unit is SENTENCE-TOKEN, START-END, its form and a cell a column, parted by tabs [webanno-line]",
    ),
    "an offset inside a character": (
        f"{HEAD}{SPAN}\n\n#Text=😀\n1-1\t0-1\t😀\tX\t\n",
        "6: 1-1: utf-16 offset 1 lies inside a code point [webanno-offset]",
    ),
    "a token that is not there": (f"{HEAD}{SPAN}\n\n#Text=ab\n1-1\t0-2\tac\t_\t\n", "6: 1-1: 0:2 reads 'ab', not 'ac' [webanno-text]"),
}


@pytest.mark.parametrize(("content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidCorpus) as caught:
        list(webanno.read(tmp_path / "x.tsv", Report(), ReadOptions()))
    assert str(caught.value).split("\n")[0] == f"{tmp_path / 'x.tsv'}:{message}"


def test_an_identifier_is_an_item_of_wikidata_an_id_or_a_name(tmp_path: Path) -> None:
    cells = ("http://www.wikidata.org/entity/Q76", "obama", "Barack Obama")
    rows = "".join(f"1-{n}\t{2 * n - 2}-{2 * n - 1}\ta\t{cell}\tPER\t\n" for n, cell in enumerate(cells, 1))
    (tmp_path / "x.tsv").write_text(f"#FORMAT=WebAnno TSV 3.3\n{HEADS['mentions']}\n\n\n#Text=a a a\n{rows}", encoding="utf-8")
    (record,), _ = imported(tmp_path / "x.tsv")
    assert [
        (e["id"].rstrip("0123456789"), e.get("wikidata"), e.get("name")) for e in sorted(record["entities"], key=lambda e: e["mentions"])
    ] == [
        ("c", "Q76", None),
        ("obama", None, None),
        ("c", None, "Barack Obama"),
    ]


def test_what_is_written_is_a_sheet_with_utf_16_offsets(tmp_path: Path) -> None:
    (path,) = webanno.write([load(SECOND).record("arrival")], tmp_path, Report())
    lines = path.read_text("utf-8").split("\n")
    assert lines[:3] == [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value",
        "#T_RL=webanno.custom.Relation|value|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity",
    ]
    assert lines[5].startswith("#Text=🚢 The Grey Gull")
    assert [line.split("\t")[:3] for line in lines[6:8]] == [["1-1", "0-2", "🚢"], ["1-2", "3-6", "The"]]
    assert webanno.render(webanno.parse(path.read_text("utf-8"), path, Report())) == path.read_text("utf-8")
