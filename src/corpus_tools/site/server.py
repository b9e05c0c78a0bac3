"""A web server for a look at a site, on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from corpus_tools.errors import CorpusError


class _Handler(SimpleHTTPRequestHandler):
    """Answers quietly, over connections that stay open: a page is made of many small files."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the browser to acknowledge its head
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".parquet": "application/vnd.apache.parquet"}  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:
        pass


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the folder on 127.0.0.1, not yet running; port 0 is any free one. CorpusError if the port cannot be had."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise CorpusError(f"port {port}: {getattr(error, 'strerror', None) or error}") from None


def address(of: ThreadingHTTPServer) -> str:
    """Return the address of a server."""
    return f"http://127.0.0.1:{of.server_port}/"
