"""Citations: from one source, and valid."""

from __future__ import annotations

import json
import tomllib
from importlib import metadata
from pathlib import Path

import datacite.schema45
import jsonschema
import pytest
import yaml
from conftest import ROOT, SECOND, edit, run

import corpus_tools

VERSION = tomllib.loads((ROOT / "corpus" / "corpus.toml").read_text(encoding="utf-8"))["version"]


def _valid_cff(text: str) -> None:
    # Without the resolver of timestamps: CFF's dates are strings.
    fields = yaml.load(text, Loader=yaml.BaseLoader)
    schema = metadata.distribution("cffconvert").locate_file("cffconvert/schemas/1.2.0/schema.json")
    jsonschema.Draft7Validator(json.loads(Path(str(schema)).read_text(encoding="utf-8"))).validate(fields)


def test_the_citation_file_is_valid_and_is_what_the_command_writes() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    _valid_cff(text)
    assert text == run("cite", ROOT / "corpus", "--format", "cff").out


def test_people_and_groups_are_cited_in_valid_cff() -> None:
    _valid_cff(run("cite", SECOND, "--format", "cff").out)


def test_the_version_is_said_in_one_place() -> None:
    assert corpus_tools.__version__ == VERSION
    assert f"version: {VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_apa() -> None:
    assert run("cite", SECOND).out == (
        "Example, A. B., & The Harbour Office. (2026). Harbour notes: a tiny corpus in English (Version 2.1.0) [Data set].\n"
    )


def test_bibtex() -> None:
    assert run("cite", SECOND, "--format", "bibtex").out == (
        "@misc{harbour-2.1.0,\n"
        "  author = {Example, Ada Beth and {The Harbour Office}},\n"
        "  title = {{Harbour notes: a tiny corpus in English}},\n"
        "  year = {2026},\n"
        "  version = {2.1.0},\n"
        "  note = {Data set, licence CC0-1.0},\n"
        "}\n"
    )


def test_zenodo_is_told_that_it_is_a_dataset() -> None:
    said = json.loads(run("cite", SECOND, "--format", "zenodo").out)
    assert said == {
        "upload_type": "dataset",
        "title": "Harbour notes: a tiny corpus in English",
        "description": "Three invented notes from a harbour office, made to test the tools with another language and another ontology.",
        "creators": [{"name": "Example, Ada Beth"}, {"name": "The Harbour Office"}],
        "version": "2.1.0",
        "publication_date": "2026-10-01",
        "access_right": "open",
        "license": "cc0-1.0",
        "language": "eng",
    }


@pytest.mark.parametrize(
    "more", ["", 'doi = "10.1234/harbour"\nurl = "https://example.org/harbour"\npublisher = "The Port"\nkeywords = ["harbour"]\n']
)
def test_what_datacite_is_told_is_valid(more: str, second: Path) -> None:
    orcid = 'given = "Ada Beth", orcid = "https://orcid.org/0000-0002-1825-0097"'
    edit(second / "corpus.toml", lambda text: text.replace("authors =", f"{more}authors =").replace('given = "Ada Beth"', orcid))
    said = json.loads(run("cite", second, "--format", "datacite").out)
    datacite.schema45.validator.validate(said)
    assert said["creators"][0]["nameIdentifiers"][0]["nameIdentifier"] == "https://orcid.org/0000-0002-1825-0097"
    assert said["publisher"] == {"name": "The Port" if more else "Example, Ada Beth; The Harbour Office"}
    assert said.get("doi") == ("10.1234/harbour" if more else None)
    zenodo = json.loads(run("cite", second, "--format", "zenodo").out)
    assert zenodo["creators"][0] == {"name": "Example, Ada Beth", "orcid": "0000-0002-1825-0097"}


def test_a_dataset_directory_has_every_citation(second: Path, second_built: Path) -> None:
    for name, style in (("CITATION.cff", "cff"), ("CITATION.bib", "bibtex"), (".zenodo.json", "zenodo"), ("datacite.json", "datacite")):
        assert (second_built / name).read_text(encoding="utf-8") == run("cite", second, "--format", style).out
