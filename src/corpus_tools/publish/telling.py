"""Whether what tells of the data in a dataset directory, card, Croissant and citations, tells what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus_tools import jsontext, sources
from corpus_tools.corpus import Corpus
from corpus_tools.errors import Problem
from corpus_tools.order import Record
from corpus_tools.publish import cardtext
from corpus_tools.publish.card import front_matter
from corpus_tools.publish.croissant import CROISSANT, croissant
from corpus_tools.publish.directory import Directory, digests, shown
from corpus_tools.publish.figures import Figures, agreement_figures, figures
from corpus_tools.schema import problems_in
from corpus_tools.sources import MANIFEST

CARD = "README.md"
AGREEMENT = "agreement.json"
Problems = Iterator[Problem]


# ------------------------------------------------------------------------------------------------------------ card


def card_agrees(directory: Directory) -> Problems:
    """The card declares the configs, splits and features there are, and its numbers are those of the data."""
    text, corpus = directory.text(CARD), Corpus(directory.root)
    front = cardtext.front(text or "")
    if text is None or front is None:
        yield directory.problem(CARD, "card-front-matter", "does not begin with a YAML mapping between two lines '---'")
        return
    counted = figures(corpus)
    expected = front_matter(corpus.manifest, corpus.ontology, counted, digests(directory))
    for key in ("language", "license", "pretty_name", "configs", "dataset_info"):
        for said in _differing(key, front.values.get(key), expected[key]):
            yield directory.problem(CARD, "card-front-matter", said, front.lines.get(key))
    agreement = directory.json(AGREEMENT)
    yield from _numbers(directory, text, {**counted, **(agreement_figures(agreement) if agreement else {})})


def _differing(key: str, found: Any, expected: Any) -> Iterator[str]:
    """Say where a value of the card differs from what it should be; lists of configs are compared config by config."""
    if found == expected:
        return
    named, wanted = _by_config(found), _by_config(expected)
    if named is None or wanted is None:
        yield f"{key} is {shown(found)}; it should be {shown(expected)}"
        return
    for config in {**wanted, **named}:
        one, other = named.get(config), wanted.get(config)
        if one is None or other is None:
            yield f"{key} {'lacks' if one is None else 'names'} {config}, which has {'no ' if other is None else ''}rows"
            continue
        for name in {**other, **one}:
            if one.get(name) != other.get(name):
                yield f"{key}: {name} of {config} is {shown(one.get(name))}; it should be {shown(other.get(name))}"


def _by_config(value: Any) -> dict[str, Record] | None:
    if not isinstance(value, list) or not all(isinstance(item, dict) and "config_name" in item for item in value):
        return None
    return {item["config_name"]: item for item in value}


def _numbers(directory: Directory, text: str, counted: Figures) -> Problems:
    """Yield each number in a table of the card that is not that of the data, and each label that its table lacks."""
    told: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    for row in cardtext.rows(text):
        if row.kind not in counted:
            continue
        told.setdefault(row.kind, set()).add(row.label)
        last[row.kind] = row.line
        there = counted[row.kind].get(row.label, {})
        for column, number in row.numbers.items():
            if there.get(column, 0) != number:
                said = f"{row.kind} {row.label} ({column}): {_plain(number)}; the data have {_plain(there.get(column, 0))}"
                yield directory.problem(CARD, "card-number", said, row.line)
    for kind, labels in counted.items():
        for label in labels.keys() - told.get(kind, set()):
            yield directory.problem(CARD, "card-number", f"has no row for the {kind} {label}, which the data have", last.get(kind))


# -------------------------------------------------------------------------------------------------------- croissant


def croissant_agrees(directory: Directory) -> Problems:
    """The Croissant metadata are valid, and describe the files, columns and labels that there are; in what words, is free."""
    text, corpus = directory.text(CROISSANT) or "", Corpus(directory.root)
    found = directory.json(CROISSANT)
    if found is None:
        yield directory.problem(CROISSANT, "croissant", "is not there, or is no JSON")
        return
    invalid = dict(problems_in(found, "croissant"))
    sums = {name: file.sha256 for name, file in directory.sums.items() if name.endswith(".parquet")}
    expected = croissant(corpus, figures(corpus), sums)
    wrong = invalid or dict(_unlike("", {key: found[key] for key in _STATED}, {key: expected[key] for key in _STATED}))
    lines = jsontext.lines_of(text, set(wrong))
    for pointer, message in wrong.items():
        yield Problem(directory.path(CROISSANT), lines[pointer], None, "croissant", f"{pointer}: {message}", pointer)


# What the metadata state of the data and of the manifest.
_STATED = ("name", "license", "version", "datePublished", "inLanguage", "creator", "citeAs", "distribution", "recordSet")


def _unlike(pointer: str, found: Any, expected: Any) -> Iterator[tuple[str, str]]:
    """Yield where a value differs from what it should be, as a JSON pointer, and how; descriptions may differ."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        for key in found.keys() - {"description"}:
            yield from _unlike(f"{pointer}/{key.replace('/', '~1')}", found[key], expected[key])
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for n, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from _unlike(f"{pointer}/{n}", one, other)
    elif found != expected:
        yield pointer, f"is {_brief(found)}; the data give {_brief(expected)}"


def _brief(value: Any) -> str:
    """Return a value as it is told in a line: a large one by its size."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"an object with {', '.join(sorted(value))}" if isinstance(value, dict) else shown(value)


# -------------------------------------------------------------------------------------------------------- citations

# Where each citation says what the manifest says.
_CITED: Mapping[str, Mapping[str, str]] = {
    "CITATION.cff": {"title": "title", "version": "version", "date-released": "released", "license": "license", "doi": "doi", "url": "url"},
    ".zenodo.json": {"title": "title", "version": "version", "publication_date": "released", "doi": "doi"},
    "datacite.json": {"version": "version", "language": "language", "doi": "doi", "url": "url"},
}


def citations_agree(directory: Directory) -> Problems:
    """The citations name the title, version, date and licence that the manifest names."""
    manifest = sources.read_manifest(directory.root)
    for name, keys in _CITED.items():
        cited = cardtext.mapping(directory.text(name) or "")
        if cited is None:
            yield directory.problem(name, "citation", "is not there, or is no mapping")
            continue
        for key, of_manifest in keys.items():
            found, expected = cited.values.get(key), manifest.get(of_manifest)
            if found != expected:
                said = f"{key} is {shown(found)}; {MANIFEST} says {shown(expected)}"
                yield directory.problem(name, "citation", said, cited.lines.get(key))


def _plain(number: float) -> str:
    return f"{int(number) if number == int(number) else number:,}"
