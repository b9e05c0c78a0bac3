"""Commands for who annotates: inline notation, sentences, canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from corpus_tools.cli.base import PATH, commands, corpus_option, folder

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


@commands.group()
def annotate() -> None:
    """Write annotations in a text editor: inline notation to document files, and back."""


@annotate.command("import")
@click.argument("files", nargs=-1, required=True, type=PATH)
@corpus_option
def annotate_import(files: tuple[Path, ...], where: str | None) -> None:
    """Make ID.txt and ID.json in the corpus of each inline FILE; nothing is written if one has a slip."""
    from corpus_tools.annotate import import_files

    for path in import_files(files, folder(where)):
        click.echo(path)


@annotate.command("export")
@click.argument("ids", nargs=-1, required=True)
@click.option("--out", type=PATH, default=Path(), help="Folder for the files ID.inline.")
@corpus_option
def annotate_export(ids: tuple[str, ...], out: Path, where: str | None) -> None:
    """Write the documents IDS of the corpus in inline notation."""
    from corpus_tools.annotate import export_files

    for path in export_files(ids, folder(where), out):
        click.echo(path)


@commands.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=PATH)
@click.option("--compare", is_flag=True, help="PATH is a corpus: score the proposals against its stored sentences and list what differs.")
@corpus_option
def segment(paths: tuple[Path, ...], where: str | None, *, compare: bool) -> None:
    """Propose the sentences of each text file PATH, as inline notation to annotate; corpus.toml says by which conventions."""
    from corpus_tools import proposal
    from corpus_tools.corpus import Corpus

    if compare and len(paths) <= 1 and not where:
        found = proposal.compare(Corpus(folder(paths[0] if paths else None)))
        click.echo("".join(f"{disagreement}\n" for disagreement in found.disagreements), nl=False)
        click.echo(f"{found.stored} stored, {found.proposed} proposed, {found.exact} exact")
        click.echo(f"precision {found.precision:.2%}  recall {found.recall:.2%}  F1 {found.f1:.2%}")
    elif paths and not compare:
        for text in proposal.notation(paths, Corpus(folder(where)).manifest):
            click.echo(text, nl=False)
    else:
        raise click.UsageError("give text files, or --compare and at most one corpus")


@commands.command("format")
@click.argument("path", required=False)
def format_(path: str | None) -> None:
    """Rewrite the documents of the corpus in the folder PATH in canonical form; only the form changes."""
    from corpus_tools.annotate import format_files

    for written in format_files(folder(path)):
        click.echo(written)
