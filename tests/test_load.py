"""Loading: typed documents equal their records, only what is asked for is read, and memory is shared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bench_data
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import run
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from corpus_tools import CorpusError, Document, build, load
from corpus_tools.engines import Local
from corpus_tools.order import Record
from corpus_tools.similarity import BANDS, near_duplicates, signatures
from corpus_tools.tables import documents_table
from corpus_tools.texts import Texts
from corpus_tools.typed import documents_of


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("load")
    bench_data.write_corpus(top / "c", 60, form="jsonl", files=4, seed=4, jobs=1)
    build(top / "c", top / "out", on=Local(1))
    return top / "out"


@given(st.lists(documents(), max_size=3))
@settings(max_examples=60, deadline=None)
def test_documents_of_a_table_are_those_of_its_records(records: list[Record]) -> None:
    found = list(documents_of(documents_table(records)))
    assert found == [Document.from_record(record) for record in records]
    assert [document.to_record() for document in found] == records
    for document in found:
        assert all(mention.entity is document.entity_of(mention.id) for mention in document.mentions)
        assert [argument.filler for event in document.events for argument in event.arguments if argument.span] == [
            argument.span for event in document.events for argument in event.arguments if argument.span
        ]


def test_a_document_is_found_without_reading_the_others(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, Any]] = []
    read = pq.ParquetFile.read_row_group

    def counted(self: pq.ParquetFile, group: int, columns: Any = None, **more: Any) -> pa.Table:
        asked.append((group, columns))
        return read(self, group, columns, **more)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", counted)
    corpus = load(built)
    assert corpus["d0000031"].id == "d0000031"
    whole = [item for item in asked if item[1] is None]
    assert len(whole) == 1
    assert {columns[0] for _, columns in asked if columns} == {"id"}
    asked.clear()
    assert corpus["d0000031"].id == "d0000031"
    assert asked == []


def test_only_the_columns_asked_for_are_read(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    read = pq.ParquetFile.read

    def counted(self: pq.ParquetFile, columns: Any = None, **more: Any) -> pa.Table:
        asked.append(columns)
        return read(self, columns, **more)

    monkeypatch.setattr(pq.ParquetFile, "read", counted)
    table = load(built).table("mentions", columns=["type", "text"])
    assert table.column_names == ["type", "text"]
    assert table.equals(load(built).sql("SELECT type, text FROM mentions"))
    assert asked == [["type", "text"]] * len(asked)
    assert len(load(built).to_pandas("mentions", columns=["type"]).columns) == 1


def _addresses(table: pa.Table) -> set[int]:
    return {buffer.address for column in table for chunk in column.chunks for buffer in chunk.buffers() if buffer}


def test_a_dataset_shares_the_memory_of_the_table(built: Path) -> None:
    corpus = load(built)
    split = corpus.split_names[0]
    shared = corpus.to_datasets("mentions", split)
    assert _addresses(shared.data.table) == _addresses(corpus.table("mentions", split))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.table("mention"), "no config 'mention'; there are documents, sentences, "),
        (
            lambda c: c.table("relations", columns=["kind"]),
            "no column 'kind' in relations; there are document_id, position, id, ",
        ),
        (lambda c: c.table("relations", "dev"), "no split 'dev'; there are "),
        (lambda c: c.sql("SELECT * FROM read_text('/etc/passwd')"), "Permission Error: "),
        (lambda c: c.sql("SELECT nothing FROM mentions"), 'Binder Error: Referenced column "nothing" not found'),
    ],
)
def test_a_call_that_cannot_be_is_one_line(call: Any, message: str, built: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        call(load(built))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_stats_and_show_read_a_dataset_directory(built: Path) -> None:
    assert run("stats", built).code == 0
    assert run("show", "d0000003", "--corpus", built).code == 0


# --------------------------------------------------------------------------------------------------- similarity

_WORDS = [f"كلمة{n}" for n in range(500)]


def _jaccard(one: list[str], other: list[str]) -> float:
    runs = [{tuple(words[n : n + 5]) for n in range(max(len(words) - 4, 1))} for words in (one, other)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


@pytest.mark.parametrize("changed", [0, 10, 40, 80])
def test_similar_texts_of_two_splits_are_found_with_their_similarity(changed: int) -> None:
    rng = np.random.default_rng(changed)
    words = [str(word) for word in rng.choice(_WORDS, 300)]
    other = [*(str(word) for word in rng.choice(_WORDS, changed)), *words[changed:]]
    strangers = [" ".join(map(str, rng.choice(_WORDS, 300))) for _ in range(20)]
    found = signatures(Texts([" ".join(words), *strangers, " ".join(other), None]))
    pairs, similarity = near_duplicates(lambda n: found[:, n], np.array([0] * 21 + [1, 1]), 0.4)
    assert pairs.tolist() == [[0, 21]]
    assert similarity[0] == pytest.approx(_jaccard(words, other), abs=0.13)
    assert near_duplicates(lambda n: found[:, n], np.zeros(23, int), 0.4)[0].tolist() == []


def test_vowels_do_not_make_a_text_another_one() -> None:
    found = signatures(Texts(["كتب الولد الدرس في البيت", "كَتَبَ الوَلَدُ الدَّرْسَ في البَيْتِ", "قرأ الولد الدرس في البيت"]))
    assert found[0].tolist() == found[1].tolist() != found[2].tolist()


def test_what_has_no_words_is_like_nothing() -> None:
    assert signatures(Texts(["", None, "، . !", "\n"])).tolist() == [[0] * BANDS] * 4
    assert signatures(Texts([])).shape == (0, BANDS)
