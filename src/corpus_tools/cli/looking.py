"""Commands that show a corpus and say how to cite it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus_tools.cli.base import PATH, commands, corpus_option, folder
from corpus_tools.errors import CorpusError

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


@commands.command()
@click.argument("id")
@corpus_option
def show(id: str, where: str | None) -> None:
    """Draw the document ID with its annotations."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.show import document_view, render

    corpus = Corpus(folder(where))
    if id not in corpus:
        raise CorpusError(f"{corpus.root}: no document {id!r}; there are {', '.join(corpus.ids)}")
    click.echo(render(document_view(corpus[id]), color=sys.stdout.isatty()), nl=False)


@commands.command()
@click.argument("path", required=False)
def stats(path: str | None) -> None:
    """Print the tables of sizes and labels of the corpus in the folder PATH."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.show import render
    from corpus_tools.stats import statistics

    click.echo(render(statistics(Corpus(folder(path))), color=sys.stdout.isatty()), nl=False)


@commands.command()
@click.argument("path", required=False)
@click.option("--out", type=PATH, required=True, help="Folder to write the plots to.")
@click.option("--format", "form", type=click.Choice(["svg", "png", "pdf"]), default="svg", show_default=True, help="Format of the plots.")
@click.option(
    "--language", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Language of titles; Arabic reads leftward."
)
@click.option("--font", default="DejaVu Sans", show_default=True, help="Another font that is installed.")
def plot(path: str | None, out: Path, form: str, language: str, font: str) -> None:
    """Draw the tables of labels of the corpus in the folder PATH as plots, a file each."""
    from corpus_tools import files
    from corpus_tools.corpus import Corpus
    from corpus_tools.distributions import distributions
    from corpus_tools.plots import plot

    drawn = {one.id: plot(one, form, language, font) for one in distributions(Corpus(folder(path))) if one.rows}
    for id, content in drawn.items():
        files.write(out / f"{id}.{form}", content)
        click.echo(out / f"{id}.{form}")


@commands.command()
@click.argument("path", required=False)
@click.option(
    "--format", "style", type=click.Choice(["apa", "bibtex", "cff", "zenodo", "datacite"]), default="apa", help="Style of the citation."
)
def cite(path: str | None, style: str) -> None:
    """Print how to cite the corpus in the folder PATH."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.publish.citation import STYLES

    click.echo(STYLES[style](Corpus(folder(path)).manifest), nl=False)
