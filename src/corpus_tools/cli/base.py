"""What the commands share: the group they belong to, the options that several have, and the corpus that is meant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415

PATH = click.Path(path_type=Path)
corpus_option = click.option(
    "--corpus", "where", default=None, help="Folder of the corpus; by default ./ or ./corpus, else the shipped one."
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that work on all shards of a corpus."""
    options = (
        click.option("--engine", "engine_name", default="local", help="Where to work: local, or dask://HOST:PORT."),
        click.option("--jobs", type=click.IntRange(1), default=None, help="Processes of the local engine; by default one a core."),
        click.option("--quiet", is_flag=True, help="Do not tell how far the run is."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def running(engine_name: str, jobs: int | None, *, quiet: bool) -> dict[str, Any]:
    """Return the engine and the progress that the options ask for."""
    from corpus_tools.engines import engine
    from corpus_tools.progress import Progress

    on = None if (engine_name, jobs) == ("local", None) else engine(engine_name, jobs)
    return {"on": on, "progress": Progress(None if quiet else sys.stderr)}


def told(report: Any, report_file: Path | None) -> None:
    """Print the summary of a report, and write it out."""
    from corpus_tools import files

    for line in report.summary():
        click.echo(line, err=True)
    if report_file is not None:
        files.write(report_file, report.to_json())


class FailedError(Exception):
    """The command has printed what is wrong; only the exit code is left."""


def folder(where: str | Path | None) -> Path:
    """Return the folder of the corpus meant: the one named, the one here, or the one that ships with the package."""
    from corpus_tools.loader import SHIPPED, corpus_folder

    if where is not None:
        return corpus_folder(where)
    here = (path for path in (Path(), Path("corpus")) if (path / "corpus.toml").is_file())
    return corpus_folder(next(here, SHIPPED))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="corpus-tools", message="corpus-tools %(version)s")
def commands() -> None:
    """Make an annotated corpus that can be trusted: write it, check it, build it, load it, cite it."""
