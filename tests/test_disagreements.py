"""Disagreements: every point on which two annotators differ once, in its sentence, whichever of the two comes first."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from test_score import document, event, mention
from test_score_properties import many, pairs

from corpus_tools.order import Record
from corpus_tools.score import disagree
from corpus_tools.score.disagreements import AXES, Disagreement, Passage, disagreements_of
from corpus_tools.score.mistakes import Item, mistakes
from corpus_tools.score.scores import LAYERS
from corpus_tools.score.view import view

TEXT = "Anna Lund left.\nShe did not."
SENTENCES = [{"id": "s1", "start": 0, "end": 15}, {"id": "s2", "start": 16, "end": 28}]


def said(*mentions: Record, **more: Any) -> Record:
    return document(*mentions, text=TEXT, sentences=SENTENCES, **more)


def between(one: Record, other: Record, *layers: str) -> tuple[Disagreement, ...]:
    return disagreements_of({name: {"d": view(record)} for name, record in (("A", one), ("B", other))}, layers or LAYERS)


def shown(found: Disagreement) -> tuple[str, str, list[str], list[str], bool]:
    one, other = ([f"{i.span[0]}:{i.span[-1]} {i.label}{f' of {i.of}' if i.of else ''}" for i in side] for side in found.sides)
    return found.layer, found.kind, one, other, found.follows


ANNA, LUND, SHE = mention("a", "PER", 0, 9), mention("b", "PER", 5, 9), mention("c", "PER", 16, 19)
WHO = event("e", "Go", 10, 14, ("Who", "a"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said(ANNA), said(ANNA), []),
        (said(ANNA), said({**ANNA, "type": "ORG"}), [("mentions", "type", ["0:9 PER"], ["0:9 ORG"], False)]),
        (said(ANNA), said(LUND), [("mentions", "boundary", ["0:9 PER"], ["5:9 PER"], False)]),
        (said(ANNA), said({**LUND, "type": "ORG"}), [("mentions", "boundary and type", ["0:9 PER"], ["5:9 ORG"], False)]),
        (said(ANNA), said(), [("mentions", "one side", ["0:9 PER"], [], False)]),
        (said(), said(ANNA), [("mentions", "one side", [], ["0:9 PER"], False)]),
        (
            said(mention("x", "PER", 0, 4), LUND),
            said(ANNA),
            [("mentions", "several", ["0:4 PER", "5:9 PER"], ["0:9 PER"], False)],
        ),
        (
            said(ANNA, events=[WHO]),
            said(ANNA, events=[]),
            [
                ("triggers", "one side", ["10:14 Go"], [], False),
                ("arguments", "one side", ["0:9 Who of Go left"], [], True),
                ("event_clusters", "one side", ["10:14 Go cluster of 1"], [], True),
            ],
        ),
        (
            said(ANNA, events=[WHO]),
            said(ANNA, events=[event("e", "Go", 10, 14, ("What", "a"))]),
            [("arguments", "type", ["0:9 Who of Go left"], ["0:9 What of Go left"], False)],
        ),
        (
            said(ANNA, events=[WHO]),
            said(LUND, events=[event("e", "Go", 10, 14, ("Who", "b"))]),
            [
                ("mentions", "boundary", ["0:9 PER"], ["5:9 PER"], False),
                ("arguments", "boundary", ["0:9 Who of Go left"], ["5:9 Who of Go left"], True),
            ],
        ),
        (
            said(events=[event("e", "Go", 10, 14, mode="away", tense="past")]),
            said(events=[event("e", "Go", 10, 14, tense="future", polarity="negative")]),
            [
                ("triggers", "mode", ["10:14 away of Go left"], ["10:14  of Go left"], False),
                ("triggers", "polarity", ["10:14 positive of Go left"], ["10:14 negative of Go left"], False),
                ("triggers", "tense", ["10:14 past of Go left"], ["10:14 future of Go left"], False),
            ],
        ),
        (
            said(ANNA, SHE, relations=[{"id": "r", "type": "kin", "head": "a", "tail": "c"}]),
            said(ANNA, SHE, relations=[]),
            [("relations", "one side", ["16:19 kin of Anna Lund"], [], False)],
        ),
        (
            said(ANNA, SHE, relations=[{"id": "r", "type": "kin", "head": "a", "tail": "c"}]),
            said(SHE),
            [
                ("mentions", "one side", ["0:9 PER"], [], False),
                ("relations", "one side", ["16:19 kin of Anna Lund"], [], True),
            ],
        ),
        (
            said(ANNA, SHE, entities=[{"id": "x", "type": "PER", "mentions": ["a", "c"]}]),
            said(ANNA, SHE, entities=[{"id": i, "type": "PER", "mentions": [i]} for i in ("a", "c")]),
            [("entities", "several", ["0:9 cluster of 2"], ["0:9 cluster of 1", "16:19 cluster of 1"], False)],
        ),
        (
            said({**ANNA, "value": "1"}),
            said({**ANNA, "value": "2"}),
            [("values", "type", ["0:9 PER 1"], ["0:9 PER 2"], False)],
        ),
        (
            said({**ANNA, "value": "1"}),
            said({**LUND, "value": "1"}),
            [
                ("mentions", "boundary", ["0:9 PER"], ["5:9 PER"], False),
                ("values", "boundary", ["0:9 PER 1"], ["5:9 PER 1"], True),
            ],
        ),
    ],
)
def test_kinds_of_disagreements(one: Record, other: Record, expected: list[Any]) -> None:
    assert [shown(found) for found in between(one, other)] == expected


def test_a_disagreement_is_shown_in_its_sentences() -> None:
    cluster = {"entities": [{"id": "x", "type": "PER", "mentions": ["a", "c"]}]}
    first, second = between(said(ANNA, SHE, **cluster), said(ANNA, {**SHE, "type": "ORG"}))[:2]
    assert (first.layer, first.passages) == ("entities", (Passage("s1", 0, "Anna Lund left."),))
    assert second == Disagreement(
        "d",
        "mentions",
        "type",
        ("A", "B"),
        ((Item((16, 19), "PER"),), (Item((16, 19), "ORG"),)),
        follows=False,
        passages=(Passage("s2", 16, "She did not."),),
    )


def test_the_text_of_withheld_documents_comes_from_what_repeats_it() -> None:
    repeated = [{**SENTENCES[0], "text": TEXT[:15]}, {**SENTENCES[1], "text": TEXT[16:]}]
    (found,) = between(document(ANNA, LUND, sentences=repeated), document(ANNA, sentences=SENTENCES))
    assert found.passages == (Passage("s1", 0, "Anna Lund left."),)
    (found,) = between(document(ANNA, sentences=SENTENCES), document(sentences=SENTENCES))
    assert found.passages == (Passage("s1", 0, None),)


def test_where_there_are_no_sentences_what_stands_around_is_shown() -> None:
    (found,) = between(document(SHE, text=TEXT), document())
    assert found.passages == (Passage("", 0, TEXT),)
    (found,) = between(document(mention("m", "PER", 100, 104), text=f"{'a' * 99} Anna {'b' * 99}"), document())
    assert found.passages == (Passage("", 40, f"{'a' * 59} Anna {'b' * 59}"),)


def test_of_three_annotators_each_pair_is_compared() -> None:
    views = {name: {"d": view(record)} for name, record in (("A", said(ANNA)), ("B", said()), ("C", said(ANNA)))}
    assert [one.annotators for one in disagreements_of(views)] == [("A", "B"), ("B", "C")]


@many
@given(pairs())
def test_all_that_is_a_mistake_is_a_disagreement(pair: tuple[Record, Record]) -> None:
    found = [one for one in between(*pair) if one.kind not in AXES]
    wrong = mistakes([(view(pair[0]), view(pair[1]))], LAYERS)
    # Which word an item hangs on is quoted from the text, which mistakes do without where only sentences repeat it.
    assert Counter((d.layer, *(tuple((i.span, i.label) for i in side) for side in d.sides)) for d in found) == Counter(
        (m.layer, *(tuple((i.span, i.label) for i in side) for side in (m.gold, m.predicted))) for m in wrong
    )


@many
@given(pairs())
def test_those_who_disagree_do_so_both_ways(pair: tuple[Record, Record]) -> None:
    there, back = between(pair[0], pair[1]), between(pair[1], pair[0])
    assert Counter((one.layer, one.kind) for one in there) == Counter((one.layer, one.kind) for one in back)
    assert sum(one.follows for one in there) == sum(one.follows for one in back)


def test_waqai_has_the_disagreements_that_its_coefficients_count() -> None:
    found = disagree({name: ROOT / "corpus" / "layers" / name for name in "AB"})
    kinds = Counter(one.kind for one in found if one.layer == "triggers")
    assert {axis: kinds[axis] for axis in AXES} == {"mode": 21, "polarity": 2, "modality": 9, "tense": 17, "genericity": 1}
    assert all(passage.sentence and passage.text for one in found for passage in one.passages)
