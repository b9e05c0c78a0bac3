"""
Times the build of synthetic corpora beside today's way, in turn, as whole processes pinned to cores.

    scripts/bench build --documents 10000 --rounds 3 --jobs 1,2
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import measure
from baseline_checks import WARNINGS
from bench_data import FORMS, REPEATED, Damage, read_damage
from measure import Contender, Row

# Over so many documents the baseline is run, unless --full; from the two its cost over more is reckoned.
FEW, SOME = 100, 1000
BROKEN = 0.01

_HASH = """
import hashlib, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked for."""

    documents: int
    rounds: int
    jobs: tuple[int, ...]
    form: str
    files: int
    full: bool

    @property
    def baseline_sizes(self) -> tuple[int, ...]:
        return (self.documents,) if self.full or self.documents <= SOME else (FEW, SOME)


def options(argv: Sequence[str] | None, description: str) -> Given:
    """Read the options that the benchmarks of building and of validating share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", default="1,2", help="numbers of worker processes, each on as many cores")
    parser.add_argument("--form", choices=FORMS[:-2], default="jsonl")
    parser.add_argument("--files", type=int, default=10, help="number of shards")
    parser.add_argument("--full", action="store_true", help="run the baseline over all documents")
    given: Any = parser.parse_args(argv)
    jobs = tuple(int(number) for number in given.jobs.split(","))
    return Given(given.documents, given.rounds, jobs, given.form, given.files, given.full)


# ----------------------------------------------------------------------------------------------------------- speed


def data(given: Given, work: Path) -> None:
    """Write the corpora: the whole one, one with broken documents, and what the baseline runs over."""
    form = {"form": given.form, "files": given.files}
    measure.data(work / "clean", given.documents, **form)
    measure.data(work / "broken", given.documents, **form, broken=BROKEN, damage=work / "damage.json")
    for size in given.baseline_sizes:
        measure.data(work / f"baseline-{size}", size, **form)


def _build(work: Path, name: str, source: str, documents: int, *, jobs: int = 1, code: int = 0) -> Contender:
    """A build from nothing: neither the dataset nor the store is there."""
    out, store = work / "out" / name, work / "store" / name
    command = measure.corpus_build(work / source, out, store, jobs=jobs)
    return Contender(name, command, documents, jobs, (out, store), code)


def baselines(given: Given, work: Path, *, check_only: bool = False) -> list[Contender]:
    """Return today's way over each size."""
    out = None if check_only else work / "out" / "baseline"
    return [
        Contender(f"today's way over {size:,}", measure.baseline(work / f"baseline-{size}", out), size, fresh=(out,) if out else ())
        for size in given.baseline_sizes
    ]


def baseline_row(given: Given, contenders: Sequence[Contender], found: dict[str, list[measure.Cost]]) -> Row:
    """Return what today's way costs over all documents, measured or reckoned."""
    rows = [Row.of("today's way", contender.documents, found[contender.name]) for contender in contenders]
    return rows[0] if len(rows) == 1 else measure.between(rows[0], rows[1], given.documents)


def _again(given: Given, work: Path) -> tuple[Contender, Contender]:
    """A build where nothing has changed since the last, and the bare work of hashing the same bytes."""
    first = _build(work, "kept", "clean", given.documents, jobs=max(given.jobs))
    measure.timed(first)
    again = Contender(
        "nothing changed", measure.corpus_build(work / "clean", work / "out" / "kept", work / "store" / "kept"), given.documents
    )
    hashing = Contender("read and hash (SHA-256)", [sys.executable, "-c", _HASH, str(work / "clean")], given.documents)
    return again, hashing


def speed(given: Given, work: Path) -> tuple[str, str]:
    """Time everything in turn; return the table, and the report of the build of the broken corpus."""
    builds = [_build(work, f"corpus build, jobs {jobs}", "clean", given.documents, jobs=jobs) for jobs in given.jobs]
    broken = _build(work, f"corpus build, jobs 1, {BROKEN:.0%} broken", "broken", given.documents, code=1)
    today = baselines(given, work)
    others = [*builds, broken, *_again(given, work)]
    found = measure.in_turn([*today, *others], given.rounds)
    against = baseline_row(given, today, found)
    rows = [against, *(Row.of(contender.name, contender.documents, found[contender.name]) for contender in others)]
    return measure.cost_table(rows, against) + _ratios(rows), found[broken.name][0].err


