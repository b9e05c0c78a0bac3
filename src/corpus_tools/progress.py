"""How far a long run is: a bar on a terminal, a line now and then elsewhere, nothing for what is done at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

Item = TypeVar("Item")
LINE_SECONDS = 10.0
SILENT_SECONDS = 2.0


class Progress:
    """Tells, on a stream, of documents a second, the time that is left, and the problems so far; of nothing without a stream."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._begun = self._told = clock()
        self._total = self._done = self._documents = self._problems = 0
        self._bar: Bar | None = None

    def begin(self, total: int) -> None:
        """Say how many shards there are."""
        self._total = total
        self._begun = self._told = self._clock()

    def advance(self, documents: int, problems: int) -> None:
        """Say that one more shard is done, and what was in it."""
        self._done += 1
        self._documents += documents
        self._problems += problems
        seconds = self._clock() - self._begun
        if self._stream and seconds >= SILENT_SECONDS:
            (self._draw if self._stream.isatty() else self._tell)(seconds)

    def watched(self, documents: Iterable[Item]) -> Iterator[Item]:
        """Yield documents, of which nobody knows how many there are, and tell how far that is."""
        self.begin(0)
        try:
            for document in documents:
                self.advance(1, 0)
                yield document
        finally:
            self.end()

    def note(self, message: str) -> None:
        """Print a line that the user should see."""
        if self._bar:
            self._bar.console.print(message, highlight=False, markup=False)
        elif self._stream:
            self._stream.write(f"{message}\n")

    def end(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _line(self, seconds: float) -> str:
        if not self._total:
            return f"{self._documents:,} documents, {self._documents / seconds:,.0f} a second"
        parts = (
            f"{self._done:,} of {self._total:,} shards",
            f"{self._documents:,} documents",
            f"{self._documents / seconds:,.0f} a second",
            f"{_duration(seconds * (self._total - self._done) / self._done)} left",
            f"{self._problems:,} problems",
        )
        return ", ".join(parts)

    def _tell(self, seconds: float) -> None:
        if self._clock() - self._told >= LINE_SECONDS or self._done == self._total:
            self._told = self._clock()
            if self._stream:
                self._stream.write(f"{self._line(seconds)}\n")
                self._stream.flush()

    def _draw(self, seconds: float) -> None:
        if not self._bar:
            self._bar = self._new_bar()
        self._bar.update(self._bar.task_ids[0], completed=self._done, description=self._line(seconds))

    def _new_bar(self) -> Bar:
        from rich.console import Console  # noqa: PLC0415  most runs are over before there is a bar
        from rich.progress import BarColumn, TextColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

        bar = Bar(BarColumn(20), TextColumn("{task.description}"), console=Console(file=self._stream), transient=True)
        bar.add_task("", total=self._total or None)
        bar.start()
        return bar


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
