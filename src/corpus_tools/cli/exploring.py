"""The command that makes the explorer."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus_tools.cli.base import PATH, commands, folder

# Heavy imports wait in the commands, so that `corpus --help` is quick.
# ruff: noqa: PLC0415


@commands.command()
@click.argument("path", required=False)
@click.option("--out", type=PATH, default=None, help="Folder to write the site to; a site there is replaced.")
@click.option("--source", default=None, metavar="URL", help="Where the corpus folder can be seen, for links to the line of an item.")
@click.option("--plots", is_flag=True, help="Draw plots for the page of statistics, as `corpus plot` does (extra [plot]).")
@click.option("--serve", is_flag=True, help="Serve the site on this machine until interrupted; without --out it is not kept.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to serve on; 0 is any free one.")
@click.option("--quiet", is_flag=True, help="Do not tell how far the run is.")
def site(path: str | None, out: Path | None, source: str | None, port: int, *, plots: bool, serve: bool, quiet: bool) -> None:
    """Write the explorer, a static web site, of the corpus or dataset directory PATH."""
    from tempfile import TemporaryDirectory

    from corpus_tools.progress import Progress
    from corpus_tools.site.writer import write

    if out is None and not serve:
        raise click.UsageError("give --out, --serve or both")
    with TemporaryDirectory(prefix="corpus-site-") as temporary:
        where = out or Path(temporary) / "site"
        made = write(folder(path), where, source=source, plots=plots, progress=Progress(None if quiet else sys.stderr))
        if out:
            click.echo(
                f"{out}: the explorer of {made.documents:,} document{'' if made.documents == 1 else 's'}; any web server can serve it"
            )
        if serve:
            _serve(where, port)


def _serve(where: Path, port: int) -> None:
    from corpus_tools.site.server import address, server

    with server(where, port) as running:
        click.echo(f"{address(running)} (Ctrl-C ends it)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
