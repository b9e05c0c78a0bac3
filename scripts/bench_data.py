"""
Writes synthetic corpora of any size, whole or with a known share of broken documents.

    scripts/bench data FOLDER --documents 10000 --form jsonl --files 4 --broken 0.01
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import breakage
import orjson
from breakage import broken
from synthetic import ONTOLOGY, Record, document

__all__ = ["Damage", "broken", "document", "read_damage", "write_corpus", "write_jsonl", "write_pairs", "write_parquet"]

SEED = 7
FORMS = ("pairs", "jsonl", "jsonl.gz", "jsonl.zst", "parquet")
ROWS = 1000
REPEATED = "text of another document"
Kinds = Mapping[int, str]
WHOLE: Kinds = {}


@dataclass(frozen=True, slots=True)
class Damage:
    """A document that was broken: its id, how, the rule that must say so, and the file (and line) where it stands."""

    id: str
    kind: str
    rule: str
    path: str
    line: int


# ------------------------------------------------------------------------------------------------ the documents


def _id(number: int) -> str:
    return f"d{number:07}"


def _record(number: int, seed: int, kind: str | None) -> Record:
    """Make a document, damaged as far as that leaves it a record."""
    if kind == REPEATED:
        return {**document(0, seed), "id": _id(number)}
    record = document(number, seed)
    return broken(record, kind) if kind in breakage.OF_RECORDS else record  # type: ignore[return-value]


def _damaged(content: bytes, kind: str | None) -> bytes:
    return breakage.OF_LINES[kind][1](content) if kind in breakage.OF_LINES else content


def chosen(n: int, share: float, seed: int) -> dict[int, str]:
    """Choose which of n documents are broken, and how; the first is whole, for its text is repeated by others."""
    rng = random.Random(seed)  # noqa: S311  repeatable is what it must be
    kinds = (*breakage.KINDS, REPEATED)
    numbers = sorted(rng.sample(range(1, n), round(n * share)))
    return {number: kinds[k % len(kinds)] for k, number in enumerate(numbers)}


def _rule(kind: str) -> str:
    return "text-duplicate" if kind == REPEATED else breakage.rule_of(kind)


# ---------------------------------------------------------------------------------------------------- the files


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a file to write, compressed as its suffix says; the same content gives the same bytes."""
    if path.suffix == ".zst":
        import pyarrow as pa  # noqa: PLC0415  the standard library reads and writes zstd from 3.14 on

        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            yield stream
    elif path.suffix == ".gz":
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as stream:
            yield stream
    else:
        with path.open("wb") as stream:
            yield stream


def write_jsonl(path: Path, numbers: Sequence[int], seed: int = SEED, kinds: Kinds = WHOLE) -> None:
    """Write a line of JSON for each document; `.gz` and `.zst` are compressed."""
    with _opened(path) as file:
        for number in numbers:
            kind = kinds.get(number)
            file.write(_damaged(orjson.dumps(_record(number, seed, kind)), kind) + b"\n")


def write_pairs(folder: Path, numbers: Sequence[int], seed: int = SEED, kinds: Kinds = WHOLE) -> None:
    """Write ID.txt and ID.json, in canonical form, for each document."""
    from corpus_tools import jsontext  # noqa: PLC0415  shards do not need it

    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        kind = kinds.get(number)
        record = dict(_record(number, seed, kind))
        (folder / f"{_id(number)}.txt").write_bytes(record.pop("text").encode())
        (folder / f"{_id(number)}.json").write_bytes(_damaged(jsontext.dumps(record), kind))


def write_parquet(path: Path, numbers: Sequence[int], seed: int = SEED) -> None:
    """Write the nested table of the documents; broken ones have no place in it."""
    import pyarrow.parquet as pq  # noqa: PLC0415  only this form needs it

    from corpus_tools.tables import documents_schema, documents_table  # noqa: PLC0415

    with pq.ParquetWriter(path, documents_schema(), compression="zstd", compression_level=1) as writer:
        for first in range(0, len(numbers), ROWS):
            writer.write_table(documents_table([document(number, seed) for number in numbers[first : first + ROWS]]))


# --------------------------------------------------------------------------------------------------- the corpus

_MANIFEST = """name = "synthetic"
title = "Synthetic documents for benchmarks"
version = "1.0.0"
released = "2026-11-24"
language = "ar"
license = "CC-BY-4.0"
description = "Documents made by rule: in size and shape like annotated news, in content nothing."
authors = [{{ name = "The corpus-tools authors" }}]

[{table}]
{rows}
"""


