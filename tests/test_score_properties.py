"""What must hold for every pair of documents, whatever is in them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from corpus_tools.order import Record
from corpus_tools.score.coreference import b_cubed, ceaf_m, muc, partition, table
from corpus_tools.score.counts import Key
from corpus_tools.score.scores import COREFERENCE, Row, Scores, scores_of
from corpus_tools.score.scoring import tally_of
from corpus_tools.score.view import view

many = settings(max_examples=40, deadline=None)


def scored(*pairs: tuple[Record, Record]) -> Scores:
    return scores_of(tally_of([(view(gold), view(predicted)) for gold, predicted in pairs]))


def _shifted(item: Record, by: int) -> Record:
    return {**item, "start": max(0, item["start"] - by)} if not item.get("fragments") else item


@st.composite
def answers(draw: st.DrawFn, gold: Record) -> Record:
    """Draw what a system might say of a document: some of the gold, some of it spoiled, and some of another document."""
    other = draw(documents())
    random_ = draw(st.randoms(use_true_random=False))
    mentions = [
        {**_shifted(m, random_.choice([0, 0, 0, 1])), "type": random_.choice([m["type"], m["type"], "GPE"])} for m in gold["mentions"]
    ]
    mentions += [{**m, "id": f"x{m['id']}"} for m in other["mentions"]]
    mentions = [m for m in mentions if random_.random() < 0.8]
    ids = [m["id"] for m in mentions]
    groups: dict[int, list[str]] = {}
    for id in ids:
        groups.setdefault(random_.randrange(4), []).append(id)
    events = [{**e, "type": random_.choice([e["type"], e["type"], "C.D"])} for e in gold["events"] if random_.random() < 0.8]
    known = {*ids, *(e["id"] for e in events)}
    events = [{**e, "arguments": [a for a in e["arguments"] if {a.get("mention"), a.get("event")} - {None} <= known]} for e in events]
    return {
        **gold,
        "mentions": mentions,
        "entities": [{"id": f"E{n}", "type": "PER", "mentions": group} for n, group in groups.items() if n],
        "events": events,
        "event_clusters": [{"id": "H", "events": [e["id"] for e in events]}] if len(events) > 1 and random_.random() < 0.5 else [],
        "relations": [r for r in gold["relations"] if {r["head"], r["tail"]} <= known],
    }


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Record, Record]:
    gold = draw(documents())
    return gold, draw(answers(gold))


def rows(scores: Scores) -> dict[Key, tuple[Any, ...]]:
    return {row.key: (row.precision, row.recall, row.f1, row.gold, row.predicted) for row in scores.rows}


def close(numbers: tuple[float | None, ...]) -> Any:
    return [None if number is None else pytest.approx(number, rel=1e-9) for number in numbers]


def same(one: Scores, other: Scores) -> None:
    ours, theirs = rows(one), rows(other)
    assert ours.keys() == theirs.keys()
    for key, numbers in ours.items():
        assert list(numbers) == close(theirs[key]), key


def _links_of(row: Row, document: Record) -> bool:
    """Return whether any cluster of the row's layer has two mentions that can be told apart."""
    seen = view(document)
    clusters = seen.entities if row.layer == "entities" else seen.event_clusters
    return any(len(cluster) > 1 for cluster in partition(clusters))


@many
@given(documents())
def test_a_document_scores_1_against_itself(document: Record) -> None:
    for row in scored((document, document)).rows:
        if row.layer in COREFERENCE and row.measure in ("MUC", "CoNLL") and row.gold and not _links_of(row, document):
            # MUC sees links only, and there is none: 0 by the CoNLL scorer and the CorefUD scorer's TC-N-1.
            assert row.f1 == (0 if row.measure == "MUC" else pytest.approx(2 / 3)), row
        else:
            assert row.f1 == pytest.approx(1), row
            assert row.precision in (None, pytest.approx(1)), row
            assert row.recall in (None, pytest.approx(1)), row


@many
@given(pairs())
def test_changing_sides_changes_precision_and_recall_over_and_leaves_f1(pair: tuple[Record, Record]) -> None:
    there, back = scored(pair), scored(pair[::-1])
    for row in there.rows:
        # "Any coreferent mention" means one of the gold entity: whose entities are asked is not symmetric.
        if row.label != "entity":
            other = back[row.key]
            assert [row.precision, row.recall, row.f1] == close((other.recall, other.precision, other.f1)), row
            assert (row.gold, row.predicted) == (other.predicted, other.gold)


def _renamed(value: Any, prefix: str) -> Any:
    """Give every id in a record another name."""
    if isinstance(value, list):
        return [f"{prefix}{item}" if isinstance(item, str) else _renamed(item, prefix) for item in value]
    if isinstance(value, dict):
        ids = ("id", "mention", "event", "head", "tail")
        return {k: f"{prefix}{v}" if k in ids and isinstance(v, str) else _renamed(v, prefix) for k, v in value.items()}
    return value


