"""Validates a corpus: has its shards checked one by one, then what only shows over all of them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from corpus_tools import files, shards, sources
from corpus_tools.checking import located
from corpus_tools.engines import Engine, engine
from corpus_tools.errors import CorpusError, Problem
from corpus_tools.explained import explained
from corpus_tools.inventory import inventory_tables
from corpus_tools.keys import key_tables
from corpus_tools.parts import Job, Part, make
from corpus_tools.progress import Progress
from corpus_tools.rules import Database, Rule, all_rules
from corpus_tools.shards import Shard
from corpus_tools.sources import MANIFEST, Sources

OWN_RULES = "rules"
SMALL_BYTES = 16 * 2**20  # what is done in a second or two is worth neither the start of processes nor a word on how far it is
Row = dict[str, Any]


def rules_of(root: Path, ids: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that hold for the corpus, or those of them named; CorpusError for a name that is none."""
    rules = all_rules(root / OWN_RULES)
    known = {rule.id for rule in rules}
    for id in ids:
        if id not in known:
            raise CorpusError(f"no rule {id!r}; 'corpus validate --list-rules' lists them")
    return tuple(rule for rule in rules if not ids or rule.id in ids)


@dataclass(frozen=True, slots=True)
class Survey:
    """A corpus, its shards, the part that each became, and every problem, by path and line; `digest` is of all of it."""

    sources: Sources
    shards: list[Shard]
    parts: list[Part]
    problems: list[Problem]
    digest: str

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def validate(root: Path, ids: Collection[str] = (), *, on: Engine | None = None, progress: Progress | None = None) -> list[Problem]:
    """Return everything wrong with the corpus in the folder `root`, by path and line; `ids` name the rules to run."""
    with tempfile.TemporaryDirectory(prefix="corpus-") as store:
        return survey(root, rules_of(root, ids), Path(store), on=on, progress=progress, builds=False).problems


def survey(
    root: Path, rules: Sequence[Rule], store: Path, *, on: Engine | None = None, progress: Progress | None = None, builds: bool = True
) -> Survey:
    """
    Have every shard of the corpus in `root` checked, and built if `builds`, with the parts in `store`; then check the whole.

    Data that is wrong becomes a problem; only a folder that holds no corpus, or a store that cannot be written, raises CorpusError.
    """
    found = sources.read(root)
    # What cannot be read makes no statement about documents: without manifest and ontology only the files are judged.
    judged = tuple(rule for rule in rules if found.readable or rule.level <= 1)
    cut = shards.shards_of(found)
    # Near-duplicates are looked for between splits; of one split no text needs a signature.
    signs = len({shard.split for shard in cut}) > 1
    job = Job(root.absolute(), store.absolute(), found.ontology, judged, found.limit, builds and found.readable, signs)
    small = sum(shards.size(found.root, shard) for shard in cut) < SMALL_BYTES
    parts = _made(job, cut, on or engine("local", 1 if small else None), Progress(None) if small or not progress else progress)
    rows = [row for shard, part, base in _with_bases(cut, parts) for row in _moved(shard, part.problems, base)]
    digest = _digest(found, job, parts)
    rows += _over_all(found, cut, parts, job, digest)
    if found.manifest.get("explained"):
        severities = {rule.id: rule.severity for rule in rules_of(root)}
        text = (root / MANIFEST).read_text(encoding="utf-8")
        rows = explained(rows, found.manifest, severities, {rule.id for rule in judged}, text)
    return Survey(found, cut, parts, sorted(_problem(root, row) for row in rows), digest)


def _digest(found: Sources, job: Job, parts: Sequence[Part]) -> str:
    """Return the digest of all that the check of the whole corpus rests on."""
    made_of = hashlib.sha256(f"{job.digest()} {found.manifest} {found.faults} {shards.listing(found.root)}".encode())
    for part in parts:
        made_of.update(part.digest.encode())
    return made_of.hexdigest()


def _over_all(found: Sources, cut: list[Shard], parts: list[Part], job: Job, digest: str) -> list[Row]:
    """Return the problems that only show over all shards; a corpus in which nothing changed is not checked again."""
    kept = job.store / digest
    if kept.is_file():
        known: list[Row] = orjson.loads(kept.read_bytes())
        return known
    rules = [rule for rule in job.rules if rule.runs_over("corpus")]
    tables = _corpus_tables(found, cut, parts, job.store)
    rows = located(job.root, Database(inventory_tables(found.ontology)).check(tables, rules), tables["documents"])
    files.write(kept, orjson.dumps(rows))
    return rows


def _made(job: Job, cut: list[Shard], on: Engine, progress: Progress) -> list[Part]:
    made: dict[int, Part] = {}
    progress.begin(len(cut))
    try:
        for n, part in on.map(partial(make, job), cut, progress.note):
            made[n] = part
            progress.advance(part.seen, len(part.problems) + len(part.faults))
    finally:
        progress.end()
    return [made[n] for n in range(len(cut))]


def _with_bases(cut: Sequence[Shard], parts: Sequence[Part]) -> Iterator[tuple[Shard, Part, int]]:
    """Yield each shard with its part and the number of lines that stand before it in its file."""
    before: dict[str, int] = {}
    for shard, part in zip(cut, parts, strict=True):
        base = before.get(shard.path, 0) if shard.form != "pairs" else 0
        yield shard, part, base
        before[shard.path] = base + part.last


def _moved(shard: Shard, rows: list[Row], base: int) -> list[Row]:
    """Return the rows with their lines counted from the beginning of the file."""
    return [{**row, "line": row["line"] + base} if row["path"] == shard.path else row for row in rows]


def _corpus_tables(found: Sources, cut: list[Shard], parts: list[Part], store: Path) -> dict[str, Any]:
    bases = list(_with_bases(cut, parts))
    faults = [row for shard, part, base in bases for row in _moved(shard, part.faults, base)]
    keys = [(store / part.digest, base) for _, part, base in bases if part.documents]
    records = dict.fromkeys([*found.manifest.get("splits", {}), *found.manifest.get("shards", {})], 0)
    for shard, part in zip(cut, parts, strict=True):
        if shard.split:
            records[shard.split] += part.seen
    return key_tables(found, faults, shards.listing(found.root), records, keys)


def _problem(root: Path, row: Row) -> Problem:
    path = row["path"] if "://" in row["path"] else str(root / row["path"])
    return Problem(path, row["line"], row["column"], row["rule"], row["message"], row["pointer"], row["severity"])
