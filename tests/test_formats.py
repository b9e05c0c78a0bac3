"""What every format owes, those not written yet included."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SECOND, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import documents

from corpus_tools import CorpusError, InvalidCorpus, load
from corpus_tools.formats import FORMATS, listing, read_of, write_of
from corpus_tools.formats.carrying import kept, points_of, without_events, without_mentions
from corpus_tools.formats.conll2012 import TYPE, TYPELESS
from corpus_tools.formats.contract import FEATURES, UNITS, ReadOptions
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record
from corpus_tools.text import Frozen, Offsets, freeze

BOTH = sorted(name for name, form in FORMATS.items() if hasattr(form, "read") and hasattr(form, "write"))
READ = sorted(name for name, form in FORMATS.items() if hasattr(form, "read"))
WRITTEN = sorted(name for name, form in FORMATS.items() if hasattr(form, "write"))
MODULES = {"uima": "cassis", "spacy": "spacy"}


def needs(name: str) -> Any:
    """Return the format; skip the test where its extra is not installed."""
    extra = FORMATS[name].EXTRA
    if extra and find_spec(MODULES[extra]) is None:
        pytest.skip(f"needs the extra [{extra}]")
    return FORMATS[name]


# ------------------------------------------------------------------------------------------- the round trip of all


def signature(record: Record, name: str, text: str) -> Counter[Any]:
    """
    Return all that a record says, by content: references followed, ids left out, places counted in what is not white space.

    A field that the format does not carry counts for nothing. `text` is that of a record whose own is withheld. Formats of tokens
    cannot tell a span from the same with white space at its edges, and only they and those without text count places so.
    """
    carries = FORMATS[name].CARRIES
    text = text if record.get("text") is None else record["text"]
    place = _places(text, exact="text" in carries and FORMATS[name].UNIT != "tokens")
    parts = {item["id"]: _span(item, place) for item in record["mentions"]}
    parts |= {event["id"]: (event["type"], _span(event["trigger"], place)) for event in record["events"]}
    said: list[Any] = [("text", text if "text" in carries else "".join(text.split()))]
    said += [("sentence", _span(item, place)) for item in record["sentences"]]
    said += [("mention", item["type"], parts[item["id"]], _fields(item, carries)) for item in record["mentions"]]
    said += [("entity", tuple(sorted(parts[id] for id in e["mentions"])), _fields(e, carries)) for e in record["entities"]]
    said += [("event", _event(item, parts, place), _fields(item, carries)) for item in record["events"]]
    said += [("cluster", tuple(sorted(parts[id] for id in c["events"])), _fields(c, carries)) for c in record["event_clusters"]]
    said += [("relation", r["type"], parts[r["head"]], parts[r["tail"]], _fields(r, carries)) for r in record["relations"]]
    if "metadata" in carries:
        said += [(key, str(record[key])) for key in ("id", "language", "availability", "basis", "genre", "date", "source")]
    if "provenance" in carries:
        said.append(("provenance", str(record["provenance"])))
    return Counter(said)


def _places(text: str, *, exact: bool) -> list[int]:
    """Return for each offset what it counts as: itself, or the number of characters before it that are not white space."""
    counts = [0]
    for character in text:
        counts.append(counts[-1] + (exact or not character.isspace()))
    return counts


def _span(span: Record, place: list[int]) -> tuple[Any, ...]:
    return tuple((place[start], place[end]) for start, end in points_of(span))


_DEFAULT = {"level": "name", "polarity": "positive", "modality": "asserted", "tense": "unspecified", "genericity": "specific"}
_OF = {
    "subtypes": ("subtype", "mode", "level"),
    "values": ("normalized", "value", "name", "wikidata"),
    "event-attributes": ("polarity", "modality", "tense", "genericity"),
    "provenance": ("provenance",),
}


def _fields(item: Record, carries: frozenset[str]) -> tuple[Any, ...]:
    names = [name for feature, names in _OF.items() if feature in carries for name in names]
    return tuple(str(item.get(name, _DEFAULT.get(name))) for name in names)


def _event(event: Record, parts: dict[str, Any], place: list[int]) -> tuple[Any, ...]:
    fillers = [
        (a["role"], str(parts[a.get("mention") or a["event"]] if not a.get("span") else ("span", _span(a["span"], place))))
        for a in event["arguments"]
    ]
    support = _span(event["support_verb"], place) if event.get("support_verb") else None
    return event["type"], _span(event["trigger"], place), tuple(sorted(fillers)), support


def there_and_back(name: str, record: Record) -> tuple[Record | None, Report]:
    """Return what comes back of a record from the files of a format, and the report of the writing; None where nothing was written."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        write_of(name)([record], Path(folder), report)
        if not list(Path(folder).iterdir()):
            return None, report
        (back,) = read_of(name)(Path(folder), Report(), ReadOptions())
    return back, report


_LEFT_OUT = re.compile(r"(mention|event|relation|cluster|entity cluster|event cluster)\[\|s\] left out[, ]")


def reported(record: Record, report: Report) -> Record:
    """Return the record without the mentions and events that the report names as left out whole."""
    lost = {loss.id for loss in report.losses if _LEFT_OUT.match(loss.what)}
    mentions = [m["id"] for m in record["mentions"] if m["id"] in lost]
    events = [e["id"] for e in record["events"] if e["id"] in lost]
    record = without_events(without_mentions(record, mentions, "", Report()), events, "", Report())
    typeless = {loss.id for loss in report.losses if loss.what == TYPELESS}
    record = {**record, "mentions": [{**m, "type": TYPE} if m["id"] in typeless else m for m in record["mentions"]]}
    return {**record, **{layer: [i for i in record[layer] if i["id"] not in lost] for layer in ("entities", "event_clusters", "relations")}}


