"""Inline notation: what it holds it holds without loss, and a slip in it is said with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, SECOND, run
from hypothesis import given, settings
from strategies import documents

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats.inline import read_record, write_record
from corpus_tools.order import Record

HEAD = (
    '+++\nid = "x"\nlanguage = "ar"\navailability = "included"\nbasis = "fictional"\ngenre = "wire"\ndate = "2026-01-02"\n'
    'source = { publisher = "P", license = "CC0-1.0" }\nprovenance = [{ layer = "text", agent = "A", method = "manual" }]\n+++\n'
)
LINES = HEAD.count("\n")


@settings(max_examples=200, deadline=None)
@given(documents())
def test_every_document_comes_back_from_inline_notation_as_it_was(record: Record) -> None:
    assert read_record(write_record(record), "x")[0] == record


@pytest.mark.parametrize("corpus", [ROOT / "corpus", SECOND], ids=["waqai", "second"])
def test_every_document_of_a_corpus_with_text_round_trips(corpus: Path) -> None:
    for document in load(corpus):
        if document.text is not None:
            record = document.to_record()
            assert read_record(write_record(record), document.id)[0] == record, document.id


def test_export_then_import_changes_no_byte_of_the_document_files(second: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (second / "documents").iterdir()}
    assert run("annotate", "export", "arrival", "storm", "--corpus", second, "--out", tmp_path).code == 0
    for name in ("arrival.json", "arrival.txt", "storm.json", "storm.txt"):
        (second / "documents" / name).unlink()
    assert run("annotate", "import", tmp_path / "arrival.inline", tmp_path / "storm.inline", "--corpus", second).code == 0
    assert {path.name: path.read_bytes() for path in (second / "documents").iterdir()} == before


SLIPS = {
    "a quote that is not there": ('| التقى أحمد زيد\ns1\nm1 PER "عمرو"', "3:8: 'عمرو' is not in the text line"),
    "a quote that stands twice": (
        '| مصر ومصر\nm1 GPE "مصر"',
        "2:8: 'مصر' stands 2 times in the text line: #1 in 'مصر ومصر', #2 in 'مصر ومصر'",
    ),
    "a number too high": ('| مصر ومصر\nm1 GPE "مصر"#3', "2:8: #3 of 'مصر', which stands 2 times in the text line"),
    "a quote that does not end": ('| مصر\nm1 GPE "مصر', "2:8: a quote that does not end"),
    "an empty quote": ('| مصر\nm1 GPE ""', "2:8: an empty quote"),
    "no quote": ("| مصر\nm1 GPE", "2:7: the quote is missing"),
    "an unknown escape": ('| مصر\nm1 GPE "\\x"', "2:9: unknown escape '\\x'; write \\\" or \\\\ or \\n"),
    "an unknown attribute": (
        '| مصر\nm1 GPE "مصر" colour="red"',
        "2:14: unknown attribute 'colour'; known are value, normalized, by, method",
    ),
    "an attribute twice": ('| مصر\nm1 GPE "مصر" value="1" value="2"', "2:24: attribute 'value' is given twice"),
    "a maker without a method": ('| مصر\nm1 GPE "مصر" by="me"', "2:21: 'by' and 'method' go together"),
    "an event attribute that is none": (
        '| زار\ne1 !A.B "زار" likely',
        (
            "2:15: unknown attribute 'likely'; known are positive, negative, asserted, planned, possible, desired, denied, "
            "past, present, future, unspecified, specific, generic"
        ),
    ),
    "a filler that is nowhere": ('| زار\ne1 !A.B "زار"\n  Who m9', "3:7: no mention or event has the id 'm9'"),
    "an argument without an event": ('| زار\n  Who "زار"', "2:1: an argument without an event above it"),
    "an argument without a filler": ('| زار\ne1 !A.B "زار"\n  Who', "3:6: the filler is missing"),
    "a sentence twice": ("| زار\ns1\ns2", "3:1: the text line is sentence 's1' already"),
    "a sentence that is not there": ('| زار\ns1\ne1 !A.B s7:"زار"', "3:12: no sentence has the id 's7'"),
    "an entity that has no mention": ('| مصر\n@egypt GPE name="مصر"', "2:1: no mention is marked @egypt"),
    "an annotation before any text": ('m1 GPE "مصر"', "1:1: an annotation before the first line of text"),
    "a text that goes on before it begins": ("_ مصر", "1:1: the first line of text begins with '|', not '_'"),
    "words too many": ('| مصر\nm1 GPE name "مصر" and', "2:19: 'and' is not expected here"),
    "a relation without a tail": ('| مصر\nm1 GPE "مصر"\nr1 near m1 ->', "3:14: the tail is missing"),
}


@pytest.mark.parametrize(("body", "expected"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_said_with_path_line_and_column(body: str, expected: str) -> None:
    with pytest.raises(InvalidCorpus) as caught:
        read_record(HEAD + body + "\n", "x.inline")
    line, rest = expected.split(":", 1)
    assert str(caught.value) == f"x.inline:{LINES + int(line)}:{rest} [inline]"


def test_all_slips_of_a_file_are_said_at_once() -> None:
    with pytest.raises(InvalidCorpus) as caught:
        read_record(HEAD + '| مصر\nm1 GPE "زيد"\nm2 GPE\nr1 near m1 >\n', "x")
    assert [problem.line for problem in caught.value.problems] == [LINES + 2, LINES + 3, LINES + 4]


def test_metadata_that_is_not_toml_is_said_with_its_place() -> None:
    with pytest.raises(InvalidCorpus) as caught:
        read_record('+++\nid = "x"\ndate = ?\n+++\n| a\n', "x")
    assert str(caught.value) == "x:3:8: the metadata is not TOML: Invalid value [inline]"


def test_a_file_without_metadata_is_said() -> None:
    with pytest.raises(InvalidCorpus) as caught:
        read_record("| a\n", "x")
    assert str(caught.value) == "x:1:1: the metadata must stand first, between two lines +++ [inline]"


def test_a_withheld_text_that_was_changed_is_refused(second: Path, tmp_path: Path) -> None:
    run("hydrate", SECOND.parent / "withheld" / "letter.txt", "--corpus", second)
    assert run("annotate", "export", "letter", "--corpus", second, "--out", tmp_path).code == 0
    path = tmp_path / "letter.inline"
    path.write_text(path.read_text(encoding="utf-8").replace("Port Amber", "Port Umber"), encoding="utf-8")
    ran = run("annotate", "import", path, "--corpus", second)
    assert ran.code == 1
    assert re.fullmatch(
        rf"{path}:1:1: the text is not the one the annotations were made on: its SHA-256 is [0-9a-f]{{64}} \[inline\]\n", ran.err
    )


def test_nothing_is_written_when_one_of_several_files_has_a_slip(second: Path, tmp_path: Path) -> None:
    (tmp_path / "good.inline").write_text(HEAD.replace('"x"', '"good"') + "| a\ns1\n", encoding="utf-8")
    (tmp_path / "bad.inline").write_text(HEAD + '| a\nm1 X "b"\n', encoding="utf-8")
    before = sorted((second / "documents").iterdir())
    ran = run("annotate", "import", tmp_path / "good.inline", tmp_path / "bad.inline", "--corpus", second)
    assert (ran.code, sorted((second / "documents").iterdir())) == (1, before)


def test_the_example_of_the_documentation_is_read() -> None:
    example = (ROOT / "docs" / "inline.md").read_text(encoding="utf-8").split("```\n")[1]
    record, _ = read_record(example, "inline.md")
    assert [len(record[layer]) for layer in ("sentences", "mentions", "entities", "events", "event_clusters", "relations")] == [
        3,
        7,
        5,
        3,
        1,
        2,
    ]
    parts = [record["text"][part["start"] : part["end"]] for part in record["mentions"][1]["fragments"]]
    assert parts == ["وزيرا خارجية", "نولان"]
