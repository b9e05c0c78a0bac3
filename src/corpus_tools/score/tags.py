"""BIO tags as spans, for what is annotated on tokens: units are tokens, not code points."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_tools.score.spans import Labelled


def spans_of_tags(tags: Sequence[str]) -> set[Labelled]:
    """
    Return the spans of IOB2 tags in tokens, ends exclusive, with their labels.

    Strict, as seqeval's mode "strict" with IOB2 (Ramshaw and Marcus 1995): a span begins at B-X and goes on over I-X of the
    same X; any other tag ends it, and an I-X that continues nothing belongs to no span.
    """
    spans: set[Labelled] = set()
    start, label = -1, ""
    for place, tag in enumerate(tags):
        if tag == "O":
            if start >= 0:
                spans.add(((start, place), label))
                start = -1
            continue
        prefix, _, kind = tag.partition("-")
        if start >= 0 and prefix == "I" and kind == label:
            continue
        if start >= 0:
            spans.add(((start, place), label))
            start = -1
        if prefix == "B":
            start, label = place, kind
    if start >= 0:
        spans.add(((start, len(tags)), label))
    return spans
