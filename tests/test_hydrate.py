"""Withheld texts: another copy is aligned as far as it can be shown to be the same, never further."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import copies
import pytest
import sweep_hydrate
from conftest import ROOT, Ran, edit, run
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents
from sweep_hydrate import surfaces

from corpus_tools import Corpus, load
from corpus_tools.alignment import SAME, Finder, alignment_of, found_in, stale
from corpus_tools.formats import pair
from corpus_tools.formats.inline.reader import read_record
from corpus_tools.formats.inline.writer import write_record
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.publish.withheld import withheld_texts
from corpus_tools.reanchor import Copy, reanchor
from corpus_tools.stream import Stream
from corpus_tools.text import sha256
from corpus_tools.withhold import withheld

WAQAI = [record for record in load(ROOT / "corpus").records() if record.get("text")]
STORM = "storm"


def _reanchored(record: Record, copy: str) -> tuple[Record, Report]:
    report = Report()
    made = reanchor(withheld(record), Copy.of(copy), report)
    assert not isinstance(made, float), made
    return made[0], report


# ------------------------------------------------------------------------------------------------------ the stream


@pytest.mark.parametrize(
    ("text", "stream"),
    [
        ("قال «نعم» —  في ١٢ مايو", 'قال"نعم"-في12مايو'),
        ("قالَ “نعم” – في\u00a012\u200f مايو", 'قال"نعم"-في12مايو'),
        ("wait... ''what''؟", 'wait."what"?'),
        ('wait… "what"?', 'wait."what"?'),
        ("", ""),
    ],
)
def test_copies_that_read_the_same_have_the_same_stream(text: str, stream: str) -> None:
    assert Stream.of(text).text == stream


@given(st.text(st.sampled_from([*"اب لا َّ.«»-…\n\u200fﷲ1a"]), max_size=30))
def test_a_place_of_the_stream_leads_back_to_its_character(text: str) -> None:
    stream = Stream.of(text)
    for place in range(len(stream.text)):
        start = stream.start(place)
        if not stream.cuts(place):
            assert stream.place(start) == place
            assert stream.text[place] in Stream.of(text[start : stream.end(place + 1)]).text


# -------------------------------------------------------------------------------------------------- what is aligned


def test_the_hashes_are_few_bits_of_runs_that_hold_every_word() -> None:
    for record in WAQAI[:20]:
        alignment, stream = alignment_of(record, record["text"]), Stream.of(record["text"])
        held = {place for run in alignment["runs"] for place in range(run["place"], run["place"] + run["length"])}
        assert held == set(range(len(stream.text)))
        assert {len(run["hash"]) for run in alignment["runs"]} == {5}
        words = [sum(run["place"] <= word < run["place"] + run["length"] for word in stream.words.tolist()) for run in alignment["runs"]]
        assert 5 <= min(words) <= max(words) <= 9


def test_on_its_own_text_nothing_moves() -> None:
    for record in WAQAI[:20]:
        made, report = _reanchored(record, record["text"])
        assert report.losses == []
        assert {key: made[key] for key in made if key != "reanchored"} == withheld(record) | {"text": record["text"]}
        assert made["reanchored"] == {"text_sha256": record["text_sha256"], "copy_sha256": sha256(record["text"])}


def test_on_realistic_copies_of_waqai_998_tokens_of_a_thousand_align_and_no_span_is_wrong() -> None:
    tally = sweep_hydrate.sweep(WAQAI, {"everything": copies.everything}, 1)["everything"]
    assert tally.aligned / tally.tokens >= 0.998
    assert (tally.wrong, tally.refused) == (0, 0)
    assert tally.tokens > 25_000


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(WAQAI) - 1),
    st.lists(st.sampled_from([*copies.REALISTIC.values(), *copies.OTHER.values()]), max_size=4),
    st.integers(0, 99),
)
def test_whatever_is_done_to_a_copy_no_span_stands_on_other_words(number: int, edits: list[copies.Edit], seed: int) -> None:
    record = WAQAI[number]
    text = record["text"]
    for change in edits:
        # Only the first edit knows where the sentences are.
        text = change(text, record if text == record["text"] else {**record, "sentences": []}, random.Random(seed))
    made = reanchor(withheld(record), Copy.of(text), Report())
    if isinstance(made, tuple):
        assert surfaces(made[0], made[0]["text"]) <= surfaces(record, record["text"])


@given(documents(), st.sampled_from([copies.spaces, copies.vowels, copies.form, copies.changed_word]))
@settings(deadline=None)
def test_odd_documents_move_or_are_refused(record: Record, change: copies.Edit) -> None:
    text = record["text"]
    if change is not copies.changed_word:
        text = change(text, record, random.Random(1))
    made = reanchor(withheld(record), Copy.of(text), Report())
    if isinstance(made, tuple):
        assert surfaces(made[0], made[0]["text"]) <= surfaces(record, record["text"])


def test_an_unrelated_text_is_refused() -> None:
    shares = sweep_hydrate.unrelated(WAQAI[:25])
    assert (len(shares), max(shares.values())) == (600, 0.0)
    report = Report()
    assert reanchor(withheld(WAQAI[0]), Copy.of(WAQAI[1]["text"]), report) == 0.0
    assert (report.losses, report.changes) == ([], [])


def test_the_text_of_one_repeated_word_is_found_in_itself_and_only_some_of_its_places_are_tried() -> None:
    record = {**WAQAI[0], **{layer: [] for layer in ("mentions", "entities", "events", "event_clusters", "relations")}}
    text = "قال " * 400
    record |= {"text": text.strip(), "sentences": [{"id": "s1", "kind": "body", "start": 0, "end": len(text) - 1, "text": text.strip()}]}
    bare = withheld(record)
    assert found_in(bare, Stream.of(text)).share == 1.0
    long = Stream.of("قال " * 20_000)
    assert found_in(bare, long).share > 0
    runs = bare["alignment"]["runs"]
    candidates = Finder(bare, long)._candidates(range(len(runs)))
    assert 0 < sum(map(len, candidates.values())) <= SAME * len(runs)


@pytest.mark.parametrize(
    ("broken", "share"),
    [
        ({"runs": []}, 0.0),
        ({"runs": [{"place": 2**31 - 1, "length": 2**31 - 1, "hash": "00000"}]}, 0.0),
        ({"offsets": [], "places": []}, 1.0),
        ({"places": [0]}, 1.0),
        ({"places": [2**31 - 1] * 3}, 1.0),
    ],
)
def test_hashes_that_say_nothing_lead_to_no_span(broken: dict[str, Any], share: float) -> None:
    bare = withheld(WAQAI[0])
    made = reanchor({**bare, "alignment": {**bare["alignment"], **broken}}, Copy.of(WAQAI[0]["text"]), Report())
    if share == 0.0:
        assert made == share
        return
    assert isinstance(made, tuple)
    assert (made[1], made[0]["text"], [*sweep_hydrate.spans(made[0])], made[0]["sentences"]) == (share, "", [], [])


@pytest.mark.parametrize(
    ("layer", "change", "where"),
    [
        ("runs", lambda runs: [*runs[:2], {**runs[2], "hash": "xxxxx"}, *runs[3:]], "/alignment/runs/2"),
        ("runs", lambda runs: runs[:-1], "/alignment/runs"),
        ("offsets", lambda offsets: [offsets[0], *offsets[2:]], "/alignment/offsets/1"),
        ("places", lambda places: [*places, 0], "/alignment/places"),
        ("places", lambda places: places, None),
    ],
)
def test_what_is_stale_in_the_hashes_is_told(layer: str, change: Callable[[list[Any]], list[Any]], where: str | None) -> None:
    alignment = alignment_of(WAQAI[0], WAQAI[0]["text"])
    record = {**WAQAI[0], "alignment": {**alignment, layer: change(alignment[layer])}}
    assert stale(record, record["text"]) == where


# ------------------------------------------------------------------------------------------------- what is reported


LINES = """وصل الوزير سامي البدري إلى مدينة الساحل صباح اليوم
مراسل الأخبار
وقال البدري في بيان إن الزيارة تستمر ثلاثة أيام وتنتهي يوم الخميس
ويلتقي الوزير رئيس البلدية وعددا من التجار في سوق المدينة القديم"""


def _span(text: str, words: str, **more: object) -> Record:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words, **more}


@pytest.fixture
def visit() -> Record:
    sentences = [_span(LINES, line, id=f"s{n}", kind="body") for n, line in enumerate(LINES.split("\n"), 1)]
    mentions = [
        _span(LINES, "الوزير سامي البدري", id="m1", type="PER", level="name"),
        _span(LINES, "مدينة الساحل", id="m2", type="GPE", level="name"),
        _span(LINES, "رئيس البلدية", id="m3", type="PER", level="nominal"),
    ]
    axes = {"polarity": "positive", "modality": "asserted", "tense": "past", "genericity": "specific"}
    arrival = {"role": "Agent", "mention": "m1"}, {"role": "Place", "mention": "m2"}
    events = [
        {"id": "e1", "type": "Movement.Transport", "trigger": _span(LINES, "وصل"), **axes, "arguments": [*arrival]},
        {
            "id": "e2",
            "type": "Contact.Meet",
            "trigger": _span(LINES, "يلتقي"),
            **axes,
            "arguments": [{"role": "Participant", "mention": "m3"}],
        },
    ]
    return {
        **{key: WAQAI[0][key] for key in ("language", "text_profile", "basis", "genre", "date", "source", "provenance")},
        "id": "visit",
        "availability": "withheld",
        "text": LINES,
        "text_sha256": sha256(LINES),
        "text_length": len(LINES),
        "sentences": sentences,
        "mentions": mentions,
        "events": events,
        "entities": [{"id": f"E-{m['id']}", "type": m["type"], "mentions": [m["id"]]} for m in mentions],
        "event_clusters": [{"id": "c1", "events": ["e1", "e2"]}],
        "relations": [{"id": "r1", "type": "located_in", "head": "m3", "tail": "m2"}],
    }


def test_what_is_left_out_is_told_with_all_that_hung_on_it(visit: Record) -> None:
    copy = LINES.replace("مدينة الساحل", "بلدة الساحل").replace("يلتقي", "يجتمع")
    made, report = _reanchored(visit, copy)
    gone = "its run of words is not in the copy"
    assert [(loss.id, loss.what, loss.detail) for loss in report.losses] == [
        ("s1", "sentence[|s] left out", "none of its runs of words is in the copy"),
        ("", "stretch[|es] of the copy left out", "50 code points before the first sentence"),
        ("m1", "mention[|s] left out", gone),
        ("m2", "mention[|s] left out", gone),
        ("m3", "mention[|s] left out", gone),
        ("e1", "event[|s] left out", gone),
        ("e2", "event[|s] left out", gone),
        ("E-m1", "entit[y|ies] left out", "0 of its 1 mentions are left"),
        ("E-m2", "entit[y|ies] left out", "0 of its 1 mentions are left"),
        ("E-m3", "entit[y|ies] left out", "0 of its 1 mentions are left"),
        ("c1", "event cluster[|s] left out", "0 of its 2 events are left"),
        ("r1", "relation[|s] left out", "a mention of it was left out"),
    ]
    assert [(change.id, change.detail) for change in report.changes] == [
        ("s2", "51-64 to 0-13"),
        ("s3", "65-130 to 14-79"),
        ("s4", "131-195 to 80-144; words of it were not found, its edge is that of its line"),
    ]
    assert made["text"] == copy.partition("\n")[2]


def test_an_event_stays_without_the_argument_that_was_left_out(visit: Record) -> None:
    visit["events"][1]["trigger"] = _span(LINES, "الزيارة")
    made, report = _reanchored(visit, LINES.replace("يلتقي", "يجتمع"))
    assert [(loss.id, loss.what, loss.detail) for loss in report.losses] == [
        ("m3", "mention[|s] left out", "its run of words is not in the copy"),
        ("e2", "argument[|s] left out", "Participant: m3 was left out"),
        ("E-m3", "entit[y|ies] left out", "0 of its 1 mentions are left"),
        ("r1", "relation[|s] left out", "a mention of it was left out"),
    ]
    assert [(event["id"], len(event["arguments"])) for event in made["events"]] == [("e1", 2), ("e2", 0)]
    assert made["event_clusters"] == [{"id": "c1", "events": ["e1", "e2"]}]


def test_an_added_line_is_a_sentence_that_nobody_annotated(visit: Record) -> None:
    lines = LINES.split("\n")
    made, report = _reanchored(visit, "\n".join([*lines[:3], "إعلان: اشترك الآن", *lines[3:]]))
    assert [s["id"] for s in made["sentences"]] == ["s1", "s2", "s3", "added-1", "s4"]
    assert report.losses == []
    assert [(c.id, c.detail) for c in report.changes if "nobody" in c.what] == [("added-1", "17 code points")]
    assert [c.detail for c in report.changes if c.id == "m3"] == ["145-157 to 163-175"]


def test_what_stands_around_the_article_is_left_out(visit: Record) -> None:
    made, report = _reanchored(visit, f"القائمة\n\n{LINES}\n\nاتصل بنا")
    assert made["text"] == LINES
    assert [loss.detail for loss in report.losses] == ["9 code points before the first sentence", "10 code points behind the last sentence"]


def test_invisible_characters_and_presentation_forms_are_written_plainly(visit: Record) -> None:
    made, report = _reanchored(visit, "\u200f" + LINES.replace("الأخبار", "اﻷخبار"))
    assert made["text"] == LINES
    assert [change.detail for change in report.changes if change.id == ""] == ["2 places"]


def test_a_span_that_ends_inside_a_ligature_of_the_copy_is_left_out(visit: Record) -> None:
    start = LINES.index("الأخبار")
    visit["mentions"].append({"id": "m4", "type": "ORG", "level": "name", "start": start, "end": start + 2, "text": "ال"})
    text, report = LINES.replace("الأخبار", "اﻷخبار"), Report()
    # Copy.of would write the ligature as letters.
    assert isinstance(reanchor(withheld(visit), Copy(sha256(text), text, 0, Stream.of(text)), report), tuple)
    inside = ("m4", "mention[|s] left out", "its edge lies inside a character of the copy")
    assert [(loss.id, loss.what, loss.detail) for loss in report.losses] == [inside]


# ----------------------------------------------------------------------------------------------------- the commands


@pytest.fixture
def bare(second: Path, tmp_path: Path) -> Path:
    """The second corpus with one more text withheld, which lies in the folder `kept`."""
    ran = run("withhold", STORM, "--to", tmp_path / "kept", "--corpus", second)
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'kept' / 'storm.txt'}: text moved here\n")
    return second


def _other_copy(tmp_path: Path) -> Path:
    path = tmp_path / "copy.txt"
    text = (tmp_path / "kept" / "storm.txt").read_text(encoding="utf-8")
    path.write_text("Weather\n\n" + text.replace(" ", "  "), encoding="utf-8")
    return path


def test_withholding_leaves_no_text_and_a_valid_corpus(bare: Path, tmp_path: Path) -> None:
    record = json.loads((bare / "documents" / "storm.json").read_bytes())
    assert (record["availability"], "text" in json.dumps(record["mentions"])) == ("withheld", False)
    assert not (bare / "documents" / "storm.txt").exists()
    assert run("validate", bare).code == 0
    assert run("hydrate", tmp_path / "kept", "--corpus", bare).out == f"{bare / 'documents' / 'storm.txt'}: text in place, hash agrees\n"
    assert pair.read_pair(bare / "documents" / "storm.json")["alignment"] == record["alignment"]


@pytest.mark.parametrize(
    ("ids", "to", "message"),
    [
        (["letter"], "kept", "corpus: letter: its text is not there; hydrate it first\n"),
        (["nobody"], "kept", "corpus: nobody: there is no {second}/documents/nobody.json\n"),
        (["storm"], "second/documents/x", "corpus: {to}: lies among the documents; name a folder outside of the corpus\n"),
        (["storm"], "other", "corpus: {to}/storm.txt: is there already, and is not the text of storm\n"),
    ],
)
def test_what_cannot_be_withheld_stays_as_it_is(second: Path, tmp_path: Path, ids: list[str], to: str, message: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "storm.txt").write_text("x", encoding="utf-8")
    before = {path: path.read_bytes() for path in second.rglob("*") if path.is_file()}
    ran = run("withhold", *ids, "--to", tmp_path / to, "--corpus", second)
    assert (ran.code, ran.err) == (1, message.format(second=second, to=tmp_path / to))
    assert {path: path.read_bytes() for path in second.rglob("*") if path.is_file()} == before


def test_another_copy_is_put_in_place_and_every_span_is_told(bare: Path, tmp_path: Path) -> None:
    ran = run("hydrate", _other_copy(tmp_path), "--corpus", bare, "--report", tmp_path / "report.json")
    place = bare / "documents" / "storm.txt"
    assert (ran.code, ran.out) == (0, f"{place}: text in place, another copy, which has 100.0% of the words; annotations re-anchored\n")
    report = json.loads((tmp_path / "report.json").read_bytes())
    record = pair.read_pair(place.with_suffix(".json"))
    assert {row["id"] for row in report["changes"]} >= {m["id"] for m in record["mentions"]} | {e["id"] for e in record["events"]}
    assert {row["what"] for row in report["losses"]} == {"stretches of the copy left out"}
    assert record["reanchored"]["copy_sha256"] == sha256((tmp_path / "copy.txt").read_text(encoding="utf-8"))
    assert run("validate", bare).code == 0


def test_strict_takes_no_other_copy(bare: Path, tmp_path: Path) -> None:
    ran = run("hydrate", _other_copy(tmp_path), "--corpus", bare, "--strict")
    given = sha256((tmp_path / "copy.txt").read_text(encoding="utf-8"))
    wanted = f"its SHA-256 {given} is that of no withheld text; wanted: letter, storm [hydrate]"
    assert (ran.code, ran.err) == (1, f"{tmp_path / 'copy.txt'}:1: {wanted}\n")
    assert not (bare / "documents" / "storm.txt").exists()


def test_another_text_is_refused_with_the_share_that_it_has(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("A text about nothing.", encoding="utf-8")
    ran = run("hydrate", tmp_path / "other.txt", "--corpus", bare)
    assert ran.code == 1
    assert ran.err.endswith("is that of no withheld text, and it has 0% of the words of storm; wanted: letter, storm [hydrate]\n")


def test_a_dataset_directory_gets_the_texts_and_says_that_it_holds_them(bare: Path, tmp_path: Path) -> None:
    assert run("build", bare, "--out", tmp_path / "built").code == 0
    ran = _hydrated(tmp_path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{tmp_path / 'full'}: built with 1 withheld text; not to be published\n")
    document = load(tmp_path / "full")[STORM]
    assert document.text is not None
    text = (tmp_path / "kept" / "storm.txt").read_text(encoding="utf-8")
    before = [text[m.start : m.end].split() for m in load(tmp_path / "built")[STORM].mentions]
    assert before
    assert [document.text[m.start : m.end].split() for m in document.mentions] == before
    assert document.alignment is not None
    assert sum(load(tmp_path / "full").to_pandas("tokens")["document_id"] == STORM) == len(document.sentences)
    card = (tmp_path / "full" / "README.md").read_text(encoding="utf-8")
    assert "**Not to be published.** This copy holds 1 text that may not be redistributed" in card
    assert "Not to be published" not in (tmp_path / "built" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".hydrate")] == []


def test_a_hydrated_dataset_directory_is_not_published(bare: Path, tmp_path: Path) -> None:
    run("build", bare, "--out", tmp_path / "built")
    _hydrated(tmp_path)
    full = tmp_path / "full"
    assert withheld_texts(Corpus(tmp_path / "built")) == []
    assert [str(problem) for problem in withheld_texts(Corpus(full))] == [
        f"{full / config}: holds words of storm, whose text is withheld, in {field} [publish-withheld-text]"
        for config, field in (("documents", "text"), ("tokens", "tokens"))
    ]
    ran = run("publish", full, "--to", "hf://datasets/nobody/name", "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(f"corpus: {full}: is a dataset directory; publish the corpus that it was built from\n")


def _hydrated(tmp_path: Path) -> Ran:
    return run("hydrate", _other_copy(tmp_path), "--dataset", tmp_path / "built", "--out", tmp_path / "full")


def test_dataset_and_out_go_together(bare: Path, tmp_path: Path) -> None:
    ran = run("hydrate", tmp_path / "kept", "--dataset", bare)
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "Error: --dataset and --out go together, and not with --corpus")


def test_hashes_survive_inline_notation_and_follow_the_spans(bare: Path, tmp_path: Path) -> None:
    run("hydrate", tmp_path / "kept", "--corpus", bare)
    record = pair.read_pair(bare / "documents" / "storm.json")
    notation = write_record(record)
    assert 'alignment = "words-1"' in notation
    assert read_record(notation, "x")[0]["alignment"] == record["alignment"]


def test_hashes_of_the_wrong_shape_are_refused(bare: Path) -> None:
    edit(bare / "documents" / "storm.json", lambda text: text.replace('"hash":"', '"hash":"x', 1))
    assert "[schema]" in run("validate", bare).out
