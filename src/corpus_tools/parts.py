"""
What a shard becomes: its problems, its counts, its keys and, in a build, its tables as Parquet; kept under the digest of all it rests on.

The function that makes a part is pure: the same shard gives the same files in any process, so that making one twice does no harm.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools.checking import KEYS, Block, Checker, frugal
from corpus_tools.contents import Content
from corpus_tools.errors import CorpusError
from corpus_tools.features import with_features
from corpus_tools.order import Record
from corpus_tools.reading import Batch, read
from corpus_tools.resources import folder
from corpus_tools.rules import Rule
from corpus_tools.shards import Shard, file_system
from corpus_tools.sources import DOCUMENTS
from corpus_tools.tables import CONFIGS

Row = dict[str, Any]
RESULT = "part.json"
HASH_BYTES = 2**20
BLOCK_BYTES = 28 * 2**20


@dataclass(frozen=True, slots=True)
class Job:
    """
    What is to be done with every shard: where the corpus lies, what its rules are, and where the parts go.

    `builds` asks for the tables of the dataset, `signs` for the signatures by which texts of different splits are compared.
    """

    root: Path
    store: Path
    ontology: Record
    rules: tuple[Rule, ...]
    limit: int
    builds: bool
    signs: bool

    def digest(self) -> str:
        """Return the digest of all that the parts rest on beside the files: this package, the schemas, the rules, the ontology."""
        facts = {
            "rules": [asdict(rule) for rule in self.rules],
            "ontology": self.ontology,
            "limit": self.limit,
            "builds": self.builds,
            "signs": self.signs,
        }
        found = hashlib.sha256(_package())
        found.update(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS))
        found.update(f"pyarrow {pa.__version__}".encode())
        return found.hexdigest()


@cache
def _package() -> bytes:
    """Return the digest of the package itself: its code, rules, schemas and the template of the card."""
    found = hashlib.sha256()
    for top in (Path(__file__).parent, folder("schema")):
        for path in sorted(p for suffix in ("*.py", "*.sql", "*.json", "*.md") for p in top.rglob(suffix) if "_shipped" not in p.parts):
            found.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.digest()


@dataclass(slots=True)
class Part:
    """
    What was made of a shard; its files lie in the store under its digest.

    `problems` and `faults` are rows whose lines count from the shard's beginning; `seen` is the number of records, `last` that of
    lines. `rows` and `sha256` are of the Parquet file of each config that has rows; `content` is the digest of what the documents
    say, from which all other tables follow.
    """

    digest: str
    seen: int = 0
    last: int = 0
    documents: int = 0
    problems: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    content: str = ""

    @classmethod
    def from_file(cls, path: Path) -> Self:
        return cls(**orjson.loads(path.read_bytes()))

    @property
    def sound(self) -> bool:
        """Whether nothing in the shard is an error."""
        return not self.faults and all(problem["severity"] != "error" for problem in self.problems)


def make(job: Job, shard: Shard) -> Part:
    """Return the part of a shard: the one in the store, or a new one, which is then there. CorpusError if it cannot be written."""
    digest = _digest(job, shard)
    place = job.store / digest
    if (place / RESULT).is_file():
        return Part.from_file(place / RESULT)
    try:
        with _new_folder(place) as folder, frugal():
            part = _made(job, shard, folder, Part(digest))
            (folder / RESULT).write_bytes(orjson.dumps(asdict(part)))
    except OSError as error:
        raise CorpusError(f"{error.filename or place}: {error.strerror or error}") from None
    return part


def _digest(job: Job, shard: Shard) -> str:
    found = hashlib.sha256(f"{job.digest()} {shard.split} {shard.form} {shard.path} {shard.start} {shard.end} {shard.listed}".encode())
    for name in shard.names:
        path = job.root / shard.path / name
        found.update(f"\0{name}\0{os.readlink(path) if path.is_symlink() else ''}\0".encode())  # noqa: PTH115
        _add(found, path)
    if not shard.names:
        _add_large(found, job, shard)
    return found.hexdigest()


def _add(found: Any, path: Path) -> None:
    if path.is_file():
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())


def _add_large(found: Any, job: Job, shard: Shard) -> None:
    """Add what a large file holds in the stretch and up to the end of its last line; of a URL, what its server says of its content."""
    try:
        system, path = file_system(shard.path, job.root)
        if "://" in shard.path:
            found.update(str(system.ukey(path)).encode())
            return
        with Path(path).open("rb") as file:
            file.seek(max(shard.start - 1, 0))
            left = shard.end - shard.start + 1 if shard.end is not None else None
            while (left is None or left > 0) and (block := file.read(min(HASH_BYTES, left or HASH_BYTES))):
                found.update(block)
                left = None if left is None else left - len(block)
            # What follows belongs to the stretch as far as the end of its last line.
            found.update(file.readline(job.limit + 1) if left is not None else b"")
    except OSError as error:
        found.update(f"unreadable: {error.strerror or error}".encode() + os.urandom(16))


@contextmanager
def _new_folder(place: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes `place` whole, or not at all; if another process was quicker, its folder stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
    try:
        yield new
        new.chmod(0o755)
        try:
            new.rename(place)
        except OSError:
            if not (place / RESULT).is_file():
                raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _made(job: Job, shard: Shard, folder: Path, part: Part) -> Part:
    checker = _checker(job.root, job)
    builds = job.builds and bool(shard.split)
    block = Block(checker, shard.split, builds=builds, signs=job.signs)
    with _Files(folder, job.ontology) as files:
        for batch in read(job.root, shard, job.limit):
            block.add(batch)
            _count(part, batch)
            # Nothing of a batch stays while the next one is read.
            del batch
            if block.bytes >= BLOCK_BYTES:
                _close(block, part, files, builds=builds)
                block = Block(checker, shard.split, builds=builds, signs=job.signs)
        _close(block, part, files, builds=builds)
        part.rows = {config: files.rows[config] for config in CONFIGS if files.rows[config]}
        part.content = files.content.digest()
    for config in part.rows:
        path = folder / f"{config}.parquet"
        part.sha256[config] = _sha256(path)
        # The dataset directory has a second name of this file: what is written through that name would change the part.
        path.chmod(0o444)
    return part


def _close(block: Block, part: Part, files: _Files, *, builds: bool) -> None:
    """Check a block and write its tables; those of a part with errors are not wanted."""
    part.problems += block.problems()
    keys = block.keys()
    part.documents += keys.num_rows
    files.write("keys", keys)
    for name, table in block.tables():
        if builds and part.sound:
            files.write(name, table)
        del table
    pa.default_memory_pool().release_unused()


_checkers: dict[str, Checker] = {}


def _checker(root: Path, job: Job) -> Checker:
    """Return the checker of a job, made once in a process."""
    key = f"{root} {job.digest()}"
    if key not in _checkers:
        _checkers.clear()
        _checkers[key] = Checker(root, job.ontology, job.rules)
    return _checkers[key]


class _Files:
    """The Parquet files of a part; each is begun by its first row, since `datasets` cannot load one without rows."""

    def __init__(self, folder: Path, ontology: Record) -> None:
        self.folder, self.ontology = folder, ontology
        self.rows: Counter[str] = Counter()
        self.content = Content()
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, name: str, table: pa.Table) -> None:
        if not table.num_rows:
            return
        if name not in self._writers:
            self._writers[name] = self._writer(name, table.schema)
        self._writers[name].write_table(table.replace_schema_metadata(self._writers[name].schema.metadata))
        self.rows[name] += table.num_rows
        if name == DOCUMENTS:
            self.content.add(table)

    def _writer(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        path = self.folder / f"{name}.parquet"
        if name == "keys":
            return pq.ParquetWriter(path, KEYS, compression="none", use_dictionary=["path", "split"])
        schema = with_features(schema.empty_table(), name, self.ontology).schema
        options = {"compression": "zstd", "compression_level": 1, "write_page_index": True, "use_content_defined_chunking": True}
        return pq.ParquetWriter(path, schema, **options)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count(part: Part, batch: Batch) -> None:
    part.seen += batch.seen
    part.last = max(part.last, batch.last)
    part.faults += batch.faults
