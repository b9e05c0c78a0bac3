"""The dataset directory: loads as a stranger would load it, is the same each time, is whole or not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml
from conftest import DATA, ROOT, SECOND, edit, run

from corpus_tools import InvalidCorpus, build, builder, load
from corpus_tools.tables import CONFIGS

os.environ["HF_HUB_OFFLINE"] = "1"
LETTER = DATA / "withheld" / "letter.txt"
CORPORA = {"waqai": ROOT / "corpus", "second": SECOND}


@pytest.fixture(scope="session", params=CORPORA, ids=list(CORPORA))
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a corpus, and the dataset directory built from it."""
    out = tmp_path_factory.mktemp("dist") / request.param
    build(CORPORA[request.param], out)
    return CORPORA[request.param], out


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _card(out: Path) -> Any:
    return yaml.safe_load((out / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def test_what_is_loaded_from_the_build_is_what_was_built(pair: tuple[Path, Path]) -> None:
    sources, built = load(pair[0]), load(pair[1])
    assert [document.to_record() for document in built] == [document.to_record() for document in sources]
    assert list(built) == list(sources)


def test_the_same_input_gives_the_same_bytes(pair: tuple[Path, Path], tmp_path: Path) -> None:
    command = "import sys; from pathlib import Path; from corpus_tools import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", command, pair[0], tmp_path / "again"], check=True, env=environment)
    assert _files(tmp_path / "again") == _files(pair[1])


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_the_declared_features(pair: tuple[Path, Path], config: str, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415

    info = {item["config_name"]: item for item in _card(pair[1])["dataset_info"]}[config]
    declared = datasets.Features._from_yaml_list(info["features"])
    loaded = datasets.load_dataset(str(pair[1]), config, cache_dir=str(tmp_path))
    streamed = datasets.load_dataset(str(pair[1]), config, streaming=True, cache_dir=str(tmp_path))
    made = load(pair[0]).to_datasets(config)
    assert set(loaded) == {split for split, found in made.items() if len(found)}
    for split, rows in loaded.items():
        assert rows.features == declared
        assert made[split].features == declared
        assert list(streamed[split]) == list(rows)
        assert sorted(map(str, made[split])) == sorted(map(str, rows))


@pytest.mark.parametrize("config", CONFIGS)
def test_every_parquet_file_says_its_features_itself(pair: tuple[Path, Path], config: str) -> None:
    import datasets  # noqa: PLC0415

    made = load(pair[0]).to_datasets(config)
    for path in sorted((pair[1] / config).glob("*.parquet")):
        schema = pa.parquet.read_schema(path)
        assert datasets.Features.from_arrow_schema(schema) == next(iter(made.values())).features
        assert not [field.name for field in schema if pa.types.is_null(field.type)]


def test_another_tool_reads_the_same_rows(pair: tuple[Path, Path]) -> None:
    for config in CONFIGS:
        rows = duckdb.execute(f"SELECT count(*) FROM '{pair[1]}/{config}/*.parquet'").fetchall()
        assert rows == [(load(pair[0]).tables()[config].num_rows,)]


def test_offsets_in_the_tables_cut_the_text_that_they_repeat(pair: tuple[Path, Path]) -> None:
    texts = {document.id: document.text for document in load(pair[0])}
    tables = load(pair[1]).tables()
    for config in ("sentences", "mentions", "arguments"):
        for row in tables[config].to_pylist():
            text = texts[row["document_id"]]
            assert row["text"] == (text[row["start"] : row["end"]] if text is not None else None)


def test_a_withheld_document_has_no_text_in_any_file(second_built: Path) -> None:
    for config in CONFIGS:
        for path in (second_built / config).glob("*.parquet"):
            rows = str(pa.parquet.read_table(path).to_pylist())
            assert "Port Amber" not in rows
            assert "reached Port" not in rows
    assert load(second_built)["letter"].text is None


def test_a_hydrated_document_is_like_any_other_in_every_table(second: Path, tmp_path: Path) -> None:
    assert run("hydrate", LETTER, "--corpus", second).code == 0
    build(second, tmp_path / "out")
    document = load(tmp_path / "out")["letter"]
    assert document.text == LETTER.read_bytes().decode()
    assert load(second)["letter"] == document
    tokens = load(tmp_path / "out").to_pandas("tokens", "check")
    assert list(tokens["tokens"][0]) == ["We", "reached", "Port", "Amber", "on", "the", "second", "of", "March", "."]


def test_nothing_is_written_if_the_corpus_has_an_error(second: Path, tmp_path: Path) -> None:
    build(second, tmp_path / "out")
    before = _files(tmp_path / "out")
    edit(second / "documents" / "storm.txt", lambda text: text.replace("Heron", "Horon"))
    with pytest.raises(InvalidCorpus):
        build(second, tmp_path / "out")
    assert _files(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == [".out.parts"]


@pytest.mark.parametrize("step", ["survey", "card", "agreement_report", "_put"])
def test_an_interrupted_build_leaves_the_old_dataset(second: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build(second, tmp_path / "out")
    before = _files(tmp_path / "out")
    edit(second / "corpus.toml", lambda text: text.replace("released =", "url = 'https://example.org'\nreleased ="))

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(builder, step, interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(second, tmp_path / "out")
    assert _files(tmp_path / "out") == before


def test_a_kill_between_the_two_renames_is_mended_by_the_next_build(second: Path, tmp_path: Path) -> None:
    build(second, tmp_path / "out")
    before = _files(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.new-killed").mkdir()
    edit(second / "documents" / "storm.txt", lambda text: text.replace("Heron", "Horon"))
    assert run("build", second, "--out", tmp_path / "out").code == 1
    shutil.copytree(SECOND, second, dirs_exist_ok=True)
    assert run("build", second, "--out", tmp_path / "out").code == 0
    assert _files(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == [".out.parts"]


def test_a_folder_that_is_no_dataset_is_not_touched(second: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    ran = run("build", second, "--out", tmp_path / "mine")
    assert (ran.code, ran.err) == (
        1,
        f"corpus: {tmp_path / 'mine'}: is there already and is no dataset directory (it has no build.json); not touched\n",
    )
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_the_cache_of_datasets_serves_a_rebuilt_directory_anew(second: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415

    def texts() -> list[str]:
        loaded = datasets.load_dataset(str(tmp_path / "out"), "mentions", split="learn", cache_dir=str(tmp_path / "cache"))
        return list(loaded["subtype"])

    build(second, tmp_path / "out")
    before = texts()
    edit(second / "documents" / "arrival.json", lambda text: text.replace('"subtype":"sail"', '"subtype":"steam"'))
    build(second, tmp_path / "out")
    assert (before.count("sail"), texts().count("sail"), texts().count("steam")) == (1, 0, 1)


def test_checksums_are_those_of_the_files(pair: tuple[Path, Path]) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=pair[1], check=True)
