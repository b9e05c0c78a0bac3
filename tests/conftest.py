"""What the tests share: corpora to copy, a way to run the command, documents out of thin air."""

from __future__ import annotations

import io
import shutil
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


Edit = Callable[[str], str]


def edit(path: Path, change: Edit) -> None:
    path.write_bytes(change(path.read_bytes().decode()).encode())
