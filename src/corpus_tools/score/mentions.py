"""Mentions, and the values that they state."""

from __future__ import annotations

from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.matching import Span, overlapping
from corpus_tools.score.spans import add_breakdown, add_exact, add_overlap, add_relaxed, add_strict, by_label
from corpus_tools.score.view import View


def tally_mentions(tally: Tally, gold: View, predicted: View) -> None:
    """
    Add the mentions of a document: strict, exact, overlap and type, by type, depth and length.

    A mention is its span and its type; two that agree in both count once.
    """
    items = [{(m.span, m.type) for m in side.mentions} for side in (gold, predicted)]
    g, p = map(by_label, items)
    spans = [{span for span, _ in side} for side in items]
    add_strict(tally, "mentions", "strict", g, p)
    add_exact(tally, "mentions", *spans)
    add_overlap(tally, Key("mentions", "overlap"), *spans)
    add_relaxed(tally, "mentions", g, p)
    add_breakdown(tally, "mentions", *items)


def _values(view: View) -> dict[tuple[str, str], set[Span]]:
    return by_label((m.span, (m.type, m.value)) for m in view.mentions if m.value is not None)


def tally_values(tally: Tally, gold: View, predicted: View) -> None:
    """
    Add the mentions with a normalised value, such as times: the value must be the same, as a string.

    "exact" wants the same span, "overlap" wants spans that overlap, paired one to one: the relaxed value F1 of
    TempEval-3 (UzZaman et al. 2013). The type must be right in both.
    """
    g, p = _values(gold), _values(predicted)
    for type_, value in sorted(g.keys() | p.keys()):
        one, other = g.get((type_, value), set()), p.get((type_, value), set())
        same, paired = len(one & other), overlapping(one, other)
        for measure, right in (("exact", same), ("overlap", paired)):
            for key in (Key("values", measure), Key("values", measure, "type", type_)):
                tally.add(key, right, len(one), right, len(other))
