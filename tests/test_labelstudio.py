"""Label Studio: units of two ages, what is taken of several annotations, links, and the interface that is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reading import EMOJI, faults, put, read, said, spans

from corpus_tools.formats import write_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report


def region(id: str, start: int, end: int, label: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": "labels", "from_name": "label", "value": {"start": start, "end": end, "labels": [label], **more}}


def task(*results: Any, text: str = EMOJI, **more: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"text": text}, "annotations": [{"id": 1, "result": list(results)}], **more}


def test_label_studio_of_today_counts_code_points_and_of_before_utf16(tmp_path: Path) -> None:
    for shift, note in ((0, []), (1, [": document whose offsets count another unit than the format's: utf-16 instead of code-points"])):
        path = put(tmp_path, "x.json", [task(region("a", 2 + shift, 6 + shift, "PER", text="محمد"))])
        (record,), report = read("labelstudio", path)
        assert (spans(record), said(report), faults(report)) == ([("PER", "محمد")], note, [])


def test_a_region_that_reads_in_no_unit_is_a_problem_and_realign_moves_it_where_its_text_stands_once(tmp_path: Path) -> None:
    path = put(tmp_path, "x.json", [task(region("a", 4, 8, "PER", text="محمد"))])
    assert faults(read("labelstudio", path)[1]) == ["1: a: 4:8 reads 'مد ف', not 'محمد' [labelstudio-text]"]
    (record,), report = read("labelstudio", path, ReadOptions(realign=True))
    assert spans(record) == [("PER", "محمد")]
    assert said(report) == ["a: span moved to where its text stands: 4:8 became 2:6"]
    twice = put(tmp_path, "y.json", [task(region("a", 2, 3, "PER", text="x"), text="x yy x")])
    assert faults(read("labelstudio", twice, ReadOptions(realign=True, keep_going=True))[1]) == [
        "1: a: 2:3 reads 'y', not 'x'; that stands at 2 places in reach [labelstudio-text]"
    ]


def test_label_studio_takes_one_annotation_and_reports_drafts_others_and_what_is_no_label(tmp_path: Path) -> None:
    whole = task(
        region("a", 0, 1, "X"),
        {"id": "b", "type": "rectanglelabels", "value": {}},
        {"id": "a", "type": "choices", "from_name": "level", "value": {"choices": ["nominal"]}},
        {"id": "a", "type": "choices", "from_name": "mood", "value": {"choices": ["good"]}},
        text="abc",
    )
    whole["annotations"].insert(0, {"id": 5, "completed_by": 3, "was_cancelled": True, "result": []})
    whole["annotations"].append({"id": 6, "completed_by": 4, "result": [region("c", 1, 2, "Y")]})
    whole |= {"drafts": [{"id": 9}], "predictions": [{"result": [region("p", 0, 1, "Z")]}]}
    (record,), report = read("labelstudio", put(tmp_path, "x.json", [whole]))
    assert [(m["type"], m["level"]) for m in record["mentions"]] == [("X", "nominal")]
    assert said(report) == [
        ": draft left out: ",
        ": annotation of a task besides the one taken left out: annotation 5 by 3",
        ": annotation of a task besides the one taken left out: annotation 6 by 4",
        ": prediction left out, the task being annotated: ",
        "a: attribute that the schema has no place for: mood=good",
        "b: region of another kind than labels left out: rectanglelabels",
    ]


def test_label_studio_says_of_a_prediction_that_a_model_made_it(tmp_path: Path) -> None:
    bare = {"id": 1, "data": {"text": "abc"}, "predictions": [{"model_version": "v2", "result": [region("p", 0, 1, "Z")]}]}
    proposed = task(region("a", 0, 1, "X") | {"origin": "prediction"}, text="abc")
    records, _ = read("labelstudio", put(tmp_path, "x.json", [bare, proposed]))
    assert [r["mentions"][0]["provenance"] for r in records] == [
        {"agent": "v2", "method": "model"},
        {"agent": "prediction", "method": "model"},
    ]


def test_label_studio_relations_of_events_are_arguments_and_a_left_one_is_turned_round(tmp_path: Path) -> None:
    event = region("e", 0, 1, "Die") | {"from_name": "event"}
    links = [
        {"type": "relation", "from_id": "e", "to_id": "m", "labels": ["Victim"], "direction": "right"},
        {"type": "relation", "from_id": "m", "to_id": "n", "labels": ["near"], "direction": "left"},
        {"type": "relation", "from_id": "m", "to_id": "e", "labels": ["odd"], "direction": "right"},
        {"type": "relation", "from_id": "m", "to_id": "gone", "labels": ["lost"], "direction": "right"},
    ]
    path = put(tmp_path, "x.json", [task(event, region("m", 1, 2, "PER"), region("n", 2, 3, "GPE"), *links, text="abc")])
    (record,), report = read("labelstudio", path)
    assert record["events"][0]["arguments"] == [{"role": "Victim", "mention": "m"}]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("near", "n", "m")]
    assert said(report) == [": link that the schema has no place for: odd from mention to event"]
    assert faults(report) == ["1: lost: no annotation 'gone' [labelstudio-reference]"]


def test_label_studio_json_min_is_read(tmp_path: Path) -> None:
    minimal = {"id": 3, "data": {"text": "abc"}, "ner": [{"start": 0, "end": 2, "text": "ab", "labels": ["X"]}]}
    assert spans(read("labelstudio", put(tmp_path, "x.json", [minimal]))[0][0]) == [("X", "ab")]


def test_the_labelling_interface_names_every_label_that_is_used(tmp_path: Path) -> None:
    (record,), _ = read("labelstudio", put(tmp_path, "x.json", [task(region("a", 0, 1, "PER"), region("b", 1, 2, "GPE"), text="abc")]))
    _, interface = write_of("labelstudio")([record], tmp_path / "out", Report())
    content = interface.read_text(encoding="utf-8")
    assert '<Label value="PER"/>' in content
    assert '<Label value="GPE"/>' in content
    assert interface.name == "labelstudio.interface.xml"
