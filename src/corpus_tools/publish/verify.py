"""Tells whether a dataset directory is whole: its files are those listed, and checksums, tables, card and citations agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools import contents, sources
from corpus_tools.archives import BUILT
from corpus_tools.corpus import Corpus
from corpus_tools.errors import InvalidCorpus, Problem
from corpus_tools.features import with_features
from corpus_tools.publish.agreeing import disagreements
from corpus_tools.publish.directory import CHECKSUMS, Directory, digests, listed, opened, shown
from corpus_tools.publish.telling import card_agrees, citations_agree, croissant_agrees
from corpus_tools.sources import DOCUMENTS, MANIFEST
from corpus_tools.tables import CONFIGS, schemas

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


# ----------------------------------------------------------------------------------------------------------- files


def _files(directory: Directory) -> Problems:
    """Every file is listed once, is there, and is as it was listed."""
    text = directory.text(CHECKSUMS)
    if text is None:
        yield directory.problem(CHECKSUMS, "dataset-file-missing", "is not there, or is no UTF-8")
        return
    found, wrong = listed(text)
    yield from (directory.problem(CHECKSUMS, "dataset-checksums", "is no 'SHA256  NAME' of another file", line) for line in wrong)
    for name, file in found.items():
        if not (directory.root / name).is_file():
            yield directory.problem(CHECKSUMS, "dataset-file-missing", f"names {name}, which is not there", file.line)
        elif (sha256 := directory.sha256(name)) != file.sha256:
            said = f"has the SHA-256 {sha256}; {CHECKSUMS}:{file.line} says {file.sha256}"
            yield directory.problem(name, "dataset-file-changed", said)
    for name in directory.names():
        if name not in found and name != CHECKSUMS:
            yield directory.problem(name, "dataset-file-unlisted", f"is not in {CHECKSUMS}")


def _sources(directory: Directory) -> Problems:
    """The manifest, the ontology and the marker can be read."""
    for read in (sources.read_manifest, sources.read_ontology):
        try:
            read(directory.root)
        except InvalidCorpus as error:
            for found in error.problems:
                name = Path(found.path).relative_to(directory.root).as_posix()
                yield Problem(directory.path(name), found.line, found.column, found.rule, found.message, found.at)
    marker = directory.json(BUILT)
    if not isinstance(marker, dict):
        yield directory.problem(BUILT, "dataset-marker", "is not there, or is no JSON object")


# ------------------------------------------------------------------------------------------------------------ data


def _paths(directory: Directory, config: str, split: str) -> list[Path]:
    return sorted((directory.root / config).glob(f"{split}-[0-9]*-of-*.parquet"))


def _parquet(directory: Directory) -> Problems:
    """Every Parquet file has the columns and features of its config, and is the file of a split."""
    corpus = Corpus(directory.root)
    for name in (name for name in directory.sums if name.endswith(".parquet")):
        config = name.partition("/")[0]
        if config not in CONFIGS or directory.root / name not in [p for s in corpus.split_names for p in _paths(directory, config, s)]:
            said = f"is of no config and split that {MANIFEST} and this version of corpus-tools know"
            yield directory.problem(name, "dataset-file-unknown", said)
            continue
        try:
            schema = pq.read_schema(directory.root / name)
        except (OSError, pa.ArrowException) as error:
            yield directory.problem(name, "dataset-file-unreadable", f"is no Parquet file: {str(error).splitlines()[0]}")
            continue
        expected = with_features(schemas()[config].empty_table(), config, corpus.ontology).schema
        # What list items are called is up to who writes the file: types are compared, and metadata as far as it states features.
        if not schema.equals(expected) or (schema.metadata or {}).get(b"huggingface") != expected.metadata[b"huggingface"]:
            yield directory.problem(name, "dataset-columns", _columns(schema, expected))


def _columns(found: pa.Schema, expected: pa.Schema) -> str:
    for name in dict.fromkeys([*expected.names, *found.names]):
        one, other = (schema.field(name).type if name in schema.names else "not there" for schema in (found, expected))
        if one != other:
            return f"column {name} is {one}; it should be {other}"
    if found.names != expected.names:
        return f"the columns are {', '.join(found.names)}; they should be {', '.join(expected.names)}"
    return "the features that its metadata states are not those of the ontology"


def _content(directory: Directory) -> Problems:
    """The marker names the corpus, its version, the digests of its files and of what the documents say."""
    marker, manifest = directory.json(BUILT), sources.read_manifest(directory.root)
    found: dict[str, str] = {}
    for name in (name for name in directory.sums if name.startswith(f"{DOCUMENTS}/")):
        content = contents.Content()
        file = pq.ParquetFile(directory.root / name)
        for group in range(file.num_row_groups):
            content.add(file.read_row_group(group))
        found[name] = content.digest()
    facts = {"name": manifest["name"], "version": manifest["version"], "sha256": digests(directory)}
    for key, value in {**facts, "content": contents.listed(found), "contents": found}.items():
        yield from _compared(directory, BUILT, key, marker.get(key), value)


def _compared(directory: Directory, name: str, key: str, found: Any, expected: Any) -> Problems:
    """Yield where the value that a JSON file has at a key differs from what it should be."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for inner in {**expected, **found}:
            yield from _compared(directory, name, f"{key}/{inner}", found.get(inner), expected.get(inner))
    elif found != expected:
        said = f"/{key} is {shown(found)}; the data give {shown(expected)}"
        yield directory.problem(name, "dataset-content", said)


def _tables(directory: Directory) -> Problems:
    """Every table is what taking the documents apart gives, and the splits hold the documents that the manifest names."""
    corpus = Corpus(directory.root)
    types = [entity_type["type"] for entity_type in corpus.ontology["entity_types"]]
    for split in corpus.split_names:
        paths = {config: _paths(directory, config, split) for config in CONFIGS}
        for path, said in disagreements(paths, types):
            yield directory.problem(path.relative_to(directory.root).as_posix(), "dataset-rows", said)
        named = set(corpus.manifest.get("splits", {}).get(split, ()))
        there = set(corpus.splits[split])
        if missing := sorted(named - there):
            yield directory.problem(MANIFEST, "dataset-split", f"split {split} names {missing[0]}, which is in no file of it")
        if more := [] if split in corpus.manifest.get("shards", {}) else sorted(there - named):
            yield directory.problem(MANIFEST, "dataset-split", f"split {split} does not name {more[0]}, which is in a file of it")


Check = Callable[[Directory], Problems]
# What rests on something is judged when that is sound.
_STAGES: tuple[tuple[Check, ...], ...] = (
    (_files,),
    (_sources,),
    (_parquet,),
    (_content, _tables, card_agrees, croissant_agrees, citations_agree),
)
