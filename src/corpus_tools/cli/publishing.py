"""Commands that compare, release and publish versions of a corpus."""

from __future__ import annotations

import click

from corpus_tools.cli.base import commands

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


@commands.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", help="How differences are written.")
def diff(old: str, new: str, style: str) -> None:
    """Print what differs from OLD to NEW: corpus folders, dataset directories, or FOLDER@REVISION for a folder as git has it."""
    from corpus_tools.diff import compare
    from corpus_tools.diff.output import FORMATS
    from corpus_tools.versions import opened

    with opened(old) as before, opened(new) as after:
        click.echo(FORMATS[style](compare(before, after)), nl=False)
