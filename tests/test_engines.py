"""Engines give every result once, whoever dies meanwhile; progress says how far a run is."""

from __future__ import annotations

import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import bench_data
import pytest
from conftest import run

from corpus_tools import CorpusError, build
from corpus_tools.engines import Dask, Local, engine
from corpus_tools.parts import Job, Part, make
from corpus_tools.progress import Progress
from corpus_tools.shards import Shard


def _square(number: int) -> int:
    return number * number


def _kill_once(folder: Path, number: int) -> int:
    """Kill the worker that gets the number 5 for the first time."""
    mark = folder / "killed"
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def _kill_always(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_local_engine_gives_every_result_with_its_number(jobs: int) -> None:
    notes: list[str] = []
    assert dict(Local(jobs).map(_square, range(20), notes.append)) == {n: n * n for n in range(20)}
    assert notes == []


def test_a_worker_that_dies_loses_and_doubles_nothing(tmp_path: Path) -> None:
    notes: list[str] = []
    results = list(Local(2).map(partial(_kill_once, tmp_path), range(20), notes.append))
    assert sorted(results) == [(n, n * n) for n in range(20)]
    assert len(notes) == 1
    assert notes[0].startswith("a worker died; ")
    assert notes[0].endswith(" of 20 shards are done, going on with the rest, one at a time")


def test_an_item_that_kills_every_worker_is_named() -> None:
    with pytest.raises(CorpusError) as caught:
        list(Local(2).map(_kill_always, range(8), lambda _: None))
    assert str(caught.value) == "5: 3 workers died of it, killed or out of memory; the parts that are done are kept"


def _make_and_die(folder: Path, job: Job, shard: Shard) -> Part:
    """Make a part; the worker that makes the second one dies in the middle of it, once."""
    mark = folder / "killed"
    if "00001" in shard.path and not mark.exists():
        mark.touch()
        (job.store / ".new-half").mkdir(parents=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, shard)


class _Dying:
    """An engine under which one worker dies."""

    def __init__(self, inner: Local | Dask, folder: Path) -> None:
        self.inner, self.folder = inner, folder

    def map(self, function: Any, items: Sequence[Any], note: Callable[[str], None]) -> Iterator[tuple[int, Any]]:
        return self.inner.map(partial(_make_and_die, self.folder, *function.args), items, note)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("engines") / "c"
    bench_data.write_corpus(root, 40, form="jsonl", files=6, seed=2, jobs=1)
    return root


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected") / "out"
    build(corpus, out, on=Local(1))
    return _files(out)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made.scheduler_address.removeprefix("tcp://")


def test_two_processes_give_the_bytes_of_one(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    assert run("build", corpus, "--out", tmp_path / "out", "--jobs", 2).code == 0
    assert _files(tmp_path / "out") == expected


def test_a_build_whose_worker_dies_is_that_of_a_build_undisturbed(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    build(corpus, tmp_path / "out", on=_Dying(Local(2), tmp_path))
    assert (tmp_path / "killed").exists()
    assert _files(tmp_path / "out") == expected


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_bytes_even_if_a_worker_dies(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, cluster: str
) -> None:
    assert run("build", corpus, "--out", tmp_path / "one", "--engine", f"dask://{cluster}", "--quiet").code == 0
    assert _files(tmp_path / "one") == expected
    build(corpus, tmp_path / "two", on=_Dying(Dask(f"tcp://{cluster}"), tmp_path))
    assert (tmp_path / "killed").exists()
    assert _files(tmp_path / "two") == expected
    shutil.rmtree(tmp_path / "two")


def test_an_engine_that_is_none_or_does_not_answer_is_said(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        engine("ray")
    assert str(caught.value) == "no engine 'ray'; there are 'local' and 'dask://HOST:PORT'"
    ran = run("build", corpus, "--out", tmp_path / "out", "--engine", "dask://127.0.0.1:1")
    assert ran.code == 1
    assert ran.err.startswith("corpus: tcp://127.0.0.1:1: no Dask scheduler answers: ")


# ----------------------------------------------------------------------------------------------------- progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _run(stream: io.StringIO, seconds: list[float]) -> str:
    times = iter(seconds)
    progress = Progress(stream, lambda: next(times))
    progress.begin(4)
    for n in range(4):
        progress.advance(100, n)
    progress.note("a line for the user")
    progress.end()
    return stream.getvalue()


def test_what_is_done_at_once_is_not_told() -> None:
    assert _run(io.StringIO(), [0, 0, 0.4, 0.8, 1.2, 1.6]) == "a line for the user\n"


def test_lines_come_now_and_then_and_at_the_end() -> None:
    told = _run(io.StringIO(), [0, 0, 5, 5, 12, 12, 12, 15, 15, 20, 20, 20])
    assert told == (
        "2 of 4 shards, 200 documents, 17 a second, 12 s left, 1 problems\n"
        "4 of 4 shards, 400 documents, 20 a second, 0 s left, 6 problems\n"
        "a line for the user\n"
    )


def test_a_terminal_has_a_bar_that_goes_away() -> None:
    told = _run(_Terminal(), [0, 0, 100, 200, 300, 400])
    assert "4 of 4 shards, 400 documents, 1 a second, 0 s left, 6 problems" in told
    assert "a line for the user" in told


def test_without_a_stream_nothing_is_told() -> None:
    progress = Progress(None, iter([0.0, 0.0, 50.0]).__next__)
    progress.begin(1)
    progress.advance(1, 1)
    progress.note("not seen")
    progress.end()
