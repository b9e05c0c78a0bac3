"""PHEE's JSON: events whose arguments have arguments, and what the same sentences say in brat's format."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from corpus_tools.formats import read_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external" / "phee"
TEXT = "No rash 😀 was seen in two men on daily aspirin or, later, codeine."


def span(*texts: str, id: str, **more: Any) -> dict[str, Any]:
    """Return a span of one or more parts as PHEE writes it."""
    return {"text": [[*texts]], "start": [[TEXT.index(text) for text in texts]], "entity_id": [id], **more}


def task() -> dict[str, Any]:
    both = {"text": [["aspirin"], ["codeine"]], "start": [[TEXT.index("aspirin")], [TEXT.index("codeine")]], "entity_id": ["T6", "T7"]}
    inner = {"event_id": "E2", "event_type": "Combination", "Trigger": span("or", id="T8"), "Drug": both}
    event = {
        "event_id": "E1",
        "event_type": "Adverse_event",
        "Trigger": span("seen", id="T1"),
        "Effect": span("rash", id="T2"),
        "Subject": span("two men", id="T3", Gender=span("men", id="T4")),
        "Treatment": span("daily aspirin", "codeine", id="T5", Drug=both, Combination=[inner]),
        "Negated": span("No", id="T9", value=True),
        "Severity": span("daily", id="T10", value="Low"),
    }
    return {"id": "1_2", "context": TEXT, "is_mult_event": False, "annotations": [{"events": [event]}]}


def read(folder: Path, *tasks: Any) -> tuple[list[Record], Report]:
    (folder / "x.json").write_text("".join(f"{json.dumps(one)}\n" for one in tasks), encoding="utf-8")
    report = Report()
    return list(read_of("phee")(folder / "x.json", report, ReadOptions(keep_going=True))), report


def test_arguments_of_arguments_are_named_after_both_and_one_span_is_one_mention(tmp_path: Path) -> None:
    (record,), report = read(tmp_path, task())
    mentions = {m["id"]: (m["type"], m["text"]) for m in record["mentions"]}
    assert mentions == {
        "T2": ("Effect", "rash"),
        "T3": ("Subject", "two men"),
        "T4": ("Gender", "men"),
        "T5": ("Treatment", "daily aspirin or, later, codeine"),
        "T6": ("Drug", "aspirin"),
        "T7": ("Drug", "codeine"),
        "T9": ("Negated", "No"),
        "T10": ("Severity", "daily"),
    }
    (whole,) = [m for m in record["mentions"] if m.get("fragments")]
    assert [TEXT[part["start"] : part["end"]] for part in whole["fragments"]] == ["daily aspirin", "codeine"]
    events = {event["id"]: event for event in record["events"]}
    assert {id: (e["type"], e["trigger"]["text"], e["polarity"]) for id, e in events.items()} == {
        "E1": ("Adverse_event", "seen", "negative"),
        "E2": ("Combination", "or", "positive"),
    }
    assert [(a["role"], a.get("mention") or a["event"]) for a in events["E1"]["arguments"]] == [
        ("Effect", "T2"),
        ("Subject", "T3"),
        ("Subject.Gender", "T4"),
        ("Treatment", "T5"),
        ("Treatment.Drug", "T6"),
        ("Treatment.Drug", "T7"),
        ("Treatment.Combination", "E2"),
        ("Negated", "T9"),
        ("Severity", "T10"),
    ]
    assert [(loss.id, loss.what, loss.detail) for loss in report.losses] == [("E1", "value[|s] of an argument left out", "Severity=Low")]
    assert report.problems == []


def test_a_span_of_two_labels_is_two_mentions(tmp_path: Path) -> None:
    item = task()
    item["annotations"][0]["events"][0]["Subject"]["Race"] = span("men", id="T4")
    (record,), _ = read(tmp_path, item)
    assert {m["id"]: m["type"] for m in record["mentions"] if m["text"] == "men"} == {"T4": "Gender", "T4-Race": "Race"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Trigger": {}}, "event 'E1' has no trigger [phee-shape]"),
        ({"Effect": {"text": [["rush"]], "start": [[3]], "entity_id": ["T2"]}}, "T2: 3:7 reads 'rash', not 'rush' [phee-text]"),
        ({"Effect": {"text": [["rash"]], "start": [[]], "entity_id": ["T2"]}}, "the span T2 has no parts [phee-shape]"),
        ({"event_type": 3}, "'event_type' is 3, not a string [phee-shape]"),
    ],
)
def test_a_fault_is_said_with_its_line(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    item = task()
    item["annotations"][0]["events"][0] |= change
    _, report = read(tmp_path, task() | {"id": "0"}, item)
    assert [str(problem) for problem in report.problems] == [f"{tmp_path / 'x.json'}:2: {message}"]


def places(spans: list[Record]) -> set[str]:
    return {str([span.get(key) for key in ("start", "end", "fragments")]) for span in spans}


@pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the files of other projects are not here")
def test_the_sentences_that_are_there_in_both_formats_say_the_same() -> None:
    options = ReadOptions(keep_going=True)
    ours = {record["id"]: record for record in read_of("phee")(EXTERNAL / "json_dev.json", Report(), options)}
    others = {record["id"]: record for record in read_of("brat")(EXTERNAL / "clean" / "dev", Report(), options)}
    assert (len(others), others.keys() <= ours.keys()) == (150, True)
    for id, other in others.items():
        assert places(ours[id]["mentions"]) == places(other["mentions"]), id
        assert places([event["trigger"] for event in ours[id]["events"]]) == places([event["trigger"] for event in other["events"]]), id
        assert Counter(event["type"] for event in ours[id]["events"]) == Counter(event["type"] for event in other["events"])
