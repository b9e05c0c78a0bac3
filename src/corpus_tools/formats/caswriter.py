"""A record to a UIMA CAS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from corpus_tools.formats import graph
from corpus_tools.formats.cas import BLOCK, LAYERS, LINK, RELATION, SENTENCE, TOKEN, cassis, type_system
from corpus_tools.order import Record
from corpus_tools.tokens import tokenize


def cas_of(record: Record, fits: Callable[[str], bool]) -> Any:
    """Return the CAS of a record; attributes whose text does not fit the serialisation go into the block, as JSON escapes them."""
    types = type_system()
    cas = cassis().Cas(typesystem=types, sofa_string=record["text"], sofa_mime="text/plain", document_language=record["language"])
    make = {name: types.get_type(name) for name in (SENTENCE, TOKEN, BLOCK, LINK, RELATION, *LAYERS.values())}
    cas.add_all([make[SENTENCE](begin=s["start"], end=s["end"]) for s in record["sentences"]])
    cas.add_all([make[TOKEN](begin=start, end=end) for start, end in tokenize(record["text"])])
    more: Record = {}
    made: dict[str, Any] = {}
    for node in graph.nodes(record):
        kind = make[LAYERS[node.kind]]
        made[node.id] = kind(begin=node.start, end=node.end, corpusId=node.id, label=node.label, **_fitting(node, fits, more))
    links = graph.links(record)
    _add_arguments(links, made, types)
    cas.add_all(list(made.values()))
    cas.add_all([_relation(link, made, make[RELATION], _fitting(link, fits, more)) for link in links if link.kind == "relation"])
    block = graph.block(record, "sentences", "entities", "event_clusters") | ({"attributes": more} if more else {})
    cas.add(make[BLOCK](json=_ascii(block)))
    return cas


def _ascii(block: Record) -> str:
    # orjson does not escape, and a character that XML lacks must be.
    return json.dumps(block)


def _fitting(item: graph.Node | graph.Link, fits: Callable[[str], bool], more: Record) -> dict[str, str]:
    unfit = {key: value for key, value in item.attributes.items() if not fits(value)}
    if unfit:
        more[item.id] = unfit
    return {key: value for key, value in item.attributes.items() if key not in unfit}


def _add_arguments(links: Iterable[graph.Link], made: dict[str, Any], types: Any) -> None:
    slots: dict[str, list[Any]] = {}
    for link in links:
        if link.kind == "argument":
            slots.setdefault(link.source, []).append(types.get_type(LINK)(role=link.label, target=made[link.target]))
    for event, found in slots.items():
        made[event].arguments = types.get_type("uima.cas.FSArray")(elements=found)


def _relation(link: graph.Link, made: dict[str, Any], kind: Any, attributes: dict[str, str]) -> Any:
    head, tail = made[link.source], made[link.target]
    place = {"begin": min(head.begin, tail.begin), "end": max(head.end, tail.end)}
    return kind(**place, corpusId=link.id, label=link.label, Governor=head, Dependent=tail, **attributes)
