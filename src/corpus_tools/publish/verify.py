"""Tells whether a dataset directory is whole: its files are those listed, and checksums, tables, card and citations agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools import contents, jsontext, sources
from corpus_tools.archives import BUILT
from corpus_tools.corpus import Corpus
from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.features import with_features
from corpus_tools.order import Record
from corpus_tools.publish import cardtext
from corpus_tools.publish.agreeing import disagreements
from corpus_tools.publish.card import front_matter
from corpus_tools.publish.croissant import CROISSANT, croissant
from corpus_tools.publish.directory import CHECKSUMS, Directory, Listed, listed, opened
from corpus_tools.publish.figures import Figures, agreement_figures, figures
from corpus_tools.schema import problems_in
from corpus_tools.sources import DOCUMENTS, MANIFEST
from corpus_tools.tables import CONFIGS, schemas

CARD = "README.md"
AGREEMENT = "agreement.json"
Problems = Iterator[Problem]


def verify(place: str | Path) -> list[Problem]:
    """
    Return whatever in a dataset directory disagrees with the rest of it, by path and line; nothing if the directory is whole.

    `place` is a folder, or a URL that fsspec opens (hf://, https://, s3://, ...), whose files are downloaded to a temporary folder.
    Raises CorpusError for a place that cannot be read or is no dataset directory. What rests on something that is wrong is not
    judged: of a directory without one of its files, only that is said.
    """
    with opened(place) as directory:
        for checks in _STAGES:
            problems = [problem for check in checks for problem in check(directory)]
            if any(problem.severity == "error" for problem in problems):
                break
        return sorted(problems)


def _problem(directory: Directory, name: str, rule: str, message: str, line: int | None = None) -> Problem:
    return Problem(directory.path(name), line or 1, None, rule, message)


# ----------------------------------------------------------------------------------------------------------- files


def _sums(directory: Directory) -> dict[str, Listed]:
    return listed(directory.text(CHECKSUMS) or "")[0]


def _files(directory: Directory) -> Problems:
    """Every file is listed once, is there, and is as it was listed."""
    text = directory.text(CHECKSUMS)
    if text is None:
        yield _problem(directory, CHECKSUMS, "dataset-file-missing", "is not there, or is no UTF-8")
        return
    found, wrong = listed(text)
    yield from (_problem(directory, CHECKSUMS, "dataset-checksums", "is no 'SHA256  NAME' of another file", line) for line in wrong)
    for name, file in found.items():
        if not (directory.root / name).is_file():
            yield _problem(directory, CHECKSUMS, "dataset-file-missing", f"names {name}, which is not there", file.line)
        elif (sha256 := directory.sha256(name)) != file.sha256:
            said = f"has the SHA-256 {sha256}; {CHECKSUMS}:{file.line} says {file.sha256}"
            yield _problem(directory, name, "dataset-file-changed", said)
    for name in directory.names():
        if name not in found and name != CHECKSUMS:
            yield _problem(directory, name, "dataset-file-unlisted", f"is not in {CHECKSUMS}")


def _sources(directory: Directory) -> Problems:
    """The manifest, the ontology and the marker can be read."""
    for read in (sources.read_manifest, sources.read_ontology):
        try:
            read(directory.root)
        except InvalidCorpus as error:
            for found in error.problems:
                name = Path(found.path).relative_to(directory.root).as_posix()
                yield Problem(directory.path(name), found.line, found.column, found.rule, found.message, found.at)
    marker = _json(directory, BUILT)
    if not isinstance(marker, dict):
        yield _problem(directory, BUILT, "dataset-marker", "is not there, or is no JSON object")


# ------------------------------------------------------------------------------------------------------------ data


def _json(directory: Directory, name: str) -> Any:
    """Return what a JSON file says; None if it is not there, or is none."""
    try:
        return orjson.loads(directory.text(name) or "")
    except orjson.JSONDecodeError:
        return None


def _paths(directory: Directory, config: str, split: str) -> list[Path]:
    return sorted((directory.root / config).glob(f"{split}-[0-9]*-of-*.parquet"))


def _parquet(directory: Directory) -> Problems:
    """Every Parquet file has the columns and features of its config, and is the file of a split."""
    corpus = Corpus(directory.root)
    for name in (name for name in _sums(directory) if name.endswith(".parquet")):
        config = name.partition("/")[0]
        if config not in CONFIGS or directory.root / name not in [p for s in corpus.split_names for p in _paths(directory, config, s)]:
            said = f"is of no config and split that {MANIFEST} and this version of corpus-tools know"
            yield _problem(directory, name, "dataset-file-unknown", said)
            continue
        try:
            schema = pq.read_schema(directory.root / name)
        except (OSError, pa.ArrowException) as error:
            yield _problem(directory, name, "dataset-file-unreadable", f"is no Parquet file: {str(error).splitlines()[0]}")
            continue
        expected = with_features(schemas()[config].empty_table(), config, corpus.ontology).schema
        # What list items are called is up to who writes the file: types are compared, and metadata as far as it states features.
        if not schema.equals(expected) or (schema.metadata or {}).get(b"huggingface") != expected.metadata[b"huggingface"]:
            yield _problem(directory, name, "dataset-columns", _columns(schema, expected))


def _columns(found: pa.Schema, expected: pa.Schema) -> str:
    for name in dict.fromkeys([*expected.names, *found.names]):
        one, other = (schema.field(name).type if name in schema.names else "not there" for schema in (found, expected))
        if one != other:
            return f"column {name} is {one}; it should be {other}"
    if found.names != expected.names:
        return f"the columns are {', '.join(found.names)}; they should be {', '.join(expected.names)}"
    return "the features that its metadata states are not those of the ontology"


def _digests(directory: Directory) -> dict[str, str]:
    """Return the digest of each config: that of the lines in the list of checksums which name its files."""
    sums = _sums(directory)
    return {
        config: contents.listed({name: file.sha256 for name, file in sums.items() if name.startswith(f"{config}/")}) for config in CONFIGS
    }


def _content(directory: Directory) -> Problems:
    """The marker names the corpus, its version, the digests of its files and of what the documents say."""
    marker, manifest = _json(directory, BUILT), sources.read_manifest(directory.root)
    found: dict[str, str] = {}
    for name in (name for name in _sums(directory) if name.startswith(f"{DOCUMENTS}/")):
        content = contents.Content()
        file = pq.ParquetFile(directory.root / name)
        for group in range(file.num_row_groups):
            content.add(file.read_row_group(group))
        found[name] = content.digest()
    facts = {"name": manifest["name"], "version": manifest["version"], "sha256": _digests(directory)}
    for key, value in {**facts, "content": contents.listed(found), "contents": found}.items():
        yield from _compared(directory, BUILT, key, marker.get(key), value)


def _compared(directory: Directory, name: str, key: str, found: Any, expected: Any) -> Problems:
    """Yield where the value that a JSON file has at a key differs from what it should be."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for inner in {**expected, **found}:
            yield from _compared(directory, name, f"{key}/{inner}", found.get(inner), expected.get(inner))
    elif found != expected:
        said = f"/{key} is {_shown(found)}; the data give {_shown(expected)}"
        yield _problem(directory, name, "dataset-content", said)


def _shown(value: Any) -> str:
    return "missing" if value is None else orjson.dumps(value).decode()


def _tables(directory: Directory) -> Problems:
    """Every table is what taking the documents apart gives, and the splits hold the documents that the manifest names."""
    corpus = Corpus(directory.root)
    types = [entity_type["type"] for entity_type in corpus.ontology["entity_types"]]
    for split in corpus.split_names:
        paths = {config: _paths(directory, config, split) for config in CONFIGS}
        for path, said in disagreements(paths, types):
            yield _problem(directory, path.relative_to(directory.root).as_posix(), "dataset-rows", said)
        named = set(corpus.manifest.get("splits", {}).get(split, ()))
        there = set(corpus.splits[split])
        if missing := sorted(named - there):
            yield _problem(directory, MANIFEST, "dataset-split", f"split {split} names {missing[0]}, which is in no file of it")
        if more := [] if split in corpus.manifest.get("shards", {}) else sorted(there - named):
            yield _problem(directory, MANIFEST, "dataset-split", f"split {split} does not name {more[0]}, which is in a file of it")


# ------------------------------------------------------------------------------------------------------------ card


def _card(directory: Directory) -> Problems:
    """The card declares the configs, splits and features there are, and its numbers are those of the data."""
    text, corpus = directory.text(CARD), Corpus(directory.root)
    front = cardtext.front(text or "")
    if text is None or front is None:
        yield _problem(directory, CARD, "card-front-matter", "does not begin with a YAML mapping between two lines '---'")
        return
    counted = figures(corpus)
    expected = front_matter(corpus.manifest, corpus.ontology, counted, _digests(directory))
    for key in ("language", "license", "pretty_name", "configs", "dataset_info"):
        for said in _differing(key, front.values.get(key), expected[key]):
            yield _problem(directory, CARD, "card-front-matter", said, front.lines.get(key))
    agreement = _json(directory, AGREEMENT)
    yield from _numbers(directory, text, {**counted, **(agreement_figures(agreement) if agreement else {})})


def _differing(key: str, found: Any, expected: Any) -> Iterator[str]:
    """Say where a value of the card differs from what it should be; lists of configs are compared config by config."""
    if found == expected:
        return
    named, wanted = _by_config(found), _by_config(expected)
    if named is None or wanted is None:
        yield f"{key} is {_shown(found)}; it should be {_shown(expected)}"
        return
    for config in {**wanted, **named}:
        one, other = named.get(config), wanted.get(config)
        if one is None or other is None:
            yield f"{key} {'lacks' if one is None else 'names'} {config}, which has {'no ' if other is None else ''}rows"
            continue
        for name in {**other, **one}:
            if one.get(name) != other.get(name):
                yield f"{key}: {name} of {config} is {_shown(one.get(name))}; it should be {_shown(other.get(name))}"


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
                yield _problem(directory, CARD, "card-number", said, row.line)
    for kind, labels in counted.items():
        for label in labels.keys() - told.get(kind, set()):
            yield _problem(directory, CARD, "card-number", f"has no row for the {kind} {label}, which the data have", last.get(kind))


# -------------------------------------------------------------------------------------------------------- croissant


def _croissant(directory: Directory) -> Problems:
    """The Croissant metadata are valid, and describe the files, columns and labels that there are; in what words, is free."""
    text, corpus = directory.text(CROISSANT) or "", Corpus(directory.root)
    found = _json(directory, CROISSANT)
    if found is None:
        yield _problem(directory, CROISSANT, "croissant", "is not there, or is no JSON")
        return
    invalid = dict(problems_in(found, "croissant"))
    sums = {name: file.sha256 for name, file in _sums(directory).items() if name.endswith(".parquet")}
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
    return f"an object with {', '.join(sorted(value))}" if isinstance(value, dict) else _shown(value)


# -------------------------------------------------------------------------------------------------------- citations

# Where each citation says what the manifest says.
_CITED: Mapping[str, Mapping[str, str]] = {
    "CITATION.cff": {"title": "title", "version": "version", "date-released": "released", "license": "license", "doi": "doi", "url": "url"},
    ".zenodo.json": {"title": "title", "version": "version", "publication_date": "released", "doi": "doi"},
    "datacite.json": {"version": "version", "language": "language", "doi": "doi", "url": "url"},
}


def _citations(directory: Directory) -> Problems:
    """The citations name the title, version, date and licence that the manifest names."""
    manifest = sources.read_manifest(directory.root)
    for name, keys in _CITED.items():
        cited = cardtext.mapping(directory.text(name) or "")
        if cited is None:
            yield _problem(directory, name, "citation", "is not there, or is no mapping")
            continue
        for key, of_manifest in keys.items():
            found, expected = cited.values.get(key), manifest.get(of_manifest)
            if found != expected:
                said = f"{key} is {_shown(found)}; {MANIFEST} says {_shown(expected)}"
                yield _problem(directory, name, "citation", said, cited.lines.get(key))


def _plain(number: float) -> str:
    return f"{int(number) if number == int(number) else number:,}"


Check = Callable[[Directory], Problems]
# What rests on something is judged when that is sound.
_STAGES: tuple[tuple[Check, ...], ...] = ((_files,), (_sources,), (_parquet,), (_content, _tables, _card, _croissant, _citations))
