"""The article it began from works from end to end, for whoever has its text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SEED, run

from corpus_tools import build, load

ID = "interpol-seed"
needs_text = pytest.mark.skipif(not SEED.is_dir(), reason=f"the article's text is not at {SEED}: it may not be redistributed")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns(f"{ID}.txt")))


def test_the_repository_holds_none_of_its_text() -> None:
    listed = (ROOT / "corpus" / "documents" / f"{ID}.json").read_text(encoding="utf-8")
    document = load(ROOT / "corpus")[ID]
    assert document.availability == "withheld"
    assert '"text":' not in listed
    assert f"corpus/documents/{ID}.txt" in (ROOT / ".gitignore").read_text(encoding="utf-8").split("\n")


def test_without_its_text_it_has_offsets_and_labels(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    document = load(tmp_path / "out")[ID]
    assert (document.text, document.text_length, len(document.sentences)) == (None, 2639, 10)
    assert all(mention.text is None for mention in document.mentions)


@needs_text
def test_hydrated_it_is_like_any_other_document(corpus: Path, tmp_path: Path) -> None:
    assert run("hydrate", SEED, "--corpus", corpus).code == 0
    done = run("validate", corpus)
    assert (done.code, f"{ID}.json" in done.out) == (0, False)
    build(corpus, tmp_path / "out")
    document = load(tmp_path / "out")[ID]
    assert document.text is not None
    spans = [(m.start, m.end, m.text or document.text[m.start : m.end]) for m in document.mentions]
    assert all(document.text[start:end] == text for start, end, text in spans)
    tokens = load(tmp_path / "out").to_pandas("tokens", "train")
    assert sum(tokens["document_id"] == ID) == len(document.sentences)


@needs_text
def test_hydrated_it_goes_to_inline_notation_and_back(corpus: Path, tmp_path: Path) -> None:
    run("hydrate", SEED, "--corpus", corpus)
    before = (corpus / "documents" / f"{ID}.json").read_bytes()
    assert run("annotate", "export", ID, "--corpus", corpus, "--out", tmp_path).code == 0
    assert run("annotate", "import", tmp_path / f"{ID}.inline", "--corpus", corpus).code == 0
    assert (corpus / "documents" / f"{ID}.json").read_bytes() == before
