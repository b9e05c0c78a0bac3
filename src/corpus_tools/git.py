"""What git knows of a folder: whether anything in it is uncommitted, its tags, and how it was at a revision."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus_tools.errors import CorpusError


def _git(folder: Path, *words: str) -> bytes:
    """Return what a git command prints; CorpusError with the last line of its complaint if it fails."""
    git = shutil.which("git")
    if git is None:
        raise CorpusError(f"{folder}: git is needed for this, and is not installed")
    ran = subprocess.run([git, "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603  no shell, and "--" before paths
    if ran.returncode:
        complaint = ran.stderr.decode(errors="replace").strip().splitlines() or ["failed"]
        raise CorpusError(f"{folder}: git {words[0]}: {complaint[-1].removeprefix('fatal: ')}")
    return ran.stdout


def is_tracked(folder: Path) -> bool:
    """Tell whether the folder lies in a git repository that holds something of it."""
    try:
        return bool(_git(folder, "ls-files", "-z", "--", "."))
    except CorpusError:
        return False


def uncommitted(folder: Path) -> list[str]:
    """Return the paths in the folder, from the top of the repository, that no commit holds as they are; ignored files are none."""
    entries = _git(folder, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".").decode().split("\0")
    return [entry[3:] for entry in entries if entry]


def tags(folder: Path) -> list[str]:
    """Return the tags of commits that HEAD comes after."""
    return _git(folder, "tag", "--merged", "HEAD").decode().split()


def _commit(folder: Path, revision: str) -> str:
    try:
        return _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except CorpusError:
        raise CorpusError(f"{folder}: git knows no revision {revision!r}") from None


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """Give the folder as it was at a revision, in a temporary one; CorpusError if there is no such revision, or no such folder in it."""
    commit = _commit(folder, revision)
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    inside = folder.resolve().relative_to(top.resolve())
    archive = _git(top, "archive", "--format=tar", commit, "--", inside.as_posix())
    with tempfile.TemporaryDirectory(prefix="corpus-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(temporary, filter="data")
        yield Path(temporary) / inside
