"""Agreement: coefficients against published examples, matched units, any number of annotators, gamma."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from test_score import document, event, mention

from corpus_tools.errors import CorpusError, InvalidCorpus
from corpus_tools.order import Record
from corpus_tools.score import agree, score
from corpus_tools.score.agreement import cohen_kappa, krippendorff_alpha
from corpus_tools.score.gamma import Settings, gamma, gamma_of, units
from corpus_tools.score.view import view


def test_kappa_of_a_two_by_two_table() -> None:
    """Of 50 grant proposals both say yes to 20 and no to 15, one alone yes to 5, the other alone to 10: κ = 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)


# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", C: four observers, twelve units, some values missing.
RELIABILITY = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


def test_alpha_of_krippendorffs_own_example_with_missing_values() -> None:
    observers = [row.split() for row in RELIABILITY]
    found = krippendorff_alpha([label for label in unit if label != "."] for unit in zip(*observers, strict=True))
    assert found == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_krippendorffs_own_example_with_two_observers() -> None:
    """Section B of the same paper: two observers, twelve units, nominal: 0.692."""
    units_ = zip("aabbdcccedda", "babbbccceddd", strict=True)
    assert krippendorff_alpha(units_) == pytest.approx(0.692, abs=0.0005)


@pytest.mark.parametrize("coefficient", [cohen_kappa, krippendorff_alpha])
def test_degenerate_cases_of_the_coefficients(coefficient: object) -> None:
    assert callable(coefficient)
    assert coefficient([]) is None
    assert coefficient([("a", "a")] * 5) == 1
    assert coefficient([("a", "b")]) == pytest.approx(0)


def test_alpha_leaves_out_units_that_one_annotator_has_alone() -> None:
    assert krippendorff_alpha([("a", "a"), ("b", "b"), ("c",), ("a", "b")]) == krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b")])
    assert krippendorff_alpha([("a",), ("b",)]) is None


ANN = document(mention("a", "PER", 0, 4), mention("b", "ORG", 5, 9), mention("c", "GPE", 10, 14), text_sha256="0" * 64)
BEN = document(mention("a", "PER", 0, 4), mention("b", "PER", 5, 9), mention("c", "GPE", 11, 14))
CAM = document(mention("a", "PER", 0, 4), mention("b", "ORG", 5, 9), mention("c", "LOC", 11, 14))


def test_f1_of_every_pair_is_that_of_scoring_one_against_the_other() -> None:
    found = agree({"ann": [ANN], "ben": [BEN], "cam": [CAM]})
    (strict,) = (row for row in found.rows if row.key == ("mentions", "strict", "", ""))
    assert found.pairs == (("ann", "ben"), ("ann", "cam"), ("ben", "cam"))
    assert found.documents == (1, 1, 1)
    assert strict.f1 == pytest.approx((1 / 3, 2 / 3, 1 / 3))
    assert strict.f1[1] == score([ANN], [CAM])["mentions", "strict"].f1
    assert strict.mean == pytest.approx(4 / 9)


def test_coefficients_are_of_spans_that_both_marked() -> None:
    found = agree({"ann": [ANN], "ben": [BEN], "cam": [CAM]}, ["mentions"])
    (types,) = found.coefficients
    # ann and ben both marked 0:4 and 5:9; ben and cam these and 11:14.
    assert (types.layer, types.what, types.units) == ("mentions", "type, on the same span", 3)
    ben_cam = [("PER", "PER"), ("PER", "ORG"), ("GPE", "LOC")]
    assert types.kappas == pytest.approx((cohen_kappa([("PER", "PER"), ("ORG", "PER")]), 1.0, cohen_kappa(ben_cam)))
    assert types.alpha == pytest.approx(krippendorff_alpha([("PER",) * 3, ("ORG", "PER", "ORG"), ("GPE", "LOC")]))


def test_every_label_of_matched_units_has_a_coefficient() -> None:
    people = mention("a", "PER", 0, 4, value="1"), mention("b", "PER", 20, 24)
    one = document(
        *people,
        events=[event("e", "Go", 5, 9, ("Who", "a"), ("To", "b"))],
        relations=[{"id": "r", "type": "near", "head": "a", "tail": "b"}],
    )
    other = document(
        *people,
        events=[event("e", "Go", 5, 9, ("Who", "a"), ("From", "b"), tense="future")],
        relations=[{"id": "r", "type": "part_of", "head": "a", "tail": "b"}],
    )
    found = {(c.layer, c.what.split(",")[0]): (c.units, c.kappas[0]) for c in agree({"one": [one], "other": [other]}).coefficients}
    assert found == {
        ("mentions", "type"): (2, 1),
        ("values", "value"): (1, 1),
        ("triggers", "type"): (1, 1),
        ("triggers", "mode"): (1, 1),
        ("triggers", "polarity"): (1, 1),
        ("triggers", "modality"): (1, 1),
        ("triggers", "tense"): (1, 0),
        ("triggers", "genericity"): (1, 1),
        ("arguments", "role"): (2, pytest.approx(1 / 3)),
        ("relations", "type"): (1, 0),
    }


