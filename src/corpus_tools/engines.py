"""Where the shards of a corpus are worked on: the cores of this machine, or a cluster. All give the same results, in any order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Protocol, TypeVar

from corpus_tools.errors import CorpusError

Item = TypeVar("Item")
Result = TypeVar("Result")
Note = Callable[[str], None]


class Engine(Protocol):
    """What every engine has."""

    def map(self, function: Callable[[Item], Result], items: Sequence[Item], note: Note) -> Iterator[tuple[int, Result]]:
        """
        Yield the number of each item and what the function gives for it, as they are done.

        A worker that dies loses and doubles nothing; CorpusError names an item that kills its worker again and again. `note`
        is told, in a line, what a user should know.
        """


def engine(name: str = "local", jobs: int | None = None) -> Engine:
    """Return an engine: "local", with as many processes as `jobs` or as there are cores, or "dask://HOST:PORT"."""
    if name == "local":
        return Local(jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else jobs or os.cpu_count() or 1)
    if name.startswith("dask://"):
        return Dask(f"tcp://{name.removeprefix('dask://')}")
    raise CorpusError(f"no engine {name!r}; there are 'local' and 'dask://HOST:PORT'")


class Local:
    """Processes of this machine; with one job, or for one item, this process itself."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def map(self, function: Callable[[Item], Result], items: Sequence[Item], note: Note) -> Iterator[tuple[int, Result]]:
        if min(self.jobs, len(items)) <= 1:
            yield from ((n, function(item)) for n, item in enumerate(items))
            return
        left = dict(enumerate(items))
        try:
            for n, result in _pooled(function, left, self.jobs):
                del left[n]
                yield n, result
        except BrokenProcessPool:
            note(f"a worker died; {len(items) - len(left)} of {len(items)} shards are done, going on with the rest, one at a time")
            yield from _careful(function, left)


def _pooled(function: Callable[[Item], Result], items: dict[int, Item], jobs: int) -> Iterator[tuple[int, Result]]:
    with ProcessPoolExecutor(min(jobs, len(items)), _context(), _end_with_parent) as pool:
        futures = {pool.submit(function, item): n for n, item in items.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _careful(function: Callable[[Item], Result], items: dict[int, Item], tries: int = 3) -> Iterator[tuple[int, Result]]:
    """Work on one item at a time, so that it is known which one a worker died of."""
    for n, item in items.items():
        for _ in range(tries):
            try:
                yield from _pooled(function, {n: item}, 1)
                break
            except BrokenProcessPool:
                continue
        else:
            raise CorpusError(f"{item}: {tries} workers died of it, killed or out of memory; the parts that are done are kept")


def _context() -> BaseContext:
    if os.name != "posix":
        return get_context("spawn")
    # A server that has imported the package forks the workers: they start at once, and inherit no threads and no locks.
    context = get_context("forkserver")
    context.set_forkserver_preload(["corpus_tools.parts"])
    return context


def _end_with_parent() -> None:
    """End this worker when the process that started it ends, even if that was killed."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class Dask:
    """The workers of a Dask cluster, which must see the files of the corpus and of the store under the same paths."""

    def __init__(self, address: str) -> None:
        self.address = address

    def map(self, function: Callable[[Item], Result], items: Sequence[Item], note: Note) -> Iterator[tuple[int, Result]]:
        try:
            from dask.distributed import Client, KilledWorker, as_completed  # noqa: PLC0415  an extra
        except ImportError:
            raise CorpusError("the engine dask needs dask.distributed: pip install 'corpus-tools[dask]'") from None
        del note
        try:
            client = Client(  # type: ignore[no-untyped-call]
                self.address, timeout="10s", set_as_default=False
            )
        except OSError as error:
            raise CorpusError(f"{self.address}: no Dask scheduler answers: {str(error).splitlines()[0]}") from None
        with client:
            futures = {future.key: (n, future) for n, future in enumerate(client.map(function, items, pure=False))}
            done = as_completed([future for _, future in futures.values()], loop=client.loop)  # type: ignore[no-untyped-call]
            for future in done:
                n = futures[future.key][0]
                try:
                    yield n, future.result()
                except KilledWorker:
                    raise CorpusError(f"{items[n]}: its workers died again and again; the parts that are done are kept") from None
