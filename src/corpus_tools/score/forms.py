"""A table of text, and the forms that it can take: terminal, CSV, LaTeX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table before it takes a form: its columns, how many of them hold text, and its rows."""

    columns: tuple[str, ...]
    texts: int
    rows: tuple[tuple[str, ...], ...]


def table(sheet: Sheet) -> Table:
    """Return a sheet as a terminal table; where there are several columns of text, the first gives the headings of groups."""
    grouped = sheet.texts > 1
    drawn = Table(box=None, pad_edge=False)
    for place, column in enumerate(sheet.columns[grouped:], start=grouped):
        text = place < sheet.texts
        drawn.add_column(
            Text(column, style="bold"), justify="left" if text else "right", no_wrap=not text or place == grouped, overflow="fold"
        )
    group = ""
    for row in sheet.rows:
        if grouped and row[0] != group:
            group = row[0]
            drawn.add_row()
            drawn.add_row(Text(group, style="bold"))
        # Text and not str, because what documents say may look like markup.
        drawn.add_row(*map(Text, row[grouped:]))
    return drawn


def csv_of(sheet: Sheet) -> str:
    """Return a sheet as comma-separated values."""
    return csv_rows([sheet.columns, *sheet.rows])


def csv_rows(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as comma-separated values (RFC 4180, but with line feeds)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", **{c: f"\\{c}" for c in "&%$#_{}"}}


def _tex(cell: str) -> str:
    return "".join(_TEX.get(character, character) for character in cell)


def latex(sheet: Sheet) -> str:
    """Return a sheet as a LaTeX tabular with the rules of booktabs."""
    lines = [" & ".join(map(_tex, row)) + r" \\" for row in (sheet.columns, *sheet.rows)]
    form = "l" * sheet.texts + "r" * (len(sheet.columns) - sheet.texts)
    body = [rf"\begin{{tabular}}{{{form}}}", r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule", r"\end{tabular}"]
    return "\n".join(body) + "\n"