LISTS = ("mentions", "entities", "events", "event_clusters", "relations")


def _shuffled(record: Record, random_: random.Random) -> Record:
    layers = {layer: random_.sample(record[layer], len(record[layer])) for layer in LISTS}
    clusters = {
        layer: [{**c, members: random_.sample(c[members], len(c[members]))} for c in layers[layer]]
        for layer, members in (("entities", "mentions"), ("event_clusters", "events"))
    }
    return {**record, **layers, **clusters}


@many
@given(st.lists(pairs(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_order_of_documents_and_of_items_changes_nothing(found: list[tuple[Record, Record]], random_: random.Random) -> None:
    other = [(_shuffled(gold, random_), _shuffled(predicted, random_)) for gold, predicted in random_.sample(found, len(found))]
    same(scored(*found), scored(*other))


@many
@given(pairs())
def test_names_of_mentions_events_clusters_and_relations_change_nothing(pair: tuple[Record, Record]) -> None:
    same(scored(pair), scored((_renamed(pair[0], "g"), _renamed(pair[1], "z"))))


@many
@given(pairs())
def test_saying_it_twice_changes_nothing(pair: tuple[Record, Record]) -> None:
    gold, predicted = pair
    again = _renamed(predicted, "again-")
    doubled = {**predicted, **{layer: predicted[layer] + again[layer] for layer in ("mentions", "entities", "events", "relations")}}
    # Events that are said twice are two events in one cluster where the first is in one, and in two clusters otherwise.
    clusters = [c["events"] for c in predicted["event_clusters"]]
    doubled["event_clusters"] = [{"id": str(n), "events": [*c, *(f"again-{id}" for id in c)]} for n, c in enumerate(clusters)]
    same(scored(pair), scored((gold, doubled)))


@many
@given(pairs(), st.data())
def test_removing_a_correct_mention_never_raises_recall(pair: tuple[Record, Record], data: st.DataObject) -> None:
    gold, predicted = pair
    right = {(m.span, m.type) for m in view(gold).mentions}
    used = {a.get("mention") for e in predicted["events"] for a in e["arguments"]}
    used |= {id for r in predicted["relations"] for id in (r["head"], r["tail"])}
    spans = dict(zip([m["id"] for m in predicted["mentions"]], view(predicted).mentions, strict=True))
    free = [id for id, m in spans.items() if (m.span, m.type) in right and id not in used]
    if not free:
        return
    gone = data.draw(st.sampled_from(free))
    entities = [{**e, "mentions": [id for id in e["mentions"] if id != gone]} for e in predicted["entities"]]
    less = {**predicted, "mentions": [m for m in predicted["mentions"] if m["id"] != gone], "entities": entities}
    _never_higher(scored(pair), scored((gold, less)), ("mentions", "values"))


@many
@given(pairs(), st.data())
def test_removing_a_correct_argument_or_relation_never_raises_recall(pair: tuple[Record, Record], data: st.DataObject) -> None:
    gold, predicted = pair
    events = [e for e in predicted["events"] if e["arguments"]]
    if events:
        which = data.draw(st.sampled_from(events))["id"]
        shorter = [{**e, "arguments": e["arguments"][1:]} if e["id"] == which else e for e in predicted["events"]]
        _never_higher(scored(pair), scored((gold, {**predicted, "events": shorter})), ("arguments", "triggers"))
    if predicted["relations"]:
        _never_higher(scored(pair), scored((gold, {**predicted, "relations": predicted["relations"][1:]})), ("relations",))


def _never_higher(before: Scores, after: Scores, layers: tuple[str, ...]) -> None:
    left = rows(after)
    for row in before.rows:
        # The mean over types is left out: it has one type less once the last prediction of a type that gold lacks is gone.
        if row.layer in layers and row.by != "macro" and row.gold and row.recall is not None and row.key in left:
            assert left[row.key][1] <= row.recall + 1e-9, row


CLUSTERS = st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4)


@many
@given(CLUSTERS, CLUSTERS, st.data())
def test_removing_a_correct_mention_never_raises_recall_of_coreference(
    gold: list[set[int]], predicted: list[set[int]], data: st.DataObject
) -> None:
    parts = partition(gold), partition(predicted)
    right = sorted(set[int]().union(*gold) & set[int]().union(*predicted))
    if not right:
        return
    gone = data.draw(st.sampled_from(right))
    less = partition(cluster - {gone} for cluster in parts[1])
    # The others may gain by it: a predicted cluster that is purer fits better (CEAF-e), may now be the singleton that gold has
    # (LEA), or takes the last non-coreference link along, which BLANC then leaves out of the mean.
    for metric in (muc, b_cubed, ceaf_m):
        before, after = metric(table(*parts)), metric(table(parts[0], less))
        assert after[0] <= before[0] + 1e-9, metric
