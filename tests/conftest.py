"""What the tests share: corpora to copy, a way to run the command, documents out of thin air."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus_tools import cli

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
SEED = ROOT.parent / "shared" / "seed"
SECOND = DATA / "second"


@dataclass(frozen=True)
class Ran:
    """What a command printed, and the code it returned."""

    code: int
    out: str
    err: str


def run(*argv: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    code = cli.run([str(word) for word in argv], out, err)
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A copy of the second corpus: English, its own ontology, an emoji, a discontinuous mention."""
    return Path(shutil.copytree(SECOND, tmp_path / "second"))


@pytest.fixture
def second_built(second: Path, tmp_path: Path) -> Path:
    ran = run("build", second, "--out", tmp_path / "dist" / "second")
    assert ran.code == 0, ran.err
    return tmp_path / "dist" / "second"


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


def commit(folder: Path) -> None:
    """Have git take all of the folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


@pytest.fixture
def committed(second: Path) -> Path:
    """A copy of the second corpus, in a git repository of its own that has all of it."""
    git(second, "init", "--quiet")
    commit(second)
    return second


Edit = Callable[[str], str]


def edit(path: Path, change: Edit) -> None:
    path.write_bytes(change(path.read_bytes().decode()).encode())
