"""Commands that bring the files of other tools in and out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus_tools.cli.base import PATH, commands, corpus_option, folder

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


def _metadata_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what a file without metadata does not."""
    options = (
        click.option("--language", default=None, help="Language of the texts; by default that of the corpus."),
        click.option("--genre", default="other", show_default=True, help="Genre of the texts."),
        click.option("--date", default="0001-01-01", show_default=True, help="Date of the texts, YYYY-MM-DD."),
        click.option("--basis", default="published", show_default=True, help="What the texts rest on."),
        click.option("--publisher", default="unknown", show_default=True, help="Who published the texts."),
        click.option("--license", "licence", default="NOASSERTION", show_default=True, help="SPDX identifier of their licence."),
        click.option("--agent", default="unknown", show_default=True, help="Who or what annotated them."),
        click.option("--method", type=click.Choice(["manual", "model", "rule", "adjudicated"]), default="manual", show_default=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


_report_option = click.option(
    "--report", "report_file", type=PATH, default=None, help="File for all losses, changes and problems, as JSON."
)
_strict_option = click.option("--strict", is_flag=True, help="Take any loss for an error, and write nothing.")
_quiet_option = click.option("--quiet", is_flag=True, help="Do not tell how far the run is.")


def _told(report: Any, report_file: Path | None) -> None:
    """Print the summary of a report, and write it out."""
    from corpus_tools import files

    for line in report.summary():
        click.echo(line, err=True)
    if report_file is not None:
        files.write(report_file, report.to_json())


@commands.command("import")
@click.argument("name", metavar="FORMAT")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PATH)
@click.option("--into", type=PATH, required=True, help="Folder of the corpus; a new one gets a manifest and an ontology.")
@click.option("--split", default=None, help="Split that the documents join; of a new corpus, train by default.")
@click.option("--labels", type=PATH, default=None, help="TOML tables of labels: theirs to ours.")
@_report_option
@_strict_option
@click.option("--keep-going", is_flag=True, help="Import what is sound, and list what is not.")
@click.option("--realign", is_flag=True, help="Move a span whose text disagrees to the one place in reach where it stands.")
@click.option(
    "--unit", type=click.Choice(["code-points", "utf-16", "utf-8"]), default=None, help="Unit of offsets, if not the format's own."
)
@click.option("--as", "form", type=click.Choice(["pairs", "jsonl"]), default="pairs", show_default=True, help="How documents are stored.")
@click.option("--lines", is_flag=True, help="Of plain text: take each line for a document.")
@click.option("--segment", is_flag=True, help="Propose the sentences of documents that have none.")
@click.option("--singletons", is_flag=True, help="Make a mention that belongs to no entity one of its own.")
@_quiet_option
@_metadata_options
def import_(
    name: str,
    paths: tuple[Path, ...],
    into: Path,
    *,
    report_file: Path | None,
    labels: Path | None,
    strict: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Bring the files of PATH, in FORMAT, into a corpus; nothing is written if one has a problem. What cannot be kept is listed."""
    from corpus_tools.formats.contract import ReadOptions
    from corpus_tools.formats.labels import Labels, read_labels
    from corpus_tools.formats.losses import Report
    from corpus_tools.interchange import Wanted, import_files
    from corpus_tools.progress import Progress
    from corpus_tools.sources import MANIFEST, read_manifest

    wanted = {key: given.pop(key) for key in ("split", "form", "singletons", "segment")}
    known = read_manifest(into)["language"] if (into / MANIFEST).is_file() else "und"
    given["language"] = given["language"] or known
    report = Report(strict=strict)
    options = ReadOptions(**given, labels=read_labels(labels) if labels else Labels())
    try:
        written = import_files(
            name, paths, into, report, Wanted(**wanted, options=options), progress=Progress(None if quiet else sys.stderr)
        )
    finally:
        _told(report, report_file)
    click.echo(f"{into}: {len(written):,} file{'' if len(written) == 1 else 's'} written")


@commands.command("export")
@click.argument("name", metavar="FORMAT")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--out", type=PATH, required=True, help="Folder to write, or one file if it ends as the format's files do.")
@corpus_option
@click.option("--split", default=None, help="Only the documents of this split.")
@click.option("--config", "configs", multiple=True, help="Only the layers of this table, such as mentions; may be repeated.")
@_report_option
@_strict_option
@_quiet_option
def export(name: str, out: Path, where: str | None, *, report_file: Path | None, strict: bool, quiet: bool, **chosen: Any) -> None:
    """Write documents of a corpus, all by default, in FORMAT. What it cannot hold is listed."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.formats.losses import Report
    from corpus_tools.interchange import Choice, export_files
    from corpus_tools.progress import Progress

    corpus, report = Corpus(folder(where)), Report(strict=strict)
    try:
        written = export_files(name, corpus, out, report, Choice(**chosen), progress=Progress(None if quiet else sys.stderr))
    finally:
        _told(report, report_file)
    click.echo(f"{out}: {len(written):,} file{'' if len(written) == 1 else 's'} written")


@commands.command("formats")
def formats_() -> None:
    """List the formats: whether they are read and written, their unit of offsets, their extra, and what they carry."""
    from corpus_tools.formats.listing import table

    click.echo(table(), nl=False)
