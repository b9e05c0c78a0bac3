"""Import into a corpus, export from one: nothing half-written, nothing lost in silence."""

from __future__ import annotations

import gzip
import io
import json
import tomllib
from pathlib import Path

import pytest
from conftest import SECOND, run

from corpus_tools import CorpusError, load
from corpus_tools.formats import jsonl, plain, read_of, write_of
from corpus_tools.formats.contract import ReadOptions, missing_extra
from corpus_tools.formats.labels import Labels, fitting_id, fitting_label, read_labels
from corpus_tools.formats.losses import Report, worded
from corpus_tools.progress import Progress
from corpus_tools.schema import is_valid


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def standoff(tmp_path: Path) -> Path:
    """A folder of brat's files, made of two documents of the second corpus."""
    assert run("export", "brat", "arrival", "storm", "--corpus", SECOND, "--out", tmp_path / "brat", "--quiet").code == 0
    return tmp_path / "brat"


# ------------------------------------------------------------------------------------------------------------ import


def test_a_new_corpus_has_manifest_ontology_and_documents(standoff: Path, tmp_path: Path) -> None:
    meta = ["--language", "en", "--publisher", "P", "--license", "CC0-1.0", "--date", "2026-01-02", "--genre", "wire", "--agent", "A"]
    ran = run("import", "brat", standoff, "--into", tmp_path / "New_Corpus", "--split", "dev", "--quiet", *meta)
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'New_Corpus'}: 6 files written\n")
    corpus = load(tmp_path / "New_Corpus")
    assert (corpus.manifest["name"], corpus.manifest["language"], dict(corpus.splits)) == (
        "new-corpus",
        "en",
        {"dev": ["arrival", "storm"]},
    )
    record = corpus.record("storm")
    assert (record["source"], record["date"], record["genre"]) == ({"publisher": "P", "license": "CC0-1.0"}, "2026-01-02", "wire")
    assert record["provenance"][1] == {"layer": "annotation", "agent": "A", "method": "manual"}
    assert is_valid(corpus.ontology, "ontology")
    used = {mention.type for document in corpus for mention in document.mentions}
    assert used <= {entity["type"] for entity in corpus.ontology["entity_types"]}


def test_documents_join_a_split_and_the_rest_of_the_manifest_keeps_its_form(second: Path, tmp_path: Path) -> None:
    (tmp_path / "fog.txt").write_text("Fog.\n", encoding="utf-8")
    before = (second / "corpus.toml").read_text("utf-8")
    ran = run("import", "text", tmp_path / "fog.txt", "--into", second, "--split", "extra", "--quiet")
    assert ran.code == 0, ran.err
    after = (second / "corpus.toml").read_text("utf-8")
    assert after.startswith(before.partition("[splits]")[0].rstrip())
    old, new = tomllib.loads(before), tomllib.loads(after)
    assert new == {**old, "splits": {**old["splits"], "extra": ["fog"]}}
    assert load(second).record("fog")["language"] == old["language"]


def test_a_document_that_comes_back_keeps_its_metadata_and_sentences(second: Path, standoff: Path) -> None:
    before = load(second).record("storm")
    ran = run("import", "brat", standoff / "storm.ann", "--into", second, "--quiet")
    assert ran.code == 0, ran.err
    after = load(second).record("storm")
    heads = ("language", "date", "genre", "basis", "source", "provenance", "sentences")
    assert {key: after[key] for key in heads} == {key: before[key] for key in heads}
    assert [m["text"] for m in after["mentions"]] == [m["text"] for m in before["mentions"]]
    assert "1 document of the corpus replaced" in ran.err.splitlines()
    assert "1 document whose metadata and sentences stay as they were in the corpus" in ran.err.splitlines()


def test_nothing_is_written_of_an_import_with_a_problem(standoff: Path, second: Path) -> None:
    (standoff / "storm.ann").write_bytes(b"T1\tX 1 2\tnot there\n")
    before = files(second)
    ran = run("import", "brat", standoff, "--into", second, "--split", "train", "--quiet")
    assert (ran.code, files(second)) == (1, before)
    assert ran.err.splitlines()[-1].startswith(f"{standoff / 'storm.ann'}:1: T1: 1:2 reads ")


