"""
Measures the readers of two formats beside the bare parsers that they build on, in one run.

    scripts/bench interchange [--documents 600] [--lines 10000] [--rounds 5]

The data are synthetic: whole documents as BioNLP standoff, and their sentences as Prodigy tasks. The bare parsers take the lines
of standoff apart, and orjson (and, to compare, `json`) those of JSON; the readers make checked records of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson
from bench_data import SEED, document
from measure import machine, table

from corpus_tools.formats import read_of, write_of
from corpus_tools.formats.brat.reader import standoff_of
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.interchange import Wanted, import_files
from corpus_tools.order import Record
from corpus_tools.progress import Progress
from corpus_tools.tokens import tokenize

Step = Callable[[], object]


# -------------------------------------------------------------------------------------------------------- the data


def tasks() -> Iterator[Record]:
    """Yield Prodigy's tasks without end: the sentences of documents, with their tokens and the mentions in them."""
    for record in (document(n, SEED) for n in count()):
        for sentence in record["sentences"]:
            start, end = sentence["start"], sentence["end"]
            text = record["text"][start:end]
            tokens = [{"text": text[a:b], "start": a, "end": b, "id": n, "ws": True} for n, (a, b) in enumerate(tokenize(text))]
            inside = (m for m in record["mentions"] if start <= m["start"] and m["end"] <= end)
            spans = [{"start": m["start"] - start, "end": m["end"] - start, "label": m["type"]} for m in inside]
            yield {"text": text, "_input_hash": 1, "tokens": tokens, "spans": spans, "answer": "accept"}


def write_data(folder: Path, documents: int, lines: int) -> tuple[Path, Path]:
    """Write the data; return the folder of standoff and the file of tasks."""
    standoff, prodigy = folder / "standoff", folder / "tasks.jsonl"
    # The shared tasks have mentions, events and equivalences, and hardly anything that attributes and notes would say.
    carries = frozenset(FEATURES) - {"subtypes", "values", "event-attributes"}
    write_of("bionlp")((kept(document(n, SEED), carries, Report()) for n in range(documents)), standoff, Report())
    prodigy.write_bytes(b"".join(orjson.dumps(task, option=orjson.OPT_APPEND_NEWLINE) for task in islice(tasks(), lines)))
    return standoff, prodigy


# ------------------------------------------------------------------------------------------------------- the sides


def bare_standoff(folder: Path) -> None:
    """Read the texts, and take the lines of the annotations apart."""
    for file in sorted(folder.glob("*.a1")):
        file.with_suffix(".txt").read_bytes().decode()
        standoff_of([file, file.with_suffix(".a2")], "bionlp", Report())


def bare_json(file: Path, loads: Callable[[bytes], Any]) -> None:
    """Parse each line."""
    with file.open("rb") as lines:
        for line in lines:
            loads(line)


def reading(name: str, path: Path) -> None:
    """Read all documents, and keep none."""
    for _ in read_of(name)(path, Report(), ReadOptions()):
        pass


def importing(name: str, path: Path) -> None:
    """Import into a new corpus of one shard."""
    with tempfile.TemporaryDirectory() as folder:
        import_files(name, [path], Path(folder) / "new", Report(), Wanted(form="jsonl"), progress=Progress(None))


def seconds(step: Step) -> float:
    """Return the processor time of a step."""
    start = time.process_time()
    step()
    return time.process_time() - start


def rows(sides: dict[str, Step], rounds: int) -> list[list[str]]:
    """Return the cells of a table; the sides take turns, and the first is what the others are compared with."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, step in sides.items():
            found[name].append(seconds(step))
    bare = next(iter(found.values()))
    ratios = {name: statistics.median(b / s for b, s in zip(bare, times, strict=True)) for name, times in found.items()}
    return [[name, f"{statistics.median(times):.3f}", f"{ratios[name]:.2f}"] for name, times in found.items()]


def main(argv: Sequence[str] | None = None) -> None:
    """Print a table for each format."""
    parser = argparse.ArgumentParser(prog="scripts/bench interchange", description="Measures the import of two formats.")
    for name, default in (("--documents", 600), ("--lines", 10_000), ("--rounds", 5)):
        parser.add_argument(name, type=int, default=default)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        standoff, prodigy = write_data(Path(folder), given.documents, given.lines)
        sides: dict[str, dict[str, Step]] = {
            f"BioNLP, {given.documents:,} documents": {
                "the lines alone": lambda: bare_standoff(standoff),
                "read": lambda: reading("bionlp", standoff),
                "corpus import": lambda: importing("bionlp", standoff),
            },
            f"Prodigy, {given.lines:,} lines": {
                "orjson alone": lambda: bare_json(prodigy, orjson.loads),
                "json alone": lambda: bare_json(prodigy, json.loads),
                "read": lambda: reading("prodigy", prodigy),
                "corpus import": lambda: importing("prodigy", prodigy),
            },
        }
        print(f"## Interchange\n\n{machine()} Medians of {given.rounds}.")
        for title, steps in sides.items():
            print(f"\n{table([title, 'CPU s', 'speed'], rows(steps, given.rounds))}", end="")


if __name__ == "__main__":
    main()
