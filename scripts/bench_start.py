"""Times whole processes in turn and prints medians and ratios to bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 11
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import corpus_tools": [sys.executable, "-c", "import corpus_tools"],
    "corpus --help": [sys.executable, "-m", "corpus_tools", "--help"],
    "corpus validate": [sys.executable, "-m", "corpus_tools", "validate", "corpus"],
    "import datasets": [sys.executable, "-c", "import datasets"],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Run every command in turn, ROUNDS times after one warm-up, and print the table."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for n in range(ROUNDS + 1):
        for name, command in COMMANDS.items():
            taken = seconds(command)
            if n:
                times[name].append(taken)
    bare = statistics.median(times["python -c pass"])
    print(f"{'':22}{'median s':>10}{'min s':>8}{'max s':>8}{'over bare s':>13}{'ratio':>7}")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:22}{median:10.3f}{min(found):8.3f}{max(found):8.3f}{median - bare:13.3f}{median / bare:7.1f}")


if __name__ == "__main__":
    main()