def test_problems_of_all_files_are_said_at_once(standoff: Path, tmp_path: Path) -> None:
    for name in ("storm", "arrival"):
        (standoff / f"{name}.ann").write_bytes(b"X\n")
    ran = run("import", "brat", standoff / "storm.ann", standoff / "arrival.ann", "--into", tmp_path / "new", "--quiet")
    assert [line.rpartition("/")[2] for line in ran.err.splitlines() if "[brat-line]" in line] == [
        "storm.ann:1: a line begins with one of T E R * A M N #, not 'X' [brat-line]",
        "arrival.ann:1: a line begins with one of T E R * A M N #, not 'X' [brat-line]",
    ]


def test_what_is_sound_is_imported_if_it_is_to_go_on_and_the_report_has_the_rest(standoff: Path, tmp_path: Path) -> None:
    with (standoff / "storm.ann").open("ab") as file:
        file.write(b"R99\tnear Arg1:T1 Arg2:T999\n")
    report = tmp_path / "report.json"
    ran = run("import", "brat", standoff, "--into", tmp_path / "new", "--keep-going", "--report", report, "--quiet")
    assert ran.code == 0, ran.err
    said = json.loads(report.read_bytes())
    assert [(p["rule"], p["message"]) for p in said["problems"]] == [("brat-reference", "R99: there is no T999")]
    assert said["counts"]["documents without metadata in the file given what the options say"] == 2
    assert ran.err.splitlines()[-1] == "1 problem"


def test_a_strict_import_with_a_loss_writes_nothing(standoff: Path, tmp_path: Path) -> None:
    with (standoff / "storm.ann").open("ab") as file:
        file.write(b"#99\tAnnotatorNotes T1\tsure?\n")
    ran = run("import", "brat", standoff, "--into", tmp_path / "new", "--strict", "--quiet")
    assert (ran.code, (tmp_path / "new").exists()) == (1, False)
    assert ran.err.splitlines()[-1] == "storm T1: note left out: #99 sure? [format-loss]"


def test_documents_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(folder, encoding="utf-8")
    ran = run("import", "text", tmp_path / "a", tmp_path / "b", "--into", tmp_path / "new", "--quiet")
    assert sorted(load(tmp_path / "new").ids) == ["x", "x-2"]
    assert "1 document renamed, another having the same id" in ran.err.splitlines()


def test_documents_become_one_shard_of_jsonl(standoff: Path, tmp_path: Path) -> None:
    ran = run("import", "brat", standoff, "--into", tmp_path / "new", "--as", "jsonl", "--quiet")
    assert ran.code == 0, ran.err
    assert sorted(files(tmp_path / "new")) == ["corpus.toml", "ontology.json", "shards/train.jsonl"]
    assert tomllib.loads((tmp_path / "new" / "corpus.toml").read_text("utf-8"))["shards"] == {"train": ["shards/train.jsonl"]}
    found = run("validate", tmp_path / "new")
    assert "schema" not in found.out
    ran = run("export", "brat", "storm", "--corpus", tmp_path / "new", "--out", tmp_path / "again", "--quiet")
    assert (ran.code, sorted(files(tmp_path / "again"))) == (0, ["annotation.conf", "storm.ann", "storm.txt"])
    assert files(tmp_path / "again")["storm.ann"] == files(standoff)["storm.ann"]
    ran = run("export", "brat", "--split", "no", "--corpus", tmp_path / "new", "--out", tmp_path / "again", "--quiet")
    assert (ran.code, ran.err) == (1, "corpus: no split 'no'; there are train\n")
    assert sorted(record["id"] for record in read_of("jsonl")(tmp_path / "new" / "shards", Report(), ReadOptions())) == ["arrival", "storm"]


def test_mentions_of_no_entity_are_made_entities_only_if_asked(tmp_path: Path) -> None:
    (tmp_path / "x.bio").write_text("a\tB-X\nb\tB-X\n", encoding="utf-8")
    ran = run("import", "bio", tmp_path / "x.bio", "--into", tmp_path / "new", "--singletons", "--quiet")
    assert "2 mentions made an entity of their own" in ran.err.splitlines()
    record = load(tmp_path / "new").record("x")
    assert [entity["mentions"] for entity in record["entities"]] == [[mention["id"]] for mention in record["mentions"]]


