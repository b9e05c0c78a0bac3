"""Draws distributions as figures for print: horizontal bars, named and counted, as wide as a column of text or as the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any

from corpus_tools.distributions import Distribution, Row
from corpus_tools.errors import CorpusError
from corpus_tools.formats.contract import missing_extra
from corpus_tools.wording import worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# An extra, and slow to import.
# ruff: noqa: PLC0415

FORMATS = ("svg", "png", "pdf")
# It comes with matplotlib, so that every machine draws the same bytes, and it has the letters of Arabic.
FONT = "DejaVu Sans"
_COLUMN, _PAGE = 8.4, 17.0  # widths, in cm, as all lengths here
_PITCH, _BAR, _TITLE, _KEY, _SQUARE, _APART, _BETWEEN, _PAD = 0.33, 0.24, 0.5, 0.4, 0.2, 0.28, 0.4, 0.1
_LONGEST, _SHORTEST = 21.0, 1.0  # a column of bars; the longest bar of a column
_SIZE, _TITLE_SIZE = 6.5, 7.5  # points
_INCH = 2.54
_POINT = _INCH / 72
_STYLE: dict[str, Any] = {
    # Outlines look the same in every viewer; text would be shaped anew by each, with whatever Arabic it has.
    "svg.fonttype": "path",
    "svg.hashsalt": "corpus-tools",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "font.size": _SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.bottom": False,
    "axes.spines.left": False,
}
_DPI = 300
_UNDATED: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}


def plot(distribution: Distribution, format: str, language: str = "en", font: str = FONT) -> bytes:
    """
    Return the plot of a distribution as a file of a format of FORMATS; the same bytes on every machine that has the font.

    CorpusError for a font that is not installed, or without matplotlib.
    """
    written = io.BytesIO()
    with _style(font):
        figure(distribution, language, font).savefig(written, format=format, dpi=_DPI, metadata=_UNDATED[format])
    return written.getvalue()


def figure(distribution: Distribution, language: str = "en", font: str = FONT) -> Figure:
    """
    Return the figure of a distribution that has rows, which in Arabic reads from right to left.

    Each of its axes is a column of bars, and has a container for each part.
    """
    with _style(font):
        return _Drawing(distribution, language).figure()


@contextmanager
def _style(font: str) -> Iterator[None]:
    """Draw in our style and no other, whatever the user's own settings are."""
    try:
        from matplotlib import font_manager, style
    except ModuleNotFoundError:
        raise missing_extra("matplotlib", "plot") from None
    try:
        font_manager.findfont(font, fallback_to_default=False)
    except ValueError:
        raise CorpusError(f"no font {font!r} is installed") from None
    with style.context(["default", _STYLE | {"font.family": [font, FONT]}]):
        yield


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a plot: the name and the bar of a row or, without counts, the heading of the lines below it."""

    name: str
    counts: tuple[int, ...] = ()

    @property
    def height(self) -> float:
        """How much of a column it takes, in cm; a heading has space above it."""
        return _PITCH if self.counts else 1.4 * _PITCH


def _height(lines: Iterable[_Line]) -> float:
    return sum(line.height for line in lines)


def _sorted(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.total, row.name))


def _blocks(distribution: Distribution, language: str) -> list[list[_Line]]:
    """Return the lines that must stay together: those of a group below its heading, or each line by itself."""

    def line(row: Row) -> _Line:
        name = row.name or "(none)"
        return _Line(name if distribution.labelled and row.name else worded(name, language), row.counts)

    rows = list(distribution.rows) if distribution.ordered else _sorted(distribution.rows)
    if not any(row.group for row in rows):
        return [[line(row)] for row in rows]
    groups = [(name, list(of)) for name, of in groupby(sorted(rows, key=lambda row: row.group), key=lambda row: row.group)]
    totals = {name: sum(row.total for row in of) for name, of in groups}
    groups.sort(key=lambda group: (-totals[group[0]], group[0]))
    return [[_Line(f"{worded(name, language)} ({totals[name]:,})"), *map(line, of)] for name, of in groups]


def _columns(blocks: Sequence[list[_Line]], most: int) -> list[list[_Line]]:
    """Set blocks of lines in as few columns as hold them, about equally long: each goes where its middle falls."""
    whole, above = sum(map(_height, blocks)), 0.0
    columns: list[list[_Line]] = [[] for _ in range(min(ceil(whole / _LONGEST), most))]
    for block in blocks:
        height = _height(block)
        columns[int((above + height / 2) / whole * len(columns))] += block
        above += height
    return [column for column in columns if column]


def _width(text: str, size: float = _SIZE, *, bold: bool = False) -> float:
    """Return how wide a text is at most, in cm: drawn in pixels it is up to a fiftieth wider than its outlines."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) * _POINT * 1.02


