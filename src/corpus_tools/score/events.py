"""Triggers of events."""

from __future__ import annotations

from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.spans import add_overlap, add_strict, by_label
from corpus_tools.score.view import View


def tally_triggers(tally: Tally, gold: View, predicted: View) -> None:
    """
    Add the triggers of a document, as sets.

    Identification: the span. Classification: the span and the event type (Li, Ji and Huang 2013, after ACE 2005).
    "mode" wants the mode as well; "realis" the type and the realis that TAC KBP knows (Liu, Mitamura and Hovy 2015); "axes"
    the type and each of polarity, modality, tense and genericity. "overlap" is identification by Dice coefficient.
    """
    spans = [{event.trigger for event in side.events} for side in (gold, predicted)]
    tally.add_sets(Key("triggers", "identification"), *spans)
    add_overlap(tally, Key("triggers", "overlap"), *spans)
    add_strict(tally, "triggers", "classification", *(by_label((e.trigger, e.type) for e in side.events) for side in (gold, predicted)))
    tally.add_sets(Key("triggers", "mode"), *({(e.trigger, e.type, e.mode) for e in side.events} for side in (gold, predicted)))
    tally.add_sets(Key("triggers", "realis"), *({(e.trigger, e.type, e.realis) for e in side.events} for side in (gold, predicted)))
    tally.add_sets(Key("triggers", "axes"), *({(e.trigger, e.type, e.axes) for e in side.events} for side in (gold, predicted)))
