"""Writes the explorer of a corpus: the front end, and the data cut so that a browser reads only what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools import builder, files
from corpus_tools.archives import BUILT
from corpus_tools.corpus import Corpus
from corpus_tools.order import Record
from corpus_tools.progress import Progress
from corpus_tools.site import bundle, catalogue, disagreements, guidelines, labels, pictures, words
from corpus_tools.site.folding import fold_table
from corpus_tools.texts import Texts

# Only a folder with this file is ever replaced by a site.
MARKER = "site.json"
GUIDELINES = "GUIDELINES.md"
PLOTS = "plots"
_TOLD = ("name", "title", "version", "released", "language", "license", "description", "limits")


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: where, and of how many documents."""

    out: Path
    documents: int


def write(root: Path, out: Path, *, source: str | None = None, plots: bool = False, progress: Progress | None = None) -> Site:
    """
    Write the explorer of the corpus or dataset directory in `root` into the folder `out`, which takes the place of an older one.

    A corpus is checked first, as for a build: InvalidCorpus if it has an error, and then `out` is as it was. `source` is an
    address under which its files can be seen; links to the line of an item are made with it. `plots` asks for plots, too.
    """
    files.check_replaceable(out, MARKER, "site")
    front = bundle.files()
    with _dataset(root, progress) as built, files.replaced_folder(out, MARKER, "site") as new:
        for name, content in front.items():
            (new / name).write_bytes(content)
        told = _write_data(root, Corpus(built), new / "data")
        told |= {"source": source, "plots": pictures.write(new / PLOTS, Corpus(built)) if plots else []}
        (new / MARKER).write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    return Site(out, told["tables"]["catalogue"]["rows"])


@contextmanager
def _dataset(root: Path, progress: Progress | None) -> Iterator[Path]:
    """Give the dataset directory of a corpus, made for the occasion if it is none itself."""
    if (root / BUILT).is_file():
        yield root
        return
    with TemporaryDirectory(prefix="corpus-site-") as folder:
        builder.build(root, Path(folder) / "dataset", progress=progress)
        yield Path(folder) / "dataset"


def _write_data(root: Path, corpus: Corpus, data: Path) -> Record:
    """Write all data of the site; return what the front end must know first."""
    configs = ("documents", "mentions", "events", "arguments", "relations")
    tables = {config: corpus.table(config) for config in configs}
    tables["documents"] = _without_withheld(tables["documents"])
    counts = [corpus.table("documents", split, ["id"]).num_rows for split in corpus.split_names]
    splits = pa.concat_arrays([pa.repeat(name, n) for name, n in zip(corpus.split_names, counts, strict=True)])
    texts, hashes = (tables["documents"][name].to_pylist() for name in ("text", "text_sha256"))
    told: dict[str, Any] = {name: corpus.manifest.get(name) for name in _TOLD}
    told["tables"] = {
        **catalogue.write(data, tables["documents"], splits, None if root == corpus.root else root),
        **labels.write(data, tables, splits, corpus.ontology),
        **words.write(data, Texts(texts)),
        **disagreements.write(data, root, {hash: text for hash, text in zip(hashes, texts, strict=True) if text is not None}),
    }
    (data / "ontology.json").write_bytes(orjson.dumps(corpus.ontology))
    (data / "fold.json").write_bytes(orjson.dumps(fold_table()))
    (data / "guidelines.json").write_bytes(orjson.dumps(_guidelines(root, corpus.ontology)))
    return told


def _without_withheld(documents: pa.Table) -> pa.Table:
    """Return the documents without withheld texts, also where these have been put in place: a site is public."""
    included = pc.equal(documents["availability"], "included")
    texts = pc.if_else(included, documents["text"], None)
    return documents.set_column(documents.schema.get_field_index("text"), "text", texts)


def _guidelines(root: Path, ontology: Record) -> Record:
    if not (root / GUIDELINES).is_file():
        return {}
    entities, events, relations = (ontology[f"{kind}_types"] for kind in ("entity", "event", "relation"))
    named = [label["type"] for label in (*entities, *events, *relations)]
    named += [f"{entity['type']}/{part}" for entity in entities for part in entity.get("subtypes", [])]
    named += [f"{event['type']}/{part}" for event in events for part in event.get("modes", [])]
    named += [role["role"] for event in events for role in event["roles"]]
    return guidelines.said_of((root / GUIDELINES).read_text(encoding="utf-8"), named)
