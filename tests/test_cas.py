"""UIMA CAS: views, type systems that are missing, the layers of INCEpTION, and what XML cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reading import EMOJI, faults, put, read, said, spans

from corpus_tools.formats import write_of
from corpus_tools.formats.losses import Report

VIEWS = ("_InitialView", "second")


def cas_json(*sofas: str, structures: Any = (), types: Any = None) -> dict[str, Any]:
    named = list(zip(range(1, 3), VIEWS, sofas, strict=False))
    members = [structure["%ID"] for structure in structures if "begin" in structure or "@first" in structure]
    views = {name: {"%SOFA": n, "%MEMBERS": members if n == 1 else []} for n, name, _ in named}
    base = {"%TYPE": "uima.cas.Sofa", "mimeType": "text"}
    found = [{"%ID": n, **base, "sofaNum": n, "sofaID": name, **({"sofaString": text} if text else {})} for n, name, text in named]
    return {"%TYPES": types or {}, "%FEATURE_STRUCTURES": [*found, *structures], "%VIEWS": views}


def xmi(*texts: str) -> str:
    sofas = [
        f'<cas:Sofa xmi:id="{n}" sofaNum="{n}" sofaID="{VIEWS[n - 1]}" sofaString="{text}"/><cas:View members="" sofa="{n}"/>'
        for n, text in enumerate(texts, start=1)
    ]
    names = 'xmlns:cas="http:///uima/cas.ecore" xmlns:xmi="http://www.omg.org/XMI"'
    return f'<xmi:XMI xmi:version="2.0" {names}><cas:NULL xmi:id="0"/>{"".join(sofas)}</xmi:XMI>'


def test_a_cas_without_a_text_or_with_two_is_a_problem(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    assert faults(read("casjson", put(tmp_path, "x.json", cas_json("")))[1]) == ["1: no view has a text [casjson-views]"]
    (tmp_path / "x.xmi").write_text(xmi("a", "b"), encoding="utf-8")
    assert faults(read("xmi", tmp_path / "x.xmi")[1]) == ["1: 2 views have a text, where one is wanted [xmi-views]"]


def test_a_cas_without_its_type_system_loses_what_the_types_lack_and_says_so(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    content = xmi("abc").replace(
        "<cas:Sofa", '<odd:Thing xmlns:odd="http:///odd.ecore" xmi:id="9" sofa="1" begin="0" end="1"/><cas:Sofa', 1
    )
    (tmp_path / "x.xmi").write_text(content, encoding="utf-8")
    (record,), report = read("xmi", tmp_path / "x.xmi")
    assert (record["text"], spans(record)) == ("abc", [])
    assert [line.partition(": ")[2].partition(": ")[0] for line in said(report)] == ["thing of types that the type system lacks left out"]


def feature(name: str, range: str) -> dict[str, str]:
    return {"%NAME": name, "%RANGE": range}


def test_layers_of_inception_become_mentions_events_relations_and_entities(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    top, annotation = "uima.cas.TOP", "uima.tcas.Annotation"
    ner = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    types = {
        ner: {"%NAME": ner, "%SUPER_TYPE": annotation, "value": feature("value", "uima.cas.String"), "n": feature("n", "uima.cas.Integer")},
        "custom.Link": {
            "%NAME": "custom.Link",
            "%SUPER_TYPE": top,
            "role": feature("role", "uima.cas.String"),
            "target": feature("target", annotation),
        },
        "custom.Act": {"%NAME": "custom.Act", "%SUPER_TYPE": annotation, "slots": feature("slots", "custom.Link[]")},
        "custom.Near": {
            "%NAME": "custom.Near",
            "%SUPER_TYPE": annotation,
            "label": feature("label", "uima.cas.String"),
            "Governor": feature("Governor", annotation),
            "Dependent": feature("Dependent", annotation),
        },
        "custom.Mark": {"%NAME": "custom.Mark", "%SUPER_TYPE": annotation, "next": feature("next", "custom.Mark")},
        "custom.Chain": {"%NAME": "custom.Chain", "%SUPER_TYPE": top, "first": feature("first", "custom.Mark")},
    }
    structures = [
        {"%ID": 10, "%TYPE": ner, "@sofa": 1, "begin": 3, "end": 7, "value": "PER", "n": 5},
        {"%ID": 11, "%TYPE": "custom.Link", "role": "who", "@target": 10},
        {"%ID": 12, "%TYPE": "custom.Act", "@sofa": 1, "begin": 0, "end": 2, "@slots": 13},
        {"%ID": 13, "%TYPE": "custom.Link[]", "%ELEMENTS": [11]},
        {"%ID": 14, "%TYPE": "custom.Near", "@sofa": 1, "begin": 3, "end": 7, "label": "near", "@Governor": 10, "@Dependent": 15},
        {"%ID": 15, "%TYPE": "custom.Mark", "@sofa": 1, "begin": 8, "end": 10},
        {"%ID": 16, "%TYPE": "custom.Chain", "@first": 15},
        {"%ID": 17, "%TYPE": ner, "@sofa": 1, "begin": 4, "end": 4, "value": "X"},
    ]
    (record,), report = read("casjson", put(tmp_path, "x.json", cas_json(EMOJI, structures=structures, types=types)))
    assert spans(record) == [("PER", "محمد"), ("Mark", "في")]
    assert [(e["type"], e["trigger"]["text"], e["arguments"]) for e in record["events"]] == [
        ("Act", "😀", [{"role": "who", "mention": "10"}])
    ]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("near", "10", "15")]
    assert [e["mentions"] for e in record["entities"]] == [["15"]]
    assert said(report) == ["10: attribute that the schema has no place for: n=5"]
    assert faults(report) == ["1: 17: 3:3 is empty or ends before it begins [casjson-offset]"]


def test_a_text_that_xml_cannot_hold_is_left_out_of_xml_and_only_there(tmp_path: Path) -> None:
    (record,), _ = read("doccano", put(tmp_path, "x.jsonl", {"text": "a\x0cb", "label": []}))
    for name in ("bioc", "tei", "xmi"):
        if name == "xmi":
            pytest.importorskip("cassis")
        report = Report()
        write_of(name)([record], tmp_path / name, report)
        left = [line for line in said(report) if "XML" in line]
        assert left == [": document left out, XML having no way to write a character of its text: U+000C at 1"]
    report = Report()
    write_of("biocjson")([record], tmp_path / "biocjson", report)
    assert said(report) == []
