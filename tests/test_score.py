"""Scores of small documents, worked out by hand: what each layer counts, and what happens where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest
from conftest import SECOND

import corpus_tools
from corpus_tools.errors import CorpusError, InvalidCorpus
from corpus_tools.order import Record
from corpus_tools.score import score
from corpus_tools.score.coreference import b_cubed, blanc_links, ceaf_e, ceaf_m, lea, muc, partition, table
from corpus_tools.score.counts import Key
from corpus_tools.score.heads import head_finder
from corpus_tools.score.matching import Span, best_pairs, depths, dice, overlap, overlapping, span_of
from corpus_tools.score.scores import Row, Scores
from corpus_tools.score.spans import length
from corpus_tools.score.view import view


def mention(id: str, type: str, start: int, end: int, **more: Any) -> Record:
    return {"id": id, "type": type, "level": "name", "start": start, "end": end, **more}


def event(id: str, type: str, start: int, end: int, *arguments: tuple[str, str], **more: Any) -> Record:
    return {
        "id": id,
        "type": type,
        "trigger": {"start": start, "end": end},
        "arguments": [{"role": role, "event" if filler.startswith("e") else "mention": filler} for role, filler in arguments],
        **more,
    }


def document(*mentions: Record, id: str = "d", **more: Any) -> Record:
    return {"id": id, "mentions": list(mentions), **more}


def numbers(row: Row) -> tuple[float | None, float | None, float]:
    return row.precision, row.recall, row.f1


def of(gold: Record, predicted: Record, *what: str) -> Any:
    return pytest.approx(numbers(score([gold], [predicted])[what]))


# ------------------------------------------------------------------------------------------------------------- spans


def test_a_span_is_the_code_points_it_covers() -> None:
    parts = [{"start": 8, "end": 9}, {"start": 0, "end": 2}, {"start": 2, "end": 4}]
    assert span_of({"start": 0, "end": 9, "fragments": parts}) == (0, 4, 8, 9)
    assert span_of({"start": 0, "end": 9, "fragments": None}) == (0, 9)


def test_dice_counts_code_points_of_fragments() -> None:
    assert dice((0, 4, 8, 9), (3, 9)) == 2 * 2 / (5 + 6)
    assert (dice((0, 2), (2, 4)), dice((0, 4), (0, 4)), dice((2, 2), (2, 2))) == (0, 1, 0)


def test_the_best_pairing_is_not_the_greedy_one() -> None:
    """Greedy would take (0, 10) with (0, 9) at once, and leave (5, 10) and (0, 4) with nothing to share."""
    assert sorted((g, p) for g, p, _ in best_pairs([(0, 10), (0, 4)], [(0, 9), (5, 10)])) == [((0, 4), (0, 9)), ((0, 10), (5, 10))]


def test_equal_spans_are_paired_before_the_sum_is_made_as_large_as_possible() -> None:
    gold: set[Span]
    predicted: set[Span]
    gold, predicted = {(0, 2), (1, 2)}, {(0, 2), (0, 1)}
    assert overlap(gold, predicted) == 1
    assert overlapping(gold, predicted) == 1
    assert sum(weight for _, _, weight in best_pairs(list(gold), list(predicted))) == pytest.approx(4 / 3)


def test_as_many_overlaps_are_paired_as_go() -> None:
    """By Dice the two long ones go together, and what is left shares nothing."""
    gold: set[Span]
    predicted: set[Span]
    gold, predicted = {(0, 100), (100, 200)}, {(0, 101), (50, 51)}
    assert len(best_pairs(list(gold), list(predicted))) == 1
    assert overlapping(gold, predicted) == 2


def test_depth_is_the_number_of_spans_around() -> None:
    assert depths({(0, 10), (0, 4), (1, 2), (5, 9), (20, 30), (8, 12)}) == {
        (0, 10): 0,
        (0, 4): 1,
        (1, 2): 2,
        (5, 9): 1,
        (8, 12): 0,
        (20, 30): 0,
    }


@pytest.mark.parametrize(("size", "name"), [(1, "1-4"), (4, "1-4"), (5, "5-8"), (64, "33-64"), (65, "65+")])
def test_lengths_are_classes_of_code_points(size: int, name: str) -> None:
    assert length((7, 7 + size)) == name


# ----------------------------------------------------------------------------------------------------------- mentions

GOLD = document(mention("a", "ORG", 0, 20), mention("b", "GPE", 10, 20), mention("c", "PER", 30, 40), mention("d", "PER", 50, 54))
SAID = document(mention("a", "ORG", 0, 20), mention("b", "PER", 10, 20), mention("c", "PER", 30, 38), mention("x", "LOC", 60, 64))


@pytest.mark.parametrize(
    ("what", "right"),
    [(("strict",), 1), (("exact",), 2), (("overlap",), 2 + 16 / 18), (("type",), 2)],
)
def test_mentions_by_four_measures(what: tuple[str], right: float) -> None:
    assert of(GOLD, SAID, "mentions", *what) == (right / 4, right / 4, right / 4)


def test_mentions_by_type_and_their_macro_average() -> None:
    scores = score([GOLD], [SAID])
    by_type = {row.label: numbers(row) for row in scores.rows if row.key[:3] == ("mentions", "strict", "type")}
    assert by_type == {"ORG": (1, 1, 1), "GPE": (0, 0, 0), "PER": (0, 0, 0), "LOC": (0, 0, 0)}
    assert numbers(scores["mentions", "strict", "macro", ""]) == (1 / 4, 1 / 4, 1 / 4)


def test_depth_and_length_are_those_of_each_side() -> None:
    flat = document(mention("b", "GPE", 10, 20))
    assert of(GOLD, flat, "mentions", "strict", "depth", "1") == (0, 1, 0)
    assert of(GOLD, flat, "mentions", "strict", "depth", "0") == (1, 0, 0)
    assert of(GOLD, flat, "mentions", "strict", "length", "9-16") == (1, 1 / 2, 2 / 3)


def test_a_discontinuous_mention_is_right_only_if_its_fragments_are() -> None:
    parts = [{"start": 0, "end": 2}, {"start": 5, "end": 9}]
    gold = document(mention("a", "PER", 0, 9, fragments=parts))
    assert of(gold, document(mention("z", "PER", 0, 9, fragments=parts[::-1])), "mentions", "strict") == (1, 1, 1)
    assert of(gold, document(mention("z", "PER", 0, 9)), "mentions", "strict") == (0, 0, 0)


def test_values_must_be_the_same_and_the_type_too() -> None:
    gold = document(mention("a", "TIM", 0, 5, value="2026"), mention("b", "NUM", 9, 12, value="7"), mention("c", "TIM", 20, 25))
    said = document(
        mention("a", "TIM", 1, 5, value="2026"), mention("b", "TIM", 9, 12, value="7"), mention("c", "TIM", 20, 25, value="P1D")
    )
    assert of(gold, said, "values", "exact") == (0, 0, 0)
    assert of(gold, said, "values", "overlap") == (1 / 3, 1 / 2, 2 / 5)
    assert of(gold, said, "values", "overlap", "type", "TIM") == (1 / 3, 1, 1 / 2)


# ------------------------------------------------------------------------------------------------- events, arguments


def test_triggers_by_what_must_be_right() -> None:
    gold = document(events=[event("e1", "A.B", 0, 5, mode="m"), event("e2", "A.B", 9, 12, tense="future"), event("e3", "C.D", 20, 24)])
    said = document(
        events=[event("e1", "A.B", 0, 5, mode="n"), event("e2", "A.B", 9, 12, modality="planned"), event("e3", "A.B", 20, 24, mode="m")]
    )
    right = {"identification": 3, "overlap": 3, "classification": 2, "mode": 1, "realis": 2, "axes": 1}
    scores = score([gold], [said])
    assert {measure: scores["triggers", measure].f1 for measure in right} == pytest.approx({m: n / 3 for m, n in right.items()})


@pytest.mark.parametrize(
    ("axes", "realis"),
    [
        ({}, "actual"),
        ({"tense": "present"}, "actual"),
        ({"tense": "future"}, "other"),
        ({"polarity": "negative"}, "other"),
        ({"modality": "possible"}, "other"),
        ({"genericity": "generic", "tense": "future"}, "generic"),
    ],
)
def test_realis_is_drawn_from_the_axes(axes: dict[str, str], realis: str) -> None:
    assert view(document(events=[event("e", "A.B", 0, 5, **axes)])).events[0].realis == realis


PEOPLE = (mention("a", "PER", 0, 9), mention("b", "PER", 20, 22), mention("c", "GPE", 30, 35), mention("d", "PER", 0, 4))
ENTITIES = [{"id": "x", "type": "PER", "mentions": ["a", "b"]}, {"id": "y", "type": "GPE", "mentions": ["c"]}]
TRIAL = document(
    *PEOPLE, entities=ENTITIES, events=[event("e1", "A.B", 50, 55, ("Who", "a"), ("Where", "c")), event("e2", "A.B", 60, 65, ("Who", "b"))]
)


def _arguments(*events: Record) -> dict[tuple[str, str, str], int]:
    """Return how many arguments are right for each measure; all of them are of 3 gold ones."""
    rows = score([TRIAL], [document(*PEOPLE, events=list(events), language="ar")], ["arguments"]).rows
    return {(row.measure[0], row.by, row.label): round(row.f1 * (row.gold + row.predicted) / 2) for row in rows if row.label in LEVELS}


LEVELS = ("mention", "head", "entity")


@pytest.mark.parametrize(
    ("arguments", "mention", "head", "entity"),
    [
        ((("Who", "a"), ("Where", "c")), 2, 2, 2),
        ((("Who", "b"), ("Where", "c")), 1, 1, 2),
        ((("Who", "d"), ("Where", "c")), 1, 2, 1),
        ((("Whom", "a"),), 0, 0, 0),
        ((), 0, 0, 0),
    ],
)
def test_levels_of_the_filler(arguments: tuple[tuple[str, str], ...], mention: int, head: int, entity: int) -> None:
    found = _arguments(event("e1", "A.B", 50, 55, *arguments))
    assert [found["c", "end to end", level] for level in LEVELS] == [mention, head, entity]


def test_identification_does_not_ask_the_role() -> None:
    assert _arguments(event("e1", "A.B", 50, 55, ("Whom", "a")))["i", "end to end", "mention"] == 1


def test_what_must_be_right_about_the_event() -> None:
    elsewhere, other = event("e1", "A.B", 51, 55, ("Who", "a")), event("e1", "C.D", 50, 55, ("Who", "a"))
    assert [_arguments(elsewhere)["c", by, "mention"] for by in ("end to end", "given trigger", "event type")] == [0, 0, 1]
    assert [_arguments(other)["c", by, "mention"] for by in ("end to end", "given trigger", "event type")] == [0, 0, 0]


def test_given_trigger_leaves_out_the_arguments_of_lost_triggers() -> None:
    row = score([TRIAL], [document(*PEOPLE, events=[event("e1", "A.B", 50, 55, ("Who", "a"))])])
    assert numbers(row["arguments", "classification", "given trigger", "mention"]) == pytest.approx((1, 1 / 2, 2 / 3))
    assert numbers(row["arguments", "classification", "end to end", "mention"]) == pytest.approx((1, 1 / 3, 1 / 2))


def test_rows_of_arguments_are_in_a_fixed_order() -> None:
    rows = [row for row in score([TRIAL], [TRIAL], ["arguments"]).rows if row.by not in ("macro", "role")]
    tasks = ("identification", "classification")
    ways = ("end to end", "given trigger", "event type")
    assert [row.key[1:] for row in rows] == [(task, way, level) for way in ways for level in LEVELS for task in tasks]


def test_an_event_fills_a_role_by_its_trigger_and_at_entity_level_by_its_cluster() -> None:
    events = [event("e1", "Say", 0, 4, ("What", "e2")), event("e2", "Go", 10, 14), event("e3", "Go", 20, 24)]
    gold = document(events=events, event_clusters=[{"id": "h", "events": ["e2", "e3"]}])
    said = document(events=[event("e1", "Say", 0, 4, ("What", "e3")), *events[1:]])
    assert of(gold, said, "arguments", "classification", "end to end", "mention") == (0, 0, 0)
    assert of(gold, said, "arguments", "classification", "end to end", "entity") == (1, 1, 1)


@pytest.mark.parametrize(
    ("language", "which", "span", "head"),
    [
        ("ar", None, (1, 12), 0),
        ("en", None, (4, 12), 8),
        ("en", "first", (4, 12), 4),
        ("ar", "last", (1, 12), 8),
        (None, None, (0, 3, 4, 7), 4),
    ],
)
def test_the_head_is_a_word_by_position(language: str | None, which: str | None, span: tuple[int, ...], head: int) -> None:
    assert head_finder("the new mayor.", language, which)(span) == head


def test_without_a_text_the_head_is_a_code_point() -> None:
    assert (head_finder(None, "ar")((1, 12)), head_finder(None, "en")((1, 12))) == (1, 11)


# -------------------------------------------------------------------------------------------------------- relations


def test_relations_by_what_must_be_right() -> None:
    gold = document(*PEOPLE, relations=[{"id": "r", "type": "from", "head": "a", "tail": "c"}])
    turned = document(*PEOPLE, relations=[{"id": "r", "type": "from", "head": "c", "tail": "a"}])
    retyped = (mention("a", "ORG", 0, 9), *PEOPLE[1:])
    wrong_type = document(*retyped, relations=[{"id": "r", "type": "from", "head": "a", "tail": "c"}])
    for said, right in ((turned, (0, 0, 0)), (wrong_type, (1, 1, 0))):
        measures = ("identification", "classification", "strict")
        assert tuple(score([gold], [said])["relations", measure].f1 for measure in measures) == right


# ------------------------------------------------------------------------------------------------------- coreference


def _all_metrics(gold: list[set[str]], predicted: list[set[str]]) -> list[tuple[float, ...]]:
    of = table(partition(gold), partition(predicted))
    return [tuple(metric(of)) for metric in (muc, b_cubed, ceaf_m, ceaf_e, lea)] + [*blanc_links(of)]


def test_counts_of_coreference_by_hand() -> None:
    """Key {ab} {cde}, response {bcx} {de}: TC-B of the CoNLL scorer's tests."""
    assert _all_metrics([{"a", "b"}, {"c", "d", "e"}], [{"b", "c", "x"}, {"d", "e"}]) == [
        (1, 3, 1, 3),
        (pytest.approx(1 / 2 + 1 / 3 + 4 / 3), 5, pytest.approx(1 / 3 + 1 / 3 + 2), 5),
        (3, 5, 3, 5),
        (pytest.approx(2 / 5 + 4 / 5), 2, pytest.approx(2 / 5 + 4 / 5), 2),
        (1, 5, 2, 5),
        (1, 4, 1, 4),
        (2, 6, 2, 6),
    ]


