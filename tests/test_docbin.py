"""spaCy: the groups and entities of a DocBin that others made."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read, said, spans


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
