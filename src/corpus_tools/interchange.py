"""Files of annotation tools brought into a corpus, and documents of a corpus written for them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

import tomli_w

from corpus_tools import files, jsontext
from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError, InvalidCorpus
from corpus_tools.formats import FORMATS, jsonl, pair, read_of, write_of
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, Read, ReadOptions
from corpus_tools.formats.labels import fitting_id
from corpus_tools.formats.losses import Report
from corpus_tools.formats.zipped import unpacked
from corpus_tools.inference import inferred_ontology, merged_ontology
from corpus_tools.order import Record, canonical
from corpus_tools.progress import Progress
from corpus_tools.proposal import made_by, sentence_records
from corpus_tools.sources import DOCUMENTS, MANIFEST, ONTOLOGY, read_manifest

SHARDS = "shards"
REPLACED = "document[|s] of the corpus replaced"
KEPT = "document[|s] whose metadata and sentences stay as they were in the corpus"
SEGMENTED = "document[|s] given proposed sentences"
ALONE = "mention[|s] made an entity of [its|their] own"
NAMED = 20
"""How many ids a message names."""
AGAIN = "document[|s] renamed, another having the same id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What an import is to do beyond reading.

    `split` is what the documents join; `form` is "pairs" or "jsonl", one shard; `singletons` makes a mention that belongs to no
    entity one of its own, as some formats write only entities of two mentions or more; `segment` proposes the sentences of a
    document that has none.
    """

    split: str | None = None
    form: str = "pairs"
    singletons: bool = False
    segment: bool = False
    options: ReadOptions = field(default_factory=ReadOptions)


# ------------------------------------------------------------------------------------------------------------ import


def import_files(name: str, paths: Sequence[Path], root: Path, report: Report, wanted: Wanted, *, progress: Progress) -> list[Path]:
    """
    Bring files of the format `name` into the corpus in `root`, which is made if it is not there; return the files written.

    Everything is read and checked before the first file is written. A new corpus gets a manifest, and an ontology proposed from the
    labels found. Raises InvalidCorpus for files with problems, unless they are to be passed over, and, of a strict report, for losses.
    """
    records = list(progress.watched(_unique(_read(read_of(name), paths, report, wanted.options), report)))
    report.check()
    if wanted.singletons:
        records = [_with_singletons(record, report) for record in records]
    manifest = read_manifest(root) if (root / MANIFEST).is_file() else {"language": wanted.options.language}
    if wanted.segment:
        records = [_with_sentences(record, manifest, report) for record in records]
    if not (root / MANIFEST).is_file():
        return _founded(root, records, wanted, _said(name, paths, report, wanted.options))
    merged = [_merged(record, root, FORMATS[name].CARRIES, report) for record in records]
    return [*_written(root, merged, wanted), *_joined(root, merged, wanted)]


def _read(read: Read, paths: Sequence[Path], report: Report, options: ReadOptions) -> Iterator[Record]:
    before = len(report.problems)
    for path in paths:
        yield from read(path, report, replace(options, keep_going=True))
    if report.problems[before:] and not options.keep_going:
        raise InvalidCorpus(report.problems[before:])


def _unique(records: Iterable[Record], report: Report) -> Iterator[Record]:
    """Yield the records; of those with one id, the second and later ones under a new one."""
    seen: set[str] = set()
    for record in records:
        id, n = record["id"], 2
        while id in seen:
            id, n = f"{record['id']}-{n}", n + 1
        seen.add(id)
        if id != record["id"]:
            report.change(record["id"], "", AGAIN, id)
        yield {**record, "id": id}


def _with_singletons(record: Record, report: Report) -> Record:
    members = {id for entity in record["entities"] for id in entity["mentions"]}
    alone = [mention for mention in record["mentions"] if mention["id"] not in members]
    for mention in alone:
        report.change(record["id"], mention["id"], ALONE)
    made = [{"id": f"E-{mention['id']}", "type": mention["type"], "mentions": [mention["id"]]} for mention in alone]
    return {**record, "entities": [*record["entities"], *made]}


def _with_sentences(record: Record, manifest: Record, report: Report) -> Record:
    if record["sentences"] or not record.get("text"):
        return record
    report.change(record["id"], "", SEGMENTED)
    sentences = sentence_records(record["text"], manifest)
    with_text = [{**sentence, "text": record["text"][sentence["start"] : sentence["end"]]} for sentence in sentences]
    return {**record, "sentences": with_text, "provenance": [*record["provenance"], made_by()]}


def _merged(record: Record, root: Path, carries: frozenset[str], report: Report) -> Record:
    """Return the record with what its format does not carry as the corpus has it, where the text is the same."""
    path = root / DOCUMENTS / f"{record['id']}.json"
    if not path.is_file():
        return record
    report.change(record["id"], "", REPLACED)
    old = Corpus(root).record(record["id"])
    if old["text_sha256"] != record["text_sha256"] or "metadata" in carries:
        return record
    report.change(record["id"], "", KEPT)
    heads = {key: old[key] for key in ("language", "availability", "basis", "genre", "date", "source", "provenance")}
    return {**record, **heads, **({} if record["sentences"] else {"sentences": old["sentences"]})}


def _written(root: Path, records: Sequence[Record], wanted: Wanted) -> list[Path]:
    if wanted.form == "jsonl":
        return jsonl.write(records, root / SHARDS / f"{wanted.split or 'train'}.jsonl", Report())
    return pair.write(map(canonical, records), root / DOCUMENTS, Report())


