"""The command `corpus`: parses, calls, prints, returns an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import click

from corpus_tools.errors import CorpusError, InvalidCorpus

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415

_PATH = click.Path(path_type=Path)
_corpus_option = click.option(
    "--corpus", "where", default=None, help="Folder of the corpus; by default ./ or ./corpus, else the shipped one."
)


def _run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of commands that work on all shards of a corpus."""
    options = (
        click.option("--engine", "engine_name", default="local", help="Where to work: local, or dask://HOST:PORT."),
        click.option("--jobs", type=click.IntRange(1), default=None, help="Processes of the local engine; by default one a core."),
        click.option("--quiet", is_flag=True, help="Do not tell how far the run is."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _running(engine_name: str, jobs: int | None, *, quiet: bool) -> dict[str, Any]:
    """Return the engine and the progress that the options ask for."""
    from corpus_tools.engines import engine
    from corpus_tools.progress import Progress

    on = None if (engine_name, jobs) == ("local", None) else engine(engine_name, jobs)
    return {"on": on, "progress": Progress(None if quiet else sys.stderr)}


class _FailedError(Exception):
    """The command has printed what is wrong; only the exit code is left."""


def _folder(where: str | Path | None) -> Path:
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


@commands.command()
@click.argument("path", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json", "sarif", "github"]), default="text", help="How problems are written.")
@click.option("--rule", "ids", multiple=True, help="Run only this rule; may be given again.")
@click.option("--list-rules", is_flag=True, help="List all rules and stop.")
@_run_options
def validate(
    path: str | None, style: str, ids: tuple[str, ...], engine_name: str, jobs: int | None, *, list_rules: bool, quiet: bool
) -> None:
    """Check the corpus in the folder PATH by every rule; exit 1 if there is an error."""
    from corpus_tools import report
    from corpus_tools.rules import LEVELS
    from corpus_tools.validation import rules_of
    from corpus_tools.validation import validate as find_problems

    root = _folder(path)
    rules = rules_of(root, ids)
    if list_rules:
        for rule in rules:
            click.echo(f"{rule.level} {LEVELS[rule.level]:9} {rule.severity:7} {rule.id}: {rule.summary}")
        return
    problems = find_problems(root, ids, **_running(engine_name, jobs, quiet=quiet))
    click.echo(report.FORMATS[style](problems, rules), nl=False)
    if style == "text":
        click.echo(report.summary(problems), err=True)
    if any(problem.severity == "error" for problem in problems):
        raise _FailedError


@commands.command()
@click.argument("path", required=False)
@click.option("--out", type=_PATH, required=True, help="Dataset directory to write; a built one is replaced.")
@click.option("--store", type=_PATH, default=None, help="Where parts are kept for the next build; by default .NAME.parts beside OUT.")
@_run_options
def build(path: str | None, out: Path, store: Path | None, engine_name: str, jobs: int | None, *, quiet: bool) -> None:
    """Check the corpus in the folder PATH and build its Hugging Face dataset directory."""
    from corpus_tools.builder import COUNTED, build

    built = build(_folder(path), out, store=store, **_running(engine_name, jobs, quiet=quiet))
    splits = list(built.rows["documents"])
    click.echo(f"{'':10}" + "".join(f"{config:>11}" for config in COUNTED))
    for split in splits:
        click.echo(f"{split:10}" + "".join(f"{built.rows[config][split]:>11,}" for config in COUNTED))
    click.echo(f"{'all':10}" + "".join(f"{built.count(config):>11,}" for config in COUNTED))
    click.echo(f'\nload_dataset("{out}", "mentions")')


@commands.command()
@click.argument("given", type=_PATH)
@_corpus_option
def hydrate(given: Path, where: str | None) -> None:
    """Put the withheld text GIVEN (a file, or a folder of files) beside its annotations, if its hash agrees."""
    from corpus_tools.hydrate import hydrate

    for path in hydrate(_folder(where), given):
        click.echo(f"{path}: text in place, hash agrees")


@commands.group()
def annotate() -> None:
    """Write annotations in a text editor: inline notation to document files, and back."""


@annotate.command("import")
@click.argument("files", nargs=-1, required=True, type=_PATH)
@_corpus_option
def annotate_import(files: tuple[Path, ...], where: str | None) -> None:
    """Make ID.txt and ID.json in the corpus of each inline FILE; nothing is written if one has a slip."""
    from corpus_tools.annotate import import_files

    for path in import_files(files, _folder(where)):
        click.echo(path)


@annotate.command("export")
@click.argument("ids", nargs=-1, required=True)
@click.option("--out", type=_PATH, default=Path(), help="Folder for the files ID.inline.")
@_corpus_option
def annotate_export(ids: tuple[str, ...], out: Path, where: str | None) -> None:
    """Write the documents IDS of the corpus in inline notation."""
    from corpus_tools.annotate import export_files

    for path in export_files(ids, _folder(where), out):
        click.echo(path)


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
    "--report", "report_file", type=_PATH, default=None, help="File for all losses, changes and problems, as JSON."
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
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=_PATH)
@click.option("--into", type=_PATH, required=True, help="Folder of the corpus; a new one gets a manifest and an ontology.")
@click.option("--split", default=None, help="Split that the documents join; of a new corpus, train by default.")
@click.option("--labels", type=_PATH, default=None, help="TOML tables of labels: theirs to ours.")
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
@click.option("--out", type=_PATH, required=True, help="Folder to write, or one file if it ends as the format's files do.")
@_corpus_option
@click.option("--split", default=None, help="Only the documents of this split.")
@_report_option
@_strict_option
@_quiet_option
def export(
    name: str, ids: tuple[str, ...], out: Path, where: str | None, *, split: str | None, report_file: Path | None, strict: bool, quiet: bool
) -> None:
    """Write documents of a corpus, all by default, in FORMAT. What it cannot hold is listed."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.formats.losses import Report
    from corpus_tools.interchange import export_files
    from corpus_tools.progress import Progress

    corpus, report = Corpus(_folder(where)), Report(strict=strict)
    try:
        written = export_files(name, corpus, ids, out, report, split=split, progress=Progress(None if quiet else sys.stderr))
    finally:
        _told(report, report_file)
    click.echo(f"{out}: {len(written):,} file{'' if len(written) == 1 else 's'} written")


@commands.command("formats")
def formats_() -> None:
    """List the formats: whether they are read and written, their unit of offsets, their extra, and what they carry."""
    from corpus_tools.formats.listing import table

    click.echo(table(), nl=False)


@commands.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=_PATH)
@click.option("--compare", is_flag=True, help="PATH is a corpus: score the proposals against its stored sentences and list what differs.")
@_corpus_option
def segment(paths: tuple[Path, ...], where: str | None, *, compare: bool) -> None:
    """Propose the sentences of each text file PATH, as inline notation to annotate; corpus.toml says by which conventions."""
    from corpus_tools import proposal
    from corpus_tools.corpus import Corpus

    if compare and len(paths) <= 1 and not where:
        found = proposal.compare(Corpus(_folder(paths[0] if paths else None)))
        click.echo("".join(f"{disagreement}\n" for disagreement in found.disagreements), nl=False)
        click.echo(f"{found.stored} stored, {found.proposed} proposed, {found.exact} exact")
        click.echo(f"precision {found.precision:.2%}  recall {found.recall:.2%}  F1 {found.f1:.2%}")
    elif paths and not compare:
        for text in proposal.notation(paths, Corpus(_folder(where)).manifest):
            click.echo(text, nl=False)
    else:
        raise click.UsageError("give text files, or --compare and at most one corpus")


@commands.command("format")
@click.argument("path", required=False)
def format_(path: str | None) -> None:
    """Rewrite the documents of the corpus in the folder PATH in canonical form; only the form changes."""
    from corpus_tools.annotate import format_files

    for written in format_files(_folder(path)):
        click.echo(written)


@commands.command()
@click.argument("id")
@_corpus_option
def show(id: str, where: str | None) -> None:
    """Draw the document ID with its annotations."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.show import document_view, render

    corpus = Corpus(_folder(where))
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

    click.echo(render(statistics(Corpus(_folder(path))), color=sys.stdout.isatty()), nl=False)


@commands.command()
@click.argument("path", required=False)
@click.option("--format", "style", type=click.Choice(["apa", "bibtex", "cff"]), default="apa", help="Style of the citation.")
def cite(path: str | None, style: str) -> None:
    """Print how to cite the corpus in the folder PATH."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.publish.citation import STYLES

    click.echo(STYLES[style](Corpus(_folder(path)).manifest), nl=False)


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
@click.argument("gold", type=_PATH)
@click.argument("predicted", type=_PATH)
@click.option("--against", type=_PATH, help="Another system's predictions, to be tested against PREDICTED.")
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
@click.argument("annotators", nargs=-1, required=True, type=_PATH)
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


def run(argv: Sequence[str], stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Run the command with these arguments; return its exit code: 0 done, 1 something is wrong with the data, 2 with the call."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    with redirect_stdout(out), redirect_stderr(err):
        try:
            commands.main(list(argv), prog_name="corpus", standalone_mode=False)
        except click.ClickException as error:
            error.show(err)
            return error.exit_code
        except (_FailedError, click.Abort):
            return 1
        except InvalidCorpus as error:
            click.echo(str(error), err=True)
            return 1
        except CorpusError as error:
            click.echo(f"corpus: {error}", err=True)
            return 1
    return 0


def main() -> None:
    """Run the command on the arguments of the process."""
    sys.exit(run(sys.argv[1:]))
