"""Reports of scores and of agreement as terminal tables, JSON, CSV or LaTeX."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from corpus_tools.report import counted
from corpus_tools.score.agreement import Agreement
from corpus_tools.score.counts import Key
from corpus_tools.score.disagreements import Disagreement
from corpus_tools.score.forms import csv_of, csv_rows, latex, table
from corpus_tools.score.gamma import Gamma
from corpus_tools.score.mistakes import Mistake
from corpus_tools.score.reports import AgreementReport, Report
from corpus_tools.score.scores import Row
from corpus_tools.score.sheets import (
    agreement_sheet,
    coefficient,
    coefficients_sheet,
    differences_sheet,
    disagreement_kinds_sheet,
    disagreements_sheet,
    empty_layers,
    in_context,
    items_text,
    kinds_sheet,
    letter,
    mistakes_sheet,
    passages_text,
    scores_sheet,
)
from corpus_tools.score.significance import Difference
from corpus_tools.show import isolated, render


def _row_record(row: Row) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("layer", "measure", "by", "label", "precision", "recall", "f1", "gold", "predicted")}
    return plain | ({"f1_low": row.interval.low, "f1_high": row.interval.high} if row.interval else {})


def _difference_record(one: Difference) -> dict[str, Any]:
    return {**one.key._asdict(), "f1": one.first, "f1_other": one.second, "difference": one.difference, "p": one.p}


def _gamma_record(gamma: Gamma) -> dict[str, Any]:
    return {"layer": gamma.layer, "mean": gamma.mean, "documents": dict(gamma.documents), "settings": asdict(gamma.settings)}


def dumps(record: Mapping[str, Any]) -> str:
    """Return JSON for people and programs."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _drawn(parts: Iterable[RenderableType], *, color: bool = False) -> str:
    spaced = [item for one in parts for item in (one, Text())][:-1]
    return render(Group(*spaced), color=color)


def _mistake_lines(mistakes: Sequence[Mistake]) -> Iterator[Text]:
    """Yield two lines a mistake: what it is, and the text around it, isolated from the rest for bidi."""
    for mistake in mistakes:
        sides = (("gold", mistake.gold), ("predicted", mistake.predicted))
        what = ", ".join(f"{side} {items_text(items, isolated)}" for side, items in sides if items)
        yield Text.assemble((f"{mistake.layer} {mistake.kind}", "bold"), f" in {mistake.document}: {what}")
        yield Text(f"    {isolated(in_context(mistake))}")


def _mistake_parts(mistakes: Sequence[Mistake]) -> list[RenderableType]:
    return [table(kinds_sheet(mistakes)), Group(*_mistake_lines(mistakes))] if mistakes else [Text("no mistakes")]


def text(report: Report, *, color: bool = False) -> str:
    """Return a report as terminal tables."""
    parts: list[RenderableType] = [table(scores_sheet(report.scores, report.by))]
    if empty := empty_layers(report.scores):
        parts.append(Text(f"nothing on either side: {', '.join(empty)}"))
    if report.differences is not None:
        parts.append(table(differences_sheet(report.differences, report.by)))
    if report.mistakes is not None:
        parts += _mistake_parts(report.mistakes)
    return _drawn([*parts, *map(Text, report.notes)], color=color)


def as_json(report: Report, *, color: bool = False) -> str:
    """Return all of a report as one JSON object."""
    del color
    record: dict[str, Any] = {"documents": report.scores.documents, "scores": [_row_record(row) for row in report.scores.rows]}
    if report.differences is not None:
        record["differences"] = [_difference_record(one) for one in report.differences]
    if report.mistakes is not None:
        record["mistakes"] = [asdict(mistake) for mistake in report.mistakes]
    return dumps(record | ({"notes": list(report.notes)} if report.notes else {}))


def as_csv(report: Report, *, color: bool = False) -> str:
    """Return the most particular part of a report as CSV, whole numbers and ratios unrounded: mistakes, differences or scores."""
    del color
    if report.mistakes is not None:
        return csv_of(mistakes_sheet(report.mistakes))
    records = [_row_record(row) for row in report.scores.rows]
    if report.differences is not None:
        records = [_difference_record(one) for one in report.differences]
    return csv_rows([list(records[0]), *(list(record.values()) for record in records)]) if records else ""


