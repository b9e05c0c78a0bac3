"""The table of formats: what each can do and carry."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_tools.formats import FORMATS
from corpus_tools.formats.contract import FEATURES, Format

_HEADINGS = ("format", "in", "out", "offsets", "extra")
_SHORT = {
    "discontinuity": "disc.",
    "same-span": "same span",
    "event-attributes": "attributes",
    "event-clusters": "event coref.",
    "entities": "coref.",
}


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the headings, then a row a format."""
    yield (*_HEADINGS, *(_SHORT.get(feature, feature) for feature in FEATURES))
    for form in sorted(FORMATS.values(), key=lambda form: form.NAME):
        yield (*_about(form), *("x" if feature in form.CARRIES else "" for feature in FEATURES))


def _about(form: Format) -> tuple[str, ...]:
    does = ("yes" if hasattr(form, "read") else "", "yes" if hasattr(form, "write") else "")
    return (form.NAME, *does, form.UNIT, form.EXTRA or "")


def table() -> str:
    """Return the table for a terminal: a line a format, then a line of what it does not carry."""
    head, *body = rows()
    widths = [max(len(row[n]) for row in (head, *body)) for n in range(len(_HEADINGS))]
    lines = [_padded(row, widths) + _lacking(row, head) for row in (head, *body)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _padded(row: tuple[str, ...], widths: list[int]) -> str:
    return "".join(f"{cell.ljust(width)}  " for cell, width in zip(row, widths, strict=False))


def _lacking(row: tuple[str, ...], head: tuple[str, ...]) -> str:
    if row == head:
        return "does not carry"
    names = zip(FEATURES, row[len(_HEADINGS) :], strict=True)
    return ", ".join(name for name, mark in names if not mark)


def markdown() -> str:
    """Return the table in Markdown."""
    head, *body = rows()
    lines = [head, ("---",) * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
