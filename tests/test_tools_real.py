"""The real files of other projects, read in place, with the counts they are known for; and what their own libraries say of ours."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SECOND
from hypothesis import HealthCheck, given, settings
from reading import faults, noted_in, read
from strategies import documents
from test_formats import needs

from corpus_tools import load
from corpus_tools.formats import write_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.graph import nodes
from corpus_tools.formats.losses import Report, worded
from corpus_tools.order import Record

EXTERNAL = ROOT.parent / "shared" / "external"
real = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the files of other projects are not here")
REALIGN = ReadOptions(keep_going=True, realign=True)


def found(folder: str, pattern: str) -> Iterator[Path]:
    """Yield the files of a project; there must be some."""
    files = sorted((EXTERNAL / folder).rglob(pattern))
    assert files
    yield from files


def all_of(name: str, files: Iterable[Path], options: ReadOptions = ReadOptions(keep_going=True)) -> tuple[Counter[str], list[Report]]:  # noqa: B008
    """Return how much of each layer the files have, and their reports."""
    counts: Counter[str] = Counter()
    reports = []
    for file in files:
        records, report = read(name, file, options)
        reports.append(report)
        counts["documents"] += len(records)
        for record in records:
            counts.update({layer: len(record[layer]) for layer in ("sentences", "mentions", "entities", "events", "relations")})
            counts["arguments"] += sum(len(event["arguments"]) for event in record["events"])
        counts["problems"] += len(report.problems)
    return +counts, reports


def kinds(reports: Iterable[Report]) -> Counter[str]:
    """Return how often each loss and change was noted, but for the word on metadata."""
    noted = Counter(worded(thing.what, 2) for report in reports for thing in noted_in(report))
    del noted["documents without metadata in the file given what the options say"]
    return noted


@real
def test_label_studio_of_the_norwegian_cases() -> None:
    export = EXTERNAL / "nerine_labelstudio_no" / "label_studio_export.json"
    counts, reports = all_of("labelstudio", [export])
    assert counts == {"documents": 5, "mentions": 98, "problems": 17}
    assert faults(reports[0])[0] == "1: r3: 660:674 reads 'v John Cavendi', not 'John Cavendish' [labelstudio-text]"
    counts, reports = all_of("labelstudio", [export], REALIGN)
    made = Counter(
        (m.get("provenance") or {}).get("method") for record in read("labelstudio", export, REALIGN)[0] for m in record["mentions"]
    )
    assert made == {"model": 87, None: 25}
    assert (counts["mentions"], counts["problems"]) == (112, 3)
    assert kinds(reports)["spans moved to where their text stands"] == 14


@real
def test_doccano_of_several_users_and_with_relations() -> None:
    counts, reports = all_of("doccano", found("doccano_small", "*.jsonl"))
    assert counts == {"documents": 3, "mentions": 15, "relations": 3}
    assert kinds(reports)["annotations by other users than the first left out"] == 5


@real
def test_prodigy_projects_and_their_pattern_file() -> None:
    files = [file for file in found("prodigy_explosion", "*.jsonl") if "patterns" not in file.name]
    counts, reports = all_of("prodigy", files)
    assert counts == {"documents": 190, "mentions": 205}
    assert kinds(reports) == {"choices of a whole task left out": 30}
    patterns, _ = all_of("prodigy", found("prodigy_explosion", "*patterns.jsonl"))
    assert patterns == {"problems": 40}


@real
def test_wikievents_and_its_drifting_offsets() -> None:
    counts, reports = all_of("wikievents", found("wikievents", "*.jsonl"))
    assert counts == {"documents": 40, "sentences": 870, "mentions": 4929, "entities": 853, "events": 709, "arguments": 991}
    drift = [change.detail for report in reports for change in report.changes if "offsets" in change.what]
    numbers = [re.findall(r"(\d+) of (\d+) tokens", detail)[0] for detail in drift]
    # At 98 of these a token of the same text stands by chance: by text alone, 25,991 of 27,115 are wrong.
    assert (sum(int(wrong) for wrong, _ in numbers), sum(int(all_) for _, all_ in numbers)) == (26089, 27115)
    items = [json.loads(line) for file in found("wikievents", "*.jsonl") for line in file.read_text(encoding="utf-8").split("\n") if line]
    tokens = [(item["text"], *token) for item in items for sentence in item["sentences"] for token in sentence[0]]
    assert sum(text[start:end] != form for text, form, start, end in tokens) == 25991


@real
def test_cas_files_of_cassis_and_of_inception() -> None:
    pytest.importorskip("cassis")
    counts, _ = all_of("casjson", found("cassis_tests", "*.json"))
    assert counts == {"documents": 10, "sentences": 2, "mentions": 23, "events": 2, "arguments": 4, "problems": 6}
    counts, _ = all_of("xmi", found("cassis_tests", "*.xmi"))
    assert (counts["documents"], counts["problems"]) == (17, 10)
    smileys = read("xmi", next(found("cassis_tests", "cas_with_smileys.xmi")))[0][0]
    assert len(smileys["mentions"]) == 5
    counts, reports = all_of("xmi", found("inception_tests", "*.xmi"))
    assert (counts["documents"], counts["mentions"], counts["problems"]) == (77, 125, 16)
    assert kinds(reports)["things of types that the type system lacks left out"] == 210


@real
def test_bioc_of_inception_whose_four_files_lie_about_their_text() -> None:
    files = [file for file in found("inception_tests/inception-io-bioc", "*.xml") if "log4j" not in file.name]
    counts, reports = all_of("bioc", files)
    assert counts == {"documents": 17, "sentences": 10, "mentions": 8, "relations": 1, "problems": 8}
    assert sum(bool(report.problems) for report in reports) == 4


@real
def test_pubannotation_and_web_annotations_of_inception() -> None:
    counts, reports = all_of("pubannotation", found("inception_tests/inception-external-search-pubannotation", "*.json"))
    assert counts == {"documents": 10, "mentions": 6, "relations": 2, "problems": 1}
    assert kinds(reports)["tracks merged, their project not being kept"] == 2
    counts, _ = all_of("webannotation", found("inception_tests", "*.w3c.json"))
    assert counts == {"problems": 2}


@real
def test_rich_ere_becomes_the_event_nuggets_that_its_own_converter_made(tmp_path: Path) -> None:
    demo = EXTERNAL / "evmeval" / "conversion_demo"
    records, report = read("apf", demo / "ere")
    assert (len(records), len(records[0]["events"]), len(records[0]["mentions"]), faults(report)) == (1, 15, 27, [])
    (path,) = write_of("tbf")(records, tmp_path, Report())

    def nuggets(file: Path) -> Counter[tuple[str, str]]:
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").split("\n") if line[:1] not in ("#", "@", "")]
        return Counter((row[4], row[6]) for row in rows)

    assert nuggets(path) == nuggets(demo / "gold.tbf")
    assert path.read_text(encoding="utf-8").count("@Coreference") == 2


# --------------------------------------------------------------------------------------------------------- peers


def written(name: str, record: Record, folder: Path) -> list[Path]:
    return write_of(name)([record], folder, Report())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=documents())
def test_bioc_validates_what_we_write(record: Record, tmp_path: Path) -> None:
    bioc = pytest.importorskip("bioc")
    from bioc import biocjson, biocxml  # noqa: PLC0415  of the extra for tests

    for name, library in (("bioc", biocxml), ("biocjson", biocjson)):
        (path,) = written(name, record, tmp_path)
        with path.open(encoding="utf-8") as file:
            collection = library.load(file)
        bioc.validate(collection)
        assert len(collection.documents[0].passages[0].annotations) == len(nodes(record))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=documents())
def test_cassis_loads_our_xmi_strictly(record: Record, tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    path, types = written("xmi", record, tmp_path)
    with types.open("rb") as file:
        system = cassis.load_typesystem(file)
    with path.open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=system)
    assert cas.sofa_string == record["text"]
    got = Counter((item.label, item.get_covered_text()) for item in cas.select("webanno.custom.Mention"))
    assert got == Counter((mention["type"], mention["text"]) for mention in record["mentions"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=documents())
def test_spacy_loads_our_docbin(record: Record, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    (path,) = written("spacy", record, tmp_path)
    (doc,) = spacy.tokens.DocBin().from_disk(path).get_docs(spacy.blank("ar").vocab)
    assert doc.text == record["text"]
    got = Counter((span.label_, span.text) for span in doc.spans["mentions"])
    # A span of spaCy shows no blank at its end that belongs to its last word.
    assert {(label, text.strip()) for label, text in got} == {(m["type"], m["text"].strip()) for m in record["mentions"]}


def test_a_docbin_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    record = load(SECOND).record("storm")
    one, other = (written("spacy", record, tmp_path / name)[0].read_bytes() for name in ("a", "b"))
    assert one == other


JSON_FORMATS = (
    "bigbio",
    "biocjson",
    "casjson",
    "doccano",
    "json",
    "jsonl",
    "labelstudio",
    "maven",
    "prodigy",
    "pubannotation",
    "rams",
    "wikievents",
)


@pytest.mark.parametrize("name", [*JSON_FORMATS, "text"])
def test_datasets_loads_what_we_write_in_the_forms_that_it_knows(name: str, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415  slow to import

    needs(name)
    record = load(SECOND).record("storm")
    path, *_ = written(name, record, tmp_path / "files")
    kind = "text" if name == "text" else "json"
    table = datasets.load_dataset(kind, data_files=str(path), cache_dir=str(tmp_path / "cache"), split="train")
    # Text is loaded line by line.
    assert len(table) == (record["text"].count("\n") + 1 if name == "text" else 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=documents())
def test_bigbio_has_every_part_of_a_mention(record: Record, tmp_path: Path) -> None:
    (path,) = written("bigbio", record, tmp_path)
    got = {entity["id"]: entity["offsets"] for entity in json.loads(path.read_bytes())["entities"]}
    for mention in record["mentions"]:
        parts = mention.get("fragments") or [mention]
        assert got[f"{record['id']}_{mention['id']}"] == [[part["start"], part["end"]] for part in parts]


def test_bigbio_has_what_its_schema_asks_for(tmp_path: Path) -> None:
    record = load(SECOND).record("storm")
    (path,) = written("bigbio", record, tmp_path)
    item = json.loads(path.read_bytes())
    assert list(item) == ["id", "document_id", "passages", "entities", "events", "coreferences", "relations"]
    things = [*item["passages"], *item["entities"], *item["events"], *item["coreferences"], *item["relations"]]
    assert len({thing["id"] for thing in things}) == len(things)
    for entity in item["entities"]:
        assert entity["text"] == [record["text"][start:end] for start, end in entity["offsets"]]
    known = {thing["id"] for thing in (*item["entities"], *item["events"])}
    assert {argument["ref_id"] for event in item["events"] for argument in event["arguments"]} <= known
