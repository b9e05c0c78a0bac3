"""Writes files and folders so that an interruption leaves the old or the new, nothing between."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus_tools.errors import CorpusError


def write(path: Path, content: bytes) -> None:
    """Write a file whole: under a temporary name beside it, then renamed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None


@contextmanager
def restored(paths: Iterable[Path]) -> Iterator[None]:
    """Put the files back as they were if the block ends with an error; those that were not there go."""
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write(path, content)
        raise


def check_replaceable(out: Path, marker: str) -> None:
    """Raise CorpusError if `out` holds anything and no file `marker`: then it is not ours to replace."""
    try:
        if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / marker).is_file())):
            raise CorpusError(f"{out}: is there already and is no dataset directory (it has no {marker}); not touched")
    except OSError as error:
        raise CorpusError(f"{error.filename or out}: {error.strerror}") from None


@contextmanager
def replaced_folder(out: Path, marker: str) -> Iterator[Path]:
    """
    Give a new folder to fill, which takes the place of `out` when the block ends without an error.

    An `out` that is not replaceable is a CorpusError, before anything is done. A kill between the two renames leaves the old
    folder as `.NAME.old`, and the next call puts it back.
    """
    old = out.with_name(f".{out.name}.old")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if old.is_dir() and not out.exists():
            old.rename(out)
        check_replaceable(out, marker)
        for left in out.parent.glob(f".{out.name}.new-*"):
            shutil.rmtree(left)
        new = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
        new.chmod(0o755)
    except OSError as error:
        raise CorpusError(f"{error.filename or out}: {error.strerror}") from None
    try:
        yield new
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
            out.rename(old)
        new.rename(out)
    except OSError as error:
        raise CorpusError(f"{error.filename or out}: {error.strerror}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
