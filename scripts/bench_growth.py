"""
Shows what a build costs against the number of documents, and how far that is from a straight line.

    scripts/bench growth [--million]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import measure
from bench_data import FORMS
from measure import Contender, Row

SIZES = (200, 1000, 3000, 10_000, 30_000, 100_000)
MILLION = 1_000_000
SHARD = 2500
# Above so many documents one run must do.
LARGE = 20_000


def _row(size: int, given: Any, work: Path) -> Row:
    """Build a corpus of the size, and throw it away."""
    files = max(1, size // SHARD)
    corpus = measure.data(work / "corpus", size, form=given.form, files=files, jobs=given.jobs)
    out, store = work / "out", work / "store"
    command = measure.corpus_build(corpus, out, store, jobs=given.jobs)
    contender = Contender(f"{size:,} documents, {files} shards", command, size, given.jobs, (out, store))
    costs = measure.in_turn([contender], 1 if size > LARGE else given.rounds)[contender.name]
    shutil.rmtree(work)
    return Row.of(contender.name, size, costs)


def straight(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return a and b of the line a + b n from which the points stand least far off, in shares of their height squared."""
    weights = [1 / height**2 for _, height in points]
    total = sum(weights)
    mean_n = sum(w * n for w, (n, _) in zip(weights, points, strict=True)) / total
    mean_height = sum(w * height for w, (_, height) in zip(weights, points, strict=True)) / total
    slope = sum(w * (n - mean_n) * (height - mean_height) for w, (n, height) in zip(weights, points, strict=True))
    slope /= sum(w * (n - mean_n) ** 2 for w, (n, _) in zip(weights, points, strict=True))
    return mean_height - slope * mean_n, slope


def deviations(points: Sequence[tuple[float, float]]) -> list[float]:
    """Return how far each point stands off the line, as a share of the line's height there."""
    start, slope = straight(points)
    return [height / (start + slope * n) - 1 for n, height in points]


def report(rows: Sequence[Row]) -> str:
    """Write the table, and the largest deviation from a straight line in CPU time and in waiting."""
    cpu, wall = ([(float(row.documents), getattr(row, what).median) for row in rows] for what in ("cpu", "wall"))
    off_cpu, off_wall = deviations(cpu), deviations(wall)
    head = ("", "CPU s", "wall s", "documents/s", "peak MB", "off the line (CPU)")
    lines = [
        [row.name, row.cpu.text(), row.wall.text(), f"{row.documents / row.wall.median:,.0f}", f"{row.peak:,.0f}", f"{off:+.1%}"]
        for row, off in zip(rows, off_cpu, strict=True)
    ]
    start, slope = straight(cpu)
    return (
        f"{measure.table(head, lines)}\nThe line: {start:.2f} s and {1e6 * slope:.0f} µs a document (CPU). Farthest off it: "
        f"{max(map(abs, off_cpu)):.1%} in CPU time, {max(map(abs, off_wall)):.1%} in waiting.\n"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Build corpora of growing size and print the table."""
    parser = argparse.ArgumentParser(description="Show what a build costs against the number of documents.")
    parser.add_argument("--rounds", type=int, default=3, help=f"runs a size; above {LARGE:,} documents there is one")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--form", choices=FORMS, default="jsonl")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest corpus")
    parser.add_argument("--million", action="store_true", help="go on to 1,000,000 documents: about 20 GB of JSON")
    given = parser.parse_args(argv)
    sizes = [size for size in SIZES if size <= given.most] + [MILLION] * given.million
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(size, given, Path(folder) / "work") for size in sizes]
    print(f"## Growth\n\n{measure.machine()} Jobs {given.jobs}, {given.form}.\n\n{report(rows)}")


if __name__ == "__main__":
    main()
