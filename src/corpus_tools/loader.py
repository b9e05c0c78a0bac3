"""Finds a corpus by path or name."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError
from corpus_tools.resources import folder
from corpus_tools.sources import MANIFEST

SHIPPED = "waqai"


def corpus_folder(path_or_name: str | Path) -> Path:
    """Return the folder of a corpus: a path that holds one, or "waqai", which ships with the package."""
    path = Path(path_or_name)
    if (path / MANIFEST).is_file():
        return path
    if path_or_name == SHIPPED:
        return folder("corpus")
    if path.exists():
        raise CorpusError(f"{path}: no corpus here: there is no {MANIFEST}")
    raise CorpusError(f"{path_or_name}: no such folder, and the only corpus with a name is {SHIPPED!r}")


def load(path_or_name: str | Path = SHIPPED) -> Corpus:
    """Return the corpus at a path (sources or dataset directory), or the one that ships with the package."""
    return Corpus(corpus_folder(path_or_name))