def test_the_alignment_takes_the_larger_part_of_a_split_cluster() -> None:
    of = table(partition([{"a", "b", "c"}]), partition([{"a", "b"}, {"c"}]))
    assert (ceaf_m(of), ceaf_e(of)) == ((2, 3, 2, 3), (4 / 5, 1, 4 / 5, 2))


def test_a_mention_of_several_clusters_belongs_to_the_largest() -> None:
    assert partition([{"b", "z"}, {"b", "c", "x"}, {"d"}, {"d"}, set()]) == (frozenset("bcx"), frozenset("z"), frozenset("d"))


def test_one_mention_has_no_link_and_is_right_or_wrong() -> None:
    """The special case of BLANC."""
    for said, f1 in ((0, 1.0), (1, 0.0)):
        gold, predicted = (
            document(mention("a", "PER", at, 5), entities=[{"id": "x", "type": "PER", "mentions": ["a"]}]) for at in (0, said)
        )
        assert score([gold], [predicted])["entities", "BLANC", "singletons", "with"].f1 == f1


def test_an_event_in_no_cluster_is_a_singleton() -> None:
    gold = document(events=[event("e1", "A.B", 0, 4), event("e2", "A.B", 5, 9)], event_clusters=[{"id": "h", "events": ["e1", "e2"]}])
    said = document(events=gold["events"])
    assert of(gold, said, "event_clusters", "B3", "singletons", "with") == (1, 1 / 2, 2 / 3)
    assert of(gold, said, "event_clusters", "B3", "singletons", "without") == (0, 0, 0)


