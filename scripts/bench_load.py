"""
Times what a user of a built dataset waits for, beside `datasets` and bare pyarrow, in turn, each in a fresh process.

    scripts/bench load --documents 10000 --rounds 5
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import measure
from bench_data import FORMS
from load_trials import TRIALS, Times
from measure import MEGABYTE, Contender, Cost, Spread

Runs = dict[str, list[Cost]]
COLD = "first_datasets, cold"


class _Trials:
    """The trials on one dataset, with a cache of `datasets` of their own."""

    def __init__(self, dataset: Path, cache: Path) -> None:
        self.dataset, self.cache = dataset, cache

    def run(self, name: str) -> Cost:
        """Run a trial in a process of its own, on one core."""
        if name == COLD:
            shutil.rmtree(self.cache, ignore_errors=True)
        command = [sys.executable, str(measure.SCRIPTS / "load_trials.py"), name.partition(",")[0], str(self.dataset)]
        cost = measure.cost(command, 1, {"HF_HOME": str(self.cache), "HF_HUB_OFFLINE": "1"})
        if cost.code:
            raise SystemExit(f"{name}: exit code {cost.code}\n{cost.err[-2000:]}")
        return cost

    def in_turn(self, rounds: int) -> Runs:
        # The cold one comes first in each round, and leaves the cache that the others find.
        names = [COLD, *TRIALS]
        runs: Runs = {name: [] for name in names}
        self.run("columns_datasets")
        for number in range(rounds):
            for name in names:
                measure.say(f"round {number + 1} of {rounds}: {name}")
                runs[name].append(self.run(name))
        return runs


def _times(costs: Sequence[Cost]) -> list[Times]:
    return [json.loads(cost.out) for cost in costs]


def _promise(name: str) -> str:
    """Return what the trial says it does, for the table."""
    key, _, more = name.partition(",")
    return (TRIALS[key].__doc__ or "").rstrip(".") + ("," + more if more else "")


def first_record(runs: Runs) -> str:
    """Write how long a fresh process takes to its first record, Python's start included."""
    names = [name for name in runs if name.startswith("first_")]
    best = statistics.median(cost.wall for cost in runs["first_corpus_tools"])
    rows = []
    for name in names:
        wall, cpu = Spread.of([cost.wall for cost in runs[name]]), Spread.of([cost.cpu for cost in runs[name]])
        peak = max(cost.peak for cost in runs[name]) / MEGABYTE
        rows.append([_promise(name), wall.text(), cpu.text(), f"{peak:,.0f}", f"{wall.median / best:.1f}"])
    return measure.table(("from the start of the process", "wall s", "CPU s", "peak MB", "times as long"), rows)


def by_id(runs: Runs) -> str:
    """Write how long a look-up takes: the first, with opening the dataset, and those that follow."""
    rows = []
    for name in (name for name in runs if name.startswith("by_id_")):
        times = _times(runs[name])
        cold = [1000 * found["cold"] for found in times]
        warm = [1000 * seconds for found in times for key, seconds in found.items() if key != "cold"]
        rows.append([_promise(name), Spread.of(cold).text(), f"{statistics.median(warm):.2f}", f"{max(warm):.2f}"])
    return measure.table(("", "open and first, ms", "others, median ms", "others, slowest ms"), rows)


def walks(runs: Runs, kind: str) -> str:
    """Write how long it takes to go over everything, and the ratio to bare pyarrow."""
    raw = statistics.median(found["seconds"] for found in _times(runs[f"{kind}_parquet"]))
    rows = []
    for name in (name for name in runs if name.startswith(f"{kind}_")):
        times = _times(runs[name])
        seconds = Spread.of([found["seconds"] for found in times])
        peak = max(cost.peak for cost in runs[name]) / MEGABYTE
        speed = f"{times[0]['count'] / seconds.median:,.0f}"
        rows.append([_promise(name), f"{times[0]['count']:,.0f}", seconds.text(), speed, f"{peak:,.0f}", f"{raw / seconds.median:.2f}"])
    return measure.table(("", "rows", "s", "rows/s", "peak MB", "speed beside bare pyarrow"), rows)


def main(argv: Sequence[str] | None = None) -> None:
    """Build a dataset, time the trials and print the tables."""
    parser = argparse.ArgumentParser(description="Time the loading of a built dataset.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--form", choices=FORMS, default="jsonl")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus = measure.data(work / "corpus", given.documents, form=given.form, files=10)
        measure.say("building")
        build = measure.corpus_build(corpus, work / "dataset", work / "store", jobs=2)
        measure.timed(Contender("build", build, given.documents, 2))
        runs = _Trials(work / "dataset", work / "cache").in_turn(given.rounds)
    print(f"## Load\n\n{measure.machine()} Medians of {given.rounds} (least-most), {given.documents:,} documents.\n")
    titles = {"First record": first_record(runs), "By id": by_id(runs)}
    titles |= {"All documents": walks(runs, "all"), "Two columns of mentions": walks(runs, "columns")}
    print("\n".join(f"### {title}\n\n{lines}" for title, lines in titles.items()))


if __name__ == "__main__":
    main()
