"""The texts that offsets come to grief on, through every format and back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import SECOND
from hypothesis import HealthCheck, given, settings
from strategies import documents
from test_formats import BOTH, needs, reported, signature, there_and_back

from corpus_tools import load
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.losses import Report
from corpus_tools.order import LAYERS, Record, canonical
from corpus_tools.text import freeze, sha256


def record_of(text: str, *mentions: tuple[str, list[tuple[int, int]]], sentences: bool = True) -> Record:
    """Return a record with mentions: each a type and parts, in code points."""
    base = load(SECOND).record("storm")
    empty: dict[str, list[Record]] = {layer: [] for layer in LAYERS}
    made = []
    for n, (label, parts) in enumerate(mentions):
        start, end = parts[0][0], parts[-1][1]
        fragments = {"fragments": [{"start": s, "end": e} for s, e in parts]} if len(parts) > 1 else {}
        made.append({"id": f"m{n}", "type": label, "level": "name", "start": start, "end": end, "text": text[start:end], **fragments})
    ends = [match.span() for match in re.finditer(r"[^\n]+", text)] if sentences else []
    whole = [{"id": f"s{n}", "kind": "body", "start": start, "end": end, "text": text[start:end]} for n, (start, end) in enumerate(ends)]
    told = {"text": text, "text_sha256": sha256(text), "text_length": len(text), "sentences": whole, "mentions": made}
    return canonical({**base, **empty, **told})


def places(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


PILOT = "👩\u200d✈\ufe0f"
FLIGHT = f"😀 قالت {PILOT} مُحَمَّدَة \u200fإنّ «طائرة» الخطوط\u200f حطّت 🛬 في القاهرة.\nثمّ عادت 👨\u200d👩\u200d👧 إليها."
CASES = {
    "vowels, emoji, ZWJ and RLM before and inside": (
        record_of(FLIGHT, *(("PER", places(FLIGHT, word)) for word in (PILOT, "مُحَمَّدَة", "القاهرة", "👨\u200d👩\u200d👧", "إليها")))
    ),
    "nested, and of the same span": record_of(
        FLIGHT,
        ("ORG", [(FLIGHT.index("«"), FLIGHT.index(" حطّت"))]),
        ("VEH", places(FLIGHT, "طائرة")),
        ("ORG", places(FLIGHT, "الخطوط")),
        ("PER", places(FLIGHT, "الخطوط")),
    ),
    "discontinuous, around another": record_of(FLIGHT, ("VEH", places(FLIGHT, "طائرة", "حطّت")), ("ORG", places(FLIGHT, "الخطوط"))),
    "no mentions": record_of(FLIGHT),
    "no mentions and no sentences": record_of(FLIGHT, sentences=False),
    "one letter": record_of("ا", ("PER", [(0, 1)])),
}


def assert_comes_back(name: str, record: Record) -> None:
    """Hold what comes back against what the format carries of a record, or its report names as left out."""
    carries = needs(name).CARRIES
    back, report = there_and_back(name, record)
    assert back is not None or report.losses
    if back is None:
        return
    layers = ("sentences",) if not record["sentences"] else ()  # formats of tokens make such of lines
    back = {**back, **{layer: [] for layer in layers}}
    expected = kept(reported(record, report), carries, Report())
    assert signature(back, name, record["text"]) == signature(expected, name, "")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("case", CASES)
def test_a_hard_text_comes_back(name: str, case: str) -> None:
    assert_comes_back(name, CASES[case])


@pytest.mark.parametrize("name", BOTH)
def test_a_text_of_100_000_characters_comes_back(name: str) -> None:
    text = " ".join(f"كلمة{n}" for n in range(12_000))[:100_000].rstrip()
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    assert_comes_back(name, record_of(text, *(("PER", [span]) for span in spans[::50])))


# ------------------------------------------------------------------------------------------------- carriage returns

OURS = ("inline", "json", "jsonl")
"""Formats of frozen text, in which a carriage return is a fault."""


def with_carriage_returns(record: Record) -> Record:
    """Return what another tool would have of a record whose text has CR LF; without sentences, which are kept for us as they are."""
    ends = [0]
    for character in record["text"]:
        ends.append(ends[-1] + 1 + (character == "\n"))
    raw = record["text"].replace("\n", "\r\n")

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(one) for one in value]
        if not isinstance(value, dict):
            return value
        new = {key: ends[one] if key in ("start", "end") else moved(one) for key, one in value.items()}
        return new | ({"text": raw[new["start"] : new["end"]]} if "start" in new and "text" in new else {})

    return {**moved(record), "text": raw, "text_sha256": sha256(raw), "text_length": len(raw), "sentences": []}


@pytest.mark.parametrize("name", [name for name in BOTH if name not in OURS])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=documents().filter(lambda record: freeze(record["text"]) == record["text"]))
def test_carriage_returns_are_frozen_and_every_span_moves(name: str, record: Record) -> None:
    carries = needs(name).CARRIES
    back, report = there_and_back(name, with_carriage_returns(record))
    assert back is not None or report.losses
    if back is None:
        return
    expected = kept(reported({**record, "sentences": []}, report), carries, Report())
    assert signature({**back, "sentences": []}, name, record["text"]) == signature(expected, name, "")
    assert "\r" not in back["text"]
