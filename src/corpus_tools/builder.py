"""Builds a dataset directory from a corpus: the same input gives the same bytes, whatever was built before and wherever."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from corpus_tools import files
from corpus_tools.contents import listed
from corpus_tools.corpus import Corpus
from corpus_tools.engines import Engine
from corpus_tools.errors import InvalidCorpus
from corpus_tools.order import Record
from corpus_tools.parts import Part
from corpus_tools.progress import Progress
from corpus_tools.publish.agreement import agreement_report, layers_of
from corpus_tools.publish.card import card
from corpus_tools.publish.citation import FILES
from corpus_tools.publish.croissant import CROISSANT, croissant
from corpus_tools.publish.directory import CHECKSUMS
from corpus_tools.publish.figures import figures
from corpus_tools.sources import DOCUMENTS, MANIFEST, ONTOLOGY
from corpus_tools.tables import CONFIGS
from corpus_tools.validation import Survey, rules_of, survey

# Only a folder with this file is ever replaced by a build.
MARKER = "build.json"
DATASHEET = "DATASHEET.md"  # prose for the card
AGREEMENT = "agreement.json"
COUNTED = ("documents", "sentences", "mentions", "events", "arguments")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: where, and how many rows each config has in each split."""

    out: Path
    name: str
    rows: dict[str, dict[str, int]]

    def count(self, config: str) -> int:
        return sum(self.rows[config].values())


def build(root: Path, out: Path, *, on: Engine | None = None, store: Path | None = None, progress: Progress | None = None) -> Built:
    """
    Build the corpus in the folder `root` into the dataset directory `out`.

    Shards that were built before, and whose parts are in `store` (by default `.NAME.parts` beside `out`), are not built again.
    Raises InvalidCorpus, and leaves `out` as it was, if the corpus has an error; so does an interruption, after which the next
    build goes on with the parts that are there.
    """
    files.check_replaceable(out, MARKER)
    store = store or out.with_name(f".{out.name}.parts")
    found = survey(root, rules_of(root), store, on=on, progress=progress)
    if found.errors:
        raise InvalidCorpus(found.errors)
    built = _Dataset(found, store)
    marker = built.marker()
    if not _is_whole(out, marker):
        with files.replaced_folder(out, MARKER) as new:
            built.write(new, marker)
    _sweep(store, {part.digest for part in found.parts} | {found.digest})
    return Built(out, found.sources.manifest["name"], built.rows)


def _is_whole(out: Path, marker: bytes) -> bool:
    """Tell whether `out` is what the marker says, and all its files are there."""
    if not (out / MARKER).is_file() or (out / MARKER).read_bytes() != marker or not (out / CHECKSUMS).is_file():
        return False
    names = [line.split("  ", 1)[1] for line in (out / CHECKSUMS).read_text(encoding="utf-8").splitlines()]
    return all((out / name).is_file() for name in names)


def _sweep(store: Path, used: set[str]) -> None:
    """Remove parts that the dataset is not made of, and what a killed process left."""
    for path in store.iterdir() if store.is_dir() else ():
        if path.name in used:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


class _Dataset:
    """The dataset directory that the parts of a corpus make."""

    def __init__(self, found: Survey, store: Path) -> None:
        self.root, self.sources, self.store = found.sources.root, found.sources, store
        self.of_split: dict[str, list[Part]] = {split: [] for split in _splits(self.sources.manifest)}
        for shard, part in zip(found.shards, found.parts, strict=True):
            self.of_split[shard.split].append(part)
        self.parts = found.parts
        self.rows = {
            config: {split: sum(part.rows.get(config, 0) for part in parts) for split, parts in self.of_split.items()} for config in CONFIGS
        }

    def digest(self, config: str) -> str:
        """Return the digest of a config's files."""
        return listed({name: part.sha256[config] for name, part in self.files(config)})

    def files(self, config: str) -> Iterator[tuple[str, Part]]:
        """Yield the name of each Parquet file of a config, and the part that it is of."""
        for split, parts in self.of_split.items():
            filled = [part for part in parts if config in part.rows]
            for n, part in enumerate(filled):
                yield f"{config}/{split}-{n:05}-of-{len(filled):05}.parquet", part

    def marker(self) -> bytes:
        """Return what tells this dataset from any other, made of the digests of all that goes into it."""
        made_of = hashlib.sha256((self.root / MANIFEST).read_bytes() + (self.root / ONTOLOGY).read_bytes())
        for part in self.parts:
            made_of.update(part.digest.encode())
        for path in [self.root / DATASHEET, *(path for layer in layers_of(self.root) for path in sorted(layer.rglob("*")))]:
            if path.is_file():
                made_of.update(f"{path.relative_to(self.root)}\0".encode() + path.read_bytes() + b"\0")
        manifest = self.sources.manifest
        facts: Record = {
            "name": manifest["name"],
            "version": manifest["version"],
            "pyarrow": pa.__version__,
            "made_of": made_of.hexdigest(),
        }
        facts["sha256"] = {config: self.digest(config) for config in CONFIGS}
        contents = {name: part.content for name, part in self.files(DOCUMENTS)}
        facts |= {"content": listed(contents), "contents": contents}
        return (json.dumps(facts, indent=2) + "\n").encode()

    def write(self, new: Path, marker: bytes) -> None:
        """Fill the new folder."""
        sums = {name: part.sha256[config] for config in CONFIGS for name, part in self.files(config)}
        for config in CONFIGS:
            (new / config).mkdir()
            for name, part in self.files(config):
                _put(self.store / part.digest / f"{config}.parquet", new / name)
        texts = {MANIFEST: (self.root / MANIFEST).read_bytes(), ONTOLOGY: (self.root / ONTOLOGY).read_bytes(), MARKER: marker}
        for name, content in texts.items():
            (new / name).write_bytes(content)
        texts |= {name: text.encode() for name, text in self._told(new, sums).items()}
        for name, content in texts.items():
            (new / name).write_bytes(content)
            sums[name] = hashlib.sha256(content).hexdigest()
        (new / CHECKSUMS).write_bytes("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode())

    def _told(self, new: Path, sums: Mapping[str, str]) -> dict[str, str]:
        """Return the files that tell of the data which lie in the new folder; `sums` are of its Parquet files."""
        corpus, agreement = Corpus(new), agreement_report(self.root)
        counted = figures(corpus)
        datasheet = (self.root / DATASHEET).read_text(encoding="utf-8") if (self.root / DATASHEET).is_file() else None
        digests = {config: self.digest(config) for config in CONFIGS}
        told = {name: cite(corpus.manifest) for name, cite in FILES.items()}
        told["README.md"] = card(corpus, counted, digests, json.loads(agreement) if agreement else None, datasheet)
        told[CROISSANT] = json.dumps(croissant(corpus, counted, sums, datasheet), ensure_ascii=False, indent=1) + "\n"
        return told | ({AGREEMENT: agreement} if agreement else {})


def _splits(manifest: Record) -> list[str]:
    return list(dict.fromkeys([*manifest.get("splits", {}), *manifest.get("shards", {})]))


def _put(made: Path, path: Path) -> None:
    """Put a file of the store into the dataset: as a second name for it, or as a copy where that cannot be."""
    try:
        os.link(made, path)
    except OSError:
        shutil.copyfile(made, path)
