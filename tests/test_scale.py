"""Corpora of many documents: every form gives the same dataset, what is broken is found where it stands, nothing is done twice."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bench_data
import fsspec
import orjson
import pyarrow.parquet as pq
import pytest
from conftest import SECOND, edit, run

from corpus_tools import build, load, parts, reading, shards, validation
from corpus_tools.engines import Local
from corpus_tools.sources import Sources
from corpus_tools.tables import CONFIGS

COUNT = 40
SEED = 3


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _corpus(folder: Path, form: str, files: int = 3) -> Path:
    bench_data.write_corpus(folder, COUNT, form=form, files=files, seed=SEED, jobs=1)
    return folder


@pytest.fixture(scope="module")
def by_form(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """Folder and dataset directory of the same documents in each form, made when first asked for."""
    made: dict[str, tuple[Path, Path]] = {}

    def get(form: str) -> tuple[Path, Path]:
        if form not in made:
            top = tmp_path_factory.mktemp(form.replace(".", "-"))
            build(_corpus(top / "corpus", form), top / "out", on=Local(1))
            made[form] = top / "corpus", top / "out"
        return made[form]

    return get


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A corpus of one file of lines, four documents in all, which a test may spoil."""
    bench_data.write_corpus(tmp_path / "lines", 4, form="jsonl", files=1, seed=SEED, jobs=1)
    return tmp_path / "lines"


def _path(root: Path) -> Path:
    return next(root.glob("*.jsonl"))


