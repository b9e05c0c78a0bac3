"""Takes the text out of a document that may not be redistributed, and leaves what the text is found by in another copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_tools import files, jsontext
from corpus_tools.alignment import alignment_of
from corpus_tools.errors import CorpusError
from corpus_tools.formats import pair
from corpus_tools.order import Record, in_order
from corpus_tools.sources import DOCUMENTS


def withheld(record: Record) -> Record:
    """Return the record of a document, which has its text, as it is withheld: hashes of runs of words, no text, no repeats."""
    kept = {**record, "availability": "withheld", "alignment": alignment_of(record, record["text"])}
    return in_order(pair.without_text(kept))


def withhold(root: Path, ids: Sequence[str], to: Path) -> list[Path]:
    """
    Withhold documents of the corpus in `root`: move their texts into the folder `to`; return where these are.

    A document whose text is not there, or whose file in `to` holds something else, is CorpusError, before anything is written.
    """
    if (root / DOCUMENTS).resolve() in (to.resolve(), *to.resolve().parents):
        raise CorpusError(f"{to}: lies among the documents; name a folder outside of the corpus")
    records = [_with_text(root, id) for id in dict.fromkeys(ids)]
    moved = {to / f"{record['id']}.txt": record for record in records}
    for path, record in moved.items():
        if path.exists() and path.read_bytes() != record["text"].encode():
            raise CorpusError(f"{path}: is there already, and is not the text of {record['id']}")
    for path, record in moved.items():
        # The text is in its new place before anything of it is gone.
        files.write(path, record["text"].encode())
        files.write(root / DOCUMENTS / f"{record['id']}.json", jsontext.dumps(withheld(record)))
        (root / DOCUMENTS / f"{record['id']}.txt").unlink()
    return [*moved]


def _with_text(root: Path, id: str) -> Record:
    path = root / DOCUMENTS / f"{id}.json"
    if not path.is_file():
        raise CorpusError(f"{id}: there is no {path}")
    record = pair.read_pair(path)
    if record.get("text") is None:
        raise CorpusError(f"{id}: its text is not there; hydrate it first")
    return record
