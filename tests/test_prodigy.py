"""Prodigy: which tasks are taken, relations, and tokens that say the unit."""

from __future__ import annotations

from pathlib import Path

from reading import faults, put, read, said, spans


def test_prodigy_leaves_out_what_was_not_accepted_and_what_repeats_and_says_so(tmp_path: Path) -> None:
    span = {"start": 0, "end": 1, "label": "X", "source": "model", "mood": "good"}
    tasks = [
        {"text": "abc", "spans": [span], "_task_hash": 1, "answer": "accept"},
        {"text": "abc", "_task_hash": 1, "answer": "accept"},
        {"text": "abc", "answer": "reject"},
        {"text": "abc", "answer": "accept", "accept": ["Q1"]},
    ]
    records, report = read("prodigy", put(tmp_path, "x.jsonl", *tasks))
    assert [spans(record) for record in records] == [[("X", "a")], []]
    assert said(report) == [
        "m1: attribute that the schema has no place for: mood=good",
        ": task left out, an earlier one having the same hash: line 1",
        ": task that the annotator rejected or ignored left out: reject",
        ": choice of a whole task left out: Q1",
    ]


def test_prodigy_relations_find_their_spans_and_a_bare_token_becomes_a_mention(tmp_path: Path) -> None:
    spans_ = [{"start": 0, "end": 1, "label": "X"}]
    relation = {"label": "near", "head_span": {"start": 0, "end": 1, "label": "X"}, "child_span": {"start": 2, "end": 3, "label": None}}
    lost = {"label": "far", "head_span": {"start": 0, "end": 1, "label": "X"}, "child_span": {"start": 2, "end": 3, "label": "Y"}}
    (record,), report = read("prodigy", put(tmp_path, "x.jsonl", {"text": "abc", "spans": spans_, "relations": [relation, lost]}))
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("near", "m1", "t1-2")]
    assert spans(record) == [("X", "a"), ("token", "c")]
    assert faults(report) == ["1: far: no annotation '2:3 Y' [prodigy-reference]"]


def test_prodigy_is_read_as_utf16_if_its_tokens_say_so(tmp_path: Path) -> None:
    tokens = [{"text": "😀", "start": 0, "end": 2}, {"text": "x", "start": 2, "end": 3}]
    (record,), report = read(
        "prodigy", put(tmp_path, "x.jsonl", {"text": "😀x", "tokens": tokens, "spans": [{"start": 2, "end": 3, "label": "X"}]})
    )
    assert spans(record) == [("X", "x")]
    assert said(report) == [": document whose offsets count another unit than the format's: utf-16 instead of code-points"]