def test_several_labels_of_one_span_are_one_label_together() -> None:
    both = document(mention("a", "PER", 0, 4), mention("b", "ORG", 0, 4))
    found = agree({"one": [both], "other": [document(mention("a", "ORG", 0, 4))]}, ["mentions"])
    assert found.coefficients[0].kappas == (0,)


def test_the_entity_level_is_the_mean_of_both_ways() -> None:
    people = mention("a", "PER", 0, 4), mention("b", "PER", 20, 24)
    joined = document(*people, entities=[{"id": "x", "type": "PER", "mentions": ["a", "b"]}], events=[event("e", "Go", 5, 9, ("Who", "a"))])
    apart = document(*people, events=[event("e", "Go", 5, 9, ("Who", "b"))])
    found = agree({"joined": [joined], "apart": [apart]}, ["arguments"])
    f1 = {row.key.label: row.mean for row in found.rows if row.key[1:3] == ("classification", "end to end")}
    assert f1 == {"mention": 0, "head": 0, "entity": 0.5}


def test_only_shared_documents_count_pair_by_pair() -> None:
    more = document(mention("a", "PER", 0, 4), id="more")
    found = agree({"ann": [ANN, more], "ben": [BEN, more], "cam": [CAM]}, ["mentions"])
    assert found.documents == (2, 1, 1)


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        ({"ann": [ANN]}, "agreement needs two annotators or more, not 1"),
        ({"ann": [ANN], "ben": [document(id="other")]}, "ann and ben have no document in common"),
    ],
)
def test_what_cannot_agree_is_said(sides: dict[str, list[Record]], message: str) -> None:
    with pytest.raises(CorpusError) as error:
        agree(sides)
    assert str(error.value) == message


def test_annotations_of_another_text_are_an_error() -> None:
    with pytest.raises(InvalidCorpus) as error:
        agree({"ann": [ANN], "ben": [document(text_sha256="1" * 64)]})
    assert (
        str(error.value) == "ben: document 'd' has the text 111111111111..., where the other side has 000000000000... [score-text-differs]"
    )


# ---------------------------------------------------------------------------------------------------------- gamma


def test_units_of_gamma_are_spans_from_first_to_last_code_point() -> None:
    parts = [{"start": 0, "end": 2}, {"start": 5, "end": 9}]
    split = view(document(mention("a", "PER", 0, 9, fragments=parts), mention("b", "PER", 0, 9, fragments=parts)))
    events = view(document(events=[event("e", "Go", 5, 9)]))
    assert units({"ann": split, "ben": view(BEN)}, "mentions") == [
        ("ann", 0, 9, "PER"),
        ("ben", 0, 4, "PER"),
        ("ben", 5, 9, "PER"),
        ("ben", 11, 14, "GPE"),
    ]
    assert units({"ann": events}, "triggers") == [("ann", 5, 9, "Go")]


def test_gamma_without_its_library_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygamma_agreement", None)
    with pytest.raises(CorpusError) as error:
        gamma_of({"ann": view(ANN), "ben": view(BEN)}, "mentions")
    assert str(error.value) == "gamma needs pygamma-agreement, which is not installed: pip install 'corpus-tools[agreement]'"


def test_scoring_without_scipy_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    crossed = (
        document(mention("a", "PER", 0, 6), mention("b", "PER", 7, 12)),
        document(mention("a", "PER", 1, 8), mention("b", "PER", 5, 12)),
    )
    with pytest.raises(CorpusError) as error:
        score([crossed[0]], [crossed[1]])
    assert str(error.value) == "scoring needs scipy, which is not installed: pip install 'corpus-tools[score]'"


@pytest.mark.filterwarnings("ignore")
def test_gamma_is_1_for_equals_less_for_others_and_the_same_for_one_seed() -> None:
    pytest.importorskip("pygamma_agreement", reason="the extra [agreement] is not installed")
    before = str(np.random.get_state())  # noqa: NPY002
    same = gamma({"ann": {"d": view(ANN)}, "ben": {"d": view(ANN)}}, "mentions")
    other = [gamma({"ann": {"d": view(ANN)}, "ben": {"d": view(BEN)}}, "mentions", Settings(seed=7)) for _ in range(2)]
    assert (same.mean, same.documents) == (1, {"d": 1})
    assert other[0] == other[1]
    assert other[0].mean is not None
    assert 0 < other[0].mean < 1
    assert str(np.random.get_state()) == before  # noqa: NPY002
    assert gamma({"ann": {"d": view(ANN)}, "ben": {"d": view(document())}}, "mentions").mean is None
