"""Waqai as a resource: how much of everything it holds, and that its texts do not repeat each other."""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter
from functools import cache

import numpy as np
import pytest
import regex
from conftest import ROOT, run

from corpus_tools import Document, load, tokenize
from corpus_tools.similarity import near_duplicates, signatures
from corpus_tools.texts import Texts

CORPUS = load(ROOT / "corpus")
PUD = ROOT.parent / "shared" / "external" / "ud_arabic_pud"
SAMPLE = 1_000


@cache
def _documents() -> list[Document]:
    return list(CORPUS)


def _words(text: str) -> list[str]:
    found = (text[start:end] for start, end in tokenize(text))
    return [word for word in found if regex.search(r"\p{L}", word)]


def _texts() -> dict[str, str]:
    return {document.id: document.text for document in _documents() if document.text and document.availability == "included"}


def test_a_hundred_documents_stand_in_frozen_splits() -> None:
    assert {split: len(ids) for split, ids in CORPUS.splits.items()} == {"train": 70, "validation": 15, "test": 15}


def test_there_is_enough_of_everything() -> None:
    documents = _documents()
    assert sum(len(text.split()) for text in _texts().values()) >= 22_000
    assert sum(len(document.mentions) for document in documents) >= 5_000
    assert sum(len(document.events) for document in documents) >= 1_500
    assert sum(len(event.arguments) for document in documents for event in document.events) >= 4_000
    assert sum(bool(document.event_clusters) for document in documents) >= 60
    told = [event for document in documents for event in document.events]
    assert sum(event.polarity == "negative" or event.modality in ("planned", "possible", "denied") for event in told) >= 150


@pytest.mark.parametrize(("layer", "types", "least"), [("mentions", "entity_types", 30), ("events", "event_types", 15)])
def test_every_type_of_the_inventory_is_used_often_enough(layer: str, types: str, least: int) -> None:
    counts = Counter(item.type for document in _documents() for item in getattr(document, layer))
    assert [entry["type"] for entry in CORPUS.ontology[types] if counts[entry["type"]] < least] == []


def test_every_text_has_120_to_400_words() -> None:
    assert {id: len(text.split()) for id, text in _texts().items() if not 120 <= len(text.split()) <= 400} == {}


def test_no_text_is_made_from_another() -> None:
    texts = _texts()
    found = signatures(Texts(list(texts.values())))
    pairs, _ = near_duplicates(lambda n: found[:, n], np.arange(len(texts)), 0.1)
    assert pairs.tolist() == []


@pytest.mark.skipif(not PUD.is_dir(), reason="UD Arabic PUD is not beside the checkout")
def test_its_vocabulary_is_as_rich_as_that_of_real_news() -> None:
    """Types per token in random samples of a thousand words, the mean of fifty samples each, as the sizes are then equal."""
    lines = next(PUD.glob("*.conllu")).read_text(encoding="utf-8").splitlines()
    real = [word for line in lines if line.startswith("# text = ") for word in _words(line.removeprefix("# text = "))]
    ours = [word for text in _texts().values() for word in _words(text)]
    rng = random.Random(1)
    ratios = [statistics.mean(len(set(rng.sample(words, SAMPLE))) / SAMPLE for _ in range(50)) for words in (ours, real)]
    assert ratios[0] >= ratios[1]


def test_the_page_on_agreement_prints_what_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    ran = run("agree", "corpus/layers/A", "corpus/layers/B")
    assert ran.code == 0
    assert f"$ corpus agree corpus/layers/A corpus/layers/B\n{ran.out}```" in page


def test_both_layers_speak_of_the_texts_of_the_corpus() -> None:
    hashes = {document.id: document.text_sha256 for document in _documents()}
    for layer in ("A", "B"):
        records = [json.loads(path.read_bytes()) for path in sorted((ROOT / "corpus" / "layers" / layer).glob("*.json"))]
        assert len(records) == 25
        assert [record["id"] for record in records if hashes[record["id"]] != record["text_sha256"]] == []
