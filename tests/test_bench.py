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
import bench_build
import bench_data
import bench_growth
import breakage
import measure
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from baseline_checks import WARNINGS, Inventory, broken_rules
from baseline_rows import ROWS, bio_names, features_of
from conftest import DATA, ROOT, run

from corpus_tools import load, validate
from corpus_tools.order import canonical
from corpus_tools.rules import all_rules
from corpus_tools.tables import CONFIGS, documents_table, tables

os.environ["HF_HUB_OFFLINE"] = "1"
ONTOLOGY = json.loads((ROOT / "corpus" / "ontology.json").read_bytes())
TYPES = [entity_type["type"] for entity_type in ONTOLOGY["entity_types"]]
SEED = 11
CORES = os.sched_getaffinity(0)

# ------------------------------------------------------------------------------------------------------- the data


def _documents(n: int) -> list[dict[str, Any]]:
    return [bench_data.document(number, SEED) for number in range(n)]


def test_synthetic_documents_break_no_rule(tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "clean", 150, form="pairs", files=10, seed=SEED)
    ran = run("validate", tmp_path / "clean", "--quiet")
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
    # The time of writing has its place in the head of a gzip file: it must be nought.
    assert form != "jsonl.gz" or (tmp_path / "one" / names[0]).read_bytes()[4:8] == bytes(4)


def test_a_parquet_shard_holds_the_nested_table(tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "one", 5, form="parquet", seed=SEED)
    table = pq.read_table(tmp_path / "one" / "train-00000.parquet")
    assert table.to_pylist() == documents_table(_documents(5)).to_pylist()


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
    expected = tables(documents_table(_documents(30)), TYPES)[config]
    found = pq.read_table(thirty / config / "train.parquet")
    assert found.num_rows == expected.num_rows > 0
    assert found.to_pylist() == expected.to_pylist()
    assert [(field.name, field.type) for field in found.schema] == [(field.name, field.type) for field in expected.schema]


@pytest.mark.parametrize("config", CONFIGS)
def test_the_baseline_makes_the_rows_of_the_package_from_the_shipped_corpus(config: str) -> None:
    """Real documents have what synthetic ones lack: withheld text, mentions on the same place, discontinuous triggers."""
    records = [document.to_record() for document in load("waqai")]
    features = features_of(TYPES)[config]
    rows = [row for record in records for row in ROWS[config](record, bio_names(TYPES))]
    found = pa.Table.from_pylist(rows, schema=features.arrow_schema)
    assert found.to_pylist() == tables(documents_table(records), TYPES)[config].to_pylist()


# ------------------------------------------------------------------------------------------- the baseline's report

