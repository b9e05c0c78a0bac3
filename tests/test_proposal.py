"""Proposed sentences: the kinds of lines, the notation to annotate, and the comparison with what is stored."""

from __future__ import annotations

import runpy
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import ROOT, edit, run

from corpus_tools.formats import inline
from corpus_tools.languages import language
from corpus_tools.layout import kinds
from corpus_tools.loader import load
from corpus_tools.proposal import compare
from corpus_tools.sentences import segment
from corpus_tools.text import Span

BENCH = runpy.run_path(str(ROOT / "scripts" / "bench_segment.py"))
PUD: Path = BENCH["PUD"]

ARTICLE = """\
افتتاح معرض الكتاب في سيدرا
سامي النجار، سيدرا
سيدرا، 3 فبراير 2026
افتتح وزير الثقافة د. رائد شقير المعرض. وزاره ألف شخص.
جناح للأطفال
قال المنظمون إن الجناح مجاني.
"""
PROPOSED = f"""\
+++
id = "expo"
language = "en"
availability = "included"
provenance = [
    {{ layer = "sentences", agent = "corpus-tools {version("corpus-tools")}", method = "rule" }},
]
+++

| Exhibition opens in Sidra
s1 headline

| Sidra, 3 February 2026
s2 dateline

| Mr. Hale opened it.
s3

_ A thousand came.
s4
"""


def _kinds(text: str) -> list[str]:
    return kinds(text, segment(text), language("ar"))


def test_the_form_of_a_line_proposes_its_kind() -> None:
    assert _kinds(ARTICLE) == ["headline", "byline", "dateline", "body", "body", "subheading", "body"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هل تنجح الهدنة؟\nبدأت الهدنة أمس.", ["headline", "body"]),
        ("بدأت الهدنة أمس.\nوانتهت اليوم.", ["body", "body"]),
        ("عنوان\nإعداد: منى سالم\nبدأت الهدنة أمس.", ["headline", "byline", "body"]),
        ("عنوان\nالقاهرة (رويترز)\nبدأت الهدنة أمس.", ["headline", "dateline", "body"]),
        ("عنوان\nمراكش\nبدأت الهدنة أمس.", ["headline", "dateline", "body"]),
        ("سطر واحد", ["body"]),
        ("", []),
    ],
    ids=["question", "no-headline", "writer", "agency", "place", "one-line", "empty"],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert _kinds(text) == expected


def test_segment_proposes_inline_notation(second: Path, tmp_path: Path) -> None:
    path = tmp_path / "expo.txt"
    path.write_bytes("\ufeffExhibition opens in Sidra\r\nSidra, 3 February 2026\r\nMr. Hale opened it. A thousand came.\r\n".encode())
    ran = run("segment", path, "--corpus", second)
    assert (ran.code, ran.out, ran.err) == (0, PROPOSED, "")


def test_what_is_proposed_can_be_read_once_its_source_is_said(tmp_path: Path) -> None:
    (tmp_path / "expo.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "expo.inline").write_text(run("segment", tmp_path / "expo.txt").out, encoding="utf-8")
    record = inline.read_file(tmp_path / "expo.inline")
    assert record["text"] == ARTICLE.rstrip("\n")
    assert [Span(sentence["start"], sentence["end"]) for sentence in record["sentences"]] == segment(ARTICLE)


def test_the_manifest_says_how_sentences_are_proposed(second: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The expr. train\nleft; nobody saw it.", encoding="utf-8")
    edit(second / "corpus.toml", lambda text: text + '\n[segmentation]\nnewline = "soft"\nsemicolon = true\nabbreviations = ["expr."]\n')
    out = run("segment", tmp_path / "note.txt", "--corpus", second).out
    assert out.endswith("| The expr. train\n> left;\ns1\n\n_ nobody saw it.\ns2\n")
    assert run("validate", second).code == 0


def test_a_key_that_the_manifest_does_not_know_is_an_error(second: Path) -> None:
    edit(second / "corpus.toml", lambda text: text + '\n[segmentation]\nnewlines = "soft"\n')
    ran = run("segment", "--compare", second)
    assert ran.code == 1
    assert "newlines" in ran.err


def test_compare_scores_the_proposals_and_lists_what_differs(second: Path) -> None:
    assert run("segment", "--compare", second).out == "5 stored, 5 proposed, 5 exact\nprecision 100.00%  recall 100.00%  F1 100.00%\n"
    edit(second / "corpus.toml", lambda text: text + '\n[segmentation]\nnewline = "soft"\n')
    assert run("segment", "--compare", second).out == (
        "arrival.txt:1: stored 🚢 The Grey Gull is in | First mate Roe 👩\u200d✈️ and second mate Lund came ashore on Monday.\n"
        "    proposed 🚢 The Grey Gull is in\\nFirst mate Roe 👩\u200d✈️ and second mate Lund came ashore on Monday.\n"
        "5 stored, 4 proposed, 3 exact\n"
        "precision 75.00%  recall 60.00%  F1 66.67%\n"
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    ran = run("segment", tmp_path / "none.txt")
    assert (ran.code, ran.err) == (1, f"corpus: {tmp_path / 'none.txt'}: No such file or directory\n")
    (tmp_path / "bad.txt").write_bytes(b"\xd9\x86\xff")
    assert run("segment", tmp_path / "bad.txt").err == f"corpus: {tmp_path / 'bad.txt'}: byte 2 is not UTF-8\n"


def test_a_call_without_a_file_is_a_wrong_call() -> None:
    ran = run("segment")
    assert ran.code == 2
    assert ran.err.endswith("Error: give text files, or --compare and at most one corpus\n")


def test_the_pages_give_the_score_on_the_corpus_and_every_disagreement(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("interpol-seed.txt"))
    found = compare(load(tmp_path / "corpus"))
    counts = f"{found.stored} stored, {found.proposed} proposed, {found.exact} exact; {len(found.disagreements)} disagreements"
    score = f"F1 {found.f1:.2%} ({counts})"
    assert score in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    page = (ROOT / "docs" / "sentences.md").read_text(encoding="utf-8")
    assert [str(disagreement) for disagreement in found.disagreements if str(disagreement) not in page] == []


@pytest.mark.skipif(not PUD.is_file(), reason="UD Arabic PUD is not beside the checkout")
def test_f1_on_ud_arabic_pud_as_running_text() -> None:
    text, sentences, words = BENCH["pud_gold"]()
    assert BENCH["f1"](sentences, segment(text)) >= 99.4
    assert BENCH["f1"](words, BENCH["TOKENS"]["corpus-tools"]()(text)) >= 99.85
