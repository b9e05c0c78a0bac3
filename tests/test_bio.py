"""BIO and its family: real corpora with their faults, schemes, nested columns, and what is written."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SECOND
from seqeval.metrics.sequence_labeling import get_entities

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats import bio
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora of others are not here")


def imported(path: Path, **options: Any) -> tuple[list[Record], Report]:
    report = Report()
    return list(bio.read(path, report, ReadOptions(keep_going=True, **options))), report


def sizes(records: list[Record]) -> tuple[int, int, int]:
    return len(records), sum(len(r["sentences"]) for r in records), sum(len(r["mentions"]) for r in records)


@here
def test_aqmar_is_read_with_a_problem_for_each_malformed_tag() -> None:
    records, report = imported(EXTERNAL / "aqmar" / "articles")
    assert sizes(records) == (28, 2687, 5854)
    assert sum(len(r["text"].split()) for r in records) == 73_853
    # 54 I after O and 16 after another label, one of which is itself no tag.
    assert Counter(problem.rule for problem in report.problems) == {"bio-begin": 54 + 15, "bio-tag": 3}
    assert sorted(problem.message.partition(" is")[0] for problem in report.problems if problem.rule == "bio-tag") == [
        "'I--ORG'",
        "'IO'",
        "'OO'",
    ]
    types = Counter(mention["type"] for record in records for mention in record["mentions"])
    assert (types["MIS-1"], types["MIS-2"], types["MISS1"], types["ENGLISH"]) == (2, 2, 1, 1)
    assert sum(text.count("\u200f") + text.count("\u200e") for text in (record["text"] for record in records)) == 72


@here
def test_wojood_has_nested_mentions_in_ragged_columns() -> None:
    records, report = imported(EXTERNAL / "wojood_sample" / "train.txt")
    others = [imported(EXTERNAL / "wojood_sample" / name)[0][0] for name in ("test.txt", "val.txt")]
    read = [*records, *others]
    tags = sum(
        len(re.findall(r" B-", (EXTERNAL / "wojood_sample" / name).read_text("utf-8"))) for name in ("train.txt", "test.txt", "val.txt")
    )
    assert sizes(read) == (3, 1629, tags) == (3, 1629, 4222)
    assert sum(len(record["text"].split(" ")) + record["text"].count("\n") for record in read) == 26_974
    assert [problem.rule for problem in report.problems] == ["bio-begin"]
    assert "1 text normalised (NFC, line feeds)" in report.summary()
    first = {(m["type"], m["text"]) for m in records[0]["mentions"]}
    assert {("ORG", "مجلس الأمن ضد الأسد"), ("PERS", "الأسد")} <= first


@here
@pytest.mark.parametrize(
    ("name", "sentences", "mentions"),
    [
        ("wnut17train.conll", 3394, 1975),
        ("emerging.dev.conll", 1009, 836),
        ("emerging.test.annotated", 1287, 1079),
        ("emerging.test.conll", 1287, 1231),
        ("emerging.test", 1287, 0),
    ],
)
def test_wnut_is_read_with_its_lines_of_a_tab_and_its_double_tags(name: str, sentences: int, mentions: int) -> None:
    records, report = imported(EXTERNAL / "wnut17" / name)
    text = (EXTERNAL / "wnut17" / name).read_text("utf-8")
    assert sizes(records) == (1, sentences, mentions)
    assert mentions == len(re.findall(r"(?<=[\t,])B-", text))
    assert ("1 document of tokens without tags" in report.summary()) == (mentions == 0)
    # One B of the double tags is an I, which has nothing to continue.
    assert [problem.rule for problem in report.problems] == (["bio-begin"] if name == "emerging.test.conll" else [])


AQMAR = ["Damascus.txt", "Atom.txt", "Internet.txt"]


@here
@pytest.mark.parametrize("name", ["wnut17/emerging.dev.conll", "wnut17/emerging.test.annotated", *(f"aqmar/articles/{n}" for n in AQMAR)])
def test_a_clean_file_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    records, _ = imported(EXTERNAL / name)
    bio.write(records, tmp_path / "x.bio", Report())
    original = (EXTERNAL / name).read_bytes()
    # Ours parts columns by tabs and ends with the last row.
    expected = original.rstrip(b"\n") + b"\n"
    assert (tmp_path / "x.bio").read_bytes() == (expected.replace(b" ", b"\t") if name.endswith(".txt") else expected)


# ----------------------------------------------------------------------------------------------------- small files


def read(folder: Path, content: str, **options: Any) -> tuple[list[tuple[str, str]], Report]:
    (folder / "x.bio").write_bytes(content.encode())
    (record,), report = imported(folder / "x.bio", **options)
    return [(mention["type"], mention["text"]) for mention in record["mentions"]], report


SCHEMES = {
    "IOB2": ("a B-X\nb I-X\nc B-X\nd O\n", [("X", "a b"), ("X", "c")]),
    "IOB1": ("a I-X\nb I-X\nc B-X\nd O\ne I-Y\n", [("X", "a b"), ("X", "c"), ("Y", "e")]),
    "IOBES": ("a B-X\nb I-X\nc E-X\nd S-X\ne S-Y\n", [("X", "a b c"), ("X", "d"), ("Y", "e")]),
    "BILOU": ("a B-X\nb L-X\nc U-X\nd O\n", [("X", "a b"), ("X", "c")]),
    "CoNLL-2003": ("a NN B-NP B-X\nb VB B-VP O\n", [("X", "a")]),
    "nested columns": ("a\tB-X\tO\nb\tI-X\tB-Y\nc\tI-X\tO\n", [("X", "a b c"), ("Y", "b")]),
    "equal labels, nested": ("a\tB-X\tB-X\nb\tI-X\tO\nc\tI-X\tB-X\n", [("X", "a b c"), ("X", "a"), ("X", "c")]),
    "ragged columns": ("a B-X B-Y\nb I-Y\nc O\n", [("Y", "a b"), ("X", "a")]),
    "double tags": ("a\tB-X,B-Y\nb\tI-X\n", [("X", "a b"), ("Y", "a")]),
    "spans end with their sentence": ("a\tB-X\n\nb\tO\n \t\nc\tB-X\n", [("X", "a"), ("X", "c")]),
}


@pytest.mark.parametrize(("content", "expected"), SCHEMES.values(), ids=SCHEMES)
def test_a_scheme_is_read(content: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    mentions, report = read(tmp_path, content)
    assert (mentions, report.problems) == (expected, [])


FAULTS = {
    "no tag": ("a\tB-X\nb\tIO\n", "2: 'IO' is no tag; a tag is O, or one of B I E S L U M, '-' and a label [bio-tag]"),
    "an I after O": ("a\tB-X\nb\tO\nc\tI-X\nd\tI-X\n", "3: I-X continues nothing [bio-begin]"),
    "another label": ("a\tB-X\nb\tI-Y\n", "2: I-Y continues nothing [bio-begin]"),
    "a row without tag": ("a\tB-X\nb\n", "2: 'b' has no tag [bio-columns]"),
    "a row without token": ("a\tB-X\n\tO\n", "2: '' is no token [bio-token]"),
}


@pytest.mark.parametrize(("content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.bio").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidCorpus) as caught:
        list(bio.read(tmp_path / "x.bio", Report(), ReadOptions()))
    assert str(caught.value) == f"{tmp_path / 'x.bio'}:{message}"


def test_documents_of_one_file_are_parted_and_come_back(tmp_path: Path) -> None:
    content = "-DOCSTART-\tO\n\na\tB-X\n\n-DOCSTART-\tO\n\nb\tO\n"
    (tmp_path / "x.bio").write_text(content, encoding="utf-8")
    records, _ = imported(tmp_path / "x.bio")
    assert [(record["id"], record["text"]) for record in records] == [("x-1", "a"), ("x-2", "b")]
    bio.write(records, tmp_path / "y.bio", Report())
    assert (tmp_path / "y.bio").read_text("utf-8") == content


def test_tokens_are_cut_where_a_mention_begins_and_seqeval_reads_the_tags(tmp_path: Path) -> None:
    text = "وصل والرئيس إلى للأمم المتحدة."
    spans = [(5, 11, "PER"), (17, 29, "ORG"), (17, 21, "GPE")]
    base = load(SECOND).record("storm")
    empty: dict[str, list[Record]] = {layer: [] for layer in ("entities", "events", "event_clusters", "relations")}
    mentions = [{"id": f"m{n}", "type": t, "level": "name", "start": s, "end": e, "text": text[s:e]} for n, (s, e, t) in enumerate(spans)]
    sentence = {"id": "s1", "kind": "body", "start": 0, "end": len(text), "text": text}
    record = {**base, **empty, "text": text, "text_length": len(text), "mentions": mentions, "sentences": [sentence]}
    (path,) = bio.write([record], tmp_path, Report())
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    assert ["".join(row[0] for row in rows), rows[1][0]] == [text.replace(" ", ""), "و"]
    found = [get_entities([row[column] for row in rows]) for column in (1, 2)]
    assert [[(label, "".join(row[0] for row in rows[first : last + 1])) for label, first, last in column] for column in found] == [
        [("PER", text[5:11]), ("ORG", text[17:29].replace(" ", ""))],
        [("GPE", text[17:21])],
    ]