def _ratios(rows: Sequence[Row]) -> str:
    by_name = {row.name: row.cpu.median for row in rows}
    clean = by_name["corpus build, jobs 1"] if "corpus build, jobs 1" in by_name else rows[1].cpu.median
    broken = next(cpu for name, cpu in by_name.items() if name.endswith("broken"))
    again, hashing = by_name["nothing changed"], by_name["read and hash (SHA-256)"]
    return (
        f"\nOf the clean corpus's CPU time the broken one takes {broken / clean:.2f}; of reading and hashing, "
        f"the build where nothing changed {again / hashing:.2f}.\n"
    )


# --------------------------------------------------------------------------------------------------- what was found

_PROBLEM = re.compile(r"(?P<path>[^:\n]+?):(?P<line>\d+)(:\d+)?: (?P<warning>warning: )?.*\[(?P<rule>[a-z0-9-]+)\]")
Found = set[tuple[str, str]]


def package_found(report: str, damage: Sequence[Damage]) -> Found:
    """Return the documents, by their id, that the package's report names, and with which rule."""
    at = {(Path(item.path).name, item.line): item.id for item in damage}
    matches = (match for line in report.splitlines() if (match := _PROBLEM.fullmatch(line)) and not match["warning"])
    return {(_document(match["path"], int(match["line"]), at), match["rule"]) for match in matches}


def _document(path: str, line: int, at: dict[tuple[str, int], str]) -> str:
    """Return the document that stands at a place: a file of its own, or a line of a shard."""
    name = Path(path).name
    if Path(path).suffix in (".json", ".txt") and "documents" in Path(path).parts:
        return Path(path).stem
    return at.get((name, line), f"{name}:{line}")


def baseline_found(report: str, damage: Sequence[Damage]) -> Found:
    """Return the documents, by their id, that the baseline's report names, and with which rule; warnings apart."""
    at = {f"{item.path}:{item.line}": item.id for item in damage}
    pairs = (line.rsplit(": ", 1) for line in report.splitlines() if ": " in line)
    return {(at.get(place, place), rule) for place, rule in pairs if rule not in WARNINGS}


def reports(damage: Sequence[Damage], package: Found, today: Found) -> str:
    """Write whether both reports name exactly the broken documents, and the same rules."""
    wanted = {item.id for item in damage}
    rows = []
    for name, found in (("corpus build", package), ("today's way", today)):
        ids = {id for id, _ in found}
        named = sum((item.id, item.rule) in found for item in damage)
        counts = (len(wanted), len(ids & wanted), len(wanted - ids), len(ids - wanted), named)
        rows.append([name, *map(str, counts)])
    head = ("", "broken", "found", "missed", "wrongly named", "with the rule expected")
    same = "Both name the same documents with the same rules." if package == today else f"They differ in {len(package ^ today)} lines."
    return f"{measure.table(head, rows)}\n{same} Repeated texts: {sum(item.kind == REPEATED for item in damage)}.\n"


def main(argv: Sequence[str] | None = None) -> None:
    """Write, time and compare; print the tables."""
    given = options(argv, "Time the build of a corpus beside today's way.")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data(given, work)
        times, report = speed(given, work)
        damage = read_damage(work / "damage.json")
        measure.say("today's way over the broken corpus, for its report")
        today = measure.timed(Contender("today's way, broken", measure.baseline(work / "broken"), given.documents, code=1)).out
    print(f"## Build\n\n{measure.machine()} Medians of {given.rounds} (least-most), {given.form}, {given.files} shards.\n\n{times}")
    print(f"### {BROKEN:.0%} broken\n\n{reports(damage, package_found(report, damage), baseline_found(today, damage))}")


if __name__ == "__main__":
    main()
