"""The typed view: it says what the record says, and leads from one value to another."""

from __future__ import annotations

import dataclasses

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SECOND
from hypothesis import given, settings
from strategies import documents

from corpus_tools import Document, load, schema
from corpus_tools.jsontext import dumps, lines_of
from corpus_tools.model import Mention, Span
from corpus_tools.order import Record, canonical
from corpus_tools.tables import documents_schema, documents_table


@settings(max_examples=100, deadline=None)
@given(documents())
def test_a_record_comes_back_from_its_typed_view(record: Record) -> None:
    assert Document.from_record(record).to_record() == record


@settings(max_examples=100, deadline=None)
@given(documents())
def test_a_document_comes_back_from_the_nested_table_in_parquet(record: Record) -> None:
    file = pa.BufferOutputStream()
    pq.write_table(documents_table([record]), file)
    row = pq.read_table(pa.BufferReader(file.getvalue())).to_pylist()[0]
    assert Document.from_record(row) == Document.from_record(record)
    assert Document.from_record(row).to_record() == record


@settings(max_examples=50, deadline=None)
@given(documents())
def test_drawn_documents_satisfy_the_schema_and_canonical_order_is_stable(record: Record) -> None:
    assert list(schema.problems_in(record, "document")) == []
    assert canonical(record) == record


def test_fillers_entities_and_text_are_reached_from_one_another() -> None:
    document = load(SECOND)["arrival"]
    event = document.events[1]
    filler = event.arguments[0].filler
    assert isinstance(filler, Mention)
    assert (event.type, filler.text, document.text is not None and document.text[filler.start : filler.end]) == ("Arrive", "Roe", "Roe")
    assert filler.entity is not None
    assert [mention.text for mention in filler.entity.mentions] == ["First mate", "Roe"]
    assert filler.sentence == document.sentences[1]
    cluster = document.events[0].cluster
    assert cluster is not None
    assert [member.id for member in cluster.events] == ["e1", "e3"]
    assert document.relations[0].head == filler


def test_offsets_count_code_points_behind_emoji() -> None:
    document = load(SECOND)["arrival"]
    assert document.text is not None
    assert document.text.startswith("🚢 The Grey Gull")
    assert (document.mentions[0].start, document.mentions[0].end) == (2, 15)


def test_a_discontinuous_mention_keeps_its_fragments() -> None:
    document = load(SECOND)["arrival"]
    fragments = document.mention("m5").fragments
    assert fragments is not None
    assert document.text is not None
    assert [(f.start, document.text[f.start : f.end]) for f in fragments] == [(22, "First"), (53, "mate")]


def test_values_are_frozen() -> None:
    document = load(SECOND)["arrival"]
    for value in (document, document.mentions[0], document.events[0], Span(0, 1)):
        name = dataclasses.fields(value)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, 3)


def test_arrow_has_the_fields_of_the_schema_and_no_column_of_nulls() -> None:
    assert documents_schema().names == list(schema.load("document")["properties"])
    assert "null" not in str(documents_schema())


def _described(node: object, at: str = "") -> list[str]:
    if isinstance(node, list):
        return [where for n, item in enumerate(node) for where in _described(item, f"{at}/{n}")]
    if not isinstance(node, dict):
        return []
    missing = [
        f"{at}/{name}"
        for name, field in node.get("properties", {}).items()
        if isinstance(field, dict) and not field.keys() & {"description", "$ref", "const"} and "/oneOf/" not in at
    ]
    return missing + [where for key, value in node.items() for where in _described(value, f"{at}/{key}")]


@pytest.mark.parametrize("name", schema.NAMES)
def test_every_field_of_a_schema_is_described(name: str) -> None:
    assert _described(schema.load(name)) == []


@settings(max_examples=50, deadline=None)
@given(documents())
def test_every_annotation_stands_on_a_line_of_its_own(record: Record) -> None:
    text = dumps(record).decode()
    pointers = {f"/{layer}/{n}": (layer, n) for layer in ("mentions", "events") for n in range(len(record[layer]))}
    lines = lines_of(text, set(pointers))
    for pointer, (layer, n) in pointers.items():
        assert f'{{"id":"{record[layer][n]["id"]}",' in text.split("\n")[lines[pointer] - 1]
