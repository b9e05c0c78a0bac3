"""Folders in zip files, as annotation tools export them: unpacked for as long as they are read."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus_tools.errors import CorpusError, InvalidCorpus

SUFFIX = ".zip"
LIMIT = 4 * 2**30
"""The most bytes that a zip file may hold, its inner zip files included."""


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """
    Give the path itself or, for a zip file or a folder in one (`project.zip/curation`), that of what was in it, while the block lasts.

    A zip file in a zip file becomes a folder of its name. CorpusError for what is no zip file, or holds more than LIMIT.
    """
    outer = next((place for place in (path, *path.parents) if place.suffix == SUFFIX and place.is_file()), None)
    if outer is None:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        _unpack(outer, Path(folder), outer, 0)
        try:
            yield Path(folder) / path.relative_to(outer)
        except InvalidCorpus:
            raise
        except CorpusError as error:
            raise CorpusError(str(error).replace(folder, str(outer))) from None


def _unpack(file: Path, folder: Path, shown: Path, before: int) -> int:
    """Unpack a zip file and those in it; return how many bytes there are, with those before."""
    try:
        with zipfile.ZipFile(file) as archive:
            held = before + sum(info.file_size for info in archive.infolist())
            if held > LIMIT:
                raise CorpusError(f"{shown}: holds more than {LIMIT:,} bytes")
            archive.extractall(folder)  # it keeps names with '..' or a root inside
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise CorpusError(f"{shown}: no zip file that can be read: {error}") from None
    for inner in sorted(folder.rglob(f"*{SUFFIX}")):
        if inner.is_file():
            held = _unpack(inner, inner.with_suffix(""), shown / inner.relative_to(folder), held)
    return held