def test_events_on_one_trigger_are_told_apart_by_their_type() -> None:
    events = [event("e1", "A.B", 0, 4), event("e2", "C.D", 0, 4), event("e3", "C.D", 5, 9)]
    gold = document(events=events, event_clusters=[{"id": "h", "events": ["e2", "e3"]}])
    assert of(gold, gold, "event_clusters", "mentions", "singletons", "with") == (1, 1, 1)
    assert score([gold], [gold])["event_clusters", "mentions", "singletons", "with"].gold == 3


# -------------------------------------------------------------------------------------------------------- nothing


def test_nothing_on_either_side_is_1() -> None:
    assert {numbers(row)[2] for row in score([document()], [document()]).rows} == {1.0}


def test_nothing_on_one_side_is_0() -> None:
    for gold, said in ((TRIAL, document()), (document(), TRIAL)):
        rows = [row for row in score([gold], [said]).rows if row.gold or row.predicted]
        assert len(rows) > 40
        assert {row.f1 for row in rows} == {0.0}


def test_no_documents_at_all_have_no_rows() -> None:
    assert score([], []).rows == ()


def test_one_cluster_of_all_against_singletons_has_a_value_for_every_metric() -> None:
    people = [mention(str(n), "PER", n, n + 1) for n in range(3)]
    one = document(*people, entities=[{"id": "x", "type": "PER", "mentions": ["0", "1", "2"]}])
    each = document(*people, entities=[{"id": p["id"], "type": "PER", "mentions": [p["id"]]} for p in people])
    scores = score([one], [each])
    found = {row.measure: row.f1 for row in scores.rows if row.key[:1] + row.key[2:] == ("entities", "singletons", "with")}
    expected = {"mentions": 1, "MUC": 0, "B3": 1 / 2, "CEAFm": 1 / 3, "CEAFe": 1 / 4, "BLANC": 0, "LEA": 0, "CoNLL": 1 / 4}
    assert found == pytest.approx(expected)


