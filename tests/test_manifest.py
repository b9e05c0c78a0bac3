"""
Every row of the list of real corpora: each file of it is read, with the counts that the list gives, or with a problem per known fault.

Where only a sample of a corpus is at hand, the counts are those of the sample, as its own lines say; `says` is what the list has on
the whole corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from corpus_tools.formats import read_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report

EXTERNAL = ROOT.parent / "shared" / "external"
real = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the files of other projects are not here")
LAYERS = ("sentences", "mentions", "entities", "events", "relations")


@dataclass(frozen=True)
class Part:
    """Files of a corpus: the format, the pattern, what must be found in them, and the rules of the problems that they must have."""

    format: str
    pattern: str
    found: dict[str, int]
    problems: dict[str, int] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """A row of the list: words of it that the counts show, its parts, and what of it is no annotation that any format holds."""

    says: tuple[str, ...]
    parts: tuple[Part, ...]
    sample: str = ""
    aside: dict[str, str] = field(default_factory=dict)


def counts(documents: int = 0, **layers: int) -> dict[str, int]:
    return {"documents": documents, **layers} if documents else layers


CORPORA = {
    "aqmar": Corpus(
        ("28 articles / 2,687 sents", "5,854 B- entities", "54 I-after-O, 16 I-type-change"),
        # One of the 16 changes of type is to a tag that is none.
        (Part("bio", "articles/*.txt", counts(28, sentences=2687, mentions=5854), {"bio-begin": 54 + 15, "bio-tag": 3}),),
    ),
    "wojood_sample": Corpus(
        ("3 files / 1,629 sents", "4,220 B- in last column", "1 I-after-O"),
        # Two of the tags B- stand in no last column.
        (Part("bio", "*.txt", counts(3, sentences=1629, mentions=4222), {"bio-begin": 1}),),
    ),
    "ud_arabic_pud": Corpus(
        ("1,000 sents (1,000 # newdoc)",),
        (Part("conllu", "*.conllu", counts(1000, sentences=1000)),),
        aside={"stats.xml": "figures of the treebank"},
    ),
    "farasa_wikinews": Corpus(
        ("400+ lines", "18.3k POS rows"),
        (
            Part("text", "WikiNewsTruth.txt", counts(400), options={"lines": True}),
            # Parts of speech are no tags of mentions: each row says so, and the text is read.
            Part("bio", "WikiNews.pos.ref", counts(1, sentences=1), {"bio-tag": 18301}),
        ),
    ),
    "brat_examples": Corpus(
        ("172", "9,664 T, 700 E, 5,786 R"),
        # Of the T, 532 are triggers of events and nothing else.
        (Part("brat", "**/*.ann", counts(172, mentions=9664 - 532, entities=92, events=700, relations=5786, arguments=842)),),
        aside={"normalisation/**/*.txt": "names in databases"},
    ),
    "bionlp13_cg": Corpus(
        ("610", "32,279 T, 12,217 E"),
        (Part("bionlp", "**/*.a1", counts(120, mentions=4551, entities=178, events=2793, arguments=3753)),),
        sample="120 of 610 documents",
    ),
    "litbank": Corpus(
        ("100 x 3 layers", "5 dangling refs (4 notes, 1 R)", "57,515 T"),
        (
            Part("brat", "entities/**/*.ann", counts(12, mentions=1615)),
            Part("brat", "events/**/*.ann", counts(12, mentions=980), {"brat-reference": 1}),
            Part("brat", "coref/**/*.ann", counts(12, mentions=6574, relations=80)),
            Part("conll2012", "coref/**/*.conll", counts(12, sentences=1004, mentions=3327, entities=895)),
        ),
        sample="12 of 100 documents",
    ),
    "raredis": Corpus(
        ("833", "656 relations with dangling ids", "16 text mismatches"),
        # Each dangling end of a relation is a problem, and each text in which quotation marks are doubled.
        (Part("brat", "**/*.ann", counts(150, mentions=2224, relations=1222), {"brat-reference": 123, "brat-text": 3}),),
        sample="150 of 1,041 documents",
    ),
    "phee": Corpus(
        ("4,827", "5,679 E", "JSON 5,019 events"),
        (
            Part("brat", "**/*.ann", counts(150, mentions=780, events=178, relations=11, arguments=78)),
            # Of the events 152 are combinations inside another.
            Part("phee", "*.json", counts(961, mentions=4948, events=1003 + 152, arguments=5469)),
        ),
        sample="150 of 4,827 documents in brat's format, one of three files in JSON",
    ),
    "cassis_tests": Corpus(
        ("13 JSON + 27 XMI + 28 typesystem files", "two sofas", "no-text sofas"),
        (
            Part(
                "casjson",
                "**/*.json",
                counts(10, sentences=2, mentions=23, events=2, arguments=4),
                {"casjson-views": 6},
            ),
            Part("xmi", "**/*.xmi", counts(17, sentences=6, mentions=24, events=2, arguments=4), {"xmi-views": 8, "xmi-file": 2}),
        ),
        aside={"typesystems/*.xml": "type systems, which XMI files without one beside them are read without"},
    ),
    "inception_tests": Corpus(
        ("152 TSV + 77 XMI + 14 BioC + 3 zip", "4 distinct files fail bioc.validate", "zero-width"),
        (
            Part(
                "webanno",
                "**/*.tsv",
                counts(125, sentences=335, mentions=1275, entities=162, events=17, relations=22, arguments=12),
                {"webanno-format": 27},  # those of TSV 2
            ),
            Part("xmi", "**/*.xmi", counts(77, sentences=83, mentions=125, relations=1), {"xmi-offset": 16}),
            Part(
                "bioc", "inception-io-bioc/**/*.xml", counts(17, sentences=10, mentions=8, relations=1), {"bioc-text": 8, "bioc-shape": 1}
            ),
            Part("brat", "**/*.ann", counts(46, mentions=6150, relations=5728)),
            Part(
                "pubannotation",
                "inception-external-search-pubannotation/**/*.json",
                counts(10, mentions=6, relations=2),
                {"pubannotation-shape": 1},
            ),
            Part("webannotation", "**/*.w3c.json", {}, {"webannotation-text": 2}),
            Part("bio", "**/chunk2000_test.conll", counts(1, sentences=3, mentions=44)),
            Part("brat", "**/TDT-*.zip", counts(1, mentions=239, relations=237)),
            Part("webanno", "**/Export*.zip", counts(1, sentences=1)),
        ),
        aside={
            "**/test-project-*.zip": "a project whose documents are in Java's serialisation alone",
            "**/desc/type/*.xml": "type systems",
            "**/relation/**/TypeSystem.xml": "a type system without a CAS",
            "**/log4j2-test.xml": "settings",
            "**/types.txt": "settings",
            "**/*-explained*.txt": "notes on a test",
            "**/chunk2000_ref.json": "a CAS as an earlier version wrote it, in JSON of another shape",
            "**/*.ttl": "RDF",
            "**/fi-*.conll": "dependency trees of CoNLL-2006",
            "**/webannotest_*.xml": "the source of a text, in TEI",
        },
    ),
    "gum": Corpus(
        ("281", "75,697 mentions (TSV and CoNLL agree)"),
        (Part("webanno", "**/*.tsv", counts(17, sentences=976, mentions=4468, relations=2322)),),
        sample="17 of 281 documents, TSV alone",
    ),
    "ud_english_gum": Corpus(
        ("60 / 3,039 sents", "15,824 mentions", "3,940 entities dev"),
        (Part("conllu", "*.conllu", counts(30, sentences=1575, mentions=7897, entities=3940)),),
        sample="30 of 60 documents, the file dev",
    ),
    "wikievents": Corpus(
        ("40", "4,929 entities, 709 events, 991 args, 853 clusters"),
        (Part("wikievents", "*.jsonl", counts(40, sentences=870, mentions=4929, entities=853, events=709, arguments=991)),),
    ),
    "evmeval": Corpus(
        ("~40 tiny", "Rich ERE XML, brat, CoNLL coref"),
        (
            Part("apf", "**/*.xml", counts(1, mentions=27, entities=7, events=15, arguments=29)),
            Part("brat", "conversion_demo/**/*.ann", counts(1, events=15)),
            # Their texts lie in another folder.
            Part("brat", "*/*/ann/*.ann", {}, {"brat-text-missing": 3}),
            Part("conll2012", "**/*.conll", counts(13, sentences=13, mentions=43, entities=25)),
        ),
        aside={
            "**/*.tbf": "event nuggets without their texts: written only",
            "**/*.tab": "tokens of the nuggets",
            "**/*.comp": "output of a scorer",
            "**/*.eval": "output of a scorer",
            "**/*.score": "output of a scorer",
            "**/*.reason": "why a file is invalid",
            "LICENSE/*": "licences",
            "**/txt/*.txt": "texts of the nuggets",
            "**/ere/*.txt": "the text of the ERE file",
            "**/*.text": "notes on the tests",
        },
    ),
    "nerine_labelstudio_no": Corpus(
        ("5 tasks", "115 labels (89 origin=prediction)"),
        (
            # In 17 of the labels the text at the offsets is not what they say.
            Part("labelstudio", "label_studio_export.json", counts(5, mentions=115 - 17), {"labelstudio-text": 17}),
            Part("labelstudio", "label_studio_import.json", counts(5)),
            Part("labelstudio", "label_studio_predictions.json", counts(5, mentions=98), {"labelstudio-text": 17}),
        ),
    ),
    "prodigy_explosion": Corpus(
        ("4,128 tasks", "4,349 spans"),
        (
            Part("prodigy", "**/*[!s].jsonl", counts(190, mentions=205)),
            Part("prodigy", "**/*patterns.jsonl", {}, {"prodigy-shape": 40}),
        ),
        sample="the first lines of five files, and a file of patterns, which are no tasks",
    ),
    "doccano_small": Corpus(
        ("3", "17 spans, 3 relations"),
        (Part("doccano", "*.jsonl", counts(3, mentions=15, relations=3)),),  # five spans are by the second and third user
    ),
    "wnut17": Corpus(
        ("4 files / 6,977 sents", "unlabelled 1-col test file"),
        (
            Part("bio", "*.conll", counts(3, sentences=6977 - 1287, mentions=4042), {"bio-begin": 1}),
            Part("bio", "emerging.test.annotated", counts(1, sentences=1287, mentions=1079)),
            Part("bio", "emerging.test", counts(1, sentences=1287)),
        ),
    ),
    "corefud_scorer_tests": Corpus(
        ("337 files", "CorefUD CoNLL-U, CoNLL-2012, UA format"),
        (
            Part("conllu", "tests-corefud/**/*.key", counts(33, sentences=39, mentions=187, entities=72)),
            Part("conllu", "tests-corefud/**/*.response", counts(100, sentences=134, mentions=582, entities=252)),
            Part("conll2012", "tests-conll/*.key", counts(3, sentences=6, mentions=18, entities=10), {"conll2012-columns": 11}),
            Part("conll2012", "tests-conll/*.response", counts(25, sentences=50, mentions=172, entities=88), {"conll2012-columns": 11}),
            # Of 720 mentions 16 are of empty nodes alone.
            Part("ua", "tests-ua/**/*.key", counts(32, sentences=44, mentions=183, entities=72)),
            Part("ua", "tests-ua/**/*.response", counts(90, sentences=134, mentions=521, entities=223)),
            Part("ua", "tests-ua/**/*.sys", counts(15, sentences=34, mentions=108, entities=64)),
        ),
        aside={"expected.tsv": "scores"},
    ),
}
DOCUMENTATION = ("README*", "LICENSE*", "*.README", "Makefile", "*.properties", "*.dtd", "*.conf")


def files(name: str, pattern: str) -> list[Path]:
    return sorted(path for path in (EXTERNAL / name).glob(pattern) if path.is_file())


@cache
def read(name: str, part: int) -> tuple[Counter[str], Counter[str]]:
    """Return how much of each layer a part has, and its problems by rule."""
    wanted = CORPORA[name].parts[part]
    found: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for file in files(name, wanted.pattern):
        report = Report()
        for record in read_of(wanted.format)(file, report, ReadOptions(keep_going=True, **wanted.options)):
            found["documents"] += 1
            found.update({layer: len(record[layer]) for layer in LAYERS})
            found["arguments"] += sum(len(event["arguments"]) for event in record["events"])
        problems.update(problem.rule for problem in report.problems)
    return +found, problems


def manifest() -> dict[str, str]:
    rows = (EXTERNAL / "MANIFEST.tsv").read_text("utf-8").rstrip("\n").split("\n")[1:]
    return {row.partition("\t")[0]: row for row in rows}


@real
def test_no_row_of_the_list_is_left_out() -> None:
    assert list(manifest()) == list(CORPORA)
    assert [(name, words) for name, corpus in CORPORA.items() for words in corpus.says if words not in manifest()[name]] == []


@real
@pytest.mark.parametrize(("name", "part"), [(name, n) for name, corpus in CORPORA.items() for n in range(len(corpus.parts))])
def test_a_corpus_is_read_with_its_counts_or_a_problem_per_fault(name: str, part: int) -> None:
    wanted = CORPORA[name].parts[part]
    if wanted.format in ("xmi", "casjson"):
        pytest.importorskip("cassis")
    assert read(name, part) == (wanted.found, wanted.problems)


def beside(file: Path) -> Iterator[Path]:
    """Yield what is read with a file: its text, its other half, its type system, its clusters."""
    yield file
    yield from (file.with_suffix(suffix) for suffix in (".txt", ".a2"))
    yield from file.parent.glob("*ypes*ystem*.xml")
    yield from file.parent.glob("coref/*.jsonlines")


@real
@pytest.mark.parametrize("name", CORPORA)
def test_no_file_of_a_corpus_is_left_out(name: str) -> None:
    corpus = CORPORA[name]
    read_ones = {place for part in corpus.parts for file in files(name, part.pattern) for place in beside(file)}
    aside = {file for pattern in (*corpus.aside, *(f"**/{p}" for p in DOCUMENTATION)) for file in files(name, pattern)}
    assert sorted(str(file.relative_to(EXTERNAL)) for file in files(name, "**/*") if file not in read_ones | aside) == []
