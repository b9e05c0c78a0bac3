"""What the explorer's data say: every word and label where it stands, found by the files that a browser would read."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import threading
import unicodedata
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SECOND, run
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools import load
from corpus_tools.distributions import distributions
from corpus_tools.site import bundle
from corpus_tools.site.catalogue import source_lines
from corpus_tools.site.folding import fold_table, folded
from corpus_tools.site.guidelines import said_of
from corpus_tools.site.server import address, server
from corpus_tools.site.words import bare_forms, forms_of
from corpus_tools.tokens import tokenize

WEB = ROOT / "src/corpus_tools/site/web"
Rows = list[dict[str, Any]]
pytestmark = pytest.mark.xdist_group("site")  # the site of the corpus is made once


@pytest.fixture(autouse=True)
def front(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A front end in name only: the data are the same beside any."""
    folder = tmp_path_factory.mktemp("bundle")
    for name in bundle.FILES:
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(bundle, "FOLDER", folder)
    return folder


def site(root: Path, out: Path, *options: str) -> Path:
    ran = run("site", root, "--out", out, "--quiet", *options)
    assert ran.code == 0, ran.err
    return out


def _sha(path: Path) -> Any:
    return json.loads(path.read_bytes())["text_sha256"]


@pytest.fixture(scope="module")
def waqai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("waqai")
    (folder / "bundle").mkdir()
    for name in bundle.FILES:
        (folder / "bundle" / name).write_text(name, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "FOLDER", folder / "bundle")
        return site(ROOT / "corpus", folder / "site")


