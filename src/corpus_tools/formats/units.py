"""In which unit the offsets of a file count, where its format or its age does not say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.text import Offsets

ANOTHER = "document[|s] whose offsets count another unit than the format's"
UNDECIDED = "document[|s] whose offsets fit more than one unit; taken as the format's own"
PLANE = "\uffff"


class Stretch(NamedTuple):
    """Offsets in a unit yet unknown, and what the file says stands there, if it does."""

    start: int
    end: int
    surface: str | None = None


def fits(raw: str, stretch: Stretch, unit: str) -> bool | None:
    """Tell whether a stretch reads as its file says when its offsets count `unit`; None where the file does not say."""
    start, end, surface = stretch
    if unit != "code-points":
        try:
            offsets = Offsets(raw, unit)
            start, end = offsets.to_code_points(start), offsets.to_code_points(end)
        except ValueError:
            return False
    if not 0 <= start < end <= len(raw):
        return False
    return None if surface is None else raw[start:end] == surface


def fitting_unit(raw: str, stretches: Iterable[Stretch], units: Sequence[str]) -> tuple[str, bool]:
    """
    Return the unit in which the most stretches read as they should, and whether they do in another, too.

    Of equal ones it is the first. Where no character lies beyond the first plane, UTF-16 and code points are the same, and no
    stretch is looked at.
    """
    if "utf-8" not in units and (raw.isascii() or len(raw.encode("utf-16-le", "surrogatepass")) == 2 * len(raw)):
        return units[0], False
    stretches = list(stretches)
    scores = [[fits(raw, stretch, unit) for stretch in stretches] for unit in units]
    wrong = [score.count(False) for score in scores]
    best = wrong.index(min(wrong))
    return units[best], wrong.count(0) > 1 and _differ(raw, stretches, units)


def _differ(raw: str, stretches: Sequence[Stretch], units: Sequence[str]) -> bool:
    """Tell whether the units give any stretch another place: whether a character of the upper planes stands before its end."""
    first = next((n for n, char in enumerate(raw) if char > PLANE), len(raw))
    return len(units) > 1 and any(stretch.end > first for stretch in stretches)


def settled(
    id: str, origin: Origin, raw: str, stretches: Iterable[Stretch], *, units: Sequence[str], report: Report, options: ReadOptions
) -> Origin:
    """
    Return the origin with the unit in which the stretches read best, the format's own being the first of `units`.

    Another unit than that, and a text that cannot decide, are noted. A unit that the options name is not put to the test.
    """
    if options.unit:
        return origin
    unit, undecided = fitting_unit(raw, stretches, units)
    if unit != units[0]:
        report.change(id, "", ANOTHER, f"{unit} instead of {units[0]}")
    elif undecided:
        report.change(id, "", UNDECIDED, unit)
    return origin if unit == origin.unit else replace(origin, unit=unit)
