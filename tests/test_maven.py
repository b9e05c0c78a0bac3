"""MAVEN-Arg: clusters, arguments of a whole event, the test file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reading import faults, put, read, said, spans

from corpus_tools.formats import write_of
from corpus_tools.formats.losses import Report


def maven(**more: Any) -> dict[str, Any]:
    def mention(id: str, text: str, start: int, key: str = "mention") -> dict[str, Any]:
        return {"id": id, key: text, "offset": [start, start + len(text)]}

    entity = {"id": "ENT", "type": "Person", "mention": [mention("m1", "Ab", 0), mention("m2", "he", 8)]}
    argument = {"Victim": [{"entity_id": "ENT"}], "Place": [{"content": "in Cd", "offset": [16, 21]}], "Content": []}
    event = {"id": "EV", "type": "Death", "type_id": 1, "argument": argument}
    event["mention"] = [mention("e1", "died", 3, "trigger_word"), mention("e2", "death", 11, "trigger_word")]
    whole = {"id": "v1", "title": "T", "document": "Ab died he death in Cd", "entities": [entity], "events": [event]}
    return {**whole, **more}


def test_maven_clusters_and_the_arguments_of_a_whole_event_are_told_of(tmp_path: Path) -> None:
    item = maven(negative_triggers=[{"id": "n1", "trigger_word": "in", "offset": [17, 19]}])
    item["events"][0]["argument"]["Place"][0]["offset"] = [17, 22]
    (record,), report = read("maven", put(tmp_path, "x.jsonl", item))
    assert record["entities"] == [{"id": "ENT", "type": "Person", "mentions": ["m1", "m2"]}]
    assert record["event_clusters"] == [{"id": "EV", "events": ["e1", "e2"]}]
    first, second = record["events"]
    assert [(a["role"], a.get("mention") or a["span"]["text"]) for a in first["arguments"]] == [("Victim", "m1"), ("Place", "in Cd")]
    assert second["arguments"] == []
    assert said(report) == [
        ": document without its title: T",
        "n1: negative trigger left out: ",
        "e1: argument of an event as a whole given to its first mention: Victim",
        "e1/Victim/0: argument filled by an entity as a whole given its first mention: ENT",
        "e1: argument of an event as a whole given to its first mention: Place",
    ]


def test_an_event_of_one_mention_is_no_cluster_in_maven_and_none_of_one_is_written_for_the_scorer(tmp_path: Path) -> None:
    item = maven()
    item["events"][0] |= {"mention": item["events"][0]["mention"][:1], "argument": {}}
    (record,), report = read("maven", put(tmp_path, "x.jsonl", item))
    assert (record["event_clusters"], faults(report)) == ([], [])
    single = {**record, "event_clusters": [{"id": "EV", "events": ["e1"]}]}
    (path,) = write_of("tbf")([single], tmp_path / "out", Report())
    assert "@Coreference" not in path.read_text(encoding="utf-8")


def test_maven_offsets_that_read_otherwise_are_problems(tmp_path: Path) -> None:
    assert faults(read("maven", put(tmp_path, "x.jsonl", maven()))[1]) == ["1: e1/Place/0: 16:21 reads ' in C', not 'in Cd' [maven-text]"]


def test_the_test_file_of_maven_has_tokens_and_bare_triggers(tmp_path: Path) -> None:
    trigger = {"id": "e", "trigger_word": "died", "sent_id": 1, "offset": [1, 2], "type": "Death", "type_id": 1}
    timex = {"id": "t", "mention": "1912", "type": "DATE", "sent_id": 0, "offset": [0, 1]}
    beyond = {"id": "b", "mention": "x", "type": "DATE", "sent_id": 1, "offset": [1, 5]}
    item = {"id": "v", "tokens": [["1912", "."], ["He", "died"]], "event_mentions": [trigger], "TIMEX": [timex, beyond]}
    (record,), report = read("maven", put(tmp_path, "x.jsonl", item))
    assert record["text"] == "1912 .\nHe died"
    assert record["events"][0]["trigger"]["text"] == "died"
    assert spans(record) == [("DATE", "1912")]
    assert faults(report) == ["1: b: tokens [1, 5] are not in sentence 1 [maven-offset]"]
