"""Puts withheld texts in place: those whose hash agrees as they are, other copies as far as they can be shown to be the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from corpus_tools import files
from corpus_tools.builder import Built, build
from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
from corpus_tools.formats import pair
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.reanchor import Copy, reanchor
from corpus_tools.sources import DOCUMENTS, FILE_BYTES, MANIFEST, ONTOLOGY
from corpus_tools.text import freeze, sha256

RULE = "hydrate"


@dataclass(frozen=True, slots=True)
class Hydrated:
    """A document with its text; `exact` says whether it is the very text that was annotated, or `share` of its words another copy's."""

    record: Record
    path: Path
    exact: bool
    share: float = 1.0


@dataclass(slots=True)
class _Wanted:
    """The withheld documents, by id; those of `open` have no text yet."""

    records: Mapping[str, Record]
    open: set[str] = field(init=False)
    by_hash: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.open = {id for id, record in self.records.items() if record.get("text") is None}
        self.by_hash = {record["text_sha256"]: id for id, record in self.records.items()}

    def __str__(self) -> str:
        return ", ".join(self.records) or "none"


def withheld(records: Iterable[Record]) -> dict[str, Record]:
    """Return the withheld documents among records, by id."""
    return {record["id"]: record for record in records if record["availability"] == "withheld"}


def hydrate(root: Path, given: Path, report: Report, *, strict: bool = False) -> list[Hydrated]:
    """
    Put the text file `given`, or every file of that folder, beside the annotations that it fits, in the corpus in `root`.

    A text is taken as it is or, where only line ends, byte order mark or normalisation form differ, in its frozen form. Of another
    copy, unless `strict`, the annotations are put on its text, which changes ID.json too; the report has every span. A single file
    that fits nothing is InvalidCorpus; in a folder it is passed over, but a folder in which nothing fits is CorpusError.
    """
    paths = sorted((root / DOCUMENTS).glob("*.json"))
    found = matched(given, withheld(map(pair.read_pair, paths)), report, strict=strict)
    for one in found:
        for path, content in pair.contents(one.record, root / DOCUMENTS).items():
            if path.suffix == ".txt" or not one.exact:
                files.write(path, content)
    return found


def hydrate_dataset(dataset: Path, given: Path, out: Path, report: Report, *, strict: bool = False) -> tuple[list[Hydrated], Built]:
    """Build, from the dataset directory `dataset` and the copies `given`, the dataset directory `out`, which has their texts."""
    corpus = Corpus(dataset)
    records = {record["id"]: record for record in corpus.records()}
    found = matched(given, withheld(records.values()), report, strict=strict)
    records |= {one.record["id"]: one.record for one in found}
    with tempfile.TemporaryDirectory(prefix=".hydrate-", dir=_parent(out)) as folder:
        root = Path(folder) / "corpus"
        for record in records.values():
            for path, content in pair.contents(record, root / DOCUMENTS).items():
                files.write(path, content)
        files.write(root / ONTOLOGY, (dataset / ONTOLOGY).read_bytes())
        files.write(root / MANIFEST, _manifest(corpus))
        return found, build(root, out, store=Path(folder) / "parts")


def _parent(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"{out}: {error.strerror}") from None
    return out.parent


def _manifest(corpus: Corpus) -> bytes:
    """Return the manifest as it is; of large files, which a dataset has no more, with the ids that were in them."""
    if "shards" not in corpus.manifest:
        return (corpus.root / MANIFEST).read_bytes()
    kept = {key: value for key, value in corpus.manifest.items() if key != "shards"}
    return tomli_w.dumps({**kept, "splits": {split: list(ids) for split, ids in corpus.splits.items()}}).encode()


def matched(given: Path, records: Mapping[str, Record], report: Report, *, strict: bool = False) -> list[Hydrated]:
    """Return the withheld documents that the text file `given`, or the files of that folder, fit; see `hydrate` for the errors."""
    wanted = _Wanted(records)
    if not given.is_dir():
        return [_fitting(given, wanted, report, strict=strict)]
    found: list[Hydrated] = []
    taken: set[Path] = set()
    # The exact ones first: what they fit needs no other copy.
    for only_exact in (True, False) if not strict else (True,):
        for path in sorted(path for path in given.iterdir() if path.is_file()):
            if path in taken:
                continue
            try:
                found.append(_fitting(path, wanted, report, strict=only_exact))
            except InvalidCorpus:
                continue
            taken.add(path)
            wanted.open.discard(found[-1].record["id"])
    if not found:
        raise CorpusError(f"{given}: none of its files is a withheld text of this corpus; wanted: {wanted}")
    return found


def _fitting(path: Path, wanted: _Wanted, report: Report, *, strict: bool) -> Hydrated:
    text = _read(path)
    for candidate in (text, freeze(text), freeze(text).removesuffix("\n")):
        if sha256(candidate) in wanted.by_hash:
            return Hydrated({**wanted.records[wanted.by_hash[sha256(candidate)]], "text": candidate}, path, exact=True)
    shares = {} if strict else _aligned(path, Copy.of(text), wanted, report)
    if isinstance(shares, Hydrated):
        return shares
    best = max(shares, key=shares.__getitem__, default=None)
    words = f", and it has {shares[best]:.0%} of the words of {best}" if best is not None else ""
    message = f"its SHA-256 {sha256(text)} is that of no withheld text{words}; wanted: {wanted}"
    raise InvalidCorpus([Problem(str(path), 1, None, RULE, message)])


def _aligned(path: Path, copy: Copy, wanted: _Wanted, report: Report) -> Hydrated | dict[str, float]:
    """Return the document on another copy; or the share of the words of each that the copy has. The one of the file's name comes first."""
    shares: dict[str, float] = {}
    for id in sorted(wanted.open, key=lambda name: (name != path.stem, name)):
        if not wanted.records[id].get("alignment"):
            continue
        found = reanchor(wanted.records[id], copy, report)
        if not isinstance(found, float):
            return Hydrated(found[0], path, exact=False, share=found[1])
        shares[id] = found
    return shares


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_BYTES:
            message = f"has {path.stat().st_size} bytes; the limit is {FILE_BYTES}"
            raise InvalidCorpus([Problem(str(path), 1, None, RULE, message)])
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidCorpus([Problem(str(path), 1, None, RULE, f"byte {error.start} is not UTF-8")]) from None
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None
