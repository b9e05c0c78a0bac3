"""Relations between mentions."""

from __future__ import annotations

from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.spans import add_strict, by_label
from corpus_tools.score.view import View


def tally_relations(tally: Tally, gold: View, predicted: View) -> None:
    """
    Add the relations of a document, as sets; their direction counts.

    Identification: the spans of both ends. Classification: and the relation's type, which is "boundaries" of Taillé
    et al. (2020). "strict": and the types of both mentions, which is theirs, too.
    """
    ends = [{(r.head.span, r.tail.span) for r in side.relations} for side in (gold, predicted)]
    tally.add_sets(Key("relations", "identification"), *ends)
    typed = [by_label(((r.head.span, r.tail.span), r.type) for r in side.relations) for side in (gold, predicted)]
    add_strict(tally, "relations", "classification", *typed)
    strict = [{(r.head.span, r.head.type, r.tail.span, r.tail.type, r.type) for r in side.relations} for side in (gold, predicted)]
    tally.add_sets(Key("relations", "strict"), *strict)
