"""Commands that score predictions and measure agreement."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from corpus_tools.cli.base import PATH, commands

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415

_layers_option = click.option("--layer", "layers", multiple=True, help="Only this layer; may be given again.")
_by_option = click.option(
    "--by",
    multiple=True,
    type=click.Choice(["type", "role", "depth", "length"]),
    help="Show these parts of layers, too; may be given again.",
)
_from_option = click.option("--from", "form", help="Format of inputs that are no corpus, if their suffix does not say it.")
_seed_option = click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything drawn at random.")
_errors_option = click.option("--errors", is_flag=True, help="List every difference, by kind and in context.")
_score_style = click.option(
    "--format", "style", type=click.Choice(["table", "json", "csv", "latex"]), default="table", help="How results are written."
)


def _warn(message: str) -> None:
    click.echo(message, err=True)


@commands.command()
@click.argument("gold", type=PATH)
@click.argument("predicted", type=PATH)
@click.option("--against", type=PATH, help="Another system's predictions, to be tested against PREDICTED.")
@click.option("--split", help="Score this split of the gold corpus only.")
@_layers_option
@_by_option
@_errors_option
@click.option("--bootstrap", "samples", type=click.IntRange(0), default=0, help="Samples for confidence intervals; none by default.")
@click.option("--trials", type=click.IntRange(1), default=10_000, show_default=True, help="Trials of the test against another system.")
@_seed_option
@click.option("--head", type=click.Choice(["first", "last"]), help="Which word is the head; by default the language decides.")
@click.option("--ignore-extra", "extra", is_flag=True, help="Leave out predicted documents that GOLD lacks.")
@_from_option
@_score_style
def score(gold: Path, predicted: Path, against: Path | None, layers: tuple[str, ...], style: str, **wanted: Any) -> None:
    """Score PREDICTED against GOLD: corpus folders, dataset directories, JSONL, or files of a known format."""
    from corpus_tools.score.output import FORMATS
    from corpus_tools.score.reports import Wanted, score_report
    from corpus_tools.score.scores import LAYERS

    report = score_report(gold, predicted, against, Wanted(layers or LAYERS, **wanted), _warn)
    click.echo(FORMATS[style](report, color=sys.stdout.isatty()), nl=False)


@commands.command()
@click.argument("annotators", nargs=-1, required=True, type=PATH)
@_layers_option
@_by_option
@_errors_option
@click.option("--gamma", is_flag=True, help="Compute gamma of mentions and triggers, too (extra [agreement]; slow).")
@_seed_option
@_from_option
@_score_style
def agree(annotators: tuple[Path, ...], layers: tuple[str, ...], style: str, **wanted: Any) -> None:
    """Measure how far ANNOTATORS agree: two or more of what `corpus score` reads, with the same documents."""
    from corpus_tools.score.output import AGREEMENT_FORMATS
    from corpus_tools.score.reports import Wanted, agree_report
    from corpus_tools.score.scores import LAYERS

    report = agree_report(annotators, Wanted(layers or LAYERS, **wanted), _warn)
    click.echo(AGREEMENT_FORMATS[style](report, color=sys.stdout.isatty()), nl=False)
