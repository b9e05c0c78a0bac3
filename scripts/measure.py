"""
What whole processes cost, and tables of it.

Processes run in turn, pinned to cores, so that a machine that slows down slows all of them; times are those of the process and
of all its children. The process that measures must stay small: Linux counts what a child shared with it before `exec`.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

SCRIPTS = Path(__file__).parent
MEGABYTE = 2**20
LIBRARIES = ("corpus-tools", "pyarrow", "duckdb", "orjson", "jsonschema", "jsonschema-rs", "datasets")


# -------------------------------------------------------------------------------------------------- the commands


@cache
def _build_options() -> str:
    return subprocess.run([sys.executable, "-m", "corpus_tools", "build", "--help"], capture_output=True, text=True, check=True).stdout


def corpus_build(folder: Path, out: Path, *, jobs: int = 1, store: Path | None = None) -> list[str]:
    """Return the command that builds a corpus."""
    command = [sys.executable, "-m", "corpus_tools", "build", str(folder), "--out", str(out)]
    options = {"--jobs": str(jobs), "--store": str(store) if store else None}
    return command + [word for name, value in options.items() if value and name in _build_options() for word in (name, value)]


def corpus_validate(folder: Path) -> list[str]:
    """Return the command that checks a corpus."""
    return [sys.executable, "-m", "corpus_tools", "validate", str(folder)]


def baseline(folder: Path, out: Path | None = None) -> list[str]:
    """Return the command that builds a corpus in today's way or, without `out`, checks it."""
    return [sys.executable, str(SCRIPTS / "baseline.py"), str(folder), *(["--out", str(out)] if out else [])]


# -------------------------------------------------------------------------------------------------------- running


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds of CPU and of waiting, and the peak memory of its largest process in bytes."""

    cpu: float
    wall: float
    peak: int
    code: int = 0
    out: str = ""
    err: str = ""


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """Let what is started in the block run on so many cores only, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(all_cores)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def cost(command: Sequence[str], cores: int = 1, environment: dict[str, str] | None = None) -> Cost:
    """Run a command to its end and return what it cost, all its children included."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, pinned(cores):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak, process.returncode, *texts)


@dataclass(frozen=True, slots=True)
class Contender:
    """A command to time, with what is removed before each run and the exit code that it must have."""

    name: str
    command: list[str]
    documents: int
    cores: int = 1
    fresh: tuple[Path, ...] = ()
    code: int = 0


def timed(contender: Contender) -> Cost:
    """Run a contender once; a run that ends otherwise than it must ends the benchmark."""
    for path in contender.fresh:
        shutil.rmtree(path, ignore_errors=True)
    found = cost(contender.command, contender.cores)
    if found.code != contender.code:
        words = " ".join(contender.command)
        raise SystemExit(f"{contender.name}: exit code {found.code}, not {contender.code}: {words}\n{found.err[-2000:]}")
    return found


def in_turn(contenders: Sequence[Contender], rounds: int) -> dict[str, list[Cost]]:
    """Run all contenders one after the other, and that so many times."""
    found: dict[str, list[Cost]] = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        for contender in contenders:
            say(f"round {number + 1} of {rounds}: {contender.name}")
            found[contender.name].append(timed(contender))
    return found


def say(line: str) -> None:
    """Say on the terminal what is going on."""
    print(line, file=sys.stderr, flush=True)


def data(folder: Path, documents: int, **options: object) -> Path:
    """Write a synthetic corpus, in a process of its own; the options are those of `scripts/bench data`."""
    say(f"writing {documents:,} documents")
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, str(SCRIPTS / "bench_data.py"), str(folder), "--documents", str(documents), *words]
    subprocess.run(command, check=True)
    return folder


# --------------------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of some figures."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        return cls(statistics.median(figures), min(figures), max(figures))

    def text(self, digits: int = 2) -> str:
        """Write the median, and the range where there is one."""
        middle = f"{self.median:.{digits}f}"
        return middle if self.least == self.most else f"{middle} ({self.least:.{digits}f}-{self.most:.{digits}f})"


@dataclass(frozen=True, slots=True)
class Row:
    """What the runs of one contender cost."""

    name: str
    documents: int
    cpu: Spread
    wall: Spread
    peak: float

    @classmethod
    def of(cls, name: str, documents: int, costs: Sequence[Cost]) -> Row:
        spreads = (Spread.of([c.cpu for c in costs]), Spread.of([c.wall for c in costs]))
        return cls(name, documents, *spreads, max(c.peak for c in costs) / MEGABYTE)


def between(small: Row, large: Row, documents: int) -> Row:
    """Return what a run over more documents would cost if it went on as from the small run to the large one."""
    steps = (documents - small.documents) / (large.documents - small.documents)

    def at(a: Spread, b: Spread) -> Spread:
        return Spread(*(x + steps * (y - x) for x, y in ((a.median, b.median), (a.least, b.least), (a.most, b.most))))

    name = f"{large.name}, estimated from runs over {small.documents:,} and {large.documents:,}"
    return Row(name, documents, at(small.cpu, large.cpu), at(small.wall, large.wall), large.peak)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table, its first column to the left and the others to the right."""
    rule = [":--", *["--:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def cost_table(rows: Sequence[Row], against: Row) -> str:
    """Write what the rows cost, with the ratio of the row `against` to each in CPU time and in waiting."""
    head = ("", "documents", "CPU s", "wall s", "documents/s", "peak MB", "times faster (CPU)", "times faster (wall)")
    return table(head, [_cells(row, against) for row in rows])


def _cells(row: Row, against: Row) -> list[str]:
    ratios = (against.cpu.median / row.cpu.median, against.wall.median / row.wall.median)
    speed = f"{row.documents / row.wall.median:,.0f}"
    return [
        row.name,
        f"{row.documents:,}",
        row.cpu.text(),
        row.wall.text(),
        speed,
        f"{row.peak:,.0f}",
        *(f"{ratio:.1f}" for ratio in ratios),
    ]


def machine() -> str:
    """Return the line that says on what was measured; it names no host."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").is_file():
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = found[1] if found else model
    memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores ({model}), {memory}, {platform.system()}, Python {platform.python_version()}, {versions}."
