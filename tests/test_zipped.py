"""Zip files, as INCEpTION exports projects and documents: read like the folders in them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SECOND, run

from corpus_tools import CorpusError, load
from corpus_tools.formats import read_of, write_of, zipped
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external" / "inception_tests"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the files of others are not here")


def read(name: str, path: Path) -> tuple[list[Record], Report]:
    report = Report()
    return list(read_of(name)(path, report, ReadOptions(keep_going=True))), report


def packed(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def document(name: str, folder: Path, user: str) -> bytes:
    """Return the zip file that a tool makes of the document of one annotator: the CAS, and its type system beside it."""
    pytest.importorskip("cassis")
    cas, types = write_of("xmi")([load(SECOND).record(name)], folder / name, Report())
    return packed(folder / "made.zip", {f"{user}.xmi": cas.read_bytes(), "TypeSystem.xml": types.read_bytes()}).read_bytes()


def project(folder: Path) -> Path:
    """Write a project of two documents, one annotated twice and curated; each CAS with its type system in a zip file of its own."""
    storm, arrival = (document(name, folder, "ada") for name in ("storm", "arrival"))
    files = {
        "exportedproject.json": b"{}",
        "source/storm.txt": b"x",
        "annotation/storm.txt/ada.zip": storm,
        "annotation/arrival.txt/ada.zip": arrival,
        "curation/storm.txt/CURATION_USER.zip": document("storm", folder, "CURATION_USER"),
    }
    return packed(folder / "project.zip", files)


def test_a_project_is_read_with_each_document_by_its_own_type_system(tmp_path: Path) -> None:
    records, report = read("xmi", project(tmp_path))
    assert (sorted(record["id"] for record in records), report.problems, report.losses) == (["arrival", "storm", "storm"], [], [])
    assert {len(record["mentions"]) for record in records if record["id"] == "storm"} == {len(load(SECOND)["storm"].mentions)}


def test_a_folder_of_a_project_is_read_alone(tmp_path: Path) -> None:
    path = project(tmp_path) / "curation"
    records, _ = read("xmi", path)
    assert [record["id"] for record in records] == ["storm"]


def test_an_id_names_folders_and_file_and_a_zip_of_one_document_once(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"ada.ann": b"", "ada.txt": b"x"}).read_bytes()
    path = packed(tmp_path / "x.zip", {"annotation/one.txt/ada.zip": inner, "two.ann": b"", "two.txt": b"y"})
    records, _ = read("brat", path)
    assert [record["id"] for record in records] == ["annotation-one.txt-ada", "two"]


def test_a_zip_file_is_imported_with_the_ontology_in_it(tmp_path: Path) -> None:
    assert run("export", "brat", "storm", "--corpus", SECOND, "--out", tmp_path / "brat", "--quiet").code == 0
    path = packed(tmp_path / "x.zip", {file.name: file.read_bytes() for file in (tmp_path / "brat").iterdir()})
    ran = run("import", "brat", path, "--into", tmp_path / "new", "--quiet")
    assert ran.code == 0, ran.err
    assert load(tmp_path / "new").ids == ("storm",)
    assert run("import", "brat", tmp_path / "brat", "--into", tmp_path / "twin", "--quiet").code == 0
    assert load(tmp_path / "new").ontology == load(tmp_path / "twin").ontology


def test_a_fault_is_said_with_its_place_in_the_zip_file(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a/b.ann": b"Q\n", "a/b.txt": b"x"})
    _, report = read("brat", path)
    assert [str(problem) for problem in report.problems] == [
        f"{path}/a/b.ann:1: a line begins with one of T E R * A M N #, not 'Q' [brat-line]"
    ]


def test_what_cannot_be_unpacked_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK")
    with pytest.raises(CorpusError) as caught:
        read("brat", tmp_path / "no.zip")
    assert str(caught.value) == f"{tmp_path / 'no.zip'}: no zip file that can be read: File is not a zip file"
    empty = packed(tmp_path / "empty.zip", {"a.txt": b"x"})
    with pytest.raises(CorpusError) as caught:
        read("brat", empty)
    assert str(caught.value) == f"{empty}: no file in it ends in .ann"
    with pytest.raises(CorpusError) as caught:
        read("brat", empty / "curation")
    assert str(caught.value) == f"{empty}/curation: no such file or folder"
    monkeypatch.setattr(zipped, "LIMIT", 10)
    outer = packed(tmp_path / "outer.zip", {"in.zip": packed(tmp_path / "in.zip", {"a.ann": b"x" * 20}).read_bytes()})
    with pytest.raises(CorpusError) as caught:
        read("brat", outer)
    assert str(caught.value) == f"{outer}: holds more than 10 bytes"


def test_nothing_is_written_beside_the_folder_that_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "in" / "x.zip", {"../../evil.ann": b"", "../../evil.txt": b"x"})
    records, _ = read("brat", path)
    assert ([record["id"] for record in records], sorted(p.name for p in tmp_path.rglob("*"))) == (["evil"], ["in", "x.zip"])


@here
def test_zip_files_of_inception_are_read_in_the_formats_that_are_in_them() -> None:
    (brat,) = EXTERNAL.rglob("TDT-*.zip")
    records, report = read("brat", brat)
    assert [(len(r["mentions"]), len(r["relations"])) for r in records] == [(239, 237)]
    assert report.problems == []
    (exported,) = EXTERNAL.rglob("Export*.zip")
    records, report = read("webanno", exported)
    assert [(r["id"], r["text"]) for r in records] == [("curation-example_sentence.txt-CURATION_USER", "This is an example sentence.")]
    # Java's own serialisation is no format that anyone else reads.
    (binary,) = EXTERNAL.rglob("test-project-*.zip")
    with pytest.raises(CorpusError, match=r"no file in it ends in \.xmi"):
        read("xmi", binary)
