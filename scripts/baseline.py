"""
Today's way: json, jsonschema, plain Python checks and `Dataset.from_generator`, as a careful researcher would write it.

    .venv/bin/python scripts/baseline.py CORPUS [--out DIR]

It stands beside the package in the benchmarks, without tricks for or against it. In its favour: it does not look for
near-duplicates nor for keys that stand twice in a JSON object, and writes no card. As the documentation of `datasets` advises,
the generators read the files again for each config: memory stays flat, and there is nothing large to hash.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baseline_checks import WARNINGS, Inventory, broken_rules
from jsonschema import Draft202012Validator

Record = dict[str, Any]
SCHEMA = Path(__file__).parents[1] / "schema" / "document.schema.json"

# -------------------------------------------------------------------------------------------------------- reading


def splits_of(root: Path) -> dict[str, list[Path]]:
    """Return the files of each split: shards, or the annotations of pairs."""
    manifest = tomllib.loads((root / "corpus.toml").read_text(encoding="utf-8"))
    if "shards" in manifest:
        return {split: sorted(path for glob in globs for path in root.glob(glob)) for split, globs in manifest["shards"].items()}
    return {split: [root / "documents" / f"{id}.json" for id in sorted(ids)] for split, ids in manifest["splits"].items()}


@dataclass(frozen=True, slots=True)
class Source:
    """The JSON of one document as it was found: where, and, of a pair, its text."""

    place: str
    json: bytes
    text: bytes | None = None


def sources(path: Path) -> Iterator[Source]:
    """Yield each document of a file."""
    if path.suffix == ".json":
        text = path.with_suffix(".txt")
        yield Source(path.stem, path.read_bytes(), text.read_bytes() if text.is_file() else None)
        return
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, 1):
            yield Source(f"{path.name}:{number}", line)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def parsed(source: Source) -> Record:
    """Return the record of a document, with its text; ValueError for what is no JSON."""
    record: Record = json.loads(source.json.decode(), parse_constant=_refuse)
    return record if source.text is None else {**record, "text": source.text.decode()}


def fault(error: ValueError) -> str:
    """Return the id of the rule that an error of parsing breaks."""
    if isinstance(error, UnicodeDecodeError):
        return "file-not-utf8"
    return "json-syntax" if isinstance(error, json.JSONDecodeError) else "json-non-finite"


# ------------------------------------------------------------------------------------------------------- checking


@dataclass(slots=True)
class Report:
    """What was found: how many documents, which rule each broken one breaks, and what each stage cost in CPU seconds."""

    documents: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(id, rule) for id, rule in self.problems if rule not in WARNINGS]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] += time.process_time() - start  # type: ignore[assignment]


def checked(root: Path) -> Report:
    """Read and check every document of the corpus."""
    report = Report()
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    inventory = Inventory(json.loads((root / "ontology.json").read_text(encoding="utf-8")))
    first_with: dict[str, str] = {}
    for source in (source for paths in splits_of(root).values() for path in paths for source in sources(path)):
        report.documents += 1
        for id, rule in _problems(source, report, validator, inventory, first_with):
            report.problems.append((id, rule))
    return report


def _problems(
    source: Source, report: Report, validator: Draft202012Validator, inventory: Inventory, first_with: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the id of the document, or its place where that cannot be read, and the rule, for each rule that it breaks."""
    try:
        with report.stage("json"):
            record = parsed(source)
    except ValueError as error:
        yield source.place, fault(error)
        return
    with report.stage("jsonschema"):
        errors = list(validator.iter_errors(record))
    if errors:
        yield str(record.get("id", source.place)), "schema"
        return
    with report.stage("checks"):
        found = broken_rules(record, inventory)
    if first_with.setdefault(record["text_sha256"], record["id"]) != record["id"]:
        found.add("text-duplicate")
    if source.text is not None and record["id"] != source.place:
        found.add("id-not-file-name")
    yield from ((record["id"] if source.text is None else source.place, rule) for rule in sorted(found))


# -------------------------------------------------------------------------------------------------------- writing


def rows(paths: list[str], config: str, names: tuple[str, ...]) -> Iterator[Record]:
    """Yield the rows of a config from the files, for `Dataset.from_generator`."""
    from baseline_rows import ROWS  # noqa: PLC0415  it imports `datasets`, which a check alone does not need

    for path in paths:
        for source in sources(Path(path)):
            yield from ROWS[config](parsed(source), names)


def write(root: Path, out: Path, report: Report) -> None:
    """Write each config, a Parquet file a split; the cache of `datasets` is thrown away."""
    import datasets  # noqa: PLC0415
    from baseline_rows import bio_names, features_of  # noqa: PLC0415

    datasets.disable_progress_bars()
    ontology = json.loads((root / "ontology.json").read_text(encoding="utf-8"))
    types = [entity_type["type"] for entity_type in ontology["entity_types"]]
    for config, features in features_of(types).items():
        for split, paths in splits_of(root).items():
            given = {"paths": [str(path) for path in paths], "config": config, "names": tuple(bio_names(types))}
            with tempfile.TemporaryDirectory() as cache:
                made = datasets.Dataset.from_generator(rows, features=features, gen_kwargs=given, cache_dir=cache)
                (out / config).mkdir(parents=True, exist_ok=True)
                made.to_parquet(out / config / f"{split}.parquet")
            report.rows[config] = report.rows.get(config, 0) + made.num_rows


def run(root: Path, out: Path | None) -> Report:
    """Check the corpus and, if it has no error and `out` is given, write its configs."""
    report = checked(root)
    if out is not None and not report.errors:
        with report.stage("datasets"):
            write(root, out, report)
    return report


def _print(report: Report) -> None:
    for id, rule in report.problems:
        print(f"{id}: {rule}")
    total = time.process_time()
    report.seconds["start and rest"] = total - sum(report.seconds.values())  # type: ignore[assignment]
    print(f"{report.documents} documents, {len(report.errors)} errors, rows: {report.rows}", file=sys.stderr)
    shares = (f"{name} {seconds:.2f} s ({seconds / total:.0%})" for name, seconds in report.seconds.items())
    print(f"CPU {total:.2f} s: {', '.join(shares)}", file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    """Check and write the corpus that the arguments name; return 1 if it has an error."""
    parser = argparse.ArgumentParser(description="Check and convert a corpus in today's way.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(argv)
    report = run(given.corpus, given.out)
    _print(report)
    return int(bool(report.errors))


if __name__ == "__main__":
    sys.exit(main())
