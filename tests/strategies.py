"""Documents out of thin air, for properties that must hold for every document."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from corpus_tools.order import Record, canonical
from corpus_tools.text import freeze, sha256

_LETTERS = st.sampled_from(
    [*'abا بتلم"\\#@|_+>=:;,.1٢', "\u00e9", "\u0301", "\u064e", "\u0651", "👩", "\u200d", "✈", "\ufe0f", "\u200f", "\u2028", "ـ", "\t"]
)
_WORDS = st.text(_LETTERS, min_size=1, max_size=6).filter(lambda word: word == word.strip() and " " not in word)
_GAPS = st.sampled_from([" ", "\n", "", "\n\n", " \n\t", "  ", "\t", "\n \n"])
_STRINGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
_TYPES = st.sampled_from(["PER", "GPE", "TIM"])
_MAYBE_MADE = st.none() | st.builds(
    lambda agent, method: {"agent": agent, "method": method}, _STRINGS, st.sampled_from(["manual", "model"])
)


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, list[Record]]:
    """Draw a text and its sentences, which together hold all that is not white space."""
    text, sentences = draw(st.sampled_from(["", " ", "\n", "\n\n\t"])), []
    for n in range(draw(st.integers(1, 4))):
        sentence = "".join(
            f"{word}{gap}" for word, gap in draw(st.lists(st.tuples(_WORDS, st.sampled_from([" ", "\n"])), min_size=1, max_size=5))
        )
        sentence = sentence.strip()
        kind = draw(st.sampled_from(["body", "headline"]))
        sentences.append({"id": f"s{n}", "kind": kind, "start": len(text), "end": len(text) + len(sentence)})
        text += sentence + draw(_GAPS)
    return text, sentences


@st.composite
def _spans(draw: st.DrawFn, sentences: list[Record]) -> Record:
    sentence = draw(st.sampled_from(sentences))
    inside = st.integers(sentence["start"], sentence["end"])
    cuts = sorted(draw(st.sets(inside, min_size=2, max_size=2)))
    span: Record = {"start": cuts[0], "end": cuts[-1]}
    if cuts[1] - cuts[0] > 2 and draw(st.booleans()):
        span["fragments"] = [{"start": cuts[0], "end": cuts[0] + 1}, {"start": cuts[1] - 1, "end": cuts[1]}]
    return span


def _with_text(span: Record, text: str) -> Record:
    return {**span, "text": text[span["start"] : span["end"]]}


@st.composite
def documents(draw: st.DrawFn) -> Record:
    """Draw the record of a document, in canonical order, that the schema and the rules of integrity would pass."""
    # A text in another profile than the schema's would be frozen by a reader.
    text, sentences = draw(_texts().filter(lambda made: made[0] == freeze(made[0])))
    mentions = [
        {
            "id": f"m{n}",
            "type": draw(_TYPES),
            "subtype": draw(st.none() | st.just("sub")),
            "level": draw(st.sampled_from(["name", "nominal", "pronoun", "value"])),
            **_with_text(draw(_spans(sentences)), text),
            "normalized": draw(st.none() | _STRINGS),
            "value": draw(st.none() | _STRINGS),
            "provenance": draw(_MAYBE_MADE),
        }
        for n in range(draw(st.integers(0, 5)))
    ]
    events = [_event(draw, n, text, sentences, [m["id"] for m in mentions]) for n in range(draw(st.integers(0, 3)))]
    record: Record = {
        "id": "doc",
        "language": "ar",
        "availability": draw(st.sampled_from(["included", "withheld"])),
        "text": text,
        "text_sha256": sha256(text),
        "text_length": len(text),
        "text_profile": "nfc-lf-1",
        "basis": "fictional",
        "genre": "wire",
        "date": "2026-01-02",
        "source": {"publisher": draw(_STRINGS), "license": "CC-BY-4.0", "note": draw(st.none() | _STRINGS)},
        "provenance": [{"layer": "text", "agent": draw(_STRINGS), "method": "manual"}],
        "sentences": [_with_text(sentence, text) for sentence in sentences],
        "mentions": mentions,
        "entities": _clusters(draw, "mentions", [m["id"] for m in mentions], "c"),
        "events": events,
        "event_clusters": _clusters(draw, "events", [e["id"] for e in events], "h"),
        "relations": _relations(draw, [m["id"] for m in mentions]),
    }
    return canonical(_without_nulls(record))


def _event(draw: st.DrawFn, n: int, text: str, sentences: list[Record], fillers: list[str]) -> Record:
    filler = st.builds(lambda span: {"span": _with_text(span, text)}, _spans(sentences))
    filler |= st.builds(lambda event: {"event": event}, st.just("e0"))
    if fillers:
        filler |= st.builds(lambda mention: {"mention": mention}, st.sampled_from(fillers))
    arguments = [{"role": draw(st.sampled_from(["Who", "Time"])), **draw(filler)} for _ in range(draw(st.integers(0, 3)))]
    return {
        "id": f"e{n}",
        "type": "A.B",
        "mode": draw(st.none() | st.just("mode")),
        "trigger": _with_text(draw(_spans(sentences)), text),
        "support_verb": draw(st.none() | st.builds(lambda span: _with_text(span, text), _spans(sentences))),
        "polarity": draw(st.sampled_from(["positive", "negative"])),
        "modality": draw(st.sampled_from(["asserted", "possible"])),
        "tense": draw(st.sampled_from(["past", "future"])),
        "genericity": draw(st.sampled_from(["specific", "generic"])),
        "arguments": arguments,
        "provenance": draw(_MAYBE_MADE),
    }


def _clusters(draw: st.DrawFn, members: str, ids: list[str], prefix: str) -> list[Record]:
    groups: dict[str, list[str]] = {}
    for id in ids:
        name = draw(st.sampled_from([f"{prefix}1", f"{prefix}2", f"E-{id}", ""]))
        if name:
            groups.setdefault(name, []).append(id)
    made: list[Record] = [{"id": name, members: group, "provenance": draw(_MAYBE_MADE)} for name, group in groups.items()]
    if members == "mentions":
        made = [{**cluster, "type": draw(_TYPES), "name": draw(st.none() | _STRINGS)} for cluster in made]
    return made


def _relations(draw: st.DrawFn, ids: list[str]) -> list[Record]:
    if not ids:
        return []
    ends = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=2))
    return [
        {"id": f"r{n}", "type": "near", "head": head, "tail": tail, "provenance": draw(_MAYBE_MADE)} for n, (head, tail) in enumerate(ends)
    ]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
