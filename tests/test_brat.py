"""brat and BioNLP standoff: real corpora with their faults, and what each line means."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run

from corpus_tools import InvalidCorpus, load
from corpus_tools.formats import read_of, write_of
from corpus_tools.formats.brat import read_ontology
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.labels import Labels
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external"
here = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora of others are not here")


def imported(path: Path, name: str = "brat", **options: Any) -> tuple[list[Record], Report]:
    report = Report()
    return list(read_of(name)(path, report, ReadOptions(keep_going=True, **options))), report


def lines(path: Path, *suffixes: str) -> list[str]:
    files = [file for file in sorted(path.rglob("*")) if file.suffix in suffixes]
    return [line for file in files for line in file.read_bytes().decode().split("\n") if line.strip()]


def count(records: list[Record], layer: str) -> int:
    return sum(len(record[layer]) for record in records)


def rules(report: Report) -> Counter[str]:
    return Counter(problem.rule for problem in report.problems)


# ----------------------------------------------------------------------------------------------------- real corpora


@here
def test_the_example_corpora_of_brat_are_read_whole() -> None:
    records, report = imported(EXTERNAL / "brat_examples")
    said = Counter(line[0] for line in lines(EXTERNAL / "brat_examples", ".ann"))
    triggers = {(n, word) for n, e in enumerate(records) for word in [json_key(event) for event in e["events"]]}
    assert (len(records), said["T"], said["E"], said["R"]) == (172, 9664, 700, 5786)
    assert (count(records, "events"), count(records, "relations")) == (700, 5786)
    assert count(records, "mentions") + len(triggers) == 9664
    assert report.problems == []
    assert sum("note" in loss.what for loss in report.losses) == said["#"] == 1173


def json_key(event: Record) -> str:
    return f"{event['type']} {event['trigger']['start']} {event['trigger'].get('fragments')} {event['trigger']['end']}"


@here
def test_the_cancer_genetics_task_is_read_whole() -> None:
    records, report = imported(EXTERNAL / "bionlp13_cg", "bionlp")
    said = Counter(line[0] for line in lines(EXTERNAL / "bionlp13_cg", ".a1", ".a2"))
    assert (len(records), count(records, "events"), count(records, "entities")) == (120, said["E"], said["*"]) == (120, 2793, 178)
    # Mentions are the lines of .a1, and those T of .a2 that no event has for its trigger.
    triggers = sum(
        len(set(re.findall(r"^E\d+\t\S+?:(T\d+)", f.read_text("utf-8"), re.MULTILINE))) for f in (EXTERNAL / "bionlp13_cg").rglob("*.a2")
    )
    assert count(records, "mentions") == said["T"] - triggers == 4551
    flags = sum(event["polarity"] == "negative" for r in records for event in r["events"])
    flags += sum(event["modality"] == "possible" for r in records for event in r["events"])
    assert flags + sum("attribute" in loss.what for loss in report.losses) == said["M"] == 251
    assert report.problems == []


def said_twice(path: Path, *suffixes: str) -> Counter[Any]:
    """Return the annotations of the files of one document, ids replaced by what they stand for."""
    rows = [line.rstrip().split("\t") for line in lines(path.parent, *suffixes) if line]
    known: dict[str, Any] = {row[0]: (row[1], row[2]) for row in rows if row[0][0] == "T"}
    known |= {row[0]: (word.split(":")[0], known[word.split(":")[1]]) for row in rows if row[0][0] == "E" for word in row[1].split()[:1]}
    content: Counter[Any] = Counter()
    texts = {("T", *known[row[0]]) for row in rows if row[0][0] == "T"}
    for row in rows:
        if row[0][0] in "AM":
            content["A", row[1].split()[0], known[row[1].split()[1]]] += 1
        elif row[0][0] == "*":
            members = row[1].split()[1:]
            content["*", frozenset(known[id] for id in members)] += len(set(members)) > 1
        elif row[0][0] in "ER":
            words = [word.split(":") for word in row[1].split() if ":" in word]
            content[row[0][0], tuple(sorted((role, known[id]) for role, id in words))] += 1
    return +content + Counter(dict.fromkeys(texts, 1))


@here
@pytest.mark.parametrize(
    ("folder", "name", "suffixes"),
    [
        ("bionlp13_cg/train", "bionlp", (".a1", ".a2")),
        ("brat_examples/corpora/BioNLP-ST_2011/BioNLP-ST_2011_GE", "brat", (".ann",)),
        ("brat_examples/corpora/BioNLP-ST_2011/BioNLP-ST_2011_ID", "brat", (".ann",)),
        ("brat_examples/corpora/CoNLL-ST_2002/esp", "brat", (".ann",)),
        ("litbank/entities/brat", "brat", (".ann",)),
    ],
)
def test_a_clean_file_comes_back_as_the_same_set_of_annotations(folder: str, name: str, suffixes: tuple[str, ...], tmp_path: Path) -> None:
    records, report = imported(EXTERNAL / folder, name)
    assert report.losses == []
    for record in records:
        source = tmp_path / record["id"] / "source"
        source.mkdir(parents=True)
        for suffix in suffixes:
            original = EXTERNAL / folder / f"{record['id']}{suffix}"
            (source / f"x{suffix}").write_bytes(original.read_bytes() if original.exists() else b"")
        written = tmp_path / record["id"] / "written"
        write_of(name)([record], written, Report())
        assert said_twice(written / "x", *suffixes) == said_twice(source / "x", *suffixes), record["id"]
        assert (written / f"{record['id']}.txt").read_bytes() == (EXTERNAL / folder / f"{record['id']}.txt").read_bytes()


@here
def test_raredis_is_read_with_a_problem_for_each_fault() -> None:
    records, report = imported(EXTERNAL / "raredis")
    said = lines(EXTERNAL / "raredis", ".ann")
    texts = [line.split("\t") for line in said if line[0] == "T"]
    doubled = [row for row in texts if '""' in row[2]]
    unsorted = [row for row in texts if (parts := [int(p.split()[0]) for p in row[1].split(" ", 1)[1].split(";")]) != sorted(parts)]
    dangling = 0
    for file in (EXTERNAL / "raredis").rglob("*.ann"):
        ids = set(re.findall(r"^(T\d+)\t", file.read_text(encoding="utf-8"), re.MULTILINE))
        ends = re.findall(r"^R\d+\t\S+ \S+:(\S+) \S+:(\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        dangling += sum(id not in ids for pair in ends for id in pair)
    assert rules(report) == {"brat-reference": dangling, "brat-text": len(doubled)} == {"brat-reference": 123, "brat-text": 3}
    assert sum("not in order" in change.what for change in report.changes) == len(unsorted) == 14
    assert sum("tab" in change.what for change in report.changes) == sum(line[0] == "R" for line in said) == 1345
    assert count(records, "mentions") == len(texts) - len(doubled) == 2224
    assert sum(";" in row[1] for row in texts) == sum("fragments" in m for r in records for m in r["mentions"]) == 132


@here
def test_nothing_of_raredis_is_imported_unless_it_is_to_go_on(tmp_path: Path) -> None:
    ran = run("import", "brat", EXTERNAL / "raredis", "--into", tmp_path / "new", "--quiet")
    assert (ran.code, (tmp_path / "new").exists()) == (1, False)
    assert "train/Achard-Thiers-Syndrome.ann:18: R6: there is no T100 [brat-reference]\n" in ran.err
    ran = run("import", "brat", EXTERNAL / "raredis", "--into", tmp_path / "new", "--quiet", "--keep-going")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'new'}: 302 files written\n")
    assert load(tmp_path / "new").splits.keys() == {"train"}


@here
def test_phee_has_its_unsorted_parts_and_nested_mentions() -> None:
    records, report = imported(EXTERNAL / "phee" / "clean")
    said = Counter(line[0] for line in lines(EXTERNAL / "phee" / "clean", ".ann"))
    assert report.problems == []
    assert (count(records, "events"), said["A"]) == (said["E"], sum("attribute" in loss.what for loss in report.losses)) == (178, 28)
    assert count(records, "relations") + sum("between events" in loss.what for loss in report.losses) == said["R"] == 14
    assert sum("not in order" in change.what for change in report.changes) == 1


@here
def test_litbank_names_its_clusters_by_a_second_annotation_on_the_span() -> None:
    folder = EXTERNAL / "litbank" / "coref" / "brat"
    labels = Labels({"mentions": {"PROP_*": "PROP", "NOM_*": "NOM", "PRON_*": "PRON", "*-*": "@"}})
    records, report = imported(folder, labels=labels)
    names = [line.split("\t") for line in lines(folder, ".ann") if re.match(r"T\d+\t\S+-\d+ ", line)]
    assert len(names) == 3247
    assert sum(len(entity["mentions"]) for r in records for entity in r["entities"]) == 3247 - sum(
        "entity name" in o.what for o in report.losses
    )
    alice = next(e for r in records if r["id"].startswith("11_alice") for e in r["entities"] if e["name"] == "Alice-1")
    assert len(alice["mentions"]) == 145


@here
def test_the_dangling_note_of_litbank_is_said() -> None:
    _, report = imported(EXTERNAL / "litbank" / "events")
    assert [str(problem).rpartition("/")[2] for problem in report.problems] == [
        "11_alices_adventures_in_wonderland_brat.ann:92: #1: there is no T130 [brat-reference]"
    ]


@here
@pytest.mark.parametrize("corpus", ["BioNLP-ST_2011/BioNLP-ST_2011_EPI", "BioNLP-ST_2011/BioNLP-ST_2011_GE", "NCBI-disease", "TDT"])
def test_an_import_with_its_annotation_conf_obeys_the_ontology_made_of_it(corpus: str, tmp_path: Path) -> None:
    ran = run("import", "brat", EXTERNAL / "brat_examples" / "corpora" / corpus, "--into", tmp_path / "new", "--quiet", "--singletons")
    assert ran.code == 0, ran.err
    checked = run("validate", tmp_path / "new").out.splitlines()
    # It has no sentences, and events of one trigger that say the same; but its labels, roles and relations are those of the ontology.
    assert [line for line in checked if re.search(r"\[[\w-]*(unknown|role|type|relation|filler|subtype)[\w-]*\]", line)] == []


# ------------------------------------------------------------------------------------------------------ line by line

TEXT = "التقى محمد وليلى في القاهرة 😀.\nثم عاد."
ANN = (
    "T1\tPER 6 10\tمحمد\n"
    "T2\tMeet 0 5\tالتقى\n"
    "T3\tGPE 20 27\tالقاهرة\n"
    "T4\tPER 6 10;12 16\tمحمد ليلى\n"
    "E1\tMeet:T2 Who:T1 Place:T3\n"
    "R1\tin Arg1:T1 Arg2:T3\n"
    "*\tEquiv T1 T4\n"
    "A1\tNegation E1\n"
)


def standoff(folder: Path, ann: str, text: str = TEXT) -> Path:
    (folder / "x.txt").write_bytes(text.encode())
    (folder / "x.ann").write_bytes(ann.encode())
    return folder / "x.ann"


def test_a_file_is_read_as_it_says(tmp_path: Path) -> None:
    ((record,), report) = imported(standoff(tmp_path, ANN))
    assert [(m["id"], m["type"], m["text"]) for m in record["mentions"]] == [
        ("T1", "PER", "محمد"),
        ("T3", "GPE", "القاهرة"),
        ("T4", "PER", "محمد وليلى"),
    ]
    assert record["mentions"][2]["fragments"] == [{"start": 6, "end": 10}, {"start": 12, "end": 16}]
    (event,) = record["events"]
    assert (event["trigger"]["text"], event["polarity"]) == ("التقى", "negative")
    assert event["arguments"] == [{"role": "Who", "mention": "T1"}, {"role": "Place", "mention": "T3"}]
    assert (record["entities"][0]["mentions"], record["relations"]) == (
        ["T1", "T4"],
        [{"id": "R1", "type": "in", "head": "T1", "tail": "T3"}],
    )
    assert (report.losses, report.problems) == ([], [])


FAULTS = {
    "a text that disagrees": ("T1\tPER 7 11\tمحمد", "1: T1: 7:11 reads 'حمد ', not 'محمد' [brat-text]"),
    "an offset beyond the text": ("T1\tPER 30 99\tx", "1: T1: offset 99 lies outside a text of 38 code points [brat-offset]"),
    "an empty span": ("T1\tPER 6 6\t", "1: T1: 6:6 is empty or ends before it begins [brat-offset]"),
    "an id twice": ("T1\tPER 6 10\tمحمد\nT1\tPER 6 10\tمحمد", "2: the id T1 stands twice [brat-line]"),
    "offsets that are none": ("T1\tPER 6\tمحمد", "1: offsets are START END, more parts after ';', not '6' [brat-line]"),
    "blanks for tabs": ("T1 PER 6 10 محمد", "1: label and offsets is missing; columns are separated by tabs [brat-line]"),
    "no text": ("T1\tPER 6 10", "1: the text is missing; columns are separated by tabs [brat-line]"),
    "an unknown kind": ("X1\tPER 6 10\tمحمد", "1: a line begins with one of T E R * A M N #, not 'X' [brat-line]"),
    "a dangling argument": ("T1\tM 0 5\tالتقى\nE1\tM:T1 Who:T9", "2: E1 Who: there is no T9 [brat-reference]"),
    "a dangling trigger": ("E1\tM:T1", "1: E1: there is no T1 [brat-reference]"),
    "an argument without role": ("E1\tM:T1 T2", "1: an argument is ROLE:ID, not 'T2' [brat-line]"),
    "an event without trigger": ("E1\t ", "1: an event is TYPE:TRIGGER and its arguments [brat-line]"),
    "a relation of three": ("R1\tin A:T1 B:T2 C:T3", "1: a relation has two arguments, not 3 [brat-line]"),
    "an attribute of nothing": ("A1\tNegation", "1: an attribute is NAME ID and, unless it is binary, a value [brat-line]"),
    "a note of nothing": ("#1\tNote", "1: a normalisation is TYPE ID REFERENCE, a note TYPE ID [brat-line]"),
    "an equivalence of nothing": ("*\tEquiv", "1: * Equiv: events and mentions are never equivalent, nor is nothing [brat-line]"),
}


@pytest.mark.parametrize(("ann", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_with_its_place(ann: str, message: str, tmp_path: Path) -> None:
    path = standoff(tmp_path, ann + "\n")
    with pytest.raises(InvalidCorpus) as caught:
        list(read_of("brat")(path, Report(), ReadOptions()))
    assert str(caught.value) == f"{path}:{message}"


def test_annotations_without_a_text_are_a_problem(tmp_path: Path) -> None:
    standoff(tmp_path, ANN)
    (tmp_path / "x.txt").unlink()
    records, report = imported(tmp_path)
    assert (records, str(report.problems[0])) == ([], f"{tmp_path / 'x.ann'}:1: there is no x.txt beside it [brat-text-missing]")


def test_a_span_is_moved_to_the_one_place_where_its_text_stands_and_only_if_asked(tmp_path: Path) -> None:
    path = standoff(tmp_path, "T1\tPER 8 12\tمحمد\n")
    ((record,), report) = imported(path, realign=True)
    assert [(m["start"], m["end"]) for m in record["mentions"]] == [(6, 10)]
    assert [(c.id, c.detail) for c in report.changes if "moved" in c.what] == [("T1", "8:12 became 6:10")]
    (record,), report = imported(standoff(tmp_path, "T1\tX 1 2\tا\n", "ب ا ا"), realign=True)
    assert (record["mentions"], report.problems[0].message) == ([], "T1: 1:2 reads ' ', not 'ا'; that stands at 2 places in reach")


def test_text_with_carriage_returns_is_frozen_and_its_spans_move(tmp_path: Path) -> None:
    path = standoff(tmp_path, "T1\tX 3 6\tabc\nT2\tX 8 10\te\u0301\n", "a\r\nabc\r\ne\u0301")
    ((record,), report) = imported(path)
    assert record["text"] == "a\nabc\n\u00e9"
    assert [(m["start"], m["end"], m["text"]) for m in record["mentions"]] == [(2, 5, "abc"), (6, 7, "\u00e9")]
    assert "1 text normalised (NFC, line feeds)" in report.summary()


def test_offsets_of_old_versions_count_in_utf_16(tmp_path: Path) -> None:
    (record,), _ = imported(standoff(tmp_path, "T1\tX 3 4\tb\n", "😀 b"), unit="utf-16")
    assert record["mentions"][0]["text"] == "b"


def test_what_follows_from_a_faulty_line_is_a_loss(tmp_path: Path) -> None:
    (record,), report = imported(standoff(tmp_path, "T1\tPER 7 11\tمحمد\nT3\tGPE 20 27\tالقاهرة\nR1\tin Arg1:T1 Arg2:T3\n"))
    assert (len(record["mentions"]), record["relations"]) == (1, [])
    assert report.summary()[0] == "1 annotation left out with one that it rests on"


def test_labels_are_mapped_and_left_out_as_the_table_says(tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text('[mentions]\nPER = "PERSON/named"\nGPE = ""\n[roles]\nWho = "Agent"\n', encoding="utf-8")
    path = standoff(tmp_path, ANN)
    ran = run("import", "brat", path, "--into", tmp_path / "new", "--labels", tmp_path / "labels.toml", "--report", tmp_path / "r.json")
    assert ran.code == 0, ran.err
    record = load(tmp_path / "new").record("x")
    assert [(m["type"], m["subtype"]) for m in record["mentions"]] == [("PERSON", "named")] * 2
    assert record["events"][0]["arguments"] == [{"role": "Agent", "mention": "T1"}]
    assert ran.err.splitlines()[:2] == ["1 annotation left out by the label table", "2 annotations left out with one that they rest on"]
    assert '"what": "annotations left out by the label table"' in (tmp_path / "r.json").read_text(encoding="utf-8")


CONF = """
[entities]
PER
!Places
\tGPE
[relations]
<PP>=PER|GPE
in\tArg1:<PP>, Arg2:GPE
near Arg1:GPE, Arg2:GPE, <REL-TYPE>:symmetric
Equiv\tArg1:PER, Arg2:PER, <REL-TYPE>:symmetric-transitive
[events]
Meet\tWho+:PER, Place?:GPE, Cause*:<EVENT>|PER
[attributes]
Negation\tArg:<EVENT>
"""


def test_annotation_conf_becomes_an_ontology_and_comes_back(tmp_path: Path) -> None:
    standoff(tmp_path, ANN)
    (tmp_path / "annotation.conf").write_text(CONF, encoding="utf-8")
    ontology = read_ontology(tmp_path, Report())
    assert ontology is not None
    assert [(e["type"], e["corefers"]) for e in ontology["entity_types"]] == [("PER", True), ("GPE", False)]
    assert [(r["type"], r["head"], r["tail"]) for r in ontology["relation_types"]] == [
        ("in", ["PER", "GPE"], ["GPE"]),
        ("near", ["GPE"], ["GPE"]),
    ]
    assert ontology["event_types"][0]["roles"] == [
        {"role": "Who", "fillers": ["PER"], "core": True},
        {"role": "Place", "fillers": ["GPE"], "core": False},
        {"role": "Cause", "fillers": ["event", "PER"], "core": False},
    ]
    assert run("import", "brat", tmp_path / "x.ann", "--into", tmp_path / "new").code == 0
    assert run("export", "brat", "--out", tmp_path / "out", "--corpus", tmp_path / "new").code == 0
    again = read_ontology(tmp_path / "out", Report())
    assert again is not None
    assert {e["type"] for e in again["entity_types"]} == {"PER", "GPE", "ArgumentSpan", "SupportVerb"}
    assert [(r["type"], r["head"], r["tail"], r.get("symmetric")) for r in again["relation_types"]] == [
        ("in", ["GPE", "PER"], ["GPE"], None),
        ("near", ["GPE"], ["GPE"], True),
    ]
