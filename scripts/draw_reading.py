"""
Draws the annotations that a reading judges: a seeded sample over all documents with text, in their sentences, a file for each reader.

    python scripts/draw_reading.py corpus --seed 3 --readers 4 --out reading
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

from corpus_tools import load
from corpus_tools.model import Document

SIZES = {"mentions": 200, "events": 150, "arguments": 150}
HEADER = "number\tkind\tdocument\tid\tverdict\trule\tshould be\n"


def _all(documents: list[Document]) -> dict[str, list[tuple[Document, Any, Any]]]:
    """Return every mention, event and argument, with its document (and an argument with its event)."""
    events = [(document, event, None) for document in documents for event in document.events]
    return {
        "mentions": [(document, mention, None) for document in documents for mention in document.mentions],
        "events": events,
        "arguments": [(document, event, argument) for document, event, _ in events for argument in event.arguments],
    }


def _told(number: int, kind: str, document: Document, item: Any, argument: Any) -> str:
    """Return an item as a reader sees it; the rest of the document is theirs to look up."""
    start = item.start if kind == "mentions" else item.trigger.start
    sentence = next(s for s in document.sentences if s.start <= start < s.end)
    said = repr(argument) if argument is not None else repr(item)
    return f"## {number}. {kind[:-1]} {item.id} of {document.id}\n\n- in {sentence.id}: {sentence.text}\n- {said}\n"


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--readers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    documents = [document for document in load(given.corpus) if document.text is not None]
    random_ = random.Random(given.seed)  # noqa: S311  nothing secret is drawn
    drawn = [(kind, *one) for kind, found in _all(documents).items() for one in random_.sample(found, SIZES[kind])]
    # A reader gets all that was drawn of a document, and so reads it once.
    drawn.sort(key=lambda one: one[1].id)
    given.out.mkdir(parents=True, exist_ok=True)
    share = -(-len(drawn) // given.readers)
    for reader in range(given.readers):
        mine = list(enumerate(drawn, 1))[reader * share : (reader + 1) * share]
        (given.out / f"reader-{reader + 1}.md").write_text("\n".join(_told(n, *one) for n, one in mine), encoding="utf-8")
        rows = (
            f"{n}\t{kind[:-1]}\t{document.id}\t{item.id}{'' if a is None else f'/{a.role}'}\t\t\t\n"
            for n, (kind, document, item, a) in mine
        )
        (given.out / f"reader-{reader + 1}.tsv").write_text(HEADER + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
