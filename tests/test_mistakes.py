"""Mistakes: every false negative and false positive once, by kind, in context."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from test_score import document, event, mention
from test_score_properties import many, pairs

from corpus_tools.order import Record
from corpus_tools.score.mistakes import Item, Mistake, mistakes
from corpus_tools.score.scores import scores_of
from corpus_tools.score.scoring import tally_of
from corpus_tools.score.view import view


def found(gold: Record, predicted: Record, *layers: str) -> list[tuple[str, list[str], list[str]]]:
    seen = mistakes([(view(gold), view(predicted))], layers or ("mentions",))
    return [(m.kind, [_said(item) for item in m.gold], [_said(item) for item in m.predicted]) for m in seen]


def _said(item: Item) -> str:
    return f"{item.span[0]}:{item.span[-1]} {item.label}{f' of {item.of}' if item.of else ''}"


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([("PER", 0, 9)], [("PER", 0, 9)], []),
        ([("PER", 0, 9)], [("ORG", 0, 9)], [("type", ["0:9 PER"], ["0:9 ORG"])]),
        ([("PER", 0, 9)], [("PER", 4, 9)], [("boundary", ["0:9 PER"], ["4:9 PER"])]),
        ([("PER", 0, 9)], [("ORG", 4, 12)], [("boundary and type", ["0:9 PER"], ["4:12 ORG"])]),
        ([("PER", 0, 9)], [("PER", 0, 4), ("ORG", 5, 9)], [("split", ["0:9 PER"], ["0:4 PER", "5:9 ORG"])]),
        (
            [("PER", 0, 9)],
            [("PER", 0, 8), ("PER", 5, 9)],
            [("boundary", ["0:9 PER"], ["0:8 PER"]), ("spurious", [], ["5:9 PER"])],
        ),
        ([("PER", 0, 4), ("PER", 5, 9)], [("PER", 0, 9)], [("merged", ["0:4 PER", "5:9 PER"], ["0:9 PER"])]),
        ([("PER", 0, 9)], [("PER", 9, 12)], [("missed", ["0:9 PER"], []), ("spurious", [], ["9:12 PER"])]),
        (
            [("PER", 0, 9), ("GPE", 5, 9)],
            [("PER", 0, 9), ("GPE", 6, 9)],
            [("boundary", ["5:9 GPE"], ["6:9 GPE"])],
        ),
        (
            [("PER", 0, 9), ("PER", 0, 5)],
            [("PER", 0, 8)],
            [("missed", ["0:5 PER"], []), ("boundary", ["0:9 PER"], ["0:8 PER"])],
        ),
    ],
)
def test_kinds_of_mistakes_in_mentions(gold: list[Any], predicted: list[Any], expected: list[Any]) -> None:
    sides = [document(*(mention(str(n), *each) for n, each in enumerate(side))) for side in (gold, predicted)]
    assert found(sides[0], sides[1]) == expected


def test_an_argument_can_stand_only_for_one_of_the_same_event() -> None:
    people = mention("a", "PER", 0, 4), mention("b", "PER", 2, 4)
    gold = document(*people, text="Anna came and left.", events=[event("e", "Go", 5, 9, ("Who", "a")), event("f", "Go", 14, 18)])
    said = document(*people, events=[event("e", "Go", 5, 9, ("Who", "b")), event("f", "Go", 14, 18, ("Who", "a"))])
    assert found(gold, said, "arguments") == [
        ("boundary", ["0:4 Who of Go came"], ["2:4 Who of Go came"]),
        ("spurious", [], ["0:4 Who of Go left"]),
    ]


def test_kinds_of_mistakes_in_clusters() -> None:
    people = [mention(str(n), "PER", n * 10, n * 10 + 4) for n in range(6)]

    def with_entities(*clusters: str) -> Record:
        return document(*people, entities=[{"id": f"c{n}", "type": "PER", "mentions": list(c)} for n, c in enumerate(clusters)])

    assert found(with_entities("01", "2", "5"), with_entities("0", "12", "34"), "entities") == [
        ("split", ["0:4 cluster of 2"], ["0:4 cluster of 1", "10:14 cluster of 2"]),
        ("merged", ["0:4 cluster of 2", "20:24 cluster of 1"], ["10:14 cluster of 2"]),
        ("spurious", [], ["30:34 cluster of 2"]),
        ("missed", ["50:54 cluster of 1"], []),
    ]


def test_the_context_is_thirty_code_points_on_each_side_in_one_line() -> None:
    text = f"{'a' * 40}\nb\n{'c' * 40}"
    (only,) = mistakes([(view(document(mention("m", "PER", 41, 42), text=text)), view(document()))], ["mentions"])
    assert only == Mistake("mentions", "missed", "d", (Item((41, 42), "PER"),), (), f"{'a' * 29} ", "b", f" {'c' * 29}")


def test_without_a_text_there_is_no_context() -> None:
    (only,) = mistakes([(view(document(mention("m", "PER", 41, 42))), view(document()))], ["mentions"])
    assert (only.before, only.text, only.after) == (None, None, None)


MEASURE = {
    "mentions": ("strict",),
    "values": ("exact",),
    "triggers": ("classification",),
    "arguments": ("classification", "end to end", "mention"),
    "relations": ("classification",),
}


@many
@given(pairs())
def test_every_false_negative_and_false_positive_is_in_one_mistake(pair: tuple[Record, Record]) -> None:
    views = [(view(pair[0]), view(pair[1]))]
    scores = scores_of(tally_of(views))
    for layer, measure in MEASURE.items():
        if (layer, *measure) not in {(row.layer, row.measure, *filter(None, row.key[2:])) for row in scores.rows}:
            continue
        row, wrong = scores[layer, *measure], mistakes(views, [layer])
        right = round((row.recall or 0) * row.gold) if row.gold else 0
        missing, extra = [item for m in wrong for item in m.gold], [item for m in wrong for item in m.predicted]
        assert (len(missing), len(extra)) == (row.gold - right, row.predicted - right), layer
