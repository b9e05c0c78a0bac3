"""
Kills builds at random moments, as `kill -9` does, and looks at what is left: the old dataset whole, or the new one.

    .venv/bin/python scripts/sweep_kills.py [--kills 100] [--seed 1]

After every kill another build must succeed and give the bytes of a build that nobody disturbed. Takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import bench_data

DOCUMENTS, FILES = 600, 8
Files = dict[str, bytes]


def _command(root: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "corpus_tools", "build", str(root), "--out", str(out), "--jobs", "2", "--quiet"]


def _build(root: Path, out: Path) -> None:
    subprocess.run(_command(root, out), check=True, stdout=subprocess.DEVNULL)


def _files(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _killed(root: Path, out: Path, seconds: float) -> None:
    process = subprocess.Popen(_command(root, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _found(out: Path, old: Files, new: Files) -> str:
    there = out if out.is_dir() else out.with_name(f".{out.name}.old")
    files = _files(there)
    return "old" if files == old else "new" if files == new else "BROKEN"


def _round(top: Path, rng: random.Random, longest: float, *, fresh: bool) -> str:
    """Kill one build that turns the old dataset into the new one; return what was there, and what the next build made of it."""
    out, old, new = top / "out", _files(top / "old"), _files(top / "new")
    for folder in (out, *top.glob(".out.*")):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(top / "old", out)
    if not fresh:
        shutil.copytree(top / ".new.parts", top / ".out.parts")
    _killed(top / "corpus", out, rng.uniform(0, longest))
    found = _found(out, old, new)
    _build(top / "corpus", out)
    after = "mended" if _files(out) == new else "NOT MENDED"
    left = sorted(path.name for path in top.glob(".out.*") if path.name != ".out.parts")
    return f"{found}, {after}{f', LEFT {left}' if left else ''}"


def main() -> None:
    """Kill as often as asked and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)  # noqa: S311  repeatable is what it must be
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        bench_data.write_corpus(top / "corpus", DOCUMENTS, form="jsonl", files=FILES, seed=1, jobs=1)
        bench_data.write_corpus(top / "before", 20, form="jsonl", files=2, seed=2, jobs=1)
        _build(top / "before", top / "old")
        start = time.monotonic()
        _build(top / "corpus", top / "new")
        longest = 1.1 * (time.monotonic() - start)
        # Half of the builds find the parts of an earlier one and are soon at the end, where the folders change places.
        found = Counter(_round(top, rng, longest if n % 2 else longest / 3, fresh=bool(n % 2)) for n in range(given.kills))
    for what, count in found.most_common():
        print(f"{count:4}  {what}")
    if any(word in what for what in found for word in ("BROKEN", "NOT", "LEFT")):
        sys.exit(1)


if __name__ == "__main__":
    main()
