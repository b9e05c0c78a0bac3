"""Documents of a corpus to and from inline notation, and into canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_tools import files, interchange, jsontext
from corpus_tools.corpus import Corpus
from corpus_tools.formats import inline, pair
from corpus_tools.formats.losses import Report
from corpus_tools.order import canonical
from corpus_tools.progress import Progress
from corpus_tools.sources import DOCUMENTS


def import_files(paths: Sequence[Path], root: Path) -> list[Path]:
    """
    Write the document files of each inline file into the corpus in `root`; return them.

    Raises InvalidCorpus with the slips of all files, and then writes nothing. The text of a withheld document is written too:
    it is the annotator's own copy, as after hydrating.
    """
    return interchange.import_files(inline.NAME, paths, root, Report(), interchange.Wanted(), progress=Progress(None))


def export_files(ids: Sequence[str], root: Path, out: Path) -> list[Path]:
    """Write documents of the corpus in `root` into the folder `out`; return the files. What cannot be written stops all."""
    return interchange.export_files(inline.NAME, Corpus(root), out, Report(strict=True), interchange.Choice(ids), progress=Progress(None))


def format_files(root: Path) -> list[Path]:
    """Rewrite every ID.json of the corpus that is not in canonical form; return those written."""
    written = []
    for path in sorted((root / DOCUMENTS).glob("*.json")):
        content = jsontext.dumps(canonical(pair.without_text(pair.read_pair(path))))
        if content != path.read_bytes():
            files.write(path, content)
            written.append(path)
    return written