def _manifest(table: str, splits: Mapping[str, Sequence[str]]) -> str:
    rows = "\n".join(f"{split} = {json.dumps(names)}" for split, names in splits.items())
    return _MANIFEST.format(table=table, rows=rows)


def _splits(files: int) -> list[str]:
    """Return the split of each file: the last is for the test, the one before for the validation, if there are so many."""
    few = {1: ["train"], 2: ["train", "test"]}
    return few.get(files) or [*["train"] * (files - 2), "validation", "test"]


def _ranges(n: int, files: int) -> list[range]:
    return [range(n * k // files, n * (k + 1) // files) for k in range(files)]


def _write_file(path: Path, numbers: range, seed: int, kinds: Kinds) -> None:
    if path.suffix == ".parquet":
        write_parquet(path, numbers, seed)
    else:
        write_jsonl(path, numbers, seed, kinds)


def _write_shards(folder: Path, ranges: list[range], form: str, *, seed: int, kinds: Kinds, jobs: int) -> list[Damage]:
    files = len(ranges)
    splits = _splits(files)
    paths = [folder / f"{split}-{splits[:k].count(split):05}.{form}" for k, split in enumerate(splits)]
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(_write_file, paths, ranges, [seed] * files, [kinds] * files))
    else:
        for path, numbers in zip(paths, ranges, strict=True):
            _write_file(path, numbers, seed, kinds)
    globs = {split: [f"{split}-*.{form}"] for split in dict.fromkeys(splits)}
    (folder / "corpus.toml").write_text(_manifest("shards", globs), encoding="utf-8")
    places = ((path.name, numbers) for path, numbers in zip(paths, ranges, strict=True))
    return [
        Damage(_id(number), kinds[number], _rule(kinds[number]), name, number - numbers.start + 1)
        for name, numbers in places
        for number in numbers
        if number in kinds
    ]


def _write_documents(folder: Path, n: int, files: int, seed: int, kinds: Kinds) -> list[Damage]:
    write_pairs(folder / "documents", range(n), seed, kinds)
    splits: dict[str, list[str]] = {}
    for split, numbers in zip(_splits(files), _ranges(n, files), strict=True):
        splits.setdefault(split, []).extend(map(_id, numbers))
    (folder / "corpus.toml").write_text(_manifest("splits", splits), encoding="utf-8")
    return [Damage(_id(k), kind, _rule(kind), f"documents/{_id(k)}.json", 1) for k, kind in sorted(kinds.items())]


def write_corpus(
    folder: Path, n: int, *, form: str = "jsonl", files: int = 1, seed: int = SEED, broken_share: float = 0, jobs: int = 1
) -> list[Damage]:
    """
    Write a corpus of n documents, with its manifest and ontology, into a new folder; return what was broken.

    `files` is the number of shards, or for pairs the number of equal parts that the splits are made of.
    """
    folder.mkdir(parents=True)
    shutil.copy(ONTOLOGY, folder / "ontology.json")
    kinds = chosen(n, broken_share, seed) if broken_share else {}
    if kinds and form == "parquet":
        raise ValueError("a table cannot hold broken documents")
    if form == "pairs":
        return _write_documents(folder, n, files, seed, kinds)
    return _write_shards(folder, _ranges(n, files), form, seed=seed, kinds=kinds, jobs=jobs)


def write_damage(path: Path, damage: Sequence[Damage]) -> None:
    """Write down what was broken."""
    path.write_bytes(orjson.dumps([asdict(item) for item in damage], option=orjson.OPT_INDENT_2))


def read_damage(path: Path) -> list[Damage]:
    """Read what write_damage wrote."""
    return [Damage(**item) for item in orjson.loads(path.read_bytes())]


def _options(argv: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(description="Write a synthetic corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--form", choices=FORMS, default="jsonl")
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--broken", type=float, default=0, help="share of documents to break")
    parser.add_argument("--damage", type=Path, help="file for the list of broken documents")
    parser.add_argument("--jobs", type=int, default=1)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Write the corpus that the arguments describe."""
    given = _options(argv)
    damage = write_corpus(
        given.folder,
        given.documents,
        form=given.form,
        files=given.files,
        seed=given.seed,
        broken_share=given.broken,
        jobs=given.jobs,
    )
    if given.damage:
        write_damage(given.damage, damage)


if __name__ == "__main__":
    main()
