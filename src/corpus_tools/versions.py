"""The versions of a corpus: their order, and where one of them is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus_tools import git
from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError
from corpus_tools.loader import load

_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
Version = tuple[int, int, int]


def parsed(version: str) -> Version | None:
    """Return MAJOR, MINOR and PATCH; None for what is not of that form, such as a pre-release."""
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def last_tag(folder: Path) -> str | None:
    """Return the tag vX.Y.Z of the highest version that the folder's commit comes after; None if there is none, or no git."""
    if not git.is_tracked(folder):
        return None
    found = [(version, tag) for tag in git.tags(folder) if tag.startswith("v") and (version := parsed(tag[1:]))]
    return max(found)[1] if found else None


def refuse_uncommitted(folder: Path) -> None:
    """Raise CorpusError if git has not what is in the folder; a folder that does not lie in git is taken as it is."""
    if git.is_tracked(folder) and (paths := git.uncommitted(folder)):
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        raise CorpusError(f"{folder}: {paths[0]}{more} not committed: a version must be what git has")


@contextmanager
def opened(named: str) -> Iterator[Corpus]:
    """Give the corpus at a path, or at FOLDER@REVISION; CorpusError if there is none."""
    folder, at, revision = named.rpartition("@")
    if not at or Path(named).exists():
        yield load(named)
        return
    if not Path(folder).is_dir():
        raise CorpusError(f"{folder}: no such folder")
    with git.at_revision(Path(folder), revision) as then:
        yield load(then)