# --------------------------------------------------------------------------------------------------------- inputs


def _jsonl(path: Path, *records: Record) -> Path:
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


def test_a_corpus_its_dataset_directory_and_its_documents_score_1_against_each_other(second_built: Path, tmp_path: Path) -> None:
    corpus = corpus_tools.load(SECOND)
    lines = _jsonl(tmp_path / "all.jsonl", *(corpus.record(id) for id in corpus.ids))
    for predicted in (SECOND, second_built, SECOND / "documents", lines, list(corpus)):
        scores = score(SECOND, predicted)
        assert scores.documents == 3
        assert [row for row in scores.rows if row.f1 != pytest.approx(1)] == []


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_jsonl_is_read_compressed_or_not(tmp_path: Path, suffix: str) -> None:
    lines = b"".join(orjson.dumps(record) + b"\n" for record in (GOLD, document(id="e")))
    path = tmp_path / f"said.jsonl{suffix}"
    with pa.output_stream(str(path)) as file:
        file.write(lines)
    assert (path.read_bytes() == lines) == (suffix == "")
    assert score(path, [GOLD, document(id="e")])["mentions", "strict"].f1 == 1


def test_a_document_that_is_not_predicted_counts_as_empty() -> None:
    scores = score(
        [document(mention("a", "PER", 0, 4)), document(mention("a", "PER", 0, 4), id="other")], [document(mention("a", "PER", 0, 4))]
    )
    assert numbers(scores["mentions", "strict"]) == pytest.approx((1, 1 / 2, 2 / 3))


