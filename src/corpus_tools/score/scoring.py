"""Scoring: gold and predicted documents in, scores out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from corpus_tools.errors import CorpusError
from corpus_tools.score.arguments import tally_arguments
from corpus_tools.score.coreference import tally_entities, tally_event_clusters
from corpus_tools.score.counts import Tally
from corpus_tools.score.events import tally_triggers
from corpus_tools.score.inputs import Paired, Source, paired, uncollected
from corpus_tools.score.mentions import tally_mentions, tally_values
from corpus_tools.score.relations import tally_relations
from corpus_tools.score.scores import LAYERS, Scores, scores_of

_TALLY: Mapping[str, Callable[..., None]] = {
    "mentions": tally_mentions,
    "values": tally_values,
    "entities": tally_entities,
    "triggers": tally_triggers,
    "arguments": tally_arguments,
    "event_clusters": tally_event_clusters,
    "relations": tally_relations,
}


def tally_of(pairs: Iterable[Paired], layers: Iterable[str] = LAYERS, head: str | None = None) -> Tally:
    """Return the counts of paired documents in the layers; CorpusError for a layer that is not known."""
    chosen = [(layer, _TALLY.get(layer)) for layer in layers]
    if unknown := [layer for layer, function in chosen if function is None]:
        raise CorpusError(f"no layer {unknown[0]!r}; there are {', '.join(LAYERS)}")
    functions = [partial(function, head=head) if layer == "arguments" else function for layer, function in chosen if function]
    tally = Tally()
    with uncollected():
        for gold, predicted in pairs:
            tally.begin(gold.id)
            for function in functions:
                function(tally, gold, predicted)
    return tally


def score(gold: Source, predicted: Source, layers: Iterable[str] = LAYERS, *, head: str | None = None) -> Scores:
    """
    Score predicted documents against gold ones, layer by layer.

    Both are paths (a corpus folder, a dataset directory, a file or folder of a known format) or iterables of records or
    Documents, matched by id. A document that is not predicted counts as empty. `head` is "first" or "last", for
    languages where `heads.HEAD_FIRST` would have it wrong. InvalidCorpus lists predicted documents that the gold side
    lacks or whose text is another.
    """
    return scores_of(tally_of(paired(gold, predicted), layers, head))
