"""CoNLL-U and CorefUD: real treebanks, peers that read what we write, and every fault by its line."""

from __future__ import annotations

import re
from pathlib import Path

import conllu as peer
import pytest
from conftest import ROOT, SECOND
from udapi.core.document import Document as Peer

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats import conllu
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external"
PUD = EXTERNAL / "ud_arabic_pud" / "ar_pud-ud-test.conllu"
GUM = EXTERNAL / "ud_english_gum" / "en_gum-ud-dev.conllu"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora of others are not here")


def imported(path: Path) -> tuple[list[Record], Report]:
    report = Report()
    return list(conllu.read(path, report, ReadOptions(keep_going=True))), report


def peer_of(path: Path) -> Peer:
    document = Peer()
    document.from_conllu_string(path.read_text("utf-8"))
    return document


@here
@pytest.mark.parametrize("path", [PUD, GUM], ids=lambda path: path.name)
def test_a_treebank_comes_back_byte_for_byte_from_its_sentences(path: Path) -> None:
    raw, report = path.read_bytes(), Report()
    assert conllu.render(conllu.parse(raw.decode(), path, report)).encode() == raw
    assert report.problems == []


@here
def test_the_texts_of_pud_are_those_of_its_comments() -> None:
    records, report = imported(PUD)
    said = re.findall(r"^# text = (.*)$", PUD.read_text("utf-8"), re.MULTILINE)
    assert [record["text"] for record in records] == said
    assert (len(records), report.problems) == (1000, [])
    assert report.summary()[:2] == ["1,000 sentences without their lemmas, tags and trees", "2,000 comments left out"]
    with PUD.open(encoding="utf-8") as file:
        words = [[token["form"] for token in sentence] for sentence in peer.parse_incr(file)]
    assert sum(map(len, words)) == 20_747


@here
def test_gum_has_the_mentions_and_entities_that_udapi_finds(tmp_path: Path) -> None:
    records, report = imported(GUM)
    assert (len(records), sum(len(r["mentions"]) for r in records), sum(len(r["entities"]) for r in records)) == (30, 7897, 3940)
    assert report.problems == []
    assert sum("link" in loss.what for loss in report.losses) == len(re.findall(r"Bridge=|SplitAnte=", GUM.read_text("utf-8")))
    byron = [entity["name"] for record in records for entity in record["entities"] if entity.get("name")]
    assert "United_States" in byron
    conllu.write(records, tmp_path / "gum.conllu", Report())
    ours, theirs = peer_of(tmp_path / "gum.conllu"), peer_of(GUM)
    assert [len(e.mentions) for e in ours.coref_entities] == [len(e.mentions) for e in theirs.coref_entities]
    assert len(ours.coref_entities) == 3940
    # A word written as one with another is one of ours where no mention parts them.
    said = [
        [["".join(word.form for word in m.words if not word.is_empty()) for m in e.mentions] for e in peer.coref_entities]
        for peer in (ours, theirs)
    ]
    assert said[0] == said[1]


@here
def test_the_tests_of_the_corefud_scorer_are_read_as_udapi_reads_them() -> None:
    folder = EXTERNAL / "corefud_scorer_tests" / "tests-corefud"
    records, report = imported(folder)
    assert (len(records), report.problems) == (133, [])
    assert sum("empty nodes" in loss.what for loss in report.losses) == 30
    theirs = 0
    for path in sorted(file for file in folder.rglob("*") if file.suffix in (".key", ".response")):
        document = peer_of(path)
        theirs += sum(len(entity.mentions) for entity in document.coref_entities)
    assert sum(len(record["mentions"]) for record in records) + 30 == theirs


def test_peers_read_what_we_write_with_its_nested_discontinuous_and_lone_mentions(tmp_path: Path) -> None:
    record = load(SECOND).record("arrival")
    (path,) = conllu.write([record], tmp_path, Report())
    (document,) = [peer.parse(path.read_text("utf-8"))]
    assert [sentence.metadata["text"] for sentence in document] == [s["text"] for s in record["sentences"] if "\n" not in s["text"]]
    theirs = peer_of(path)
    assert sum(len(entity.mentions) for entity in theirs.coref_entities) == len(record["mentions"])
    assert any(len(mention.span.split(",")) > 1 for entity in theirs.coref_entities for mention in entity.mentions)


# ------------------------------------------------------------------------------------------------------- small files

ROWS = "# newdoc id = d\n# global.Entity = eid-etype-head-other\n# sent_id = s\n"


def row(id: str, form: str, misc: str = "_") -> str:
    return "\t".join([id, form, *"_______", misc]) + "\n"


def read(folder: Path, content: str) -> tuple[Record, Report]:
    (folder / "x.conllu").write_bytes(content.encode())
    (record,), report = imported(folder / "x.conllu")
    return record, report


def spans(record: Record) -> list[str]:
    return [record["text"][m["start"] : m["end"]] for m in record["mentions"]]


def test_the_gaps_are_those_of_the_last_column(tmp_path: Path) -> None:
    content = (
        row("1", "a", "SpacesBefore=\\s\\s|SpacesAfter=\\n\\t")
        + row("2", "b", "SpaceAfter=No")
        + row("3", ".")
        + "\n"
        + row("1", "c", "SpacesAfter=\\s\\p")
    )
    record, _ = read(tmp_path, ROWS + content + "\n")
    assert record["text"] == "  a\n\tb.\nc |"
    assert [(s["id"], s["text"]) for s in record["sentences"]] == [("s", "a\n\tb."), ("s2", "c")]


def test_words_written_as_one_are_cut_only_where_they_make_it_up(tmp_path: Path) -> None:
    apart = row("1-2", "don't") + row("1", "do", "Entity=(e1-X-1-)") + row("2", "n't") + row("3", "x")
    whole = row("4-5", "للأمم") + row("4", "ل") + row("5", "الأمم", "Entity=(e2-X-1-)")
    record, report = read(tmp_path, ROWS + apart + whole + "\n")
    assert (record["text"], spans(record)) == ("don't x للأمم", ["do", "للأمم"])
    assert "1 mention widened to the whole of a word that is written as one with others" in report.summary()


def test_empty_nodes_stand_in_no_text(tmp_path: Path) -> None:
    content = row("1", "a", "Entity=(e1-X-1-(e3-X-1-") + row("1.1", "_", "Entity=(e2-X-1-)e3)") + row("2", "b", "Entity=e1)")
    record, report = read(tmp_path, ROWS + content + "\n")
    assert (record["text"], spans(record)) == ("a b", ["a b", "a"])
    assert [loss.id for loss in report.losses if "empty" in loss.what] == ["e2"]


FAULTS = {
    "too few columns": ("1\ta\t_\n", "4: a word has 10 columns parted by tabs, not 3 [conllu-columns]"),
    "an id that is none": (row("x", "a"), "4: 'x' is no id of a word: 1, 2-3 or 8.1 [conllu-id]"),
    "a mention that does not end": (row("1", "a", "Entity=(e1-X-1-"), "4: (e1 is not closed [conllu-entity]"),
    "an end without beginning": (row("1", "a", "Entity=e1)"), "4: e1) closes nothing [conllu-entity]"),
    "a bracket that is none": (row("1", "a", "Entity=e1"), "4: 'e1' is no bracket [conllu-entity]"),
}


@pytest.mark.parametrize(("content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.conllu").write_text(ROWS + content + "\n", encoding="utf-8")
    with pytest.raises(InvalidCorpus) as caught:
        list(conllu.read(tmp_path / "x.conllu", Report(), ReadOptions()))
    assert str(caught.value) == f"{tmp_path / 'x.conllu'}:{message}"
