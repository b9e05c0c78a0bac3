"""Every label of Waqai is defined in the guidelines, with two examples that differ and a near miss with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
GUIDELINES = (CORPUS / "GUIDELINES.md").read_text(encoding="utf-8")
ONTOLOGY = json.loads((CORPUS / "ontology.json").read_text(encoding="utf-8"))
ATTRIBUTES = {
    "polarity": ["positive", "negative"],
    "modality": ["asserted", "planned", "possible", "desired", "denied"],
    "tense": ["past", "present", "future", "unspecified"],
    "genericity": ["specific", "generic"],
}


class Row(NamedTuple):
    """A row of a table that has examples: under which heading it stands, what it names, what it says."""

    heading: str
    label: str
    defined: tuple[str, ...]
    examples: tuple[str, ...]
    reason: str


def _rows() -> Iterator[Row]:
    heading, examples = "", False
    for line in GUIDELINES.split("\n"):
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("|") and cells[-4:] == ["✓", "✓", "✗", "why not"]:
            examples = True
        elif not line.startswith("|"):
            examples = False
        elif examples and not line.startswith("|---"):
            yield Row(heading, cells[0].strip("`"), tuple(cells[1:-4]), tuple(cells[-4:-1]), cells[-1])


ROWS = list(_rows())


def _labels() -> Iterator[tuple[str, set[str]]]:
    """Yield each label with the labels of the rows among which it must be."""
    first = {row.label for row in ROWS}
    values = {"TIM/" + row.label for row in ROWS if row.heading == "Values"}
    modes = {row.heading + "/" + row.label for row in ROWS}
    for entity in ONTOLOGY["entity_types"]:
        yield entity["type"], first
        yield from ((f"{entity['type']}/{subtype}", first | values) for subtype in entity["subtypes"])
    for event in ONTOLOGY["event_types"]:
        yield from ((f"{event['type']}/{mode}", modes) for mode in event["modes"])
        yield from ((role["role"], first) for role in event["roles"])
    yield from ((relation["type"], first) for relation in ONTOLOGY["relation_types"])


def test_every_label_of_the_ontology_has_its_row_of_examples() -> None:
    assert [label for label, rows in dict(_labels()).items() if label not in rows] == []


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_value_of_an_attribute_has_its_row_of_examples(attribute: str) -> None:
    defined = [re.search(r"`(\w+)`", row.defined[0]) for row in ROWS if row.label == attribute]
    assert [found[1] for found in defined if found] == ATTRIBUTES[attribute]


def test_no_row_names_a_label_that_the_ontology_has_not() -> None:
    labels = set(dict(_labels()))
    modes = {event["type"] for event in ONTOLOGY["event_types"]}
    named = {f"{row.heading}/{row.label}" for row in ROWS if row.heading in modes} | {row.label for row in ROWS if "/" in row.label}
    assert named - labels == set()


def test_every_row_has_a_definition_two_examples_a_near_miss_and_a_reason() -> None:
    assert [row for row in ROWS if not all((row.label, *row.defined, *row.examples, row.reason))] == []
    assert [row for row in ROWS if len(set(row.examples)) != 3] == []


def test_every_example_marks_what_it_is_an_example_of() -> None:
    marked = re.compile(r"⟦[^⟦⟧]|⟪[^⟪⟫]")
    assert [example for row in ROWS for example in row.examples if not marked.search(example)] == []


def test_brackets_are_closed() -> None:
    for opening, closing in ("⟦⟧", "⟪⟫", "‹›"):
        assert [line for line in GUIDELINES.split("\n") if line.count(opening) != line.count(closing)] == []


def test_every_rule_of_this_version_has_examples() -> None:
    """Rules are numbered on within a prefix: the first that section 21 shows of each, and all after it, are new."""
    shown = [row.label for row in ROWS if row.heading.startswith("21. ")]
    first = {prefix: min(number for other, number in map(_numbered, shown) if other == prefix) for prefix, _ in map(_numbered, shown)}
    rules = re.findall(r"^- \*\*([A-Z]+-\d+)\*\* ", GUIDELINES, re.MULTILINE)
    new = [rule for rule in rules if _numbered(rule)[1] >= first.get(_numbered(rule)[0], 1000)]
    assert len(shown) > 40
    assert sorted(shown) == sorted(new)


def _numbered(rule: str) -> tuple[str, int]:
    prefix, _, number = rule.partition("-")
    return prefix, int(number)