@pytest.mark.parametrize("name", BOTH)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=documents().filter(lambda record: freeze(record["text"]) == record["text"]))
def test_what_a_format_claims_to_carry_comes_back_and_the_rest_is_in_its_report(name: str, record: Record) -> None:
    carries = needs(name).CARRIES
    back, report = there_and_back(name, record)
    if back is None:
        assert [loss for loss in report.losses if not loss.id], "a document was left out, and nobody said so"
        return
    expected = kept(reported(record, report), carries, Report())
    assert signature(back, name, record["text"]) == signature(expected, name, "")
    noted = {(loss.id, loss.what) for loss in report.losses}
    wanted = Report()
    kept(reported(record, report), carries, wanted)
    assert {(loss.id, loss.what) for loss in wanted.losses} <= noted


BROKEN = [b"\xff\xfe", b"[", b"\xef\xbb\xbf{}", b"+++\n+++\n| a\r\n", b"\0", b"T1\n", b"<a>", b"1\n\n", b"T1\tA 9 1\tx\n"]


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("content", BROKEN, ids=repr)
def test_no_file_however_broken_is_more_than_a_problem(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"x{needs(name).SUFFIXES[0]}"
    path.write_bytes(content)
    caught: CorpusError | None = None
    try:
        list(read_of(name)(path, Report(), ReadOptions()))
    except CorpusError as error:
        caught = error
    problems = caught.problems if isinstance(caught, InvalidCorpus) else ()
    assert [p for p in problems if not (p.path.startswith(str(tmp_path)) and p.line and p.message and p.rule)] == []
    assert isinstance(caught, InvalidCorpus) or "\n" not in str(caught)


@pytest.mark.parametrize("name", READ)
def test_a_path_that_is_not_there_is_said_in_a_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        list(needs(name).read(tmp_path / "none", Report(), ReadOptions()))
    assert str(caught.value) == f"{tmp_path / 'none'}: no such file or folder"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_strict_report_writes_nothing_where_something_is_lost(name: str, tmp_path: Path) -> None:
    record = load(SECOND).record("arrival")
    loose, strict = Report(), Report(strict=True)
    needs(name).write([record], tmp_path / "loose", loose)
    if not loose.losses:
        return
    with pytest.raises(InvalidCorpus):
        write_of(name)([record], tmp_path / "strict", strict)
    assert not (tmp_path / "strict").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_is(name: str) -> None:
    form = FORMATS[name]
    assert name == form.NAME
    assert set(FEATURES) >= form.CARRIES
    assert form.UNIT in UNITS
    assert all(suffix.startswith(".") for suffix in form.SUFFIXES)


# ------------------------------------------------------------------------------------------------ the page, the list


def test_the_page_of_the_formats_holds_their_table() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert listing.markdown() in page
    assert [name for name in FORMATS if f"\n## {name}\n" not in page] == []


def test_the_command_lists_all_formats() -> None:
    lines = run("formats").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == sorted(FORMATS)
    assert lines[0].split()[:5] == ["format", "in", "out", "offsets", "extra"]


# ----------------------------------------------------------------------------------------------------------- offsets


@given(st.text(st.sampled_from([*"ab\u0627\u0644", "😀", "👩", "\u0301"])), st.sampled_from(["utf-16", "utf-8"]))
def test_offsets_of_other_units_become_code_points_and_back(text: str, unit: str) -> None:
    offsets = Offsets(text, unit)
    codec = "utf-16-le" if unit == "utf-16" else unit
    width = 2 if unit == "utf-16" else 1
    for n in range(len(text) + 1):
        units = len(text[:n].encode(codec)) // width
        assert (offsets.from_code_points(n), offsets.to_code_points(units)) == (units, n)


@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (2, "utf-16 offset 2 lies inside a code point"),
        (5, "utf-16 offset 5 lies outside a text of 4 units"),
        (-1, "utf-16 offset -1 lies outside a text of 4 units"),
    ],
)
def test_an_offset_that_cannot_be_converted_is_an_error(offset: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Offsets("a😀b", "utf-16").to_code_points(offset)


def test_text_is_frozen_by_its_profile_and_nothing_else_is_changed() -> None:
    assert freeze("\ufeffأ\u0627\u0653\r\nب\u0640\u200fﻻ\r") == "أ\u0622\nب\u0640\u200fﻻ\n"


@given(st.text(st.sampled_from([*"a\u0627\u0653\u0301\r\n\ufeff\u0644", "😀", "e", "\u0323"])))
def test_offsets_are_carried_into_frozen_text(raw: str) -> None:
    frozen = Frozen(raw)
    for n in range(len(raw) + 1):
        head, tail = freeze(raw[:n]), freeze(f"\n{raw[n:]}")[1:] if n else freeze(raw)
        if head + tail == frozen.text:
            assert frozen.at(n) == len(head)
        else:
            with pytest.raises(ValueError, match=f"offset {n} lies inside what freezing made one character"):
                frozen.at(n)


def test_an_offset_beyond_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="offset 4 lies outside a text of 3 code points"):
        Frozen("abc").at(4)
