"""Withholds every document that has its text, puts it on edited copies, and prints how many tokens align; then tries unrelated texts."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import copies
from measure import table

from corpus_tools.alignment import found_in
from corpus_tools.corpus import Corpus
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.reanchor import Copy, reanchor
from corpus_tools.stream import Stream
from corpus_tools.tokens import tokenize
from corpus_tools.withhold import withheld


@dataclass(slots=True)
class Tally:
    """What became of the tokens and spans of documents on copies; `wrong` counts spans that fold to something else than before."""

    tokens: int = 0
    aligned: int = 0
    spans: int = 0
    moved: int = 0
    wrong: int = 0
    refused: int = 0

    def cells(self) -> list[str]:
        share = f"{100 * self.aligned / self.tokens:.2f}"
        return [share, f"{self.tokens:,}", f"{100 * self.moved / self.spans:.2f}", f"{self.spans:,}", str(self.wrong), str(self.refused)]


def spans(record: Record) -> Iterator[tuple[tuple[str, ...], Record]]:
    """Yield mentions, triggers, support verbs and argument spans of a record, each with what names it; spans of a role share a name."""
    for mention in record["mentions"]:
        yield (mention["id"],), mention
    for event in record["events"]:
        yield (event["id"], "trigger"), event["trigger"]
        if event.get("support_verb"):
            yield (event["id"], "verb"), event["support_verb"]
        for argument in event["arguments"]:
            if argument.get("span"):
                yield (event["id"], "argument", argument["role"]), argument["span"]


def surfaces(record: Record, text: str) -> set[tuple[str, ...]]:
    """Return the name of each span of a record with the search form of all that it covers."""
    parts = ((key, [span, *(span.get("fragments") or ())]) for key, span in spans(record))
    return {(*key, *(Stream.of(text[part["start"] : part["end"]]).text for part in pieces)) for key, pieces in parts}


def tried(record: Record, edit: copies.Edit, seed: int, tally: Tally) -> None:
    """Put a document, withheld, on an edited copy of its text, and count."""
    chance = random.Random(f"{record['id']} {seed}")  # noqa: S311  it decides on edits, not on secrets
    text, bare = record["text"], withheld(record)
    given = edit(text, record, chance)
    left_out = [
        (s["start"], s["end"]) for s in record["sentences"] if Stream.of(text[s["start"] : s["end"]]).text not in Stream.of(given).text
    ]
    if edit.__name__ not in ("without_byline", "everything", "without_line"):
        left_out = []
    copy = Copy.of(given)
    found, stream = found_in(bare, copy.stream), Stream.of(text)
    tokens = [token for token in tokenize(text) if not any(a <= token.start and token.end <= b for a, b in left_out)]
    tally.tokens += len(tokens)
    tally.aligned += sum(_is_found(found, stream, token.start, token.end) for token in tokens)
    made = reanchor(bare, copy, Report())
    if isinstance(made, float):
        tally.refused += 1
        return
    new, old = dict(spans(made[0])), dict(spans(bare))
    kept = {key: span for key, span in old.items() if not any(a <= span["start"] and span["end"] <= b for a, b in left_out)}
    tally.spans += len(kept)
    tally.moved += len(kept.keys() & new.keys())
    tally.wrong += len(surfaces(made[0], made[0]["text"]) - surfaces(bare, text))


def _is_found(found: object, stream: Stream, start: int, end: int) -> bool:
    a, b = stream.place(start), stream.place(end)
    return a is not None and b is not None and (a == b or found.piece(a, b) is not None)  # type: ignore[attr-defined]


def sweep(records: list[Record], edits: Mapping[str, copies.Edit], seeds: int) -> dict[str, Tally]:
    """Return a tally for each edit, over all records and seeds."""
    tallies = {name: Tally() for name in edits}
    for name, edit in edits.items():
        for seed in range(seeds):
            for record in records:
                tried(record, edit, seed, tallies[name])
    return tallies


def unrelated(records: list[Record]) -> dict[tuple[str, str], float]:
    """Return, for every two documents, the share of the words of the first that is found in the second."""
    bare = {record["id"]: withheld(record) for record in records}
    streams = {record["id"]: Copy.of(record["text"]).stream for record in records}
    return {(a, b): found_in(bare[a], streams[b]).share for a, b in permutations(bare, 2)}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", default=Path(__file__).parents[1] / "corpus")
    parser.add_argument("--seeds", type=int, default=1, help="Copies of each document and kind.")
    options = parser.parse_args()
    records = [record for record in Corpus(options.corpus).records() if record.get("text")]
    tallies = sweep(records, {**copies.REALISTIC, **copies.OTHER}, options.seeds)
    print(
        table(
            ["copy", "tokens aligned, %", "of", "spans re-anchored, %", "of", "wrong", "refused"],
            [[name, *t.cells()] for name, t in tallies.items()],
        )
    )
    shares = unrelated(records)
    most = max(shares, key=shares.__getitem__)
    print(f"{len(shares):,} pairs of different documents; most words of one found in another: {shares[most]:.1%} ({most[0]} in {most[1]})")


if __name__ == "__main__":
    main()
