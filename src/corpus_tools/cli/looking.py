"""Commands that show a corpus and say how to cite it."""

from __future__ import annotations

import sys

import click

from corpus_tools.cli.base import commands, corpus_option, folder
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
@click.option(
    "--format", "style", type=click.Choice(["apa", "bibtex", "cff", "zenodo", "datacite"]), default="apa", help="Style of the citation."
)
def cite(path: str | None, style: str) -> None:
    """Print how to cite the corpus in the folder PATH."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.publish.citation import STYLES

    click.echo(STYLES[style](Corpus(folder(path)).manifest), nl=False)
