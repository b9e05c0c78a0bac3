"""
Times `corpus validate` beside today's checks alone, in turn, as whole processes pinned to a core.

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


def _table(given: Given, work: Path) -> str:
    whole = Contender("corpus validate", measure.corpus_validate(work / "clean"), given.documents)
    share = f"{bench_build.BROKEN:.0%}"
    broken = Contender(f"corpus validate, {share} broken", measure.corpus_validate(work / "broken"), given.documents, code=1)
    today = bench_build.baselines(given, work, check_only=True)
    found = measure.in_turn([*today, whole, broken], given.rounds)
    against = bench_build.baseline_row(given, today, found)
    rows = [against, *(Row.of(contender.name, contender.documents, found[contender.name]) for contender in (whole, broken))]
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
