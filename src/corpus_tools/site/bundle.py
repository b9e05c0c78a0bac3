"""The front end: what `scripts/bundle` makes of the sources in `web`, and what a wheel carries."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.errors import CorpusError

FOLDER = Path(__file__).parent / "bundle"
FILES = ("index.html", "explorer.js", "explorer.css", "icon.svg", "LICENSES.txt")


def files() -> dict[str, bytes]:
    """Return the files of the front end, by name; CorpusError if it has not been made."""
    missing = [name for name in FILES if not (FOLDER / name).is_file()]
    if missing:
        raise CorpusError(f"{FOLDER}: the front end is not there ({missing[0]} is missing); scripts/bundle makes it, and needs npm")
    return {name: (FOLDER / name).read_bytes() for name in FILES}
