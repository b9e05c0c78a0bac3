"""What annotation tools write, read as they write it: small files of each kind, their faults, and what of them is reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_tools import CorpusError, InvalidCorpus
from corpus_tools.formats import FORMATS, read_of, write_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.labels import Labels
from corpus_tools.formats.losses import Change, Loss, Report, worded
from corpus_tools.order import Record

KEEP = ReadOptions(keep_going=True)
EMOJI = "😀 محمد في القاهرة"


def read(name: str, path: Path, options: ReadOptions = KEEP) -> tuple[list[Record], Report]:
    report = Report()
    return list(read_of(name)(path, report, options)), report


def put(folder: Path, name: str, *items: Any) -> Path:
    """Write JSON lines, or one JSON value if the name does not end in .jsonl."""
    path = folder / name
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8")
    return path


def said(report: Report) -> list[str]:
    """Return losses and changes as `id: what: detail`, without the word on metadata that every foreign file needs."""
    lines = [f"{thing.id}: {worded(thing.what, 1)}: {thing.detail}" for thing in noted_in(report)]
    return [line for line in lines if "without metadata in the file" not in line]


def noted_in(report: Report) -> list[Loss | Change]:
    return [*report.losses, *report.changes]


def faults(report: Report) -> list[str]:
    return [f"{problem.line}: {problem.message} [{problem.rule}]" for problem in report.problems]


def spans(record: Record) -> list[tuple[str, str]]:
    return [(mention["type"], mention["text"]) for mention in record["mentions"]]


# -------------------------------------------------------------------------------------------------- Label Studio


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


# ------------------------------------------------------------------------------------------------------- doccano


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


# ------------------------------------------------------------------------------------------------------- Prodigy


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


# ------------------------------------------------------------------------------------- WikiEvents, RAMS, MAVEN-Arg


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


# ------------------------------------------------------------------------------------------------- spaCy, UIMA CAS


def test_a_docbin_of_others_gives_its_groups_or_its_entities(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    doc = spacy.blank("en")("Ab died in Cd")
    doc.set_ents([spacy.tokens.Span(doc, 0, 1, label="PER")])
    grouped = spacy.blank("en")("Ab died in Cd")
    grouped.spans["sc"] = [spacy.tokens.Span(grouped, 0, 2, label="X"), spacy.tokens.Span(grouped, 1, 2, label="Y")]
    grouped[1].lemma_ = "die"
    made = spacy.tokens.DocBin(attrs=["LEMMA", "ENT_IOB", "ENT_TYPE"], docs=[doc, grouped])
    (tmp_path / "x.spacy").write_bytes(made.to_bytes())
    records, report = read("spacy", tmp_path / "x.spacy")
    assert [spans(record) for record in records] == [[("PER", "Ab")], [("X", "Ab died"), ("Y", "died")]]
    assert said(report) == [": document without the tags, lemmas and trees of its tokens: "]


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


# ----------------------------------------------------------------------------------- BioC, PubAnnotation, W3C, ACE


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


def web(id: str, exact: str, start: int, end: int, *bodies: Any) -> dict[str, Any]:
    selector = [{"type": "TextQuoteSelector", "exact": exact}, {"type": "TextPositionSelector", "start": start, "end": end}]
    return {"id": f"#{id}", "type": "Annotation", "body": list(bodies), "target": {"selector": selector}}


def tag(value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def test_web_annotations_of_a_browser_count_utf16_and_link_each_other(tmp_path: Path) -> None:
    link = {"id": "#c", "type": "Annotation", "motivation": "linking", "body": [tag("near")], "target": [{"id": "#a"}, {"id": "#b"}]}
    comment = {"type": "TextualBody", "value": "hm"}
    items = [web("a", "محمد", 3, 7, comment, tag("PER"), tag("also")), web("b", "القاهرة", 11, 18, tag("GPE")), link]
    (tmp_path / "x.txt").write_text(EMOJI, encoding="utf-8")
    (record,), report = read("webannotation", put(tmp_path, "x.w3c.json", items))
    assert spans(record) == [("PER", "محمد"), ("GPE", "القاهرة")]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("near", "a", "b")]
    assert said(report) == [
        "a: comment left out: hm",
        "a: further tag of an annotation left out: also",
        ": document whose offsets count another unit than the format's: utf-16 instead of code-points",
    ]


def test_web_annotations_without_a_text_or_a_place_are_problems(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonld", [{"id": "#a", "type": "Annotation", "target": "http://a.b"}])
    assert faults(read("webannotation", path)[1]) == ["1: there is no x.txt beside it, to whose text it could apply [webannotation-text]"]
    (tmp_path / "x.txt").write_text("abc", encoding="utf-8")
    assert faults(read("webannotation", path)[1]) == [
        "1: annotation 'a' has neither a TextPositionSelector nor two annotations as its targets [webannotation-shape]"
    ]


def charseq(start: int, text: str, tag: str = "extent") -> str:
    return f'<{tag}><charseq START="{start}" END="{start + len(text) - 1}">{text.replace("&", "&amp;")}</charseq></{tag}>'


APF = f"""<source_file><document DOCID="ace1">
<entity ID="E1" TYPE="PER" SUBTYPE="Individual">
<entity_mention ID="E1-1" TYPE="NAM">{charseq(1, "Ab")}{charseq(1, "Ab", "head")}</entity_mention>
<entity_mention ID="E1-2" TYPE="HLS">{charseq(4, "he")}</entity_mention></entity>
<entity ID="E2" TYPE="ORG">
<entity_mention ID="E2-1" TYPE="NAM"><extent><charseq START="12" END="18">C&amp;D</charseq></extent></entity_mention></entity>
<timex2 ID="T1" VAL="1912"><timex2_mention ID="T1-1">{charseq(20, "1912")}</timex2_mention></timex2>
<relation ID="R1" TYPE="ORG-AFF" SUBTYPE="Employment">
<relation_mention ID="R1-1"><relation_mention_argument REFID="E1-1" ROLE="Arg-1"/>
<relation_mention_argument REFID="E2-1" ROLE="Arg-2"/>
<relation_mention_argument REFID="T1-1" ROLE="Time-Within"/></relation_mention></relation>
<event ID="V1" TYPE="Life" SUBTYPE="Die" MODALITY="Other" POLARITY="Negative" GENERICITY="Specific" TENSE="Past"><event_mention ID="V1-1">
{charseq(7, "died", "anchor")}<event_mention_argument REFID="E1-1" ROLE="Victim"/></event_mention></event>
</document></source_file>"""


def test_ace_ends_are_the_last_character_tags_do_not_count_and_references_do(tmp_path: Path) -> None:
    (tmp_path / "x.apf.xml").write_text(APF, encoding="utf-8")
    (tmp_path / "x.sgm").write_text("<DOC>\n<TEXT>Ab he died C&amp;D 1912</TEXT></DOC>", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.apf.xml")
    assert (record["id"], record["text"]) == ("ace1", "\nAb he died C&amp;D 1912")
    assert [(m["type"], m.get("subtype"), m["level"], m["text"], m.get("value")) for m in record["mentions"]] == [
        ("PER", "Individual", "name", "Ab", None),
        ("PER", "Individual", "name", "he", None),
        ("ORG", None, "name", "C&amp;D", None),
        ("TIMEX2", None, "value", "1912", "1912"),
    ]
    (event,) = record["events"]
    assert (event["type"], event["polarity"], event["modality"], event["tense"]) == ("Life.Die", "negative", "possible", "past")
    assert event["arguments"] == [{"role": "Victim", "mention": "E1-1"}]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("ORG-AFF.Employment", "E1-1", "E2-1")]
    assert [(e["id"], e["mentions"]) for e in record["entities"]] == [("E1", ["E1-1", "E1-2"]), ("E2", ["E2-1"])]
    assert record["event_clusters"] == []
    assert said(report) == [
        "E1-1: head of mentions left out: Ab",
        "R1-1: relation argument beyond the two ends left out: Time-Within T1-1",
        "E1-2: mention of a kind that is no level taken as name: HLS",
        "V1-1: event of modality or realis 'other' taken as possible: ",
    ]


ERE = """<deft_ere doc_id="ere1"><entities><entity id="n1" type="PER"><entity_mention id="m1" noun_type="PRO" offset="3" length="2">
<mention_text>He</mention_text><nom_head>He</nom_head></entity_mention></entity></entities>
<fillers><filler id="f1" offset="12" length="4" type="time">1912</filler></fillers>
<relations><relation id="r1" type="phys" subtype="at"><relation_mention id="rm1">
<rel_arg1 entity_mention_id="m1"/><rel_arg2 filler_id="f1"/>
</relation_mention></relation></relations>
<hoppers><hopper id="h1"><event_mention id="e1" type="life" subtype="die" realis="generic">
<trigger offset="6" length="4">died</trigger>
<em_arg entity_mention_id="m1" role="victim" realis="true">He</em_arg>
<em_arg filler_id="f1" role="time" realis="false">1912</em_arg></event_mention>
<event_mention id="e2" type="life" subtype="die" realis="other">
<trigger offset="6" length="4">died</trigger></event_mention>
</hopper></hoppers></deft_ere>"""


def test_rich_ere_counts_every_character_of_the_text_tags_included(tmp_path: Path) -> None:
    (tmp_path / "x.rich_ere.xml").write_text(ERE, encoding="utf-8")
    (tmp_path / "x.txt").write_text("<p>He died in1912", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.rich_ere.xml")
    assert [(m["type"], m["level"], m["text"]) for m in record["mentions"]] == [
        ("PER", "pronoun", "He"),
        ("time", "value", "1912"),
    ] or faults(report)
    assert faults(report) == ["3: f1: 12:16 reads 'n191', not '1912' [apf-text]"]
    (tmp_path / "x.txt").write_text("<p>He died  1912", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.rich_ere.xml")
    assert [(e["genericity"], e["modality"]) for e in record["events"]] == [("generic", "asserted"), ("specific", "possible")]
    assert record["event_clusters"] == [{"id": "h1", "events": ["e1", "e2"]}]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("phys.at", "m1", "f1")]
    assert "e1: argument that is not real left out: time 1912" in said(report)


def test_ace_without_its_text_or_of_another_kind_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.apf.xml").write_text("<other/>", encoding="utf-8")
    assert faults(read("apf", tmp_path / "x.apf.xml")[1]) == [
        "1: there is no x.sgm or x.txt beside it, to whose text it could apply [apf-text]"
    ]
    (tmp_path / "x.sgm").write_text("a", encoding="utf-8")
    assert faults(read("apf", tmp_path / "x.apf.xml")[1]) == [
        "1: <other> stands where <source_file> (ACE) or <deft_ere> (ERE) is wanted [apf-shape]"
    ]


# -------------------------------------------------------------------------------------------- what is written only


def test_event_nuggets_are_written_as_the_scorer_reads_them(tmp_path: Path) -> None:
    (tmp_path / "x.rich_ere.xml").write_text(ERE, encoding="utf-8")
    (tmp_path / "x.txt").write_text("<p>He died  1912", encoding="utf-8")
    (record,), _ = read("apf", tmp_path / "x.rich_ere.xml")
    report = Report()
    (path,) = write_of("tbf")([record], tmp_path / "out", report)
    assert path.read_text(encoding="utf-8").split("\n") == [
        "#BeginOfDocument ere1",
        "corpus\tere1\te1\t6,10\tdied\tlife.die\tGeneric",
        "corpus\tere1\te2\t6,10\tdied\tlife.die\tOther",
        "@Coreference\th1\te1,e2",
        "#EndOfDocument",
        "",
    ]
    assert [(change.id, change.detail) for change in report.changes] == [("e1", "Generic"), ("e2", "Other")]
    assert {(loss.id, worded(loss.what, 1)) for loss in report.losses} >= {("m1", "mention left out"), ("n1", "entity cluster left out")}


def test_a_format_that_only_writes_or_only_reads_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"^no format 'tbf' that can read; there are apf, "):
        read("tbf", tmp_path)
    with pytest.raises(CorpusError, match=r"^no format 'apf' that can write; there are bigbio, "):
        write_of("apf")


@pytest.mark.parametrize(
    ("name", "library", "line"),
    [
        ("spacy", "spacy", "spacy is not installed; pip install 'corpus-tools[spacy]' installs it"),
        ("xmi", "cassis", "dkpro-cassis is not installed; pip install 'corpus-tools[uima]' installs it"),
        ("casjson", "cassis", "dkpro-cassis is not installed; pip install 'corpus-tools[uima]' installs it"),
    ],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    name: str, library: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (library, f"{library}.tokens"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    (tmp_path / f"x{FORMATS[name].SUFFIXES[0]}").write_bytes(b"{}")
    with pytest.raises(CorpusError) as caught:
        read(name, tmp_path)
    assert str(caught.value) == line


def test_problems_are_raised_together_unless_the_reader_keeps_going(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonl", {"text": 1}, {"text": "abc", "label": []}, {"text": 2})
    with pytest.raises(InvalidCorpus) as caught:
        read("doccano", path, ReadOptions())
    assert [problem.line for problem in caught.value.problems] == [1, 3]
    assert len(read("doccano", path)[0]) == 1
