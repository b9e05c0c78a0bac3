"""Scoring and agreement: `score`, `agree`, and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_tools.score.agreement import Agreement, agree
    from corpus_tools.score.disagreements import Disagreement, disagree
    from corpus_tools.score.mistakes import Mistake, mistakes
    from corpus_tools.score.scores import Row, Scores
    from corpus_tools.score.scoring import score
    from corpus_tools.score.significance import Difference, compare, with_intervals

__all__ = [
    "Agreement",
    "Difference",
    "Disagreement",
    "Mistake",
    "Row",
    "Scores",
    "agree",
    "compare",
    "disagree",
    "mistakes",
    "score",
    "with_intervals",
]

_HOME = {
    "Agreement": "agreement",
    "Difference": "significance",
    "Disagreement": "disagreements",
    "Mistake": "mistakes",
    "Row": "scores",
    "Scores": "scores",
    "agree": "agreement",
    "compare": "significance",
    "disagree": "disagreements",
    "mistakes": "mistakes",
    "score": "scoring",
    "with_intervals": "significance",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    from importlib import import_module  # noqa: PLC0415

    if name not in _HOME:
        raise AttributeError(f"module 'corpus_tools.score' has no attribute {name!r}")
    return getattr(import_module(f"corpus_tools.score.{_HOME[name]}"), name)
