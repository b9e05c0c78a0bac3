"""Builds a dataset directory from the sources of a corpus: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools import files
from corpus_tools.features import with_features
from corpus_tools.order import Record
from corpus_tools.publish.card import card
from corpus_tools.publish.citation import cff
from corpus_tools.sources import MANIFEST, ONTOLOGY
from corpus_tools.tables import CONFIGS, tables
from corpus_tools.validation import valid_sources

# Only a folder with this file is ever replaced by a build.
MARKER = "build.json"
COUNTED = ("documents", "sentences", "mentions", "events", "arguments")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: where, and how many rows each config has in each split."""

    out: Path
    name: str
    rows: dict[str, dict[str, int]]

    def count(self, config: str) -> int:
        return sum(self.rows[config].values())


def build(root: Path, out: Path) -> Built:
    """
    Build the corpus in the folder `root` into the dataset directory `out`.

    Raises InvalidCorpus, and writes nothing, if the corpus has an error; an interruption leaves `out` as it was.
    """
    sources = valid_sources(root)
    records = {record["id"]: record for record in sources.records}
    types = [entity_type["type"] for entity_type in sources.ontology["entity_types"]]
    splits = {split: tables((records[id] for id in sorted(ids)), types) for split, ids in sources.manifest["splits"].items()}
    with files.replaced_folder(out, MARKER) as new:
        digests = {config: _write_config(new, config, splits, sources.ontology) for config in CONFIGS}
        rows = {config: {split: found[config].num_rows for split, found in splits.items()} for config in CONFIGS}
        for name in (MANIFEST, ONTOLOGY):
            (new / name).write_bytes((root / name).read_bytes())
        schemas = {config: next(iter(splits.values()))[config].schema for config in CONFIGS}
        text = card(sources.manifest, sources.ontology, schemas, rows, digests, records=sources.records)
        (new / "README.md").write_bytes(text.encode())
        (new / "CITATION.cff").write_bytes(cff(sources.manifest).encode())
        (new / MARKER).write_bytes(_marker(sources.manifest, digests))
        (new / "SHA256SUMS").write_bytes(_checksums(new).encode())
    return Built(out, sources.manifest["name"], rows)


def _write_config(folder: Path, config: str, splits: dict[str, dict[str, pa.Table]], ontology: Record) -> str:
    """Write a config, one file a split; return the digest of its files."""
    (folder / config).mkdir()
    digest = hashlib.sha256()
    for split, found in splits.items():
        # `datasets` cannot load a split without rows: it has no file, and the card does not name it.
        if found[config].num_rows:
            path = folder / config / f"{split}-00000-of-00001.parquet"
            _write(with_features(found[config], config, ontology), path)
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(table: pa.Table, path: Path) -> None:
    options = {"compression": "zstd", "compression_level": 9, "write_page_index": True, "use_content_defined_chunking": True}
    with pq.ParquetWriter(path, table.schema, **options) as writer:
        writer.write_table(table.combine_chunks())


def _marker(manifest: Record, digests: dict[str, str]) -> bytes:
    facts = {"name": manifest["name"], "version": manifest["version"], "pyarrow": pa.__version__, "sha256": digests}
    return (json.dumps(facts, indent=2) + "\n").encode()


def _checksums(folder: Path) -> str:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in paths)
    return "".join(lines)