def as_latex(report: Report, *, color: bool = False) -> str:
    """Return the most particular part of a report as a LaTeX tabular: mistakes, differences or scores."""
    del color
    if report.mistakes is not None:
        return latex(mistakes_sheet(report.mistakes))
    if report.differences is not None:
        return latex(differences_sheet(report.differences, report.by))
    return latex(scores_sheet(report.scores, report.by))


FORMATS: Mapping[str, Callable[..., str]] = {"table": text, "json": as_json, "csv": as_csv, "latex": as_latex}


def _gamma_line(gamma: Gamma) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in asdict(gamma.settings).items())
    return f"γ of {gamma.layer}: {coefficient(gamma.mean)}, mean of {counted(len(gamma.documents), 'document')} ({settings})"


def _disagreement_lines(agreement: Agreement, disagreements: Sequence[Disagreement]) -> Iterator[Text]:
    """Yield two lines a disagreement: what it is, and its sentences, isolated from the rest for bidi."""
    for one in disagreements:
        sides = zip(one.annotators, one.sides, strict=True)
        what = ", ".join(f"{letter(agreement, name)} {items_text(items, isolated) or 'nothing'}" for name, items in sides)
        follows = " (follows from another)" if one.follows else ""
        where = " ".join([one.document, *(passage.sentence for passage in one.passages)]).strip()
        yield Text.assemble((f"{one.layer} {one.kind}", "bold"), f" in {where}: {what}{follows}")
        yield Text(f"    {isolated(passages_text(one))}")


def _disagreement_parts(report: AgreementReport) -> list[RenderableType]:
    if not report.disagreements:
        return [] if report.disagreements is None else [Text("no disagreements")]
    lines = _disagreement_lines(report.agreement, report.disagreements)
    return [table(disagreement_kinds_sheet(report.disagreements)), Group(*lines)]


def agreement_text(report: AgreementReport, *, color: bool = False) -> str:
    """Return an agreement report as terminal tables."""
    agreement = report.agreement
    parts: list[RenderableType] = [Text("\n".join(f"{letter(agreement, name)}: {name}" for name in agreement.annotators))]
    parts += [table(agreement_sheet(agreement, report.by)), table(coefficients_sheet(agreement))]
    parts += [Text(_gamma_line(gamma)) for gamma in agreement.gammas]
    return _drawn([*parts, *_disagreement_parts(report)], color=color)


def agreement_json(report: AgreementReport, *, color: bool = False) -> str:
    """Return all of an agreement report as one JSON object."""
    del color
    agreement = report.agreement
    record: dict[str, Any] = {
        "annotators": list(agreement.annotators),
        "pairs": [list(pair) for pair in agreement.pairs],
        "documents": list(agreement.documents),
        "f1": [{**row.key._asdict(), "pairs": list(row.f1), "mean": row.mean} for row in agreement.rows],
        "coefficients": [asdict(coefficient) for coefficient in agreement.coefficients],
        "gamma": [_gamma_record(gamma) for gamma in agreement.gammas],
    }
    if report.disagreements is not None:
        record["disagreements"] = [asdict(one) for one in report.disagreements]
    return dumps(record)


def agreement_csv(report: AgreementReport, *, color: bool = False) -> str:
    """Return the disagreements, if they were asked for, else the F1 of all pairs, as CSV."""
    del color
    if report.disagreements is not None:
        return csv_of(disagreements_sheet(report.disagreements))
    names = [f"{one} / {other}" for one, other in report.agreement.pairs]
    return csv_rows([[*Key._fields, *names, "mean"], *([*row.key, *row.f1, row.mean] for row in report.agreement.rows)])


def agreement_latex(report: AgreementReport, *, color: bool = False) -> str:
    """Return the disagreements, if they were asked for, else F1 and coefficients, as LaTeX tabulars."""
    del color
    if report.disagreements is not None:
        return latex(disagreements_sheet(report.disagreements))
    return latex(agreement_sheet(report.agreement, report.by)) + "\n" + latex(coefficients_sheet(report.agreement))


AGREEMENT_FORMATS: Mapping[str, Callable[..., str]] = {
    "table": agreement_text,
    "json": agreement_json,
    "csv": agreement_csv,
    "latex": agreement_latex,
}