class _Drawing:
    """A figure in the making; places are measured in cm, down from the top and across from the side where reading begins."""

    def __init__(self, distribution: Distribution, language: str) -> None:
        self.leftward = language == "ar"
        self.parts = len(distribution.parts)
        self.title = worded(distribution.title, language)
        blocks = _blocks(distribution, language)
        rows = [line for block in blocks for line in block if line.counts]
        self.most = max(sum(line.counts) for line in rows)
        self.numbers = _width(f"{self.most:,}") + _PAD
        self.names = max(_width(line.name) for line in rows) + 2 * _PAD
        headings = [_width(line.name, bold=True) for block in blocks for line in block if not line.counts]
        narrowest = max([self.names + _SHORTEST + self.numbers, *headings])
        self.columns = _columns(blocks, max(1, int((_PAGE + _BETWEEN) / (narrowest + _BETWEEN))))
        wanted = max(narrowest, _width(self.title, _TITLE_SIZE, bold=True))
        self.width = _COLUMN if len(self.columns) == 1 and wanted <= _COLUMN else max(_PAGE, wanted)
        self.key = list(self._placed_key(distribution, language))
        self.top = _TITLE + (_KEY * (1 + self.key[-1][0]) if self.key else 0)
        self.height = self.top + max(map(_height, self.columns)) + _PAD

    def _placed_key(self, distribution: Distribution, language: str) -> Iterator[tuple[int, float, str]]:
        """Yield the name of each part with its sum, and the line and the place in it where it stands."""
        sums = [sum(counts) for counts in zip(*(row.counts for row in distribution.rows), strict=True)]
        line, place = 0, 0.0
        if any(row.group for row in distribution.rows):
            return  # the headings say it
        for part, number in zip(distribution.parts, sums, strict=True):
            name = f"{worded(part, language)} ({number:,})"
            width = _SQUARE + _PAD + _width(name)
            if place and place + width > self.width:
                line, place = line + 1, 0.0
            yield line, place, name
            place += width + _APART

    def figure(self) -> Figure:
        from matplotlib.figure import Figure

        made = Figure(figsize=(self.width / _INCH, self.height / _INCH))
        self._text(made, 0, _TITLE / 2, self.title, size=_TITLE_SIZE, weight="bold")
        self._draw_key(made)
        breadth = (self.width + _BETWEEN) / len(self.columns)
        for number, lines in enumerate(self.columns):
            self._draw_column(made, lines, number * breadth, breadth - _BETWEEN)
        return made

    def _box(self, across: float, down: float, width: float, height: float) -> tuple[float, float, float, float]:
        """Return a box as matplotlib has it: left, bottom, width and height as parts of the figure."""
        left = self.width - across - width if self.leftward else across
        return left / self.width, 1 - (down + height) / self.height, width / self.width, height / self.height

    def _text(self, made: Figure, across: float, down: float, text: str, **style: Any) -> None:
        x, y, _, _ = self._box(across, down, 0, 0)
        made.text(x, y, text, ha="right" if self.leftward else "left", va="center_baseline", **style)

    def _colors(self) -> list[Any]:
        """Return a colour a part: of cividis, made to be told apart by the colour-blind and in grey, from dark to light."""
        from matplotlib import colormaps

        return [colormaps["cividis"](0.15 + 0.8 * part / max(self.parts - 1, 1)) for part in range(self.parts)]

    def _draw_key(self, made: Figure) -> None:
        from matplotlib.patches import Rectangle

        for (line, place, name), color in zip(self.key, self._colors(), strict=False):
            middle = _TITLE + _KEY * (line + 0.4)
            left, bottom, width, height = self._box(place, middle - _SQUARE / 2, _SQUARE, _SQUARE)
            made.add_artist(Rectangle((left, bottom), width, height, transform=made.transFigure, color=color, linewidth=0))
            self._text(made, place + _SQUARE + _PAD, middle, name)

    def _draw_column(self, made: Figure, lines: Sequence[_Line], across: float, width: float) -> None:
        height = _height(lines)
        axes = made.add_axes(self._box(across + self.names, self.top, width - self.names - self.numbers, height))
        middles = [_height(lines[:n]) + line.height - _PITCH / 2 for n, line in enumerate(lines)]
        rows = [(middle, line) for middle, line in zip(middles, lines, strict=True) if line.counts]
        axes.set(xlim=(self.most, 0) if self.leftward else (0, self.most), ylim=(height, 0), xticks=[])
        axes.set_yticks([middle for middle, _ in rows], [line.name for _, line in rows])
        axes.tick_params(length=0, pad=_PAD / _POINT, labelleft=not self.leftward, labelright=self.leftward)
        self._draw_bars(axes, [middle for middle, _ in rows], [line.counts for _, line in rows])
        for middle, line in zip(middles, lines, strict=True):
            if not line.counts:
                self._text(made, across, self.top + middle, line.name, weight="bold")

    def _draw_bars(self, axes: Axes, middles: Sequence[float], counts: Sequence[tuple[int, ...]]) -> None:
        ends = [0] * len(counts)
        for color, of_part in zip(self._colors(), zip(*counts, strict=True), strict=True):
            axes.barh(middles, of_part, left=ends, height=_BAR, color=color, linewidth=0)
            ends = [end + count for end, count in zip(ends, of_part, strict=True)]
        aside = -_PAD / _POINT if self.leftward else _PAD / _POINT
        side = "right" if self.leftward else "left"
        for middle, end in zip(middles, ends, strict=True):
            axes.annotate(f"{end:,}", (end, middle), (aside, 0), textcoords="offset points", ha=side, va="center_baseline")
