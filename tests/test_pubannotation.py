"""PubAnnotation: tracks and bags."""

from __future__ import annotations

from pathlib import Path

from reading import faults, put, read, said


def test_pubannotation_merges_tracks_and_knows_bags(tmp_path: Path) -> None:
    bag = {"id": "T1", "span": [{"begin": 0, "end": 1}, {"begin": 2, "end": 3}], "obj": "X"}
    track = {"project": "P", "denotations": [{"id": "T1", "span": {"begin": 1, "end": 2}, "obj": "Y"}]}
    attributes = [{"id": "A1", "subj": "T1", "pred": "level", "obj": "nominal"}, {"id": "A2", "subj": "T9", "pred": "mood", "obj": "good"}]
    item = {"text": "abc", "sourcedb": "PMC", "sourceid": "1", "denotations": [bag], "tracks": [track], "attributes": attributes}
    (record,), report = read("pubannotation", put(tmp_path, "x.json", item))
    assert record["id"] == "PMC-1"
    assert [(m["id"], m["level"], "fragments" in m) for m in record["mentions"]] == [("T1", "nominal", True), ("1-T1", "name", False)]
    assert said(report) == [
        "T9: attribute of things that are not there left out: mood=good",
        ": track merged, its project not being kept: P",
    ]
    assert faults(read("pubannotation", put(tmp_path, "y.json", [{"text": ["a"]}, {"text": "a", "denotations": [{"id": "T"}]}]))[1]) == [
        "1: 'text' is [\"a\"], not a string [pubannotation-shape]",
        "1: denotation 'T' has no span [pubannotation-shape]",
    ]
