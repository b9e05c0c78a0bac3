"""From raw text and annotations to a corpus that can be trusted, loaded and cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_tools.builder import build
    from corpus_tools.corpus import Corpus
    from corpus_tools.errors import CorpusError, InvalidCorpus, Problem
    from corpus_tools.loader import load
    from corpus_tools.model import Document
    from corpus_tools.sentences import segment
    from corpus_tools.tokens import tokenize
    from corpus_tools.validation import validate

__all__ = ["Corpus", "CorpusError", "Document", "InvalidCorpus", "Problem", "build", "load", "segment", "tokenize", "validate"]

_HOME = {
    "Corpus": "corpus",
    "CorpusError": "errors",
    "Document": "model",
    "InvalidCorpus": "errors",
    "Problem": "errors",
    "build": "builder",
    "load": "loader",
    "segment": "sentences",
    "tokenize": "tokens",
    "validate": "validation",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: Arrow and DuckDB take longer to import than most calls run."""
    from importlib import import_module, metadata  # noqa: PLC0415

    if name == "__version__":
        return metadata.version("corpus-tools")
    if name not in _HOME:
        raise AttributeError(f"module 'corpus_tools' has no attribute {name!r}")
    value = getattr(import_module(f"corpus_tools.{_HOME[name]}"), name)
    globals()[name] = value
    return value