def test_sentences_are_proposed_only_if_asked_and_then_the_corpus_is_valid(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("زارنا د. سليم. كان لطيفا.\n", encoding="utf-8")
    meta = ["--language", "ar", "--date", "2026-01-02", "--quiet"]
    ran = run("import", "text", tmp_path / "x.txt", "--into", tmp_path / "new", "--segment", *meta)
    assert "1 document given proposed sentences" in ran.err.splitlines()
    record = load(tmp_path / "new").record("x")
    assert [sentence["text"] for sentence in record["sentences"]] == ["زارنا د. سليم.", "كان لطيفا."]
    assert [made["layer"] for made in record["provenance"]] == ["text", "annotation", "sentences"]
    assert run("validate", tmp_path / "new").err == "0 errors, 0 warnings\n"


# --------------------------------------------------------------------------------------------------------- the calls

CALLS = {
    "an unknown format": (("import", "brot", "x", "--into", "y"), "corpus: no format 'brot' that can read; there are "),
    "an unknown id": (
        ("export", "text", "nothing", "--out", "y", "--corpus", SECOND),
        f"corpus: {SECOND}: no document 'nothing'; there are ",
    ),
    "an unknown split": (("export", "text", "--split", "no", "--out", "y", "--corpus", SECOND), "corpus: no split 'no'; there are "),
    "no such path": (("import", "brat", "nowhere", "--into", "y"), "corpus: nowhere: no such file or folder\n"),
    "no such labels": (("import", "brat", "x", "--into", "y", "--labels", "none.toml"), "corpus: none.toml: No such file or directory\n"),
}


@pytest.mark.parametrize(("argv", "message"), CALLS.values(), ids=CALLS)
def test_a_call_that_cannot_be_carried_out_is_said_in_a_line(argv: tuple[object, ...], message: str) -> None:
    ran = run(*argv)
    assert (ran.code, ran.err[: len(message)], ran.err.count("\n")) == (1, message, 1)


def test_a_library_that_is_missing_is_named_with_the_command_that_installs_it() -> None:
    assert str(missing_extra("dkpro-cassis", "uima")) == "dkpro-cassis is not installed; pip install 'corpus-tools[uima]' installs it"


# ------------------------------------------------------------------------------------------- labels, ids, the report


@pytest.mark.parametrize(
    ("name", "label"), [("PER", "PER"), ("a b", "a_b"), ("_x_", "x"), ("9", "L9"), ("عربي", "L"), ("A-1.b_", "A-1.b_")]
)
def test_a_label_is_made_to_fit_only_if_it_does_not(name: str, label: str) -> None:
    assert fitting_label(name) == label


@pytest.mark.parametrize(("name", "id"), [("T1", "T1"), ("a b/c", "a_b_c"), ("-x", "x"), ("", "x"), ("a" * 300, "a" * 200)])
def test_an_id_is_made_to_fit_only_if_it_does_not(name: str, id: str) -> None:
    assert fitting_id(name) == id


def test_a_label_table_names_patterns_after_names() -> None:
    labels = Labels({"mentions": {"PER": "PERSON", "P*": "OTHER/p", "X": ""}})
    assert [labels.find("mentions", name) for name in ("PER", "PET", "X", "Y")] == [("PERSON", None), ("OTHER", "p"), None, ("Y", None)]


TABLES = {
    "[mention]\n": "unknown table 'mention'; known are mentions, events, roles, relations",
    "mentions = 1\n": "'mentions' is no table",
    "[roles]\nA = 'b c'\n": "roles.A: 'b c' is neither a label, nor TYPE/SUBTYPE, nor '@', nor ''",
}


@pytest.mark.parametrize(("content", "message"), TABLES.items(), ids=repr)
def test_a_label_table_that_is_none_is_a_problem(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_labels(tmp_path / "labels.toml")
    assert str(caught.value) == f"{tmp_path / 'labels.toml'}:1: {message} [labels]"


def test_a_report_counts_in_the_words_that_fit() -> None:
    what = "discontinuous mention[|s] written as [its|their] envelope"
    assert (worded(what, 1), worded(what, 2)) == (
        "discontinuous mention written as its envelope",
        "discontinuous mentions written as their envelope",
    )
    report = Report()
    for n in range(1_200):
        report.lose("d", f"m{n}", what)
    report.change("d", "", "text[|s] normalised")
    assert report.summary() == ["1,200 discontinuous mentions written as their envelope", "1 text normalised"]
    assert json.loads(report.to_json())["losses"][0] == {
        "document_id": "d",
        "id": "m0",
        "what": "discontinuous mentions written as their envelope",
        "detail": "",
    }


def test_a_long_import_tells_how_far_it_is() -> None:
    stream, ticks = io.StringIO(), iter([0.0, 0.0, *(float(n) for n in range(0, 200, 2))])
    assert list(Progress(stream, lambda: next(ticks)).watched(range(12))) == list(range(12))
    assert stream.getvalue().splitlines()[0].endswith(" a second")
    assert " documents, " in stream.getvalue()


# --------------------------------------------------------------------------------------------- JSONL and plain text


@pytest.mark.parametrize("suffix", jsonl.SUFFIXES)
def test_jsonl_is_compressed_as_its_suffix_says_and_the_same_every_time(suffix: str, tmp_path: Path) -> None:
    records = [load(SECOND).record(id) for id in ("arrival", "storm")]
    for name in ("a", "b"):
        jsonl.write(records, tmp_path / f"{name}{suffix}", Report())
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert list(jsonl.read(tmp_path / f"a{suffix}", Report(), ReadOptions())) == records


def test_a_line_of_jsonl_with_a_fault_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    record = load(SECOND).record("storm")
    jsonl.write([record], tmp_path / "x.jsonl", Report())
    line = (tmp_path / "x.jsonl").read_bytes()
    (tmp_path / "x.jsonl").write_bytes(b"{\n\n" + line + line.replace(b'"text":"', b'"text":"x', 1) + line.replace(b'"date"', b'"data"', 1))
    report = Report()
    assert list(jsonl.read(tmp_path / "x.jsonl", report, ReadOptions(keep_going=True))) == [record]
    assert [(p.line, p.rule) for p in report.problems][:2] == [(1, "json-syntax"), (4, "text-hash-mismatch")]
    assert {(p.line, p.rule) for p in report.problems[2:]} == {(5, "schema")}


def test_jsonl_that_breaks_off_is_a_problem_of_its_last_line(tmp_path: Path) -> None:
    line = json.dumps(load(SECOND).record("storm")).encode() + b"\n"
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(line * 50)[:-20])
    report = Report()
    records = list(jsonl.read(tmp_path / "x.jsonl.gz", report, ReadOptions(keep_going=True)))
    assert (len(records) <= 50, [p.rule for p in report.problems]) == (True, ["jsonl-stream"])


def test_a_withheld_text_does_not_leave_in_jsonl(second: Path, tmp_path: Path) -> None:
    run("hydrate", SECOND.parent / "withheld" / "letter.txt", "--corpus", second)
    record, report = load(second).record("letter"), Report()
    assert record["text"]
    (path,) = jsonl.write([record], tmp_path, report)
    assert record["text"][:20].encode() not in path.read_bytes()
    assert report.summary() == ["1 text left out that must be withheld"]


def test_a_text_is_a_document_or_each_of_its_lines_is(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes("أ\r\n\r\nب\r\n".encode())
    (whole,) = plain.read(tmp_path, Report(), ReadOptions())
    assert (whole["id"], whole["text"]) == ("x", "أ\n\nب\n")
    lines = list(plain.read(tmp_path, Report(), ReadOptions(lines=True)))
    assert [(record["id"], record["text"]) for record in lines] == [("x-1", "أ"), ("x-3", "ب")]
    write_of("text")(lines, tmp_path / "y.txt", Report())
    assert (tmp_path / "y.txt").read_bytes() == "أ\nب\n".encode()


def test_a_file_without_text_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b" \n")
    report = Report()
    assert list(plain.read(tmp_path, report, ReadOptions())) == []
    assert report.summary() == ["1 file without text left out"]


def test_texts_on_lines_lose_their_line_breaks_and_it_is_said(tmp_path: Path) -> None:
    report = Report()
    record = {**load(SECOND).record("storm"), "sentences": [], "mentions": [], "entities": [], "events": [], "relations": []}
    plain.write([{**record, "event_clusters": [], "text": "a\nb"}], tmp_path / "y.txt", report)
    assert (tmp_path / "y.txt").read_text("utf-8") == "a b\n"
    assert "1 text written on a line, its line breaks as blanks" in report.summary()
