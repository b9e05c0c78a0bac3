"""WikiEvents and OneIE: tokens in their order, offsets that drift, text that is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reading import faults, put, read, said


def wiki(**more: Any) -> dict[str, Any]:
    sentences = [[[["Ab", 0, 2], ["died", 3, 7]], "Ab died"], [[["Cd", 8, 10]], "Cd"]]
    mention = {"id": "T1", "sent_idx": 0, "start": 0, "end": 1, "entity_type": "PER", "mention_type": "NOM", "text": "Ab"}
    event: dict[str, Any] = {"id": "E1", "event_type": "Die", "trigger": {"start": 1, "end": 2, "text": "died"}}
    event["arguments"] = [{"entity_id": "T1", "role": "Victim", "text": "Ab"}]
    return {
        "doc_id": "d",
        "tokens": ["Ab", "died", "Cd"],
        "text": "Ab diedCd",
        "sentences": sentences,
        "entity_mentions": [mention],
        "relation_mentions": [],
        "event_mentions": [event],
        **more,
    }


def test_wikievents_tokens_are_placed_by_their_order_and_drifting_offsets_reported(tmp_path: Path) -> None:
    (tmp_path / "coref").mkdir()
    put(tmp_path / "coref", "x.jsonlines", {"doc_key": "d", "clusters": [["T1", "T9"]], "informative_mentions": ["Ab"]})
    (record,), report = read("wikievents", put(tmp_path, "x.jsonl", wiki()))
    assert [(m["level"], m["text"]) for m in record["mentions"]] == [("nominal", "Ab")]
    assert [s["text"] for s in record["sentences"]] == ["Ab died", "Cd"]
    assert record["entities"] == [{"id": "c1", "type": "PER", "mentions": ["T1"]}]
    assert record["events"][0]["arguments"] == [{"role": "Victim", "mention": "T1"}]
    drift = "document whose tokens do not stand at the character offsets given; placed by their order in the text"
    assert said(report) == [
        "c1: member of clusters that is not there: T9",
        ": informative mention of clusters left out: Ab",
        f": {drift}: 1 of 3 tokens, by up to 1 code points",
    ]


def test_wikievents_tokens_that_are_not_the_text_and_spans_that_are_not_tokens_are_problems(tmp_path: Path) -> None:
    def mention(start: int, end: int, text: str) -> dict[str, Any]:
        return {"id": "T", "start": start, "end": end, "entity_type": "X", "text": text}

    items = [
        wiki(tokens=["Ab", "xx"]),
        wiki(entity_mentions=[mention(0, 9, "Ab")], event_mentions=[]),
        wiki(entity_mentions=[mention(0, 1, "Xy")], event_mentions=[]),
        wiki(relation_mentions=[{"id": "R", "relation_type": "near", "arguments": [{"entity_id": "T1"}]}]),
    ]
    assert faults(read("wikievents", put(tmp_path, "x.jsonl", *items))[1]) == [
        "1: d: 'xx' does not follow the tokens before it in the text [wikievents-token]",
        "2: T: tokens 0:9 are not among the 3 of the text [wikievents-offset]",
        "3: T: tokens 0:1 read 'Ab', not 'Xy' [wikievents-text]",
        "4: relation 'R' has 1 arguments, not 2 [wikievents-shape]",
    ]


def test_oneie_has_no_text_and_it_is_put_together(tmp_path: Path) -> None:
    relation = {"id": "R", "relation_type": "ORG", "relation_subtype": "ORG-AFF", "arguments": [{"entity_id": "T1"}, {"entity_id": "T2"}]}
    second = {"id": "T2", "start": 2, "end": 3, "entity_type": "ORG", "mention_type": "NAM", "text": "Cd"}
    item = wiki(sent_id="d-1", relation_mentions=[relation], event_mentions=[])
    item["entity_mentions"] = [*item["entity_mentions"], second]
    del item["text"], item["sentences"]
    (record,), report = read("wikievents", put(tmp_path, "x.jsonl", item))
    assert (record["id"], record["text"]) == ("d-1", "Ab died Cd")
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("ORG-AFF", "T1", "T2")]
    assert said(report) == [": text put together from tokens, a blank between two, a line feed between sentences: "]
