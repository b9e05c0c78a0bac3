"""W3C Web Annotation: a browser's units, links, and what has no text or place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reading import EMOJI, faults, put, read, said, spans


def web(id: str, exact: str, start: int, end: int, *bodies: Any) -> dict[str, Any]:
    selector = [{"type": "TextQuoteSelector", "exact": exact}, {"type": "TextPositionSelector", "start": start, "end": end}]
    return {"id": f"#{id}", "type": "Annotation", "body": list(bodies), "target": {"selector": selector}}


def tag(value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def test_web_annotations_of_a_browser_count_utf16_and_link_each_other(tmp_path: Path) -> None:
    link = {"id": "#c", "type": "Annotation", "motivation": "linking", "body": [tag("near")], "target": [{"id": "#a"}, {"id": "#b"}]}
    comment = {"type": "TextualBody", "value": "hm"}
    items = [web("a", "محمد", 3, 7, comment, tag("PER"), tag("also")), web("b", "القاهرة", 11, 18, tag("GPE")), link]
    (tmp_path / "x.txt").write_text(EMOJI, encoding="utf-8")
    (record,), report = read("webannotation", put(tmp_path, "x.w3c.json", items))
    assert spans(record) == [("PER", "محمد"), ("GPE", "القاهرة")]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("near", "a", "b")]
    assert said(report) == [
        "a: comment left out: hm",
        "a: further tag of an annotation left out: also",
        ": document whose offsets count another unit than the format's: utf-16 instead of code-points",
    ]


def test_web_annotations_without_a_text_or_a_place_are_problems(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonld", [{"id": "#a", "type": "Annotation", "target": "http://a.b"}])
    assert faults(read("webannotation", path)[1]) == ["1: there is no x.txt beside it, to whose text it could apply [webannotation-text]"]
    (tmp_path / "x.txt").write_text("abc", encoding="utf-8")
    assert faults(read("webannotation", path)[1]) == [
        "1: annotation 'a' has neither a TextPositionSelector nor two annotations as its targets [webannotation-shape]"
    ]
