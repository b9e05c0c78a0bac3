"""Commands that check a corpus and make a dataset of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corpus_tools.cli.base import PATH, FailedError, commands, corpus_option, folder, run_options, running, told

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


@commands.command()
@click.argument("path", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json", "sarif", "github"]), default="text", help="How problems are written.")
@click.option("--rule", "ids", multiple=True, help="Run only this rule; may be given again.")
@click.option("--list-rules", is_flag=True, help="List all rules and stop.")
@run_options
def validate(
    path: str | None, style: str, ids: tuple[str, ...], engine_name: str, jobs: int | None, *, list_rules: bool, quiet: bool
) -> None:
    """Check the corpus in the folder PATH by every rule; exit 1 if there is an error."""
    from corpus_tools import report
    from corpus_tools.rules import LEVELS
    from corpus_tools.validation import rules_of
    from corpus_tools.validation import validate as find_problems

    root = folder(path)
    rules = rules_of(root, ids)
    if list_rules:
        for rule in rules:
            click.echo(f"{rule.level} {LEVELS[rule.level]:9} {rule.severity:7} {rule.id}: {rule.summary}")
        return
    problems = find_problems(root, ids, **running(engine_name, jobs, quiet=quiet))
    click.echo(report.FORMATS[style](problems, rules), nl=False)
    if style == "text":
        click.echo(report.summary(problems), err=True)
    if any(problem.severity == "error" for problem in problems):
        raise FailedError


@commands.command()
@click.argument("path", required=False)
@click.option("--out", type=PATH, default=None, help="Dataset directory to write; a built one is replaced.")
@click.option(
    "--verify", "built", default=None, metavar="DIR", help="Build nothing, but check the dataset directory DIR, as `corpus verify` does."
)
@click.option("--store", type=PATH, default=None, help="Where parts are kept for the next build; by default .NAME.parts beside OUT.")
@run_options
def build(
    path: str | None, *, out: Path | None, built: str | None, store: Path | None, engine_name: str, jobs: int | None, quiet: bool
) -> None:
    """Check the corpus in the folder PATH and build its Hugging Face dataset directory."""
    if built is not None and path is None and out is None:
        _verify(built)
    elif out is not None and built is None:
        _build(path, out, store, running(engine_name, jobs, quiet=quiet))
    else:
        raise click.UsageError("give --out DIR to build, or --verify DIR and nothing else")


def _build(path: str | None, out: Path, store: Path | None, how: dict[str, Any]) -> None:
    from corpus_tools.builder import COUNTED, build

    built = build(folder(path), out, store=store, **how)
    splits = list(built.rows["documents"])
    click.echo(f"{'':10}" + "".join(f"{config:>11}" for config in COUNTED))
    for split in splits:
        click.echo(f"{split:10}" + "".join(f"{built.rows[config][split]:>11,}" for config in COUNTED))
    click.echo(f"{'all':10}" + "".join(f"{built.count(config):>11,}" for config in COUNTED))
    click.echo(f'\nload_dataset("{out}", "mentions")')


@commands.command()
@click.argument("place", metavar="PATH_OR_URL")
def verify(place: str) -> None:
    """Check that a dataset directory is whole: files, checksums, tables, card and citations agree; exit 1 if they do not."""
    _verify(place)


def _verify(place: str) -> None:
    from corpus_tools import report
    from corpus_tools.publish.verify import verify

    problems = verify(place)
    click.echo(report.text(problems, ()), nl=False)
    click.echo(report.summary(problems), err=True)
    if problems:
        raise FailedError


@commands.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--to", type=PATH, required=True, help="Folder, outside of the corpus, that the texts are moved to.")
@corpus_option
def withhold(ids: tuple[str, ...], to: Path, where: str | None) -> None:
    """Take the text of the documents ID... out of the corpus, and leave hashes by which another copy can be aligned."""
    from corpus_tools.withhold import withhold

    for path in withhold(folder(where), ids, to):
        click.echo(f"{path}: text moved here")


@commands.command()
@click.argument("given", type=PATH)
@corpus_option
@click.option("--dataset", type=PATH, default=None, help="Dataset directory that is meant, rather than a corpus.")
@click.option("--out", type=PATH, default=None, help="With --dataset: the dataset directory to write.")
@click.option("--strict", is_flag=True, help="Take only texts whose hash agrees; align no other copy.")
@click.option("--report", "report_file", type=PATH, default=None, help="File for every span that was moved or left out, as JSON.")
def hydrate(given: Path, where: str | None, dataset: Path | None, out: Path | None, *, strict: bool, report_file: Path | None) -> None:
    """Put the withheld text GIVEN (a file, or a folder of files) beside its annotations; another copy of it is aligned."""
    from corpus_tools import hydrate as hydrating
    from corpus_tools.formats.losses import Report
    from corpus_tools.report import counted

    if (dataset is None) != (out is None) or (dataset and where):
        raise click.UsageError("--dataset and --out go together, and not with --corpus")
    report = Report()
    if dataset is not None and out is not None:
        found, built = hydrating.hydrate_dataset(folder(dataset), given, out, report, strict=strict)
        click.echo(f"{built.out}: built with {counted(len(found), 'withheld text')}; not to be published")
    else:
        root = folder(where)
        found = hydrating.hydrate(root, given, report, strict=strict)
    for one in found:
        place = one.record["id"] if dataset else root / "documents" / f"{one.record['id']}.txt"
        how = "hash agrees" if one.exact else f"another copy, which has {one.share:.1%} of the words; annotations re-anchored"
        click.echo(f"{place}: text in place, {how}")
    told(report, report_file)
