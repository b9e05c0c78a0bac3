"""
Runs a command and says what it cost: stopwatch.py RESULT COMMAND... writes seconds, peak memory and exit code as JSON.

It is a program of its own because it must be small, for Linux counts to a child what it shared with its parent before `exec`,
and because it must be alone: it inherits the processes that the command leaves behind (a server of workers ends after its master),
and waits for all of them, so that none of their time is lost. Elsewhere than on Linux only the command's own children count.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
# What is still there so many seconds after the command has ended, was left behind.
PATIENCE = 60


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(command: list[str]) -> dict[str, float]:
    """Run the command and wait for everything that it started."""
    _adopt_orphans()
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    found = {
        "wall": time.perf_counter() - start,
        "code": process.returncode,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss,
    }
    signal.alarm(PATIENCE)
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return found
        found["cpu"] += usage.ru_utime + usage.ru_stime
        found["peak"] = max(found["peak"], usage.ru_maxrss)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(run(sys.argv[2:])), encoding="utf-8")
