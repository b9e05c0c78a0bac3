"""Waqai's own: its guidelines speak of every label and cite no rule that is none, and its own rules find what breaks them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, run

from corpus_tools import load

CORPUS = ROOT / "corpus"
GUIDELINES = (CORPUS / "GUIDELINES.md").read_text(encoding="utf-8")
ONTOLOGY = load(CORPUS).ontology
DEFINED = re.findall(r"^\s*- \*\*([A-Z]+-\d+)\*\*|\| \*\*([A-Z]+-\d+)\*\*", GUIDELINES, re.MULTILINE)
RULES = [a or b for a, b in DEFINED]
ON_ALL = {"Place", "Time", "Duration"}

HEAD = """+++
id = "x"
language = "ar"
availability = "included"
basis = "fictional"
genre = "wire"
date = "2026-01-02"
source = { publisher = "P", license = "CC0-1.0" }
provenance = [{ layer = "text", agent = "A", method = "manual" }]
+++
"""

# For each rule of the corpus itself: a document that breaks it, and what is then said behind the place.
BROKEN = {
    "waqai-level": (
        """
| زار وزير سيدرا رشاف.
s1
m1 OCC/office nominal "وزير سيدرا" @
""",
        "mention m1 (OCC) is nominal",
    ),
    "waqai-trigger-shared": (
        """
| زار الوفد رشاف.
s1
m1 PER/group nominal "الوفد" @
e1 !Contact.Visit/official "زار"
  Visitor m1
e2 !Movement.Transport/person "زار"
  Passenger m1
""",
        "event e2 (Movement.Transport) has the trigger of e1 (Contact.Visit)",
    ),
    "waqai-saying": (
        """
| أكد الوفد ذلك.
s1
m1 PER/group nominal "الوفد" @
e1 !Contact.Statement/speech "أكد"
  Speaker m1
""",
        'event e1: "أكد" is a verb of saying',
    ),
    "waqai-duration": (
        """
| استمرت الهدنة يوم الاثنين.
s1
m1 TIM/date value "يوم الاثنين" value="2026-01-05"
e1 !Conflict.Deescalate/ceasefire "الهدنة"
  Duration m1
""",
        "event e1: Duration is the date m1",
    ),
    "waqai-quantity": (
        """
| توفي صياد.
s1
m1 OCC/occupation "صياد" @
e1 !Life.Die/natural "توفي"
  Victim m1
  Count m2
| ثم وصل 12 آخرون.
s2
m2 NUM/cardinal value "12" value="12"
""",
        "event e1: Count stands in s2, the trigger in s1",
    ),
    "waqai-relation-sentence": (
        """
| وصل كريم الواصلي.
s1
m1 PER/individual "كريم الواصلي" @karim
r1 holds_office m1 -> m2
| واستقال الوزير.
s2
m2 OCC/office "الوزير" @karim
""",
        "relation r1: its head stands in s1, its tail in s2",
    ),
    "waqai-relative-clause": (
        """
| انهار الجسر الذي بُني حديثًا.
s1
m1 FAC/path nominal "الجسر الذي بُني حديثًا" @
""",
        'mention m1 holds a relative pronoun: "الجسر الذي بُني حديثًا"',
    ),
    "waqai-time-preposition": (
        """
| وصل في أوائل مايو.
s1
m1 TIM/date value "في أوائل مايو" value="2026-05"
""",
        'mention m1 begins with a preposition: "في أوائل مايو"',
    ),
}


def _labels() -> Iterator[str]:
    """Yield every label of the ontology as the guidelines must write it."""
    for entity in ONTOLOGY["entity_types"]:
        yield f"| {entity['type']} | **TYP-"
    for event in ONTOLOGY["event_types"]:
        yield f"#### {event['type']}\n"
        yield from (f"`{mode}`" for mode in event.get("modes", ()))
        yield from (f"**{role['role']}**" for role in event["roles"] if role["core"] and role["role"] not in ON_ALL)
        yield from (f"\n| {role['role']} | " for role in event["roles"])
    yield from (f"\n| {relation['type']} | " for relation in ONTOLOGY["relation_types"])


def test_the_guidelines_speak_of_every_label() -> None:
    assert [label for label in dict.fromkeys(_labels()) if label not in GUIDELINES] == []


def test_each_type_of_event_has_two_examples_and_a_near_miss() -> None:
    types = GUIDELINES.partition("\n## 16.")[2].partition("\n## 17.")[0]
    sections = re.split(r"^#### ", types, flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0] for section in sections] == [event["type"] for event in ONTOLOGY["event_types"]]
    assert {(section.count("\n| ✓ |"), section.count("\n| ✗ |")) for section in sections} == {(2, 1)}


def test_every_rule_has_one_id_and_every_id_cited_is_a_rule() -> None:
    assert len(RULES) == len(set(RULES)) > 150
    prefixes = "|".join(sorted({rule.partition("-")[0] for rule in RULES}))
    assert set(re.findall(rf"\b(?:{prefixes})-\d+\b", GUIDELINES)) == set(RULES)


def test_documents_say_under_which_version_of_the_guidelines_they_were_annotated() -> None:
    # A revision of the guidelines does not make the documents follow it: a document says 0.3 when it has been checked under 0.3.
    changed = re.search(r"## 20\. What (\d+\.\d+) settles.*## 21\. What (\d+\.\d+) settles", GUIDELINES, re.DOTALL)
    assert changed
    for document in load(CORPUS):
        assert {layer.guidelines for layer in document.provenance if layer.layer != "text"} <= set(changed.groups())


def test_every_rule_of_the_corpus_has_what_breaks_it() -> None:
    assert sorted(BROKEN) == sorted(path.stem for path in (CORPUS / "rules").glob("*.sql"))


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_rule_of_the_corpus_finds_what_breaks_it(rule: str, tmp_path: Path) -> None:
    lines, said = BROKEN[rule]
    root = tmp_path / "corpus"
    shutil.copytree(CORPUS, root, ignore=shutil.ignore_patterns("documents"))
    manifest = re.sub(r"\[splits\].*", '[splits]\ntrain = ["x"]\n', (root / "corpus.toml").read_text(encoding="utf-8"), flags=re.DOTALL)
    (root / "corpus.toml").write_text(manifest, encoding="utf-8")
    (tmp_path / "x.inline").write_text(HEAD + lines, encoding="utf-8")
    ran = run("annotate", "import", tmp_path / "x.inline", "--corpus", root)
    assert ran.code == 0, ran.err
    out = run("validate", root, "--rule", rule).out
    assert re.fullmatch(rf"\S+/documents/x\.json:\d+: {re.escape(said)} \[{rule}\]\n", out), out
