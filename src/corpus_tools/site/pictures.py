"""The plots of the page of statistics, in both languages of the interface."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.corpus import Corpus
from corpus_tools.distributions import Distribution, distributions
from corpus_tools.order import Record
from corpus_tools.plots import plot
from corpus_tools.wording import LANGUAGES, worded

_SAID = 12  # rows that stand for a plot where it cannot be seen


def _description(distribution: Distribution, language: str) -> str:
    rows = sorted(distribution.rows, key=lambda row: -row.total)[:_SAID] if not distribution.ordered else distribution.rows
    names = [[row.group, row.name if distribution.labelled else worded(row.name, language)] for row in rows]
    said = [f"{'/'.join(filter(None, name))} {row.total:,}" for name, row in zip(names, rows, strict=True)]
    return "; ".join([*said, *(["…"] if len(rows) < len(distribution.rows) else [])])


def write(folder: Path, corpus: Corpus) -> list[Record]:
    """Draw the distributions of a corpus that have rows, as `LANGUAGE/ID.svg`; return their ids, titles and descriptions."""
    shown = [one for one in distributions(corpus) if one.rows]
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True)
        for one in shown:
            (folder / language / f"{one.id}.svg").write_bytes(plot(one, "svg", language))
    return [
        {
            "id": one.id,
            "title": {language: worded(one.title, language) for language in LANGUAGES},
            "description": {language: _description(one, language) for language in LANGUAGES},
        }
        for one in shown
    ]
