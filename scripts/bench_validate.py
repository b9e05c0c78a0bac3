"""
Times `corpus validate` beside today's checks alone, in turn, as whole processes pinned to cores.

    scripts/bench validate --documents 10000 --rounds 3
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import bench_build
import measure
from bench_build import Given
from measure import Contender, Row


def _check(work: Path, source: str, documents: int, *, jobs: int, code: int = 0) -> Contender:
    share = "" if source == "clean" else f", {bench_build.BROKEN:.0%} broken"
    return Contender(f"corpus validate, jobs {jobs}{share}", measure.corpus_validate(work / source, jobs=jobs), documents, jobs, code=code)


def _table(given: Given, work: Path) -> str:
    checks = [_check(work, "clean", given.documents, jobs=jobs) for jobs in given.jobs]
    checks.append(_check(work, "broken", given.documents, jobs=1, code=1))
    today = bench_build.baselines(given, work, check_only=True)
    found = measure.in_turn([*today, *checks], given.rounds)
    against = bench_build.baseline_row(given, today, found)
    rows = [against, *(Row.of(contender.name, contender.documents, found[contender.name]) for contender in checks)]
    return measure.cost_table(rows, against)


def main(argv: Sequence[str] | None = None) -> None:
    """Write, time and print the table."""
    given = bench_build.options(argv, "Time the validation of a corpus beside today's checks.")
    with tempfile.TemporaryDirectory() as folder:
        bench_build.data(given, Path(folder))
        times = _table(given, Path(folder))
    print(f"## Validate\n\n{measure.machine()} Medians of {given.rounds} (least-most), {given.form}, {given.files} shards.\n\n{times}")


if __name__ == "__main__":
    main()
