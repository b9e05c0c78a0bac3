"""spaCy: a DocBin of documents, whose spans stand in named groups of `doc.spans` and, where they do not overlap, in `doc.ents`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, ReadOptions, files_of, is_file_of, missing_extra, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Node, Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import ShapeError, get
from corpus_tools.order import Record
from corpus_tools.tokens import tokenize

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin
    from spacy.tokens import Span as DocSpan

NAME = "spacy"
SUFFIXES = (".spacy",)
UNIT = "tokens"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = "spacy"

GROUPS = {"mention": "mentions", "event": "events", "span": "fillers"}
_KINDS = {group: kind for kind, group in GROUPS.items()}
SENTENCES = "sentences"
PARSED = "document[|s] without the tags, lemmas and trees of [its|their] tokens"


def _tokens() -> Any:
    try:
        import spacy.tokens  # noqa: PLC0415  an extra
    except ImportError:
        raise missing_extra("spacy", EXTRA) from None
    return spacy.tokens


# ------------------------------------------------------------------------------------------------------ reading


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of a DocBin: spans of the groups `events` and `fillers` as such, of all others as mentions, else `doc.ents`."""
    _tokens()
    for file in files_of(path, SUFFIXES):
        for n, doc in enumerate(_docs(file, report), start=1):
            try:
                yield _record(doc, n, Origin(NAME, file), report, options)
            except (ShapeError, orjson.JSONEncodeError) as error:
                report.refuse(file, 1, f"{NAME}-shape", f"document {n}: {error}")


def _docs(file: Path, report: Report) -> list[Doc]:
    from spacy.vocab import Vocab  # noqa: PLC0415  an extra

    content = file.read_bytes()
    try:
        return list(_tokens().DocBin().from_bytes(content).get_docs(Vocab()))
    except Exception as error:  # noqa: BLE001  spaCy has a hundred ways of not reading a file
        report.refuse(file, 1, f"{NAME}-file", f"no DocBin: {' '.join(str(error).split()) or type(error).__name__}")
        return []


def _record(doc: Doc, n: int, origin: Origin, report: Report, options: ReadOptions) -> Record:
    # msgpack reads lists as tuples; JSON makes them lists again.
    kept_as_is = orjson.loads(orjson.dumps(get(doc.user_data, "corpus", dict, {})))
    draft = Draft(str(kept_as_is.get("id") or f"{origin.path.stem}-{n}"), doc.text, origin, report, options)
    weaver = Weaver(draft)
    attributes = get(kept_as_is, "attributes", dict, {})
    for name, kind, span in _named(doc):
        parts = [(span.start_char, span.end_char)]
        weaver.node(name, kind, span.label_ or "unlabelled", draft.place(parts, None, name), get(attributes, name, dict, {}))
    for link in get(kept_as_is, "links", list, []):
        texts = [get(link, at, str) for at in range(4)]
        weaver.link(texts[0], texts[1], texts[2], texts[3], get(link, 4, dict, {}))
    weaver.finish()
    weaver.take(kept_as_is)
    _sentences(doc, draft)
    if any(doc.has_annotation(what) for what in ("TAG", "POS", "LEMMA", "DEP")):
        report.lose(draft.id, "", PARSED)
    return draft.record()


def _named(doc: Doc) -> Iterator[tuple[str, str, DocSpan]]:
    """Yield name, kind and span; entities only where no group has spans."""
    groups = {name: group for name, group in doc.spans.items() if name != SENTENCES}
    for name, group in (groups or {"ents": doc.ents}).items():
        for n, span in enumerate(group, start=1):
            yield span.id_ or f"{name}-{n}", _KINDS.get(name, "mention"), span


def _sentences(doc: Doc, draft: Draft) -> None:
    if draft.layers["sentences"]:
        return
    for sentence in doc.sents if doc.has_annotation("SENT_START") else ():
        start = sentence.start_char + len(sentence.text) - len(sentence.text.lstrip())
        span = draft.place([(start, start + len(sentence.text.strip()))]) if sentence.text.strip() else None
        if span:
            draft.sentence(span["start"], span["end"])


# ------------------------------------------------------------------------------------------------------ writing


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one DocBin; its tokens are ours, cut further where a span begins or ends."""
    made: DocBin = _tokens().DocBin(store_user_data=True)
    for record in records:
        if needs_text(record, report):
            made.add(_doc(kept(record, CARRIES, report)))
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    return put({path: made.to_bytes()}, report)


def _doc(record: Record) -> Doc:
    from spacy.vocab import Vocab  # noqa: PLC0415  an extra

    nodes = graph.nodes(record)
    words, spaces = _words(record["text"], _edges(record, nodes))
    doc: Doc = _tokens().Doc(Vocab(), words=words, spaces=spaces)
    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    for kind, group in GROUPS.items():
        doc.spans[group] = [_span(doc, node, starts, ends) for node in nodes if node.kind == kind]
    _set_sentences(doc, record, starts, ends)
    doc.set_ents(_outermost([_span(doc, node, starts, ends) for node in nodes if node.kind == "mention"]))
    doc.user_data["corpus"] = _rest(record, nodes)
    return doc


def _edges(record: Record, nodes: Iterable[Node]) -> tuple[set[int], set[int]]:
    spans = [(node.start, node.end) for node in nodes] + [(s["start"], s["end"]) for s in record["sentences"]]
    return {start for start, _ in spans}, {end for _, end in spans}


def _words(text: str, edges: tuple[set[int], set[int]]) -> tuple[list[str], list[bool]]:
    """Return words that are all of the text, and whether a blank follows each; one at an edge of a span is a word itself."""
    starts, ends = edges
    cuts = sorted({0, len(text)} | starts | ends | {edge for word in tokenize(text) for edge in word})
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(cuts):
        if text[start:end] == " " and words and not spaces[-1] and start not in starts and end not in ends:
            spaces[-1] = True
        else:
            words.append(text[start:end])
            spaces.append(False)
    return words, spaces


def _span(doc: Doc, node: Node, starts: Mapping[int, int], ends: Mapping[int, int]) -> DocSpan:
    span: DocSpan = _tokens().Span(doc, starts[node.start], ends[node.end], label=node.label, span_id=node.id)
    return span


def _set_sentences(doc: Doc, record: Record, starts: Mapping[int, int], ends: Mapping[int, int]) -> None:
    spans = [(starts[s["start"]], ends[s["end"]], s) for s in record["sentences"] if s["end"] > s["start"]]
    doc.spans[SENTENCES] = [_tokens().Span(doc, first, last, label=s["kind"], span_id=s["id"]) for first, last, s in spans]
    firsts = {first for first, _, _ in spans}
    for token in doc if firsts else ():
        token.is_sent_start = token.i in firsts or token.i == 0


def _outermost(spans: Iterable[DocSpan]) -> list[DocSpan]:
    """Return the spans that lie in no other and cross none, as entities must."""
    taken: list[DocSpan] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
    return taken


def _rest(record: Record, nodes: Iterable[Node]) -> Record:
    attributes = {node.id: dict(node.attributes) for node in nodes if node.attributes}
    links = [[link.id, link.label, link.source, link.target, dict(link.attributes)] for link in graph.links(record)]
    return graph.block(record, "sentences", "entities", "event_clusters") | {"attributes": attributes, "links": links}