def _spoil(root: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = _path(root)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


# ------------------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("form", bench_data.FORMS)
def test_every_form_gives_the_same_documents(form: str, by_form: Callable[[str], tuple[Path, Path]]) -> None:
    sources, built = (load(folder) for folder in by_form(form))
    expected = [bench_data.document(n, SEED) for n in range(COUNT)]
    for corpus in (sources, built):
        assert sorted((document.to_record() for document in corpus), key=lambda record: record["id"]) == expected
        assert corpus[expected[7]["id"]].to_record() == expected[7]
        assert sorted(corpus.ids) == [record["id"] for record in expected]
    for config in CONFIGS:
        assert built.table(config).equals(sources.table(config))


@pytest.mark.parametrize("form", ["jsonl.gz", "jsonl.zst", "parquet"])
def test_every_form_gives_the_same_parquet_as_lines(form: str, by_form: Callable[[str], tuple[Path, Path]]) -> None:
    def tables(out: Path) -> dict[str, bytes]:
        return {name: content for name, content in _files(out).items() if name.endswith(".parquet")}

    assert tables(by_form(form)[1]) == tables(by_form("jsonl")[1])


def test_a_dataset_can_be_built_from_the_documents_of_a_dataset(by_form: Callable[[str], tuple[Path, Path]], tmp_path: Path) -> None:
    root, out = by_form("jsonl")
    again = Path(shutil.copytree(out / "documents", tmp_path / "again"))
    for name in ("ontology.json", "corpus.toml"):
        shutil.copy(root / name, again / name)
    edit(again / "corpus.toml", lambda text: text.replace(".jsonl", ".parquet"))
    build(again, tmp_path / "out", on=Local(1))
    assert load(tmp_path / "out").table("arguments").equals(load(out).table("arguments"))


def test_a_large_file_is_read_in_stretches_that_hold_every_line_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench_data.write_corpus(tmp_path / "c", 25, form="jsonl", files=1, seed=SEED, jobs=1)
    size = _path(tmp_path / "c").stat().st_size
    for stretch in (1, 977, 20_011, size // 2, size - 1, size, size + 1):
        monkeypatch.setattr(shards, "STRETCH", max(stretch, size // 3000))
        monkeypatch.setattr(reading, "READ_BYTES", 4_099)
        manifest = {"shards": {"train": ["*.jsonl"]}}
        found = [
            id
            for shard in shards.shards_of(Sources(tmp_path / "c", manifest))
            for batch in reading.read(tmp_path / "c", shard, 50_000_000)
            for id in batch.rows.table()["id"].to_pylist()
        ]
        assert found == [f"d{n:07}" for n in range(25)]


def test_a_url_is_read_like_a_path(lines: Path, tmp_path: Path) -> None:
    with fsspec.open("memory://somewhere/train.jsonl", "wb") as file:
        file.write(_path(lines).read_bytes())
    expected = validation.validate(lines)
    build(lines, tmp_path / "local", on=Local(1))
    _path(lines).unlink()
    edit(lines / "corpus.toml", lambda text: text.replace('["train-*.jsonl"]', '["memory://somewhere/train.jsonl"]'))
    assert "memory://" in (lines / "corpus.toml").read_text(encoding="utf-8")
    assert validation.validate(lines, on=Local(1)) == expected == []
    build(lines, tmp_path / "remote", on=Local(1))
    assert load(tmp_path / "remote").table("mentions").equals(load(tmp_path / "local").table("mentions"))


# ------------------------------------------------------------------------------------------------------ faults


def _with(record: bytes, **change: object) -> bytes:
    return orjson.dumps({**orjson.loads(record), **change}) + b"\n"


def _mention_outside(record: bytes) -> bytes:
    value = orjson.loads(record)
    value["mentions"][0]["end"] = 100_000
    return orjson.dumps(value) + b"\n"


FAULTS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "not JSON": (lambda x: [x[0], x[1][:50] + b"\n", *x[2:]], ":2:51: unexpected end of data [json-syntax]"),
    "not UTF-8": (lambda x: [*x[:2], x[2].replace(b'"text":"', b'"text":"\xfc'), x[3]], ":3: 0xfc at byte "),
    "NaN": (lambda x: [*x[:3], x[3].replace(b'"text_length":', b'"text_length":NaN,"x":')], "NaN is not JSON [json-non-finite]"),
    "a key twice": (
        lambda x: [x[0].replace(b'{"id":', b'{"id":"x","id":', 1), *x[1:]],
        ":1:11: the key 'id' stands twice [json-duplicate-key]",
    ),
    "wrong shape": (
        lambda x: [x[0], _with(x[1], genre=7), *x[2:]],
        ":2: /genre: 7 is not one of ['wire', 'feature', 'brief', 'bulletin', 'communique', ",
    ),
    "a rule broken": (lambda x: [*x[:3], _mention_outside(x[3])], "ends at 100000; the text has"),
    "an id twice": (lambda x: [x[0], _with(x[1], id="d0000000"), *x[2:]], ":2: the id d0000000 is that of another document: "),
    "a text twice": (lambda x: [*x, _with(x[0], id="other")], ":5: its text is that of d0000000 [text-duplicate]"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_line_is_reported_with_file_and_line(name: str, lines: Path) -> None:
    spoil, expected = FAULTS[name]
    _spoil(lines, spoil)
    ran = run("validate", lines)
    assert ran.code == 1
    assert f"{_path(lines)}" in ran.out
    assert expected in ran.out
    assert "Traceback" not in ran.err


def test_line_numbers_go_on_over_stretches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench_data.write_corpus(tmp_path / "c", 30, form="jsonl", files=1, seed=SEED, jobs=1)
    _spoil(tmp_path / "c", lambda x: [*x[:22], _with(x[22], genre=7), *x[23:]])
    monkeypatch.setattr(shards, "STRETCH", 100_000)
    problems = validation.validate(tmp_path / "c", on=Local(1))
    assert [(problem.line, problem.rule) for problem in problems] == [(23, "schema")]


def test_a_record_above_the_limit_is_not_read(lines: Path) -> None:
    _spoil(lines, lambda x: [x[0], b'{"id":"' + b"x" * 60_000_000 + b'"}\n', *x[1:]])
    assert run("validate", lines).out == f"{_path(lines)}:2: has 60000009 bytes; the limit is 50000000 [file-too-large]\n"
    edit(lines / "corpus.toml", lambda text: text + "\n[limit]\nfile_bytes = 10000\n")
    found = [line for line in run("validate", lines).out.splitlines() if line.startswith(f"{_path(lines)}:")]
    long = [row for row in _path(lines).read_bytes().splitlines() if len(row) > 10_000]
    assert [line.endswith("the limit is 10000 [file-too-large]") for line in found] == [True] * len(long)


@pytest.mark.parametrize("form", ["jsonl.gz", "jsonl.zst", "parquet"])
def test_a_file_cut_short_is_no_smaller_corpus(form: str, tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "c", 30, form=form, files=1, seed=SEED, jobs=1)
    path = next((tmp_path / "c").glob(f"train*.{form}"))
    path.write_bytes(path.read_bytes()[:-2000])
    ran = run("build", tmp_path / "c", "--out", tmp_path / "out", "--jobs", 1)
    assert ran.code == 1
    assert ran.err.startswith(f"{path}:")
    assert ran.err.rstrip().splitlines()[0].endswith("[file-unreadable]")
    assert not (tmp_path / "out").exists()


def test_a_shard_that_vanishes_is_said(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shards.shards_of

    def then_gone(sources: Sources) -> list[shards.Shard]:
        cut = found(sources)
        _path(lines).unlink()
        return cut

    monkeypatch.setattr(shards, "shards_of", then_gone)
    path = _path(lines)
    problems = validation.validate(lines, on=Local(1))
    assert str(problems[0]) == f"{path}:1: is there no longer [file-unreadable]"


def test_a_pattern_that_leads_nowhere_is_said(lines: Path) -> None:
    edit(lines / "corpus.toml", lambda text: text.replace("[shards]", '[shards]\nmore = ["none-*.jsonl", "corpus.toml"]'))
    place = f"{lines}/corpus.toml:1: split more names"
    assert run("validate", lines).out.splitlines()[:2] == [
        f"{place} corpus.toml, which ends in none of .jsonl, .jsonl.gz, .jsonl.zst, .parquet [file-missing]",
        f"{place} none-*.jsonl, but there is no such file [file-missing]",
    ]


def _limited(lines: Path, out: Path, limit: int) -> subprocess.CompletedProcess[str]:
    code = (
        "import resource, signal, sys; from corpus_tools.cli import run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    call = [sys.executable, "-c", code, "build", str(lines), "--out", str(out), "--jobs", "1"]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def test_no_room_for_the_output_is_one_line_and_leaves_the_old_dataset(by_form: Callable[[str], tuple[Path, Path]], tmp_path: Path) -> None:
    root, out = by_form("jsonl")
    copy = Path(shutil.copytree(out, tmp_path / "out"))
    before = _files(copy)
    ran = _limited(root, copy, 20_000)
    assert ran.returncode == 1
    assert os.strerror(errno.EFBIG) in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert _files(copy) == before


def test_an_output_that_cannot_be_written_is_one_line(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    ran = run("build", lines, "--out", tmp_path / "file" / "out")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.err.startswith(f"corpus: {tmp_path / 'file'}")


@pytest.mark.parametrize("share", [0.2])
def test_every_broken_document_is_found_and_no_other(share: float, tmp_path: Path) -> None:
    damage = bench_data.write_corpus(tmp_path / "c", 120, form="jsonl", files=2, seed=5, jobs=1, broken_share=share)
    found = {(Path(problem.path).name, problem.line) for problem in validation.validate(tmp_path / "c", on=Local(1))}
    assert found == {(Path(item.path).name, item.line) for item in damage}


# -------------------------------------------------------------------------------------------------- incremental


OWN = """-- level: 5
-- severity: warning
-- Own.
--
-- Why.
SELECT id AS document_id, 'is here' AS message FROM documents WHERE id = 'd0000002'
"""


def _count_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    make = parts._made

    def counted(job: Any, shard: shards.Shard, *rest: Any) -> parts.Part:
        made.append(shard.path)
        return make(job, shard, *rest)

    monkeypatch.setattr(parts, "_made", counted)
    return made


def test_only_what_changed_is_built_again_and_the_bytes_are_those_of_a_build_from_scratch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _corpus(tmp_path / "c", "jsonl", files=4)
    build(root, tmp_path / "out", on=Local(1))
    made = _count_made(monkeypatch)
    build(root, tmp_path / "out", on=Local(1))
    assert made == []
    path = sorted(root.glob("train*.jsonl"))[1]
    path.write_bytes(path.read_bytes().replace(b'"level":"nominal"', b'"level":"name"', 1))
    build(root, tmp_path / "out", on=Local(1))
    assert made == [path.name]
    build(root, tmp_path / "scratch", on=Local(1))
    assert _files(tmp_path / "out") == _files(tmp_path / "scratch")


@pytest.mark.parametrize("name", ["ontology.json", "rule", "limit"])
def test_what_a_part_rests_on_makes_it_anew(name: str, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(lines, tmp_path / "out", on=Local(1))
    made = _count_made(monkeypatch)
    if name == "rule":
        (lines / "rules").mkdir()
        (lines / "rules" / "own.sql").write_text(OWN, encoding="utf-8")
    elif name == "limit":
        edit(lines / "corpus.toml", lambda text: text + "\n[limit]\nfile_bytes = 1000000\n")
    else:
        edit(lines / "ontology.json", lambda text: text.replace('"description": "', '"description": "Now: ', 1))
    build(lines, tmp_path / "out", on=Local(1))
    assert len(made) == 1


def test_a_build_after_an_interruption_goes_on_with_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _corpus(tmp_path / "c", "jsonl", files=4)
    made = _count_made(monkeypatch)
    count = parts._made

    def interrupted(job: Any, shard: shards.Shard, *rest: Any) -> parts.Part:
        if len(made) == 2:
            raise KeyboardInterrupt
        return count(job, shard, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_made", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(root, tmp_path / "out", on=Local(1))
    assert not (tmp_path / "out").exists()
    build(root, tmp_path / "out", on=Local(1))
    assert len(made) == len(set(made)) == 4
    monkeypatch.undo()
    build(root, tmp_path / "scratch", on=Local(1))
    assert _files(tmp_path / "out") == _files(tmp_path / "scratch")


def test_parts_that_no_dataset_is_made_of_are_swept(lines: Path, tmp_path: Path) -> None:
    build(lines, tmp_path / "out", on=Local(1))
    before = {path.name for path in (tmp_path / ".out.parts").iterdir()}
    _spoil(lines, lambda x: x[:3])
    (tmp_path / ".out.parts" / ".new-killed").mkdir()
    build(lines, tmp_path / "out", on=Local(1))
    after = {path.name for path in (tmp_path / ".out.parts").iterdir()}
    # One part for each file, and what is known of all together: the part of the changed file and the knowledge are new.
    assert (len(after), len(after & before)) == (len(before), len(before) - 2)


def test_a_file_of_the_dataset_that_is_gone_comes_back(lines: Path, tmp_path: Path) -> None:
    build(lines, tmp_path / "out", on=Local(1))
    before = _files(tmp_path / "out")
    next((tmp_path / "out" / "mentions").glob("*.parquet")).unlink()
    build(lines, tmp_path / "out", on=Local(1))
    assert _files(tmp_path / "out") == before


# -------------------------------------------------------------------------------------------------------- kills


def _start(root: Path, out: Path) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-m", "corpus_tools", "build", str(root), "--out", str(out), "--jobs", "2", "--quiet"]
    return subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def test_a_build_that_is_killed_leaves_the_old_dataset_or_the_new(tmp_path: Path) -> None:
    root = _corpus(tmp_path / "c", "jsonl", files=8)
    build(root, tmp_path / "new", on=Local(1))
    new = _files(tmp_path / "new")
    build(Path(shutil.copytree(SECOND, tmp_path / "second")), tmp_path / "out", on=Local(1))
    old = _files(tmp_path / "out")
    for tenths in (3, 6, 9, 12, 15):
        process = _start(root, tmp_path / "out")
        time.sleep(tenths / 10)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        there = tmp_path / "out" if (tmp_path / "out").is_dir() else tmp_path / ".out.old"
        assert _files(there) in (old, new)
    assert run("build", root, "--out", tmp_path / "out", "--quiet").code == 0
    assert _files(tmp_path / "out") == new
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == [".new.parts", ".out.parts"]


# --------------------------------------------------------------------------------------------------- the store


def test_the_parquet_of_a_part_cannot_be_written_through_the_dataset(lines: Path, tmp_path: Path) -> None:
    build(lines, tmp_path / "out", on=Local(1))
    path = next((tmp_path / "out" / "mentions").glob("*.parquet"))
    assert path.stat().st_mode & 0o222 == 0
    assert pq.read_table(path).num_rows > 0


def test_gzip_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    bench_data.write_corpus(tmp_path / "c", 6, form="jsonl", files=1, seed=SEED, jobs=1)
    rows = _path(tmp_path / "c").read_bytes().splitlines(keepends=True)
    (tmp_path / "c" / "train.jsonl.gz").write_bytes(b"".join(gzip.compress(row) for row in rows))
    edit(tmp_path / "c" / "corpus.toml", lambda text: text.replace("train-*.jsonl", "train.jsonl.gz"))
    assert [document.id for document in load(tmp_path / "c")] == [json.loads(row)["id"] for row in rows]
