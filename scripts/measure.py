"""
What whole processes cost, and tables of it.

Processes run in turn, pinned to cores, so that a machine that slows down slows all of them; times are those of the process and
of everything that it started.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

SCRIPTS = Path(__file__).parent
MEGABYTE = 2**20
LIBRARIES = ("corpus-tools", "pyarrow", "duckdb", "orjson", "jsonschema", "jsonschema-rs", "datasets")


# -------------------------------------------------------------------------------------------------- the commands


def corpus_build(folder: Path, out: Path, store: Path, *, jobs: int = 1) -> list[str]:
    """Return the command that builds a corpus."""
    options = ("--out", str(out), "--store", str(store), "--jobs", str(jobs))
    return [sys.executable, "-m", "corpus_tools", "build", str(folder), *options]


def corpus_validate(folder: Path, *, jobs: int = 1) -> list[str]:
    """Return the command that checks a corpus."""
    return [sys.executable, "-m", "corpus_tools", "validate", str(folder), "--jobs", str(jobs)]


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
    """Run a command to its end and return what it cost, everything included that it started."""
    with tempfile.TemporaryDirectory() as folder, pinned(cores):
        result = Path(folder) / "result"
        watched = [sys.executable, "-S", "-E", str(SCRIPTS / "stopwatch.py"), str(result), *command]
        ran = subprocess.run(watched, capture_output=True, env={**os.environ, **(environment or {})}, check=False)
        if ran.returncode:
            raise SystemExit(f"{' '.join(command)}: was not measured ({ran.returncode})\n{ran.stderr.decode(errors='replace')[-2000:]}")
        found = json.loads(result.read_bytes())
    peak = found["peak"] * (1 if sys.platform == "darwin" else 1024)
    texts = (stream.decode(errors="replace") for stream in (ran.stdout, ran.stderr))
    return Cost(found["cpu"], found["wall"], peak, found["code"], *texts)


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
    head = ("", "documents", "CPU s", "wall s", "documents/CPU s", "peak MB", "times faster (CPU)", "times faster (wall)")
    return table(head, [_cells(row, against) for row in rows])


def _cells(row: Row, against: Row) -> list[str]:
    ratios = (against.cpu.median / row.cpu.median, against.wall.median / row.wall.median)
    speed = f"{row.documents / row.cpu.median:,.0f}"
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
