"""Draws the distributions of a corpus as tables for a terminal."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpus_tools.corpus import Corpus
from corpus_tools.distributions import Distribution, Row, distributions, sizes


def _table(distribution: Distribution, last: str) -> Table:
    """Return a table with a column a part, and a last one: "all" has the sums of the parts, "share" what each is of its group or of all."""
    wholes = Counter[str]()
    for row in distribution.rows:
        wholes[row.group] += row.total
    table = Table(box=None, pad_edge=False)
    table.add_column(Text(distribution.title, style="bold"))
    for column in (*distribution.parts, last):
        table.add_column(column, justify="right")
    for row in distribution.rows:
        end = f"{row.total:,}" if last == "all" else f"{100 * row.total / wholes[row.group]:.1f}%"
        table.add_row(_name(row), *(f"{number:,}" for number in row.counts), end)
    return table


def _name(row: Row) -> str:
    return "/".join(filter(None, (row.group, row.name)))


def statistics(corpus: Corpus) -> RenderableType:
    """Return the tables of sizes, labels, nesting, attributes, roles, lengths and distances."""
    parts: list[RenderableType] = [_table(sizes(corpus), "all")]
    for one in distributions(corpus):
        parts += [Text(), _table(one, "all" if len(one.parts) > 1 else "share")]
    return Group(*parts)
