"""
The parts of a corpus that are read, checked and built each by itself: some hundred pairs of files, or a stretch of a large file.

How a corpus is cut depends on its files alone, never on the machine, and a change leaves the cuts elsewhere where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus_tools.errors import CorpusError
from corpus_tools.parsing import Fault
from corpus_tools.sources import DOCUMENTS, MANIFEST, Sources

# A shard of pairs ends behind an id whose hash says so, one in PAIRS; a document more or less changes one shard.
PAIRS = 512
# A file of lines is cut into stretches of this many bytes; a very large one into larger ones, so that there are not too many.
STRETCH, LARGEST_STRETCH = 28 * 2**20, 84 * 2**20
FORMS: Mapping[str, str] = {
    ".jsonl": "jsonl",
    ".jsonl.gz": "gzip",
    ".jsonl.zst": "zstd",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class Shard:
    """
    A part of a corpus. `split` is empty for files that no split names, though splits name documents if `listed` is false.

    Of pairs, `names` are the files among the documents; of any other form `path` is a file (relative to the corpus, or a URL),
    and of lines, `start` and `end` are the stretch in bytes: the lines that begin in it.
    """

    split: str
    form: str
    path: str
    names: tuple[str, ...] = ()
    start: int = 0
    end: int | None = None
    listed: bool = True

    def __str__(self) -> str:
        if self.form == "pairs":
            return f"{self.path}/{self.names[0]} and {len(self.names) - 1} more files" if self.names else self.path
        return f"{self.path} from byte {self.start:,}" if self.start else self.path


def file_system(path: str, root: Path) -> tuple[Any, str]:
    """Return the fsspec file system of a path or URL, and the path in it; a path that is no URL is taken from `root`."""
    import fsspec  # noqa: PLC0415  only corpora of large files need it

    if "://" in path:
        try:
            system, place = fsspec.core.url_to_fs(path)
        except (ImportError, ValueError) as error:
            raise CorpusError(f"{path}: {error}") from None
        return system, place
    return fsspec.filesystem("file"), str((root / path).absolute())


def _form(path: str) -> str | None:
    return next((form for suffix, form in FORMS.items() if path.endswith(suffix)), None)


def shards_of(sources: Sources) -> list[Shard]:
    """Return the shards of a corpus, split by split; a fault of the sources for each pattern that leads to no file."""
    splits = [*sources.manifest.get("splits", {})]
    splits += [split for split in sources.manifest.get("shards", {}) if split not in splits]
    groups = _groups(sources.root)
    found: list[Shard] = []
    for split in splits:
        named = [id for id in sources.manifest.get("splits", {}).get(split, []) if id in groups]
        found += _pairs(split, named, groups)
        found += [shard for path in _paths(sources, split) for shard in _stretches(sources.root, split, path)]
    listed = {id for ids in sources.manifest.get("splits", {}).values() for id in ids}
    others = _pairs("", [id for id in groups if id not in listed], groups)
    return [*found, *(replace(shard, listed=not listed) for shard in others)]


def listing(root: Path) -> list[str]:
    """Return the ids whose annotations lie among the documents."""
    return [id for id, names in _groups(root).items() if f"{id}.json" in names]


def _groups(root: Path) -> dict[str, list[str]]:
    """Return the names of the files among the documents, by the id that they are of."""
    folder, groups = root / DOCUMENTS, dict[str, list[str]]()
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    for name in names:
        groups.setdefault(Path(name).stem, []).append(name)
    return groups


def _pairs(split: str, ids: Iterable[str], groups: Mapping[str, list[str]]) -> Iterator[Shard]:
    names: list[str] = []
    count = 0
    for id in sorted(set(ids)):
        names += groups[id]
        count += 1
        hashed = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4])
        if count >= PAIRS // 2 and (hashed % PAIRS == 0 or count == PAIRS * 4):
            yield Shard(split, "pairs", DOCUMENTS, tuple(names))
            names, count = [], 0
    if names:
        yield Shard(split, "pairs", DOCUMENTS, tuple(names))


def _paths(sources: Sources, split: str) -> list[str]:
    """Return the files of the patterns of a split, each pattern's in order."""
    paths: list[str] = []
    for pattern in sources.manifest.get("shards", {}).get(split, []):
        found = _matching(pattern, sources.root)
        if not found:
            sources.fault(MANIFEST, Fault("file-missing", f"split {split} names {pattern}, but there is no such file"))
        unknown = [path for path in found if _form(path) is None]
        for path in unknown:
            sources.fault(MANIFEST, Fault("file-missing", f"split {split} names {path}, which ends in none of {', '.join(FORMS)}"))
        paths += [path for path in found if path not in unknown and path not in paths]
    return paths


def _matching(pattern: str, root: Path) -> list[str]:
    system, path = file_system(pattern, root)
    try:
        found = sorted(system.glob(path)) if any(c in path for c in "*?[") else [path] if system.exists(path) else []
    except OSError as error:
        raise CorpusError(f"{pattern}: {error.strerror or error}") from None
    if "://" in pattern:
        return [system.unstrip_protocol(name) for name in found]
    return [str(Path(name).relative_to(root.absolute())) if Path(name).is_relative_to(root.absolute()) else name for name in found]


def _stretches(root: Path, split: str, path: str) -> Iterator[Shard]:
    form = _form(path) or ""
    if form != "jsonl":
        yield Shard(split, form, path)
        return
    system, place = file_system(path, root)
    size = system.size(place) or 0
    step = STRETCH if size < 32 * STRETCH else LARGEST_STRETCH
    for start in range(0, max(size, 1), step):
        yield Shard(split, form, path, (), start, start + step)


def size(root: Path, shard: Shard) -> int:
    """Return how many bytes a shard has, as they lie on disk; 0 for what is not there."""
    if shard.form == "pairs":
        return sum(path.stat().st_size for path in (root / shard.path / name for name in shard.names) if path.is_file())
    if shard.end is not None:
        return shard.end - shard.start
    system, path = file_system(shard.path, root)
    return int(system.size(path) or 0) if system.exists(path) else 0