def test_documents_that_gold_lacks_are_each_said_in_a_line() -> None:
    with pytest.raises(InvalidCorpus) as error:
        score([document()], [document(), document(id="x"), document(id="y")])
    assert str(error.value) == (
        "predicted: document 'x' is not among the gold ones [score-document-extra]\n"
        "predicted: document 'y' is not among the gold ones [score-document-extra]"
    )


def test_another_text_is_an_error() -> None:
    with pytest.raises(InvalidCorpus) as error:
        score([document(text_sha256="a" * 64)], [document(text_sha256="b" * 64)])
    assert str(error.value) == (
        "predicted: document 'd' has the text bbbbbbbbbbbb..., where the other side has aaaaaaaaaaaa... [score-text-differs]"
    )


def test_one_id_twice_is_an_error() -> None:
    with pytest.raises(InvalidCorpus) as error:
        score([document()], [document(), document()])
    assert str(error.value) == "predicted: document 'd' is there twice [score-document-twice]"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"mentions": []}, "a document without an id cannot be scored"),
        ([], "a document without an id cannot be scored"),
        (
            {"id": "d", "mentions": ["a"]},
            "document 'd': is not in the form of the document schema: string indices must be integers, not 'str'",
        ),
        (document({"id": "a", "start": 0, "end": 1}), "document 'd': 'type' is missing: no such key, or no annotation of that id"),
        (
            document(events=[event("e", "A.B", 0, 4, ("Who", "m9"))]),
            "document 'd': 'm9' is missing: no such key, or no annotation of that id",
        ),
    ],
)
def test_a_record_that_cannot_be_scored_says_why(record: Any, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        score([record], [record])
    assert str(error.value) == message


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_bytes(b'{"id": "d"}\n\n{"id":\n')
    with pytest.raises(InvalidCorpus) as error:
        score(path, path)
    assert str(error.value) == f"{path}:3:1: unexpected end of data [json-syntax]"


def test_an_unknown_layer_names_the_known_ones() -> None:
    with pytest.raises(CorpusError) as error:
        score([], [], ["mention"])
    assert str(error.value) == ("no layer 'mention'; there are mentions, values, entities, triggers, arguments, event_clusters, relations")


def test_an_unknown_score_names_the_known_ones() -> None:
    scores: Scores = score([document()], [document()])
    with pytest.raises(KeyError, match="no score \\('mentions', 'fuzzy', '', ''\\); measures of mentions are exact, overlap, strict, type"):
        scores["mentions", "fuzzy"]
    assert scores["mentions", "strict"].key == Key("mentions", "strict")
