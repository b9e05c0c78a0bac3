"""Commands that compare, release and publish versions of a corpus."""

from __future__ import annotations

from pathlib import Path

import click

from corpus_tools.cli.base import PATH, commands, folder

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


@commands.command()
@click.argument("path", required=False)
@click.option("--to", "address", required=True, help="Where to: hf://datasets/OWNER/NAME.")
@click.option("--dataset", type=PATH, default=None, help="Its dataset directory, built if need be; by default dist/NAME.")
@click.option("--yes", is_flag=True, help="Do it; without this, only say what would change.")
@click.option("--private", is_flag=True, help="Make the repository private, if it is not there yet.")
def publish(path: str | None, address: str, dataset: Path | None, *, yes: bool, private: bool) -> None:
    """Publish the corpus in the folder PATH on the Hugging Face Hub, and tag the version."""
    from corpus_tools import git
    from corpus_tools.publish.hub import Repository
    from corpus_tools.publish.publishing import prepare
    from corpus_tools.publish.publishing import publish as carry_out
    from corpus_tools.sources import read_manifest

    root, repository = folder(path), Repository(address)
    dataset = dataset or Path("dist") / read_manifest(root)["name"]
    if not git.is_tracked(root):
        click.echo(f"{root}: does not lie in git, so that nothing tells what this version was made of", err=True)
    planned = prepare(root, dataset, repository)
    if not planned:
        click.echo(f"{repository}: has version {planned.version} already, file for file; nothing to do")
        return
    if planned.head is None:
        click.echo(f"{repository}: a new {'private' if private else 'public'} repository")
    click.echo("".join(f"{line}\n" for line in planned.lines()) + planned.summary())
    if not yes:
        click.echo("nothing is uploaded yet: --yes does it")
        return
    carry_out(planned, dataset, repository, private=private)
    click.echo(f'\nload_dataset("{repository.id}", "mentions", revision="v{planned.version}")')
