"""doccano: its units, marks in labels, users, and lines of the wrong shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import EMOJI, faults, put, read, said, spans

from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.labels import Labels


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccano_counts_utf16(key: str, tmp_path: Path) -> None:
    (record,), report = read("doccano", put(tmp_path, "x.jsonl", {"id": 4, "text": EMOJI, key: [[3, 7, "PER/individual:nominal"]]}))
    assert [(m["type"], m["subtype"], m["level"], m["text"]) for m in record["mentions"]] == [("PER", "individual", "nominal", "محمد")]
    assert (record["id"], said(report)) == (
        "x-4",
        [": document whose offsets fit more than one unit; taken as the format's own: utf-16"],
    )


def test_doccano_is_read_in_code_points_where_only_those_give_every_span_a_place(tmp_path: Path) -> None:
    (record,), report = read("doccano", put(tmp_path, "x.jsonl", {"text": "😀x", "label": [[1, 2, "X"]]}))
    assert spans(record) == [("X", "x")]
    assert said(report) == [": document whose offsets count another unit than the format's: code-points instead of utf-16"]
    assert faults(
        read("doccano", put(tmp_path, "x.jsonl", {"text": "😀x", "label": [[1, 2, "X"]]}), ReadOptions(unit="utf-16", keep_going=True))[1]
    ) == ["1: n0: utf-16 offset 1 lies inside a code point [doccano-offset]"]


def test_doccano_is_certain_where_only_its_own_unit_has_room_for_every_span(tmp_path: Path) -> None:
    (record,), report = read("doccano", put(tmp_path, "x.jsonl", {"text": "😀x", "label": [[2, 3, "X"]]}))
    assert (spans(record), said(report)) == ([("X", "x")], [])


def test_doccano_labels_with_marks_are_events_and_fillers_and_a_label_table_names_numbers(tmp_path: Path) -> None:
    entities = [
        {"id": 1, "label": "!Die", "start_offset": 0, "end_offset": 1},
        {"id": 2, "label": "~", "start_offset": 1, "end_offset": 2},
        {"id": 3, "label": 12, "start_offset": 2, "end_offset": 3},
    ]
    relations = [{"from_id": 1, "to_id": 2, "type": "How"}, {"id": 9, "from_id": 1, "to_id": 3, "type": "Who"}]
    path = put(tmp_path, "x.jsonl", {"text": "abc", "entities": entities, "relations": relations})
    (record,), report = read("doccano", path)
    (event,) = record["events"]
    assert event["arguments"] == [{"role": "How", "span": {"start": 1, "end": 2, "text": "b"}}, {"role": "Who", "mention": "3"}]
    assert spans(record) == [("L12", "c")]
    assert said(report) == ["3: label that the schema does not take changed: '12' became 'L12'"]
    named = ReadOptions(labels=Labels({"mentions": {"12": "PER"}}))
    assert spans(read("doccano", path, named)[0][0]) == [("PER", "c")]


def test_doccano_takes_the_first_user_of_several_and_reports_the_rest(tmp_path: Path) -> None:
    labels = [{"id": n, "label": "X", "start_offset": n, "end_offset": n + 1, "user": n} for n in (1, 2)]
    (record,), report = read(
        "doccano", put(tmp_path, "x.jsonl", {"text": "abc", "annotations": labels, "Comments": ["hm"], "cats": ["good"]})
    )
    assert spans(record) == [("X", "b")]
    assert said(report) == [
        "2: annotation by other users than the first left out: user 2",
        ": comment left out: hm",
        ": label of whole documents left out: good",
    ]


def test_a_line_of_the_wrong_shape_is_a_problem_with_its_number(tmp_path: Path) -> None:
    items = [
        {"text": 3},
        {"text": "abc", "label": [["a", 1, "X"]]},
        {"text": "abc", "label": [[0, 1]]},
        [1],
        {"text": "abc", "label": [[0, 9, "X"]]},
    ]
    assert faults(read("doccano", put(tmp_path, "x.jsonl", *items))[1]) == [
        "1: 'text' is 3, not a string [doccano-shape]",
        "2: 'start_offset' is \"a\", not a whole number [doccano-shape]",
        "3: a label is [0, 1], not start, end and name [doccano-shape]",
        "4: [1] stands where an object is wanted [doccano-shape]",
        "5: n0: utf-16 offset 9 lies outside a text of 3 units [doccano-offset]",
    ]
