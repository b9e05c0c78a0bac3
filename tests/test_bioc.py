"""BioC: its units, passages and relations, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import EMOJI, faults, read, said, spans


def bioc(passages: str) -> str:
    return f"<collection><source/><date/><key/><document><id>b</id>{passages}</document></collection>"


def annotation(offset: int, length: int, text: str, id: str = "1") -> str:
    place = f'<location offset="{offset}" length="{length}"/>'
    return f'<annotation id="{id}"><infon key="type">X</infon>{place}<text>{text}</text></annotation>'


@pytest.mark.parametrize(("offset", "length", "unit"), [(2, 4, None), (5, 8, "utf-8"), (3, 4, "utf-16")])
def test_bioc_is_read_in_the_unit_in_which_it_reads_as_it_says(offset: int, length: int, unit: str | None, tmp_path: Path) -> None:
    passage = f"<passage><offset>0</offset><text>{EMOJI}</text>{annotation(offset, length, 'محمد')}</passage>"
    (tmp_path / "x.xml").write_text(bioc(passage), encoding="utf-8")
    (record,), report = read("bioc", tmp_path / "x.xml")
    assert spans(record) == [("X", "محمد")]
    note = f": document whose offsets count another unit than the format's: {unit} instead of code-points"
    assert said(report) == ([note] if unit else [])


def test_a_relation_of_three_nodes_is_left_out_of_bioc_and_said(tmp_path: Path) -> None:
    nodes = '<node refid="1" role="a"/>' * 3
    relation = f'<relation id="R"><infon key="type">near</infon>{nodes}</relation>'
    passage = f"<passage><offset>0</offset><text>ab</text>{annotation(0, 1, 'a')}{relation}</passage>"
    (tmp_path / "x.xml").write_text(bioc(passage), encoding="utf-8")
    (record,), report = read("bioc", tmp_path / "x.xml")
    assert (record["relations"], said(report)) == ([], ["R: relation without exactly two nodes left out: 3 nodes"])


def test_bioc_passages_leave_gaps_and_must_not_overlap(tmp_path: Path) -> None:
    first = "<passage><infon key='type'>title</infon><offset>0</offset><text>Ab</text></passage>"
    second = f"<passage><offset>5</offset><sentence><offset>5</offset><text>Cd</text>{annotation(5, 2, 'Cd')}</sentence></passage>"
    (tmp_path / "x.xml").write_text(bioc(first + second), encoding="utf-8")
    (record,), report = read("bioc", tmp_path / "x.xml")
    assert (record["text"], spans(record), [s["text"] for s in record["sentences"]]) == ("Ab  \nCd", [("X", "Cd")], ["Cd"])
    assert said(report) == [
        ": infon of collection, document or passage left out: type=title",
        ": document whose passages leave gaps, filled with blanks and a line feed: ",
    ]
    (tmp_path / "x.xml").write_text(bioc(first + first), encoding="utf-8")
    assert faults(read("bioc", tmp_path / "x.xml")[1]) == ["1: b: passages overlap [bioc-offset]"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<a>", "1: no XML: no element found [bioc-xml]"),
        ("<a/>", "1: <a> stands where <collection> is wanted [bioc-shape]"),
        (
            "<collection>\n<document><passage><offset>x</offset></passage></document></collection>",
            "2: <offset> in line 2 has 'x' where a number is wanted [bioc-shape]",
        ),
        (
            "<collection><document><passage><offset>0</offset><text>a</text><annotation id='1'/></passage></document></collection>",
            "1: annotation '1' has no location [bioc-shape]",
        ),
    ],
)
def test_what_is_no_bioc_is_a_problem_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(content, encoding="utf-8")
    assert faults(read("bioc", tmp_path / "x.xml")[1]) == [message]
