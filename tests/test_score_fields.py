"""The same numbers as the field's scorers, where their domains meet; what lies outside is named, with its reason."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate.evaluator import Evaluator
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from corpus_tools.score.coreference import partition, tally_partitions
from corpus_tools.score.counts import Key, Ratios, Tally
from corpus_tools.score.matching import Span, dice
from corpus_tools.score.scores import Row, Scores, derive, scores_of
from corpus_tools.score.spans import Labelled, add_exact, add_overlap, add_relaxed, add_strict, by_label
from corpus_tools.score.tags import spans_of_tags

EXTERNAL = ROOT.parent / "shared" / "external"
COREFUD = EXTERNAL / "corefud_scorer_tests"
EVMEVAL = EXTERNAL / "evmeval" / "test_cases"
AQMAR = EXTERNAL / "aqmar" / "articles"
AQMAR_SENTENCES, AQMAR_TOKENS = 2686, 73_792

needs_corefud = pytest.mark.skipif(not COREFUD.is_dir(), reason="the CorefUD scorer's test suite is not beside this checkout")
needs_evmeval = pytest.mark.skipif(not EVMEVAL.is_dir(), reason="EvmEval's test cases are not beside this checkout")
needs_aqmar = pytest.mark.skipif(not AQMAR.is_dir(), reason="the AQMAR articles are not beside this checkout")

# ------------------------------------------------------------------------------------------------------ coreference

METRICS = {"muc": "MUC", "b_cubed": "B3", "ceafm": "CEAFm", "ceafe": "CEAFe", "lea": "LEA", "blancc+blancn": "BLANC"}
Clusters = dict[str, list[tuple[int, ...]]]


def conll_clusters(path: Path) -> Clusters:
    """Read clusters of (start, end) in tokens from the last column of a file with one document."""
    clusters: Clusters = {}
    open_: dict[str, list[int]] = {}
    rows = [line.split() for line in path.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    for place, row in enumerate(rows):
        for single, opening, closing in re.findall(r"\((\d+)\)|\((\d+)|(\d+)\)", row[-1]):
            if opening:
                open_.setdefault(opening, []).append(place)
            else:
                start = open_[closing].pop() if closing else place
                clusters.setdefault(single or closing, []).append((start, place + 1))
    return clusters


def coreference(gold: Clusters, predicted: Clusters) -> dict[str, Ratios]:
    tally = Tally()
    tally.begin("document")
    tally_partitions(tally, "entities", "with", partition(gold.values()), partition(predicted.values()))
    return {key.measure: ratios for key, ratios in derive(tally.totals()).items()}


def expected_results() -> Iterator[tuple[str, ...]]:
    if COREFUD.is_dir():
        lines = (COREFUD / "expected.tsv").read_text(encoding="utf-8").strip().split("\n")
        yield from (tuple(line.split("\t")) for line in lines[1:])


@needs_corefud
def test_there_are_115_expected_results_of_one_suite() -> None:
    results = list(expected_results())
    assert (len(results), {row[0] for row in results}, {row[4] for row in results}) == (115, {"conll"}, set(METRICS))


@needs_corefud
@pytest.mark.parametrize("row", list(expected_results()), ids=lambda row: f"{row[3]}-{row[4]}")
def test_coreference_equals_every_expected_result(row: tuple[str, ...]) -> None:
    _, _, key, response, metric, *expected = row
    found = coreference(*(conll_clusters(COREFUD / "tests-conll" / name) for name in (key, response)))[METRICS[metric]]
    assert [float(found.recall), float(found.precision), float(found.f1)] == pytest.approx([*map(float, expected)], abs=5e-5)


# What the suite ships beside tests-conll, for which expected.tsv has no results, and why none of it is tested from files.
OUTSIDE = {
    "tests-corefud/exact-match": "tests-conll over again as CoNLL-U, and TC-O, which is tested below from its README",
    "tests-corefud/head-match": "matches mentions by annotated heads, which the data model does not have",
    "tests-corefud/partial-corefud-match/noncontig_mentions": "gives credit for part of a mention that has the annotated head",
    "tests-corefud/partial-corefud-match/overlapping_mentions": "gives credit for part of a mention that has the annotated head",
    "tests-corefud/zeros": "mentions are empty nodes, which no span of text can be",
    "tests-ua/original-conll": "tests-conll over again in the Universal Anaphora format",
    "tests-ua/partial-match-corefud": "gives credit for part of a mention that has the annotated head",
    "tests-ua/partial-match-corefud/noncontig_mentions": "gives credit for part of a mention that has the annotated head",
    "tests-ua/partial-match-corefud/overlapping_mentions": "gives credit for part of a mention that has the annotated head",
    "tests-ua/plural": "split antecedents: a mention of several entities, where the data model has one",
    "tests-ua/zeros": "mentions are empty nodes, which no span of text can be",
}
INSIDE = {"tests-conll", "tests-ua/discontinuous-craft"}


@needs_corefud
def test_all_of_the_suite_is_tested_or_named_as_outside() -> None:
    assert {str(path.parent.relative_to(COREFUD)) for path in COREFUD.rglob("*.key")} == INSIDE | set(OUTSIDE)


def craft_clusters(path: Path) -> Clusters:
    """Read clusters whose mentions are one or several stretches of tokens, from the identity column of a UA file."""
    parts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    open_: list[tuple[tuple[str, str], int]] = []
    rows = [line.split() for line in path.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    for place, row in enumerate(rows):
        for entity, markable, single, closing in re.findall(r"\(EntityID=(\w+)\|MarkableID=(\w+)[^()]*(\))?|(\))", row[10]):
            if closing:
                mention, start = open_.pop()
                parts.setdefault(mention, []).append((start, place + 1))
            elif single:
                parts.setdefault((entity, markable), []).append((place, place + 1))
            else:
                open_.append(((entity, markable), place))
    clusters: Clusters = {}
    for (entity, _), stretches in parts.items():
        clusters.setdefault(entity, []).append(tuple(edge for stretch in sorted(stretches) for edge in stretch))
    return clusters


# The scorer's own results (tests/unittests-ua.py upstream, recall and precision of MUC alike) for exact matching. The README of
# these files says 1/3 of TC-P-2, but three of its four mentions stay linked, and the scorer finds 2/3 as well.
CRAFT = {
    "TC-O-1": 1,
    "TC-O-2": 2 / 3,
    "TC-O-3": 2 / 3,
    "TC-P-1": 1,
    "TC-P-2": 2 / 3,
    "TC-P-3": 1 / 3,
    "TC-P-4": 1,
    "TC-P-5": 1,
    "TC-Q-1": 1,
    "TC-Q-2": 1 / 2,
}


@needs_corefud
@pytest.mark.parametrize(("response", "expected"), CRAFT.items())
def test_discontinuous_mentions_match_as_sets_of_code_points(response: str, expected: float) -> None:
    folder = COREFUD / "tests-ua" / "discontinuous-craft"
    gold, predicted = craft_clusters(folder / f"{response[:4]}.key"), craft_clusters(folder / f"{response}.response")
    assert any(len(mention) > 2 for cluster in gold.values() for mention in cluster)
    found = coreference(gold, predicted)["MUC"]
    assert (float(found.recall), float(found.precision)) == pytest.approx((expected, expected))


def test_b_cubed_of_system_mentions_as_in_cai_and_strube_2010() -> None:
    spans: dict[str, tuple[int, ...]] = {name: (place, place + 1) for place, name in enumerate("abcdij")}
    gold = {"K": [spans[name] for name in "abc"]}
    predicted = {"R": [spans[name] for name in "abd"], "S": [spans[name] for name in "ij"]}
    found = coreference(gold, predicted)["B3"]
    assert (float(found.recall), float(found.precision)) == pytest.approx((4 / 9, 4 / 15))


# ----------------------------------------------------------------------------------------------------------- EvmEval

GOLD_TRIGGER: Span = (3, 4, 5, 6)
# The inputs are not shipped, but their .comp files give the tokens of the gold trigger (3 and 5; one code point each here) and the
# Dice coefficient of what each system said. These are the plainest answers with those coefficients. Where a system's
# name speaks of invisible words, the scorer had taken them out before.
ANSWERS: dict[int, Span | None] = {
    1: (3, 4, 5, 6),
    2: (3, 4),
    3: (3, 4, 5, 6),
    4: (3, 4, 5, 7, 8, 9),
    5: (0, 1),
    6: (3, 4, 5, 7, 8, 9),
    7: (3, 4, 5, 7),
    8: None,
    9: (3, 4, 6, 7),
    10: (5, 6),
}
EVMEVAL_OUTSIDE = {
    "precision and F1 of mention_detection_tests where the overlap is partial": "the version of EvmEval that wrote them divides the sum of "
    "coefficients by itself plus the number of predictions without a partner; ours, as EvmEval since 1.8, by the number of predictions",
    "type and realis accuracy of mention_detection_tests": "shares of the sum of coefficients, not precision and recall over sets",
    "mention_detection_tests of a prediction that is empty or all wrong": "nan where 0 / 0; a ratio over nothing is 0 here",
    "conll_tests/old_conll/miss1.score": "the log of CoNLL scorer 8.01 with a span in two clusters, as the .double.score files",
    "conll_tests/old_conll/miss2.score": "the log of CoNLL scorer 8.01 with a span in two clusters, as the .double.score files",
    "conll_tests/old_conll/miss1.double.score": "counts a span in two clusters once in the mentions and twice in the sums",
    "conll_tests/old_conll/miss2.double.score": "counts a span in two clusters once in the mentions and twice in the sums",
    "scoring_demo": "inputs without shipped scores",
    "wrong_format_tests": "tests of a validator of input files, without scores",
}


def evmeval_scores(number: int) -> dict[str, float]:
    """Read true positives, precision and recall of the one document of a shipped result."""
    lines = (EVMEVAL / "mention_detection_tests" / f"test.system{number}.eval").read_text(encoding="utf-8").split("\n")
    start = lines.index("TP	FP	#Gold	Prec	Recall	F1	Type	Realis	Doc Id")
    return dict(zip(lines[start].split("\t"), map(float, lines[start + 1].split("\t")[:-1]), strict=False))


def shipped_dice(number: int) -> str:
    lines = (EVMEVAL / "mention_detection_tests" / f"test.system{number}.comp").read_text(encoding="utf-8").split("\n")
    return lines[1].split("\t")[-1]


@needs_evmeval
@pytest.mark.parametrize("number", ANSWERS)
def test_trigger_overlap_equals_the_shipped_scores_of_evmeval(number: int) -> None:
    answer, shipped = ANSWERS[number], evmeval_scores(number)
    coefficient = dice(GOLD_TRIGGER, answer) if answer else 0.0
    assert (f"{coefficient:.4f}" if coefficient else "-") == shipped_dice(number)
    tally = Tally()
    tally.begin("document")
    add_overlap(tally, Key("triggers", "overlap"), {GOLD_TRIGGER}, {answer} if answer else set())
    row = scores_of(tally)["triggers", "overlap"]
    assert f"{row.recall:.4f}" == f"{shipped['Recall']:.4f}"
    assert (row.gold, row.predicted > 0) == (shipped["#Gold"], answer is not None)
    if coefficient == 1:
        assert (row.precision, row.f1) == (shipped["Prec"], shipped["F1"])


OLD = EVMEVAL / "conll_tests" / "old_conll"
RESOLVED = [
    ("gold.conll", "sys_miss1.conll", "miss1.true.score"),
    ("gold.conll", "sys_miss2.conll", "miss2.true.score"),
    ("gold_double_resolved.conll", "sys_double_resolved_miss1.conll", "miss1.true.score"),
    ("gold_double_resolved.conll", "sys_double_resolved_miss2.conll", "miss2.true.score"),
]


@needs_evmeval
@pytest.mark.parametrize(("key", "response", "scores"), RESOLVED)
def test_coreference_equals_the_shipped_scores_of_evmeval(key: str, response: str, scores: str) -> None:
    found = coreference(conll_clusters(OLD / key), conll_clusters(OLD / response))
    lines = (OLD / scores).read_text(encoding="utf-8").strip().split("\n")
    for line, metric in zip(lines, ("MUC", "B3", "CEAFm", "CEAFe", "BLANC"), strict=True):
        expected = [float(number) for number in re.findall(r"([\d.]+)%", line)]
        # The scorer cuts percentages off after two decimals.
        assert [100 * float(part) for part in (found[metric].recall, found[metric].precision, found[metric].f1)] == pytest.approx(
            expected, abs=0.011
        )


@needs_evmeval
def test_the_conll_and_tbf_twins_of_evmeval_are_perfect() -> None:
    folder = EVMEVAL / "conll_tests"
    found = coreference(conll_clusters(folder / "TestA.key.conll"), conll_clusters(folder / "TestA_correct.response.conll"))
    assert {name: float(ratio.f1) for name, ratio in found.items()} == dict.fromkeys(found, 1.0)


@needs_evmeval
def test_all_shipped_scores_of_evmeval_are_tested_or_named_as_outside() -> None:
    shipped = {str(path.relative_to(EVMEVAL)) for suffix in ("*.score", "*.eval") for path in EVMEVAL.rglob(suffix)}
    tested = {f"mention_detection_tests/test.system{number}.eval" for number in ANSWERS}
    tested |= {f"conll_tests/old_conll/{scores}" for _, _, scores in RESOLVED}
    assert shipped - tested == {name for name in EVMEVAL_OUTSIDE if name.endswith(".score")}


# -------------------------------------------------------------------------------------------------- seqeval, nervaluate

Sentences = list[tuple[list[str], list[str]]]
TAGS = st.sampled_from(["O", "O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC"])
SENTENCES = st.lists(st.lists(st.tuples(TAGS, TAGS), min_size=1, max_size=12), min_size=1, max_size=6)


def flat(sentences: Sentences) -> Scores:
    tally = Tally()
    for n, tags in enumerate(sentences):
        tally.begin(str(n))
        items = [spans_of_tags(side) for side in tags]
        labelled = [by_label(side) for side in items]
        add_strict(tally, "mentions", "strict", *labelled)
        add_exact(tally, "mentions", *({span for span, _ in side} for side in items))
        add_relaxed(tally, "mentions", *labelled)
    return scores_of(tally)


def numbers(row: Row) -> tuple[float | None, float | None, float]:
    return row.precision, row.recall, row.f1


def seqeval(sentences: Sentences) -> dict[str, tuple[float, float, float]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gold, predicted = (list(sides) for sides in zip(*sentences, strict=True))
        report = classification_report(gold, predicted, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    return {name: (row["precision"], row["recall"], row["f1-score"]) for name, row in report.items()}


def same_as_seqeval(sentences: Sentences) -> None:
    ours, theirs = flat(sentences), seqeval(sentences)
    assert numbers(ours["mentions", "strict"]) == pytest.approx(theirs.pop("micro avg"))
    assert numbers(ours["mentions", "strict", "macro", ""]) == pytest.approx(theirs.pop("macro avg"))
    del theirs["weighted avg"]
    assert {row.label for row in ours.rows if row.key[:3] == ("mentions", "strict", "type")} == set(theirs)
    for label, expected in theirs.items():
        assert numbers(ours["mentions", "strict", "type", label]) == pytest.approx(expected)


def _sides(sentences: list[list[tuple[str, str]]]) -> Sentences:
    return [([gold for gold, _ in sentence], [predicted for _, predicted in sentence]) for sentence in sentences]


def _empty(sentences: Sentences) -> bool:
    return not any(spans_of_tags(side) for sentence in sentences for side in sentence)


@settings(max_examples=200, deadline=None)
@given(SENTENCES)
def test_strict_equals_seqeval_on_generated_sequences(drawn: list[list[tuple[str, str]]]) -> None:
    sentences = _sides(drawn)
    if _empty(sentences):
        # seqeval has no answer where neither side has anything (it fails over an empty list of types); here it is 1.
        assert numbers(flat(sentences)["mentions", "strict"]) == (1, 1, 1)
    else:
        same_as_seqeval(sentences)


def aqmar() -> list[list[str]]:
    """Read the tags of all AQMAR sentences, as they are: malformed ones, too."""
    blocks = [block for path in sorted(AQMAR.glob("*.txt")) for block in path.read_text(encoding="utf-8").split("\n\n")]
    sentences = [[line.split(" ")[-1] for line in block.split("\n") if line.strip()] for block in blocks]
    return [tags for tags in sentences if tags]


# The one tag of AQMAR that the two read differently: to seqeval, which strips hyphens, it goes on with ORG; here its type is "-ORG".
ODD = "I--ORG"


@needs_aqmar
def test_strict_equals_seqeval_on_aqmar() -> None:
    gold = [tags for tags in aqmar() if ODD not in tags]
    assert (len(gold), sum(map(len, gold))) == (AQMAR_SENTENCES, AQMAR_TOKENS)
    # The second side: every seventh tag is that of the word before it, so that boundaries and types go wrong.
    predicted = [[tags[n - 1] if n and (n + len(tags)) % 7 == 0 else tag for n, tag in enumerate(tags)] for tags in gold]
    assert 0.5 < flat(list(zip(gold, predicted, strict=True)))["mentions", "strict"].f1 < 0.99
    same_as_seqeval(list(zip(gold, predicted, strict=True)))


@needs_aqmar
def test_one_sentence_of_aqmar_is_left_out() -> None:
    assert [tags.count(ODD) for tags in aqmar() if ODD in tags] == [1]


def nervaluate(sentences: Sentences) -> dict[str, dict[str, float]]:
    gold, predicted = (
        [[{"label": label, "start": span[0], "end": span[-1] - 1} for span, label in sorted(spans_of_tags(side))] for side in sides]
        for sides in zip(*sentences, strict=True)
    )
    results = Evaluator(gold, predicted, tags=["PER", "ORG", "LOC"], loader="dict").evaluate()["overall"]
    return {name: {part: getattr(result, part) for part in ("precision", "recall", "f1")} for name, result in results.items()}


@settings(max_examples=200, deadline=None)
@given(SENTENCES)
def test_strict_and_exact_equal_nervaluate_on_flat_input(drawn: list[list[tuple[str, str]]]) -> None:
    sentences = _sides(drawn)
    ours, theirs = flat(sentences), nervaluate(sentences)
    for measure in ("strict", "exact"):
        if _empty(sentences):
            # nervaluate's answer to nothing and nothing is 0; here it is 1.
            assert theirs[measure] == {"precision": 0, "recall": 0, "f1": 0}
        else:
            expected = [theirs[measure][part] for part in ("precision", "recall", "f1")]
            assert list(numbers(ours["mentions", measure])) == pytest.approx(expected)


def test_strict_tags_end_where_another_begins_and_strays_are_no_span() -> None:
    found: set[Labelled] = spans_of_tags(["I-PER", "B-PER", "I-PER", "I-ORG", "B-ORG", "B-ORG", "O", "I-ORG"])
    assert found == {((1, 3), "PER"), ((4, 5), "ORG"), ((5, 6), "ORG")}
