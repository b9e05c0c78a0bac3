"""RAMS: ends included, roles without their numbers, links that lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reading import faults, put, read

from corpus_tools.formats import write_of
from corpus_tools.formats.losses import Report


def rams(**more: Any) -> dict[str, Any]:
    return {
        "doc_key": "r1",
        "sentences": [["Ab", "died", "."], ["In", "Cd"]],
        "source_url": "http://a.b",
        "evt_triggers": [[1, 1, [["life.die", 1.0]]]],
        "ent_spans": [[0, 0, [["evt001arg01victim", 1.0]]]],
        "gold_evt_links": [[[1, 1], [0, 0], "evt001arg01victim"], [[1, 1], [3, 4], "evt001arg03place"]],
        **more,
    }


def test_rams_ends_are_included_and_roles_lose_their_numbers(tmp_path: Path) -> None:
    (record,), _ = read("rams", put(tmp_path, "x.jsonlines", rams()))
    assert record["text"] == "Ab died .\nIn Cd"
    assert [s["text"] for s in record["sentences"]] == ["Ab died .", "In Cd"]
    (event,) = record["events"]
    assert (event["type"], event["trigger"]["text"]) == ("life.die", "died")
    assert [(a["role"], a["span"]["text"]) for a in event["arguments"]] == [("victim", "Ab"), ("place", "In Cd")]
    assert record["source"]["url"] == "http://a.b"


def test_rams_links_without_a_trigger_and_tokens_out_of_range_are_problems(tmp_path: Path) -> None:
    item = rams(gold_evt_links=[[[2, 2], [0, 0], "evt001arg01victim"], [[1, 1], [3, 9], "evt001arg03place"]])
    assert faults(read("rams", put(tmp_path, "x.jsonlines", item, rams(sentences=["Ab"])))[1]) == [
        "1: victim: no trigger at tokens 2 to 2 [rams-reference]",
        "1: place: tokens 3 to 9 are not among the 5 of the text [rams-offset]",
        "2: 'sentences' are not lists of tokens [rams-shape]",
    ]


def test_rams_numbers_event_types_and_their_roles_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    (record,), _ = read("rams", put(tmp_path, "x.jsonlines", rams()))
    (path,) = write_of("rams")([record], tmp_path / "out", Report())
    links = json.loads(path.read_text(encoding="utf-8"))["gold_evt_links"]
    assert links == [[[1, 1], [0, 0], "evt001arg01victim"], [[1, 1], [3, 4], "evt001arg02place"]]
