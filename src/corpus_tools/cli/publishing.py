"""Commands that compare, release and publish versions of a corpus."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from corpus_tools.cli.base import PATH, commands, folder
from corpus_tools.errors import CorpusError

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


def _here(path: str | None) -> Path:
    """Return the folder of the corpus named or here; the one that ships with the package is nobody's to release."""
    if path is None and not any((place / "corpus.toml").is_file() for place in (Path(), Path("corpus"))):
        raise CorpusError("no corpus here: name its folder")
    return folder(path)


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

    root, repository = _here(path), Repository(address)
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


@commands.command()
@click.argument("version")
@click.argument("path", required=False)
@click.option("--since", default=None, help="The last release, as `corpus diff` takes it; by default the highest tag vX.Y.Z in git.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Date of the release; by default today.")
@click.option("--out", type=PATH, default=None, help="Dataset directory to build; by default dist/NAME.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def release(version: str, path: str | None, since: str | None, date: datetime | None, out: Path | None, *, dry_run: bool) -> None:
    """Make VERSION of the corpus in the folder PATH: number, date, changelog, citation and dataset directory."""
    from corpus_tools.release import prepare
    from corpus_tools.release import release as carry_out
    from corpus_tools.sources import read_manifest

    root = _here(path)
    planned = prepare(root, version, (date or datetime.now(UTC)).date().isoformat(), since)
    if planned.before is None:
        click.echo(f"{root}: no release before this one: git has no tag vX.Y.Z, and --since names none", err=True)
    click.echo("".join(f"{file}\n" for file in planned.files) + f"\n{planned.section}")
    out = out or Path("dist") / read_manifest(root)["name"]
    if dry_run:
        click.echo("nothing is written: this is a dry run")
        return
    carry_out(planned, out)
    click.echo(f"{out}: built and verified\nnext: commit, tag v{version}, and corpus publish")
