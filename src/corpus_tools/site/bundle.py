"""The front end: what `scripts/bundle` makes of the sources in `web`, and what a wheel carries."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.errors import CorpusError

FOLDER = Path(__file__).parent / "bundle"
FILES = ("index.html", "explorer.js", "explorer.css", "icon.svg", "LICENSES.txt")


def missing() -> list[str]:
    """Return the names of the files that are not there."""
    return [name for name in FILES if not (FOLDER / name).is_file()]


def files() -> dict[str, bytes]:
    """Return the files of the front end, by name; CorpusError if it has not been made."""
    if names := missing():
        raise CorpusError(f"{FOLDER}: the front end is not there ({names[0]} is missing); scripts/bundle makes it, and needs npm")
    return {name: (FOLDER / name).read_bytes() for name in FILES}
