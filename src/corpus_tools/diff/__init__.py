"""What differs between two versions of a corpus: documents, annotations, labels, splits."""

from __future__ import annotations

from corpus_tools.diff.compare import compare
from corpus_tools.diff.values import Counts, Diff, DocumentDiff, LabelDiff

__all__ = ["Counts", "Diff", "DocumentDiff", "LabelDiff", "compare"]
