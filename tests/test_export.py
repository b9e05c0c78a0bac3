"""Export from a corpus in any of its forms: what is chosen goes out, and nothing is lost in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import SECOND, run

from corpus_tools import load
from corpus_tools.formats import jsonl
from corpus_tools.formats.losses import Report
from corpus_tools.tables import documents_table

FORMS = {
    "jsonl": ("learn.jsonl", "check.jsonl"),
    "gzip and zstd": ("learn.jsonl.gz", "check.jsonl.zst"),
    "parquet": ("learn.parquet", "check.parquet"),
    "URL": ("learn.parquet", "check.jsonl"),
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def write_shard(path: Path, split: str) -> None:
    records = [document.to_record() for document in load(SECOND).split(split)]
    if path.suffix == ".parquet":
        pq.write_table(documents_table(records), path)
    else:
        jsonl.write(records, path, Report())


def sharded(folder: Path, form: str) -> Path:
    """Write the second corpus with large files in place of its pairs; a URL leads to a folder beside it."""
    corpus = folder / "corpus"
    data = folder / "elsewhere" if form == "URL" else corpus
    for path in {corpus, data}:
        path.mkdir()
    shutil.copy(SECOND / "ontology.json", corpus)
    head, _, _ = (SECOND / "corpus.toml").read_text("utf-8").partition("[splits]")
    rows = ["[shards]"]
    for split, name in zip(("learn", "check"), FORMS[form], strict=True):
        write_shard(data / name, split)
        rows.append(f'{split} = ["{(data / name).as_uri() if form == "URL" else name}"]')
    (corpus / "corpus.toml").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return corpus


@pytest.fixture
def of_pairs(tmp_path: Path) -> dict[str, bytes]:
    """The files that an export of the pairs writes."""
    assert run("export", "brat", "--corpus", SECOND, "--out", tmp_path / "pairs", "--quiet").code == 0
    return files(tmp_path / "pairs")


@pytest.mark.parametrize("form", FORMS)
def test_a_corpus_of_large_files_is_exported_as_one_of_pairs(form: str, of_pairs: dict[str, bytes], tmp_path: Path) -> None:
    corpus = sharded(tmp_path, form)
    ran = run("export", "brat", "--corpus", corpus, "--out", tmp_path / "out", "--quiet")
    assert ran.code == 0, ran.err
    assert files(tmp_path / "out") == of_pairs
    assert run("export", "brat", "storm", "--corpus", corpus, "--out", tmp_path / "one", "--quiet").code == 0
    assert files(tmp_path / "one").keys() == {"annotation.conf", "storm.ann", "storm.txt"}
    assert run("export", "brat", "--split", "learn", "--corpus", corpus, "--out", tmp_path / "split", "--quiet").code == 0
    assert [name for name in files(tmp_path / "split") if name.endswith(".ann")] == ["arrival.ann", "storm.ann"]


def test_a_built_dataset_is_exported_as_the_corpus_it_was_built_from(
    second_built: Path, of_pairs: dict[str, bytes], tmp_path: Path
) -> None:
    ran = run("export", "brat", "--corpus", second_built, "--out", tmp_path / "out", "--quiet")
    assert ran.code == 0, ran.err
    assert files(tmp_path / "out") == of_pairs


def test_a_pattern_that_leads_nowhere_stops_the_export(tmp_path: Path) -> None:
    corpus = sharded(tmp_path, "jsonl")
    (corpus / "check.jsonl").unlink()
    ran = run("export", "brat", "--corpus", corpus, "--out", tmp_path / "out", "--quiet")
    message = f"{corpus / 'corpus.toml'}:1: split check names check.jsonl, but there is no such file [file-missing]\n"
    assert (ran.code, ran.err, (tmp_path / "out").exists()) == (1, message, False)


@pytest.mark.parametrize(
    ("damage", "message"),
    [(b"\xff\n", ":3: 0xff at byte 0 is not UTF-8 [file-not-utf8]\n"), (b"{\n", ":3:2: unexpected end of data [json-syntax]\n")],
)
def test_a_line_that_cannot_be_read_stops_the_export(damage: bytes, message: str, tmp_path: Path) -> None:
    corpus = sharded(tmp_path, "jsonl")
    with (corpus / "learn.jsonl").open("ab") as file:
        file.write(damage)
    ran = run("export", "brat", "--corpus", corpus, "--out", tmp_path / "out", "--quiet")
    assert (ran.code, ran.err, (tmp_path / "out").exists()) == (1, f"{corpus / 'learn.jsonl'}{message}", False)


# -------------------------------------------------------------------------------------------------------- the choice


def exported(folder: Path, *options: object) -> dict[str, int]:
    """Return how much of each layer is in the JSONL that the second corpus is exported to; nothing may be reported."""
    ran = run("export", "jsonl", "--corpus", SECOND, "--out", folder / "x.jsonl", "--quiet", *options)
    assert (ran.code, ran.err) == (0, "")
    records = [json.loads(line) for line in (folder / "x.jsonl").read_bytes().split(b"\n") if line]
    layers = ("sentences", "mentions", "entities", "events", "event_clusters", "relations")
    counts = {layer: sum(len(record[layer]) for record in records) for layer in layers}
    counts["arguments"] = sum(len(event["arguments"]) for record in records for event in record["events"])
    return {layer: count for layer, count in counts.items() if count}


@pytest.mark.parametrize(
    ("configs", "layers"),
    [
        (["documents"], {"sentences", "mentions", "entities", "events", "event_clusters", "relations", "arguments"}),
        (["tokens"], set()),
        (["sentences"], {"sentences"}),
        (["mentions", "sentences"], {"sentences", "mentions"}),
        (["entities"], {"mentions", "entities"}),
        (["events"], {"events", "event_clusters"}),
        (["arguments"], {"mentions", "events", "event_clusters", "arguments"}),
        (["relations"], {"mentions", "relations"}),
    ],
)
def test_only_the_layers_of_the_configs_chosen_go_out_and_that_is_no_loss(configs: list[str], layers: set[str], tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = exported(tmp_path / "whole")
    assert layers <= whole.keys()
    chosen = exported(tmp_path, *(word for config in configs for word in ("--config", config)))
    assert chosen == {layer: count for layer, count in whole.items() if layer in layers}


def test_an_unknown_config_is_a_line(tmp_path: Path) -> None:
    ran = run("export", "jsonl", "--corpus", SECOND, "--config", "people", "--out", tmp_path / "x.jsonl", "--quiet")
    known = "documents, sentences, mentions, entities, events, arguments, relations, tokens"
    assert (ran.code, ran.err) == (1, f"corpus: no config 'people'; there are {known}\n")


def test_export_writes_all_documents_of_a_split_and_lists_the_losses(tmp_path: Path) -> None:
    ran = run(
        "export", "bio", "--corpus", SECOND, "--split", "learn", "--out", tmp_path / "out", "--report", tmp_path / "r.json", "--quiet"
    )
    assert ran.code == 0, ran.err
    train = load(SECOND).splits["learn"]
    assert sorted(files(tmp_path / "out")) == sorted(f"{id}.bio" for id in train)
    said = json.loads((tmp_path / "r.json").read_bytes())
    events = {(id, event.id) for id in train for event in load(SECOND)[id].events}
    assert {(loss["document_id"], loss["id"]) for loss in said["losses"] if loss["what"] == "events left out"} == events
    assert f"{len(events)} events left out" in ran.err.splitlines() or f"{len(events)} event left out" in ran.err.splitlines()


def test_a_strict_export_with_a_loss_writes_nothing(tmp_path: Path) -> None:
    ran = run("export", "bio", "arrival", "--corpus", SECOND, "--out", tmp_path / "out", "--strict", "--quiet")
    assert (ran.code, (tmp_path / "out").exists()) == (1, False)
