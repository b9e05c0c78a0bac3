"""What the benchmarks rest on: synthetic documents that are clean, and a baseline that does the same work as the package."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import baseline
import bench_data
import breakage
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from baseline_checks import WARNINGS, Inventory, broken_rules
from conftest import DATA, ROOT, run

from corpus_tools import validate
from corpus_tools.order import canonical
from corpus_tools.rules import all_rules
from corpus_tools.tables import CONFIGS, tables

os.environ["HF_HUB_OFFLINE"] = "1"
ONTOLOGY = json.loads((ROOT / "corpus" / "ontology.json").read_bytes())
TYPES = [entity_type["type"] for entity_type in ONTOLOGY["entity_types"]]
SEED = 11

# ------------------------------------------------------------------------------------------------------- the data


def _documents(n: int) -> list[dict[str, Any]]:
    return [bench_data.document(number, SEED) for number in range(n)]


def test_synthetic_documents_break_no_rule(tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "clean", 150, form="pairs", files=10, seed=SEED)
    ran = run("validate", tmp_path / "clean")
    assert (ran.out, ran.err) == ("", "0 errors, 0 warnings\n")


def test_synthetic_documents_have_the_size_and_shape_of_news() -> None:
    documents = _documents(200)

    def mean(layer: str) -> float:
        return sum(len(document[layer]) for document in documents) / len(documents)

    assert 350 < sum(len(document["text"].split()) for document in documents) / 200 < 450
    assert mean("sentences") == pytest.approx(14, abs=0.5)
    assert mean("mentions") == pytest.approx(35, abs=3)
    assert mean("events") == pytest.approx(10, abs=1)
    arguments = [argument for document in documents for event in document["events"] for argument in event["arguments"]]
    assert len(arguments) / 200 == pytest.approx(32, abs=3)
    assert {key for argument in arguments for key in argument} == {"role", "mention", "event", "span"}
    mentions = [mention for document in documents for mention in document["mentions"]]
    assert {key for mention in mentions for key in mention} >= {"fragments", "normalized", "value", "provenance"}
    assert {mention["level"] for mention in mentions} == {"name", "nominal", "pronoun", "value"}
    assert mean("relations") > 1 < mean("event_clusters")


def test_synthetic_texts_are_no_copies_of_each_other() -> None:
    seen: dict[tuple[str, ...], int] = {}
    shared = 0
    for number, document in enumerate(_documents(300)):
        words = document["text"].split()
        for run_ in zip(*(words[k:] for k in range(5)), strict=False):
            shared += seen.setdefault(run_, number) != number
    assert shared / len(seen) < 0.001


def test_a_synthetic_document_is_the_same_in_any_process() -> None:
    command = "import sys, orjson, bench_data; sys.stdout.buffer.write(orjson.dumps(bench_data.document(41, 11)))"
    environment = {**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(ROOT / "scripts")}
    ran = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True, env=environment)
    assert ran.stdout == orjson.dumps(bench_data.document(41, SEED))
    assert orjson.loads(ran.stdout) == canonical(orjson.loads(ran.stdout))
    assert bench_data.document(41, SEED) != bench_data.document(41, SEED + 1)


def _lines(path: Path) -> list[bytes]:
    if path.suffix == ".zst":
        with pa.input_stream(str(path), compression="zstd") as stream:
            return bytes(stream.read()).splitlines()
    return gzip.decompress(path.read_bytes()).splitlines() if path.suffix == ".gz" else path.read_bytes().splitlines()


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_every_form_of_shards_holds_the_same_lines(form: str, tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "one", 7, form=form, files=3, seed=SEED)
    bench_data.write_corpus(tmp_path / "two", 7, form=form, files=3, seed=SEED, jobs=2)
    names = [f"{split}-00000.{form}" for split in ("train", "validation", "test")]
    assert [line for name in names for line in _lines(tmp_path / "one" / name)] == [orjson.dumps(record) for record in _documents(7)]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_a_parquet_shard_holds_the_nested_table(tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "one", 5, form="parquet", seed=SEED)
    table = pq.read_table(tmp_path / "one" / "train-00000.parquet")
    assert table.to_pylist() == tables(_documents(5), TYPES)["documents"].to_pylist()


# ------------------------------------------------------------------------------------------- the baseline's tables


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the baseline wrote of a corpus of thirty documents."""
    folder = tmp_path_factory.mktemp("thirty")
    bench_data.write_corpus(folder / "corpus", 30, form="jsonl", files=1, seed=SEED)
    assert baseline.main([str(folder / "corpus"), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.mark.parametrize("config", CONFIGS)
def test_the_baseline_writes_the_rows_of_the_package(config: str, thirty: Path) -> None:
    expected = tables(_documents(30), TYPES)[config]
    found = pq.read_table(thirty / config / "train.parquet")
    assert found.num_rows == expected.num_rows > 0
    assert found.to_pylist() == expected.to_pylist()
    assert [(field.name, field.type) for field in found.schema] == [(field.name, field.type) for field in expected.schema]


# ------------------------------------------------------------------------------------------- the baseline's report

# What a document that is read, or cannot be read, by itself can break: all that the baseline looks for.
JUDGED = {rule.id for rule in all_rules() if rule.level in (2, 3, 4) and not rule.id.startswith("ontology-")} | {
    *("schema", "json-syntax", "json-non-finite", "file-not-nfc", "file-not-utf8", "file-carriage-return"),
    *("license-withheld-mismatch", "provenance-incomplete", "document-without-sentences", "text-duplicate"),
}
FIXTURES = sorted(path.name for path in (DATA / "invalid").iterdir())
_LINE = re.compile(r"documents/(?P<id>[^/]+)\.(json|txt):.* \[(?P<rule>[a-z0-9-]+)\]")


def _said(report: str) -> set[tuple[str, str]]:
    found = (_LINE.match(line) for line in report.splitlines())
    return {(match["id"], match["rule"]) for match in found if match and match["rule"] in JUDGED}


@pytest.mark.parametrize("name", sorted(JUDGED & set(FIXTURES)))
def test_the_baseline_says_of_each_fixture_what_the_package_says(name: str, tmp_path: Path) -> None:
    root = Path(shutil.copytree(DATA / "valid" / "mini", tmp_path / "mini"))
    shutil.copytree(DATA / "invalid" / name, root, dirs_exist_ok=True)
    expected = _said((root / "expected.txt").read_text(encoding="utf-8"))
    assert name in {rule for _, rule in expected}
    assert set(baseline.checked(root).problems) == expected


def test_the_baseline_calls_warnings_what_the_package_calls_so() -> None:
    assert {rule.id for rule in all_rules() if rule.severity == "warning" and rule.id in JUDGED} == WARNINGS


def test_baseline_and_package_find_the_same_broken_documents(tmp_path: Path) -> None:
    root = tmp_path / "broken"
    damage = bench_data.write_corpus(root, 90, form="pairs", files=10, seed=SEED, broken_share=0.2)
    found = {(Path(problem.path).stem, problem.rule) for problem in validate(root)}
    assert found == set(baseline.checked(root).problems)
    assert {(item.id, item.rule) for item in damage} <= found
    assert {item.id for item in damage} == {id for id, _ in found}
    assert {item.kind for item in damage} == {*breakage.KINDS, bench_data.REPEATED}


def test_the_baseline_finds_what_is_broken_in_shards(tmp_path: Path) -> None:
    root = tmp_path / "broken"
    damage = bench_data.write_corpus(root, 90, form="jsonl", files=3, seed=SEED, broken_share=0.2)
    found = set(baseline.checked(root).problems)
    unreadable = {item for item in damage if item.kind in breakage.OF_LINES}
    assert {(f"{item.path}:{item.line}", item.rule) for item in unreadable} <= found
    assert {(item.id, item.rule) for item in {*damage} - unreadable} <= found
    assert {id for id, _ in found} == {f"{i.path}:{i.line}" if i in unreadable else i.id for i in damage}
    assert baseline.main([str(root), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", breakage.OF_RECORDS)
def test_damage_leaves_the_record_that_it_was_done_to(kind: str) -> None:
    record = bench_data.document(3, SEED)
    before = orjson.dumps(record)
    damaged = breakage.broken(record, kind)
    assert orjson.dumps(record) == before != breakage.line_of(damaged)
    assert broken_rules(record, Inventory(ONTOLOGY)) == set()
