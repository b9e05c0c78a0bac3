"""
Trials of loading a built dataset, each to be run in a process of its own: load_trials.py TRIAL DATASET prints seconds as JSON.

A trial gets the folder of a dataset directory and returns what it measured, by name.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

# Every library is imported inside the trial that is about it, for that is part of what is timed.
# ruff: noqa: PLC0415

LOOKUPS = 200
COLUMNS = ["type", "text"]
Times = dict[str, float]


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    value = call()
    return value, time.perf_counter() - start


def _files(root: Path, config: str) -> list[Path]:
    return sorted((root / config).glob("*.parquet"))


def _ids(root: Path) -> list[str]:
    """Choose the ids to look up, the same for everybody."""
    import pyarrow.parquet as pq

    ids = [id for path in _files(root, "documents") for id in pq.read_table(path, columns=["id"])["id"].to_pylist()]
    return random.Random(1).sample(ids, min(LOOKUPS, len(ids)))  # noqa: S311  repeatable is what it must be


def _splits(root: Path, config: str, *, streaming: bool = False) -> Any:
    import datasets

    datasets.disable_progress_bars()
    return datasets.load_dataset(str(root), config, streaming=streaming)


# ----------------------------------------------------------------------------------------------- the first record


def first_corpus_tools(root: Path) -> None:
    """A typed document by corpus_tools."""
    import corpus_tools

    next(iter(corpus_tools.load(root)))


def first_datasets(root: Path) -> None:
    """A dict by load_dataset."""
    next(iter(_splits(root, "documents")["train"]))


def first_streaming(root: Path) -> None:
    """A dict by load_dataset, streaming."""
    next(iter(_splits(root, "documents", streaming=True)["train"]))


def first_parquet(root: Path) -> None:
    """A dict by pyarrow.parquet."""
    import pyarrow.parquet as pq

    next(pq.ParquetFile(_files(root, "documents")[0]).iter_batches(1)).to_pylist()


# ---------------------------------------------------------------------------------------------------- by its id


Get = Callable[[str], Any]


def _looked_up(opened: Callable[[], Get], ids: list[str]) -> Times:
    """Time opening with the first look-up, and each of the other look-ups; imports are no part of it."""

    def first() -> Get:
        get = opened()
        get(ids[0])
        return get

    get, cold = _timed(first)
    return {"cold": cold, **{id: _timed(partial(get, id))[1] for id in ids[1:]}}


def by_id_corpus_tools(root: Path) -> Times:
    """A typed document by corpus_tools."""
    from corpus_tools import load

    return _looked_up(lambda: load(root).__getitem__, _ids(root))


def by_id_datasets(root: Path) -> Times:
    """A dict by load_dataset, through a dict of row numbers."""
    import datasets  # noqa: F401  its second of import is no part of a look-up

    def opened() -> Get:
        splits = _splits(root, "documents")
        rows = {key: (split, n) for split, found in splits.items() for n, key in enumerate(found["id"])}

        def get(id: str) -> Any:
            split, n = rows[id]
            return splits[split][n]

        return get

    return _looked_up(opened, _ids(root))


def by_id_filter(root: Path) -> Times:
    """A dict by a filter of pyarrow.parquet."""
    import pyarrow.parquet as pq

    def get(id: str) -> Any:
        return pq.read_table(root / "documents", filters=[("id", "=", id)]).to_pylist()[0]

    return _looked_up(lambda: get, _ids(root)[:20])


# -------------------------------------------------------------------------------------------------- all documents


def _count(things: Iterator[Any]) -> Times:
    """Time a walk over all things, when the libraries have been imported."""
    count, seconds = _timed(lambda: sum(1 for _ in things))
    return {"seconds": seconds, "count": count}


def all_corpus_tools(root: Path) -> Times:
    """Typed documents by corpus_tools."""
    import corpus_tools

    corpus = corpus_tools.load(root)
    _ids(root)  # imports pyarrow for everybody before the clock starts
    return _count(iter(corpus))


def _raw(root: Path) -> Iterator[Any]:
    import pyarrow.parquet as pq

    for path in _files(root, "documents"):
        for batch in pq.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()


def all_parquet(root: Path) -> Times:
    """Raw dicts of Arrow rows: ParquetFile.iter_batches and to_pylist."""
    _ids(root)
    return _count(_raw(root))


def all_datasets(root: Path) -> Times:
    """Dicts by load_dataset."""
    splits = _splits(root, "documents")
    return _count(row for split in splits.values() for row in split)


# ---------------------------------------------------------------------------------------------- two columns


def columns_corpus_tools(root: Path) -> Times:
    """By corpus_tools, as SQL over the dataset."""
    import corpus_tools

    corpus = corpus_tools.load(root)
    _ids(root)
    found, seconds = _timed(lambda: corpus.sql(f"SELECT {', '.join(COLUMNS)} FROM mentions").to_pylist())
    return {"seconds": seconds, "count": len(found)}


def columns_parquet(root: Path) -> Times:
    """By pyarrow.parquet."""
    import pyarrow.parquet as pq

    _ids(root)
    paths = _files(root, "mentions")
    found, seconds = _timed(lambda: [row for path in paths for row in pq.read_table(path, columns=COLUMNS).to_pylist()])
    return {"seconds": seconds, "count": len(found)}


def columns_datasets(root: Path) -> Times:
    """By load_dataset and select_columns."""
    splits = _splits(root, "mentions")
    found, seconds = _timed(lambda: [row for split in splits.values() for row in split.select_columns(COLUMNS)])
    return {"seconds": seconds, "count": len(found)}


TRIALS: dict[str, Callable[[Path], Times | None]] = {
    name: value for name, value in globals().items() if name.startswith(("first_", "by_id_", "all_", "columns_"))
}


if __name__ == "__main__":
    print(json.dumps(TRIALS[sys.argv[1]](Path(sys.argv[2])) or {}))