def _joined(root: Path, records: Sequence[Record], wanted: Wanted) -> list[Path]:
    """Add the documents to the split wanted; only its table in corpus.toml is written anew."""
    if wanted.split is None:
        return []
    text = (root / MANIFEST).read_text(encoding="utf-8")
    manifest = tomllib.loads(text)
    key = "shards" if wanted.form == "jsonl" else "splits"
    new = [f"{SHARDS}/{wanted.split}.jsonl"] if wanted.form == "jsonl" else [record["id"] for record in records]
    table = {**manifest.get(key, {})}
    table[wanted.split] = list(dict.fromkeys([*table.get(wanted.split, []), *new]))
    if table == manifest.get(key):
        return []
    changed = _with_table(text, key, table)
    if tomllib.loads(changed) != {**manifest, key: table}:
        raise CorpusError(f"{root / MANIFEST}: its table [{key}] cannot be changed in place; name the documents there yourself")
    files.write(root / MANIFEST, changed.encode())
    return [root / MANIFEST]


def _with_table(text: str, key: str, table: Record) -> str:
    """Return TOML with a top-level table replaced, or added at the end; the rest keeps its form."""
    before, found, after = f"\n{text}".partition(f"\n[{key}]\n")
    _, heading, rest = after.partition("\n[") if found else ("", "", "")
    kept = before.removeprefix("\n").rstrip("\n")
    return f"{kept}\n\n{tomli_w.dumps({key: table}, multiline_strings=False)}" + (f"\n[{rest}" if heading else "")


def _said(name: str, paths: Iterable[Path], report: Report, options: ReadOptions) -> list[Record]:
    """Return the ontologies that come with the files, if the format has such and its labels stay as they are."""
    read = getattr(FORMATS[name], "read_ontology", None)
    if read is None or options.labels.tables:
        return []
    found = []
    for path in paths:
        with unpacked(path) as place:
            found.append(read(place, report))
    return [ontology for ontology in found if ontology]


def _founded(root: Path, records: Sequence[Record], wanted: Wanted, said: Iterable[Record]) -> list[Path]:
    """Make a new corpus of the records; its ontology is what was said, and what the records use beyond it."""
    split = wanted.split or "train"
    jsonl = wanted.form == "jsonl"
    members = {"shards": {split: [f"{SHARDS}/{split}.jsonl"]}} if jsonl else {"splits": {split: [record["id"] for record in records]}}
    written = _written(root, records, Wanted(split, wanted.form))
    files.write(root / ONTOLOGY, jsontext.dumps(reduce(merged_ontology, said, inferred_ontology(records))))
    files.write(root / MANIFEST, tomli_w.dumps({**_manifest(root, wanted.options), **members}).encode())
    return [*written, root / ONTOLOGY, root / MANIFEST]


def _manifest(root: Path, options: ReadOptions) -> Record:
    name = fitting_id(root.resolve().name).lower().replace("_", "-").replace(".", "-")
    return {
        "name": name,
        "title": name,
        "version": "0.1.0",
        "released": options.date,
        "language": options.language,
        "license": options.licence,
        "description": "Imported; not yet described.",
        "authors": [{"name": options.publisher}],
    }


# ------------------------------------------------------------------------------------------------------------ export


# What of a document each table of the corpus needs, as features of formats.
CONFIGS: Mapping[str, frozenset[str]] = {
    "documents": frozenset(FEATURES),
    "sentences": frozenset({"sentences"}),
    "mentions": frozenset({"mentions"}),
    "entities": frozenset({"mentions", "entities"}),
    "events": frozenset({"events", "event-clusters"}),
    "arguments": frozenset({"mentions", "events", "event-clusters", "arguments"}),
    "relations": frozenset({"mentions", "relations"}),
    "tokens": frozenset(),
}
_LAYERS = frozenset.union(*(CONFIGS[config] for config in CONFIGS if config != "documents"))


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What of a corpus is to be exported: the documents of a split or of all, of these those of the `ids`, or all; and of a document
    the layers that tables of the names `configs` need, or all.

    What is not chosen is no loss. The arguments that are chosen without the mentions that fill them bring them along.
    """

    ids: Sequence[str] = ()
    split: str | None = None
    configs: Sequence[str] = ()


def export_files(name: str, corpus: Corpus, out: Path, report: Report, choice: Choice, *, progress: Progress) -> list[Path]:
    """
    Write what is chosen of a corpus in the format `name`, and its ontology where the format has such a file; return the files.

    `out` is a folder, or one file if it ends as the format's files do. CorpusError for an id, a split or a config that is not
    there; of a strict report, InvalidCorpus for every loss, before anything is written.
    """
    write, write_labels = write_of(name), getattr(FORMATS[name], "write_ontology", None)
    records = _chosen_layers(_chosen_documents(corpus, choice), choice.configs)
    written = write(progress.watched(records), out, report)
    return [*written, *(write_labels(corpus.ontology, out) if write_labels else [])]


def _chosen_documents(corpus: Corpus, choice: Choice) -> Iterator[Record]:
    if not choice.ids:
        splits = corpus.split_names if choice.split is None else [choice.split]
        return (document.to_record() for documents in map(corpus.split, splits) for document in documents)
    known = corpus.ids if choice.split is None else corpus.ids_of(choice.split)
    for id in choice.ids:
        if id not in known:
            more = f" and {len(known) - NAMED:,} more" if len(known) > NAMED else ""
            raise CorpusError(f"{corpus.root}: no document {id!r}; there are {', '.join(known[:NAMED])}{more}")
    return map(corpus.record, dict.fromkeys(choice.ids))


def _chosen_layers(records: Iterator[Record], configs: Sequence[str]) -> Iterator[Record]:
    for config in configs:
        if config not in CONFIGS:
            raise CorpusError(f"no config {config!r}; there are {', '.join(CONFIGS)}")
    if not configs:
        return records
    carries = frozenset(FEATURES) - _LAYERS | frozenset[str]().union(*(CONFIGS[config] for config in configs))
    return (kept(record, carries, Report()) for record in records)