def told(site: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((site / "site.json").read_bytes())
    return facts


def table(site: Path, name: str) -> Rows:
    """Read a table as a browser does: file by file, each of as many rows as site.json says."""
    cut = told(site)["tables"][name]
    files = [pq.read_table(site / "data" / name / f"{n}.parquet").to_pylist() for n in range(-(-cut["rows"] // cut["block"]))]
    assert [len(rows) for rows in files[:-1]] == [cut["block"]] * (len(files) - 1)
    rows = [row for file in files for row in file]
    assert len(rows) == cut["rows"]
    return rows


# ------------------------------------------------------------------------------------------------------- documents


def test_every_document_is_listed_and_found_by_its_id(waqai: Path) -> None:
    corpus = load(ROOT / "corpus")
    catalogue = table(waqai, "catalogue")
    assert [row["id"] for row in catalogue] == list(corpus.ids)
    assert {row["id"]: row["split"] for row in catalogue} == {id: split for split, ids in corpus.splits.items() for id in ids}
    numbers = {row["id"]: row["number"] for row in table(waqai, "ids")}
    assert numbers == {id: n for n, id in enumerate(corpus.ids)}
    headline = next(row["title"] for row in catalogue if row["id"] == "wadi-ceasefire")
    assert headline == "هدنة في وادي الغضار تبدأ فجر الاثنين بعد أسبوعين من القصف"


def test_the_documents_are_there_whole(waqai: Path) -> None:
    texts, wholes = table(waqai, "texts"), table(waqai, "documents")
    for document, text, whole in zip(load(ROOT / "corpus"), texts, wholes, strict=True):
        lines = (ROOT / "corpus" / whole.pop("path")).read_text(encoding="utf-8").split("\n")
        places = {place["id"]: place["line"] for place in whole.pop("lines")}
        assert all(f'"id":"{mention.id}"' in lines[places[mention.id] - 1] for mention in document.mentions)
        assert _bare({**whole, **text}) == _bare(document.to_record())


def _bare(record: Any) -> Any:
    """Return a record without what is null, which the nested table has for every field that is not there."""
    if isinstance(record, dict):
        return {key: _bare(value) for key, value in record.items() if value is not None}
    return [_bare(item) for item in record] if isinstance(record, list) else record


def test_a_line_is_that_on_which_an_id_first_stands() -> None:
    assert source_lines('{\n"id": "d",\n"mentions": [\n{"id":"m1"},\n{"id" : "m2"}],\n"x": {"id": "m1"}}') == {"d": 2, "m1": 4, "m2": 5}


def test_no_word_of_a_withheld_text_leaves_with_the_site(tmp_path: Path) -> None:
    second = Path(shutil.copytree(SECOND, tmp_path / "second"))
    record = json.loads((second / "documents/letter.json").read_bytes())
    out = site(second, tmp_path / "site")
    number = next(row["number"] for row in table(out, "ids") if row["id"] == "letter")
    assert table(out, "texts")[number] == {"text": None}
    assert table(out, "catalogue")[number]["availability"] == record["availability"] == "withheld"
    assert number not in {hit["document"] for hit in table(out, "hits")}


def test_a_withheld_text_stays_where_it_was_put_in_place(second: Path, tmp_path: Path) -> None:
    path = second / "documents/storm.json"
    record = json.loads(path.read_bytes())
    for span in [*record["sentences"], *record["mentions"], *(event["trigger"] for event in record["events"])]:
        del span["text"]
    path.write_text(json.dumps({**record, "availability": "withheld"}), encoding="utf-8")
    assert (second / "documents/storm.txt").is_file()
    out = site(second, tmp_path / "site")
    number = next(row["number"] for row in table(out, "ids") if row["id"] == "storm")
    assert table(out, "texts")[number] == {"text": None}
    assert number not in {hit["document"] for hit in table(out, "hits")}
    assert {label["label"]: label["count"] for label in table(out, "labels")}["Expect"] == 1


def test_a_corpus_without_annotations_has_a_site(second: Path, tmp_path: Path) -> None:
    for path in (second / "documents").glob("*.json"):
        record = json.loads(path.read_bytes())
        nothing: dict[str, Any] = {layer: [] for layer in ("mentions", "entities", "events", "event_clusters", "relations")}
        path.write_text(json.dumps({**record, **nothing}), encoding="utf-8")
    out = site(second, tmp_path / "site")
    assert {label["kind"] for label in table(out, "labels")} == {"genre", "split"}
    assert table(out, "instances") == []


# ------------------------------------------------------------------------------------------------------------ words


def test_every_word_is_found_wherever_it_stands(waqai: Path) -> None:
    hits, found = table(waqai, "hits"), defaultdict(set)
    for row in table(waqai, "words"):
        stretch = hits[row["first"] : row["first"] + row["count"]]
        assert row["documents"] == len({hit["document"] for hit in stretch})
        found[row["word"]] = {(hit["document"], hit["start"], hit["length"]) for hit in stretch}
    wanted = defaultdict(set)
    for n, document in enumerate(load(ROOT / "corpus")):
        text = document.text or ""
        for start, end in tokenize(text):
            form = folded(text[start:end])
            if any(map(str.isalnum, form)):
                wanted[form].add((n, start, end - start))
    assert {word: places for word, places in found.items() if places} == wanted


def test_words_are_sorted_as_a_browser_compares_them(waqai: Path) -> None:
    words = [row["word"] for row in table(waqai, "words")]
    assert words == sorted(words, key=lambda word: word.encode("utf-16-be"))
    cut = told(waqai)["tables"]["words"]
    assert cut["firsts"] == words[:: cut["block"]]


def test_words_that_follow_each_other_have_numbers_that_do(waqai: Path) -> None:
    words, hits = {row["word"]: row for row in table(waqai, "words")}, table(waqai, "hits")

    def places(word: str) -> set[tuple[int, int]]:
        row = words[word]
        return {(hit["document"], hit["ordinal"]) for hit in hits[row["first"] : row["first"] + row["count"]]}

    pairs = {(n, at) for n, at in places("الامم") if (n, at + 1) in places("المتحده")}
    assert len(pairs) == sum(len(re.findall(r"\bالأمم المتحدة\b", document.text or "")) for document in load(ROOT / "corpus"))


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("والوزير", {("الوزير", False), ("وزير", True), ("والوزير"[1:], False)}),
        ("للامم", {("امم", True)}),
        ("وللامم", {("للامم", False), ("امم", True)}),
        ("باب", set()),
    ],
)
def test_a_word_may_stand_behind_proclitics(word: str, bare: set[tuple[str, bool]]) -> None:
    assert bare <= set(bare_forms(word))
    assert word not in {rest for rest, _ in bare_forms(word)}
    assert all(len(rest) > 2 for rest, _ in bare_forms(word))


def test_a_word_has_the_forms_that_the_corpus_attests() -> None:
    forms = forms_of(["وزير", "الوزير", "والوزير", "للوزير", "ولد", "للامم", "كان"])
    assert forms["وزير"] == {"الوزير", "والوزير", "للوزير"}
    assert forms["الوزير"] == {"والوزير"}
    assert forms["امم"] == {"للامم"}  # never alone, but its article says that it is a word
    assert "ان" not in forms


# ---------------------------------------------------------------------------------------------------------- folding


@pytest.mark.parametrize("written", ["الأُمَم", "الأمـــم", "الامم", "ﺍﻷﻣﻢ", "الأمم"])
def test_ways_to_write_a_word_have_one_form(written: str) -> None:
    assert folded(written) == "الامم"


def test_the_table_is_small() -> None:
    table = fold_table()
    assert table["letters"] == {
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        "ئ": "ي",
        "ى": "ي",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "ہ": "ه",
        "ھ": "ه",
    }
    assert table["characters"]["ـ"] == table["characters"]["َ"] == ""
    assert len(table["characters"]) < 1000


ESBUILD = WEB / "node_modules/.bin/esbuild"
ARABIC = [chr(point) for block in ((0x600, 0x700), (0xFB50, 0xFE00), (0xFE70, 0xFF00), (0x200B, 0x2010)) for point in range(*block)]
KNOWN = [c for c in ARABIC if unicodedata.category(c) != "Cn"]
WORDS = st.text(st.one_of(st.sampled_from(KNOWN), st.sampled_from("اأإآىيةهولـَّٰٔٓ٣۳Aaéİß\u0301\u0307😀")), max_size=12)


@pytest.fixture(scope="module")
def browser_fold(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The folding of the front end, run by node on many words at once."""
    if shutil.which("node") is None or not ESBUILD.exists():
        pytest.skip("no node here, or scripts/bundle has not run")
    module = tmp_path_factory.mktemp("fold") / "fold.mjs"
    subprocess.run([str(ESBUILD), str(WEB / "src/fold.ts"), f"--outfile={module}", "--log-level=error"], check=True)
    code = (
        f"import {{ folded }} from {json.dumps(module.as_uri())}; import {{ readFileSync }} from 'node:fs';"
        "const { table, words } = JSON.parse(readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(words.map((word) => folded(word, table))));"
    )

    def fold(words: list[str]) -> list[str]:
        given = json.dumps({"table": fold_table(), "words": words})
        ran = subprocess.run(["node", "--input-type=module", "-e", code], input=given, capture_output=True, text=True, check=True)
        made: list[str] = json.loads(ran.stdout)
        return made

    return fold


@settings(max_examples=10, deadline=None)
@given(st.lists(WORDS, min_size=100, max_size=300))
def test_a_browser_folds_as_python_does(browser_fold: Any, words: list[str]) -> None:
    assert browser_fold(words) == [folded(word) for word in words]


# ----------------------------------------------------------------------------------------------------------- labels


def test_every_label_has_all_its_instances_and_their_documents(waqai: Path) -> None:
    instances, labels = table(waqai, "instances"), table(waqai, "labels")
    found = {}
    for label in labels:
        stretch = instances[label["first"] : label["first"] + label["count"]]
        numbers = {instance["document"] for instance in stretch}
        if label["kind"] not in ("genre", "split"):
            bits = {n for n in range(100) if label["bitmap"][n // 8] >> n % 8 & 1}
            assert (bits, label["documents"]) == (numbers, len(numbers))
            found[label["kind"], label["label"]] = sorted((one["document"], one["id"], one["start"], one["end"]) for one in stretch)
    wanted = defaultdict(list)
    for n, document in enumerate(load(ROOT / "corpus")):
        for m in document.mentions:
            for name in (
                ("mention", m.type),
                *([("mention", f"{m.type}/{m.subtype}")] if m.subtype else []),
                ("attribute", f"level/{m.level}"),
            ):
                wanted[name].append((n, m.id, m.start, m.end))
        for e in document.events:
            axes = [("attribute", f"{axis}/{getattr(e, axis)}") for axis in ("polarity", "modality", "tense", "genericity")]
            for name in ("event", e.type), *([("event", f"{e.type}/{e.mode}")] if e.mode else []), *axes:
                wanted[name].append((n, e.id, e.trigger.start, e.trigger.end))
    kinds = {"mention", "event", "attribute"}
    assert {
        name: places
        for name, places in found.items()
        if name[0] in kinds and name[1] not in ("level", "polarity", "modality", "tense", "genericity")
    } == {name: sorted(places) for name, places in wanted.items()}
    counts = {name: len(places) for name, places in found.items()}
    corpus = load(ROOT / "corpus")
    assert counts["role", "Place"] == sum(a.role == "Place" for d in corpus for e in d.events for a in e.arguments)
    assert counts["relation", "part_of"] == sum(r.type == "part_of" for d in corpus for r in d.relations)


def test_labels_stand_in_the_order_of_the_ontology(waqai: Path) -> None:
    types = [entity["type"] for entity in json.loads((ROOT / "corpus/ontology.json").read_bytes())["entity_types"]]
    assert [label["label"] for label in table(waqai, "labels") if label["kind"] == "mention" and "/" not in label["label"]] == types


def test_guidelines_are_cut_by_label() -> None:
    types = "# Types\n\n| type | is |\n|---|---|\n| A | first |\n| B | second |\n\n"
    sections = "## A\n\n| part | is |\n|--|--|\n| `x` | in A |\n\nOne\nparagraph.\n- an item\n\n"
    sections += "| x | y |\n|--|--|\n| 1 | 2 \\| 3 |\n\n## C\n\nOther.\n"
    table = {"rows": [["type", "is"], ["A", "first"]]}
    parts = {"rows": [["part", "is"], ["`x`", "in A"]]}
    assert said_of(types + sections, ["A", "A/x", "B", "B/x", "D"]) == {
        "A/x": [parts],
        "A": [parts, {"text": "One paragraph."}, {"text": "- an item"}, {"rows": [["x", "y"], ["1", "2 | 3"]]}, table],
        "B": [{"rows": [["type", "is"], ["B", "second"]]}],
    }


def test_every_type_of_waqai_has_its_guidelines(waqai: Path) -> None:
    ontology = json.loads((ROOT / "corpus/ontology.json").read_bytes())
    types = [label["type"] for kind in ("entity_types", "event_types", "relation_types") for label in ontology[kind]]
    said = json.loads((waqai / "data/guidelines.json").read_bytes())
    modes = [f"{event['type']}/{mode}" for event in ontology["event_types"] for mode in event["modes"]]
    assert [label for label in (*types, *modes) if label not in said] == []


# ---------------------------------------------------------------------------------------------------- disagreements


def test_what_annotators_differ_in_is_what_agree_lists(waqai: Path) -> None:
    rows = table(waqai, "disagreements")
    ran = run("agree", ROOT / "corpus/layers/A", ROOT / "corpus/layers/B", "--errors", "--format", "json")
    listed = json.loads(ran.out)["disagreements"]
    assert [(row["layer"], row["kind"], row["document"], row["follows"] == "yes") for row in rows] == [
        (one["layer"], one["kind"], one["document"], one["follows"]) for one in listed
    ]
    assert {(row["first"], row["second"]) for row in rows} == {("A", "B")}
    texts = {document.id: document.text or "" for document in load(ROOT / "corpus")}
    same = [(row, passage) for row in rows for passage in row["passages"] if passage["text"] in texts[row["document"]]]
    assert len(same) > len(rows) / 2
    for row, passage in same:
        assert texts[row["document"]].startswith(passage["text"], passage["start"]) or row["document"] in MENDED


# Their texts are not any more those that were annotated twice.
MENDED = {path.stem for path in (ROOT / "corpus/layers/A").glob("*.json") if _sha(path) != _sha(ROOT / "corpus/documents" / path.name)}


def test_a_corpus_of_one_annotator_has_no_disagreements(tmp_path: Path) -> None:
    assert "disagreements" not in told(site(SECOND, tmp_path / "site"))["tables"]


# ------------------------------------------------------------------------------------------------------- the command


def test_a_dataset_directory_gives_the_same_site_but_for_its_sources(second: Path, second_built: Path, tmp_path: Path) -> None:
    ours, theirs = site(second, tmp_path / "a"), site(second_built, tmp_path / "b")
    for name in ("catalogue", "ids", "texts", "words", "hits", "labels", "instances"):
        assert table(ours, name) == table(theirs, name)
    assert {row["path"] for row in table(theirs, "documents")} == {None}


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    def digests(folder: Path) -> dict[str, str]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert digests(site(SECOND, tmp_path / "a")) == digests(site(SECOND, tmp_path / "b"))


def test_a_site_takes_the_place_of_a_site_and_of_nothing_else(tmp_path: Path) -> None:
    out = site(SECOND, tmp_path / "site")
    (out / "left").write_text("", encoding="utf-8")
    assert not (site(SECOND, out) / "left").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes").write_text("", encoding="utf-8")
    ran = run("site", SECOND, "--out", tmp_path / "mine")
    assert ran.code == 1
    assert ran.err == f"corpus: {tmp_path / 'mine'}: is there already and is no site (it has no site.json); not touched\n"


def test_a_corpus_with_an_error_gets_no_site(second: Path, tmp_path: Path) -> None:
    path = second / "documents/storm.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"Arrive"', '"Depart"'), encoding="utf-8")
    ran = run("site", second, "--out", tmp_path / "site", "--quiet")
    assert ran.code == 1
    assert "event e2 has the type Depart, which is not in the ontology [event-type-unknown]" in ran.err
    assert not (tmp_path / "site").exists()


def test_without_its_front_end_it_says_how_to_make_it(front: Path, tmp_path: Path) -> None:
    (front / "explorer.js").unlink()
    ran = run("site", SECOND, "--out", tmp_path / "site")
    expected = f"corpus: {front}: the front end is not there (explorer.js is missing); scripts/bundle makes it, and needs npm\n"
    assert (ran.code, ran.err) == (1, expected)


def test_it_must_be_told_what_to_do() -> None:
    ran = run("site", SECOND)
    assert ran.code == 2
    assert "give --out, --serve or both" in ran.err


def test_plots_are_drawn_for_both_languages_if_they_are_asked_for(tmp_path: Path) -> None:
    assert told(site(SECOND, tmp_path / "none"))["plots"] == []
    out = site(SECOND, tmp_path / "site", "--plots")
    drawn = told(out)["plots"]
    assert [one["id"] for one in drawn] == [one.id for one in distributions(load(SECOND))]
    (types,) = [one for one in drawn if one["id"] == "events-type"]
    assert types["title"] == {"en": "Events by type", "ar": "الأحداث بحسب النوع"}
    assert types["description"] == {"en": "Arrive 6; Expect 1", "ar": "Arrive 6; Expect 1"}
    for one in drawn:
        for language in ("en", "ar"):
            assert (out / "plots" / language / f"{one['id']}.svg").read_bytes().startswith(b"<?xml")


def test_a_port_in_use_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run("site", SECOND, "--serve", "--port", port, "--quiet")
    assert (ran.code, ran.err) == (1, f"corpus: port {port}: Address already in use\n")


def test_the_server_gives_the_files_of_its_folder_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    with server(tmp_path / "in", 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        with urllib.request.urlopen(address(running) + "a.txt") as answer:
            assert answer.read() == b"a"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address(running) + "../b.txt")
        running.shutdown()
        thread.join()
