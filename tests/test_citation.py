"""Citations: from one source, and valid."""

from __future__ import annotations

import json
import tomllib
from importlib import metadata
from pathlib import Path

import jsonschema
import yaml
from conftest import ROOT, SECOND, run

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
