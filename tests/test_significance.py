"""Intervals and tests by resampling: seeded, right where they can be known, and wide where little is known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from test_score import document, mention

from corpus_tools.errors import CorpusError
from corpus_tools.order import Record
from corpus_tools.score import compare, score, with_intervals
from corpus_tools.score.scores import Interval

STRICT = ("mentions", "strict")


def _documents(right: str) -> tuple[list[Record], list[Record]]:
    """Make documents with one mention each, and a system that is right where there is a plus."""
    gold = [document(mention("a", "PER", 0, 4), id=f"d{n}") for n in range(len(right))]
    said = [document(mention("a", "PER" if good == "+" else "ORG", 0, 4), id=f"d{n}") for n, good in enumerate(right)]
    return gold, said


def _interval(gold: list[Record], said: list[Record], seed: int = 0, samples: int = 2000) -> Interval:
    found = with_intervals(score(gold, said, ["mentions"]), samples, seed)[STRICT].interval
    assert found
    return found


def test_an_interval_is_that_of_the_binomial_where_each_document_is_one_trial() -> None:
    gold, said = _documents("+" * 70 + "-" * 30)
    interval = _interval(gold, said)
    # Of 100 documents 70 are right: the 2.5th and 97.5th percentiles of Binomial(100, 0.7) are 61 and 79.
    assert (interval.low, interval.high) == pytest.approx((0.61, 0.79), abs=0.011)


def test_one_seed_gives_one_interval_and_another_seed_another() -> None:
    gold, said = _documents("+-+" * 10)
    found = [with_intervals(score(gold, said, ["mentions"]), 101, seed).rows for seed in (3, 3, 4)]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_of_one_document_the_interval_is_a_point() -> None:
    assert _interval(*_documents("+")) == Interval(1, 1)


def test_a_sample_without_anything_to_score_takes_no_part() -> None:
    """The one ORG of ten documents is lost in a third of the samples; that makes no sample perfect."""
    gold, said = _documents("+" * 9)
    scores = with_intervals(score([*gold, document(mention("a", "ORG", 0, 4), id="x")], said, ["mentions"]), 500)
    assert scores["mentions", "strict", "type", "ORG"].interval == Interval(0, 0)


def test_a_type_that_a_sample_lacks_takes_no_part_in_its_mean() -> None:
    gold, _ = _documents("-" * 9)
    scores = with_intervals(score([*gold, document(mention("a", "ORG", 0, 4), id="x")], [], ["mentions"]), 500)
    assert scores["mentions", "strict", "macro", ""].interval == Interval(0, 0)


def test_as_many_samples_are_drawn_as_are_asked_for() -> None:
    gold, said = _documents("+-" * 20)
    one, two = _interval(gold, said, samples=1), _interval(gold, said, samples=2)
    assert one.low == one.high
    assert two.low < two.high


def test_an_interval_of_no_documents_is_refused() -> None:
    with pytest.raises(CorpusError) as error:
        with_intervals(score([], []))
    assert str(error.value) == "an interval needs documents and samples; there are 0 and 1000"


def _exact_p(gold: list[Record], one: list[Record], other: list[Record]) -> float:
    """Return the share of all ways to change the two outputs over that differ at least as much as the one seen."""

    def f1(said: list[Record]) -> float:
        return score(gold, said, ["mentions"])[STRICT].f1

    seen = abs(f1(one) - f1(other))
    gaps = []
    for swap in product((False, True), repeat=len(gold)):
        sides = [[(b if s else a) for a, b, s in zip(x, y, swap, strict=True)] for x, y in ((one, other), (other, one))]
        gaps.append(abs(f1(sides[0]) - f1(sides[1])))
    return float(np.mean(np.array(gaps) >= seen - 1e-12))


def test_p_is_the_share_of_exchanges_with_as_large_a_difference() -> None:
    gold, one = _documents("++++++-+")
    _, other = _documents("--+--++-")
    exact = _exact_p(gold, one, other)
    row = next(d for d in compare(score(gold, one), score(gold, other), trials=20_000) if d.key == (*STRICT, "", ""))
    assert 0.05 < exact < 0.5
    assert row.p == pytest.approx(exact, abs=0.015)
    assert row.difference == pytest.approx(row.first - row.second) == pytest.approx(4 / 8)


def test_a_system_does_not_differ_from_itself() -> None:
    gold, said = _documents("+-+")
    assert {(d.difference, d.p) for d in compare(score(gold, said), score(gold, said), trials=50)} == {(0, 1)}


def test_a_clear_difference_over_many_documents_is_significant() -> None:
    gold, good = _documents("+" * 40)
    _, bad = _documents("-" * 40)
    found = {
        d.key.measure: d.p for d in compare(score(gold, good, ["mentions"]), score(gold, bad, ["mentions"]), trials=999) if not d.key.by
    }
    assert found["strict"] == 1 / 1000
    assert found["exact"] == 1


def test_one_seed_gives_one_p() -> None:
    gold, one = _documents("+-++" * 5)
    _, other = _documents("++--" * 5)
    found = [compare(score(gold, one), score(gold, other), trials=301, seed=seed) for seed in (1, 1, 2)]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_systems_over_different_documents_cannot_be_compared() -> None:
    gold, said = _documents("+-")
    with pytest.raises(CorpusError) as error:
        compare(score(gold, said), score(gold[:1], said[:1]))
    assert str(error.value) == "two systems can be compared on the same documents only"