# What a document that is read, or cannot be read, by itself can break: all that the baseline looks for.
# It knows no hashes of runs of words.
JUDGED = {rule.id for rule in all_rules() if rule.level in (2, 3, 4) and not rule.id.startswith(("ontology-", "alignment-"))} | {
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


def test_what_is_cut_short_is_still_utf_8() -> None:
    for number in range(40):
        cut = breakage.broken(bench_data.document(number, SEED), "cut short")
        assert isinstance(cut, bytes)
        cut.decode()


@pytest.mark.parametrize("kind", breakage.OF_RECORDS)
def test_damage_leaves_the_record_that_it_was_done_to(kind: str) -> None:
    record = bench_data.document(3, SEED)
    before = orjson.dumps(record)
    damaged = breakage.broken(record, kind)
    assert orjson.dumps(record) == before != breakage.line_of(damaged)
    assert broken_rules(record, Inventory(ONTOLOGY)) == set()


# --------------------------------------------------------------------------------------------------- the measuring

_BUSY = """
import os, sys, time

def burn(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass

def child(work):
    if os.fork() == 0:
        work()
        os._exit(0)

def large():
    burn(0.3)
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])

child(lambda: (child(large), os.wait()))
os.wait()
# One that nobody waits for, as a server of workers: it goes on when the process has ended.
child(lambda: child(lambda: (time.sleep(0.3), burn(0.4))))
burn(0.2)
"""


def test_a_cost_counts_everything_that_was_started() -> None:
    found = measure.cost([sys.executable, "-c", _BUSY])
    assert (found.code, found.err) == (0, "")
    assert 0.9 <= found.cpu < 3
    assert 300_000_000 < found.peak < 500_000_000


def test_a_small_process_is_measured_small() -> None:
    held = bytearray(200_000_000)
    held[::4096] = b"x" * len(held[::4096])
    assert measure.cost([sys.executable, "-c", "pass"]).peak < 50_000_000


def test_a_process_runs_on_as_many_cores_as_it_is_given() -> None:
    found = measure.cost([sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"], 1)
    assert found.out == "1\n"
    assert os.sched_getaffinity(0) == CORES


def test_a_run_that_fails_is_no_measurement() -> None:
    contender = measure.Contender("the broken one", [sys.executable, "-c", "raise SystemExit(3)"], 1)
    with pytest.raises(SystemExit, match="the broken one: exit code 3, not 0"):
        measure.in_turn([contender], 2)


def _row(documents: int, cpu: float) -> measure.Row:
    return measure.Row.of("it", documents, [measure.Cost(cpu, 2 * cpu, 3 * measure.MEGABYTE)])


def test_what_more_documents_would_cost_is_reckoned_from_two_runs() -> None:
    found = measure.between(_row(100, 3.0), _row(1000, 12.0), 10_000)
    assert (found.cpu.median, found.wall.median, found.documents, found.peak) == (102.0, 204.0, 10_000, 3.0)
    assert found.name == "it, estimated from runs over 100 and 1,000"


def test_the_table_of_costs_gives_ratios() -> None:
    table = measure.cost_table([_row(1000, 10.0), _row(1000, 0.5)], _row(1000, 10.0))
    assert table.splitlines()[3] == "| it | 1,000 | 0.50 | 1.00 | 2,000 | 3 | 20.0 | 20.0 |"


def test_the_machine_is_named_without_its_host() -> None:
    assert f"Python {sys.version.split()[0]}" in measure.machine()
    assert os.uname().nodename not in measure.machine()


def test_what_bends_is_not_called_straight() -> None:
    straight = [(n, 1.5 + 0.01 * n) for n in (200.0, 1000.0, 10_000.0, 100_000.0)]
    assert bench_growth.straight(straight) == pytest.approx((1.5, 0.01))
    assert max(map(abs, bench_growth.deviations(straight))) < 1e-9
    bent = [(n, 1.5 + 0.01 * n + 1e-7 * n**2) for n, _ in straight]
    assert max(map(abs, bench_growth.deviations(bent))) > 0.15


def test_the_reports_of_pairs_and_shards_are_read_alike() -> None:
    damage = [bench_data.Damage("d0000017", "cut short", "json-syntax", "train-00001.jsonl", 8)]
    shard = "/x/train-00001.jsonl:8: unexpected end [json-syntax]\n/x/train-00001.jsonl:9:4: no [id-dangling]\n"
    assert bench_build.package_found(shard, damage) == {("d0000017", "json-syntax"), ("train-00001.jsonl:9", "id-dangling")}
    pairs = "x/documents/d0000017.txt:1: warning: mixes digits [arabic-mixed-digits]\nx/documents/d0000017.json:3: no [schema]\n"
    assert bench_build.package_found(pairs, damage) == {("d0000017", "schema")}
    assert bench_build.baseline_found("train-00001.jsonl:8: json-syntax\nd0000004: schema\nd0000004: mention-crossing\n", damage) == {
        ("d0000017", "json-syntax"),
        ("d0000004", "schema"),
    }


def test_a_report_that_misses_a_document_is_seen() -> None:
    damage = [bench_data.Damage(id, "wrong hash", "text-hash-mismatch", "a.jsonl", n) for n, id in enumerate(("d1", "d2"), 1)]
    right = {("d1", "text-hash-mismatch"), ("d2", "text-hash-mismatch")}
    assert "Both name the same" in bench_build.reports(damage, right, right)
    found = bench_build.reports(damage, {("d1", "schema"), ("d9", "schema")}, right)
    assert "| corpus build | 2 | 1 | 1 | 1 | 0 |" in found
    assert "They differ in 4 lines." in found


def test_the_benchmark_of_the_build_runs(capsys: pytest.CaptureFixture[str]) -> None:
    bench_build.main(["--documents", "100", "--rounds", "1", "--jobs", "1", "--form", "pairs"])
    out = capsys.readouterr().out
    assert re.search(r"^\| today's way \| 100 \|.*\| 1\.0 \| 1\.0 \|$", out, re.MULTILINE)
    assert "| corpus build | 1 | 1 | 0 | 0 | 1 |" in out
    assert "Both name the same documents with the same rules." in out


def test_an_unknown_benchmark_is_a_line() -> None:
    ran = subprocess.run(["scripts/bench", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: scripts/bench WHAT [options]; there are: build data growth interchange load")
