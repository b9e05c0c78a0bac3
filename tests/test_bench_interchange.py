"""The benchmark of interchange: its data are what the tools write, and both sides read all of it."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import bench_interchange
import pytest

from corpus_tools.formats import read_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report


def test_the_data_are_read_without_loss_or_problem(tmp_path: Path) -> None:
    standoff, tasks = bench_interchange.write_data(tmp_path, 3, 40)
    for name, path, documents in (("bionlp", standoff, 3), ("prodigy", tasks, 40)):
        report = Report()
        records = list(read_of(name)(path, report, ReadOptions()))
        assert (len(records), report.losses, report.problems) == (documents, [], [])
        assert sum(len(record["mentions"]) for record in records) > documents


def test_the_spans_of_a_task_are_those_of_its_sentence() -> None:
    for task in islice(bench_interchange.tasks(), 20):
        assert all(task["text"][token["start"] : token["end"]] == token["text"] for token in task["tokens"])
        assert all(0 <= span["start"] < span["end"] <= len(task["text"]) for span in task["spans"])


def test_it_prints_a_ratio_for_every_side(capsys: pytest.CaptureFixture[str]) -> None:
    bench_interchange.main(["--documents", "3", "--lines", "30", "--rounds", "1"])
    rows = re.findall(r"^\| ([^|]+) \| [0-9.]+ \| [0-9.]+ \|$", capsys.readouterr().out, re.MULTILINE)
    assert rows == ["the lines alone", "read", "corpus import", "orjson alone", "json alone", "read", "corpus import"]
