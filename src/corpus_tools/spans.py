"""What is remarkable in the spans of documents: found out for all of them at once, told of the few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import regex

from corpus_tools.kinds import Kind
from corpus_tools.layers import Layer, Layers
from corpus_tools.texts import Texts

Array = np.ndarray[Any, np.dtype[Any]]
_STRING, _INT = pa.string(), pa.int64()


class _Spans:
    """Spans of one kind, and their fragments behind them: rows of documents, starts, ends; everything else when it is asked for."""

    def __init__(self, layer: Layer, spans: pa.Array, name: str, part: str, leaf: str = "", *, of: Layer | None = None) -> None:
        self.layer, self.owner, self.name, self.part, self.leaf = layer, layer if of is None else of, name, part, leaf
        self.valid = np.flatnonzero(np.asarray(pc.is_valid(spans)))
        self.spans = spans if len(self.valid) == len(spans) else spans.take(pa.array(self.valid))
        self.fields = {spans.type.field(n).name for n in range(spans.type.num_fields)}
        self.pieces = Layer(self.field("fragments")) if "fragments" in self.fields else None
        self.whole = len(self.valid)
        fragments = self.pieces.rows if self.pieces is not None else np.zeros(0, np.int64)
        self.span_of = np.concatenate([np.arange(self.whole), fragments])
        index = self.valid if of is None else self.layer.rows[self.valid]
        self.index = index[self.span_of]
        self.rows = self.owner.rows[self.index]
        self.starts, self.ends = self._numbers("start"), self._numbers("end")

    def field(self, name: str) -> pa.Array:
        return pc.struct_field(self.spans, name)

    def _numbers(self, name: str) -> Array:
        numbers = np.asarray(self.field(name), dtype=np.int64)
        return np.concatenate([numbers, self.pieces.numbers(name)]) if self.pieces is not None else numbers

    @property
    def is_fragment(self) -> Array:
        return np.arange(len(self.rows)) >= self.whole

    def texts(self) -> list[str | None]:
        """Return the text that each span repeats; None for fragments, which repeat none."""
        repeats: list[str | None] = self.field("text").to_pylist()
        return repeats + [None] * (len(self.rows) - self.whole)

    def table(self, layers: Layers, chosen: Array) -> pa.Table:
        """Return what rules may ask of the chosen spans."""
        of, fragment = pa.array(self.span_of[chosen]), self.is_fragment[chosen]
        nothing = pa.nulls(len(chosen), _STRING)
        positions = self.pieces.positions[chosen[fragment] - self.whole] if self.pieces is not None else np.zeros(0, np.int64)
        place = np.zeros(len(chosen), np.int64)
        place[fragment] = positions
        argument = self.layer.positions[self.valid[self.span_of[chosen]]] if self.owner is not self.layer else None
        return pa.table(
            {
                "document_id": layers.document_ids(self.rows[chosen]),
                "text_length": layers.documents["text_length"].combine_chunks().take(pa.array(self.rows[chosen])),
                "layer": pa.array([self.name] * len(chosen), _STRING),
                "position": pa.array(self.owner.positions[self.index[chosen]], pa.int32()),
                "leaf": pa.array([self.leaf.format(n) for n in (argument if argument is not None else chosen)], _STRING),
                "fragment": pa.array(place, pa.int32(), mask=~fragment),
                "id": self.owner.field("id").take(pa.array(self.index[chosen])),
                "part": pa.array(self._parts(chosen), _STRING),
                "start": pa.array(self.starts[chosen], pa.int32()),
                "end": pa.array(self.ends[chosen], pa.int32()),
                "text": pc.if_else(pa.array(fragment), None, self.field("text").take(of)),
                "level": self.field("level").take(of) if "level" in self.fields else nothing,
                "has_normalized": pc.is_valid(self.field("normalized").take(of) if "normalized" in self.fields else nothing),
            }
        )

    def _parts(self, chosen: Array) -> list[str]:
        if self.owner is self.layer:
            return [self.part] * len(chosen)
        roles = self.layer.field("role").take(pa.array(self.valid[self.span_of[chosen]])).to_pylist()
        return [self.part.format(role) for role in roles]


def _kinds_of_spans(layers: Layers) -> Iterator[_Spans]:
    for name in ("sentences", "mentions"):
        yield _Spans(layers[name], layers[name].items, name, name[:-1])
    events, arguments = layers["events"], layers.arguments
    yield _Spans(events, events.field("trigger"), "events", "trigger", "/trigger")
    yield _Spans(events, events.field("support_verb"), "events", "support verb", "/support_verb")
    yield _Spans(arguments, arguments.field("span"), "events", "{} span", "/arguments/{}/span", of=events)


def spans_table(layers: Layers, texts: Texts, number: int) -> pa.Table:
    """
    One row a span in which something is remarkable: what most rules ask, and few spans answer, is found out for all at once.

    A span without a row here lies in its text and in one sentence, repeats its text where it has one, has fragments in order or none,
    cuts no grapheme cluster, has neither white space nor punctuation nor anything invisible at its edges, holds no tatweel, does not
    begin with a letter that could be a proclitic before an article, and stands between blanks or punctuation; or it is a pronoun, or
    behind a prefix, and not at a second lam without the normalised form that it needs there.
    """
    parts = []
    for spans in _kinds_of_spans(layers):
        flags = _flags(layers, texts, spans)
        chosen = np.flatnonzero(np.logical_or.reduce(list(flags.values())))
        table = spans.table(layers, chosen)
        owner, number = number + spans.span_of[chosen], number + len(spans.rows)
        columns = {
            "number": pa.array(owner, _INT, mask=spans.is_fragment[chosen]),
            "owner": pa.array(owner, _INT),
            "slice": texts.slices(spans.rows[chosen], spans.starts[chosen], spans.ends[chosen]),
            "before": _characters_at(texts, spans, chosen, before=True),
            "after": _characters_at(texts, spans, chosen, before=False),
            **{name: pa.array(flag[chosen]) for name, flag in flags.items()},
        }
        for name, column in columns.items():
            table = table.append_column(name, column)
        parts.append(table)
    return pa.concat_tables(parts).combine_chunks()


def _flags(layers: Layers, texts: Texts, spans: _Spans) -> dict[str, Array]:
    """Return, for each thing that can be remarkable in a span, in which spans it is."""
    rows, starts, ends = spans.rows, spans.starts, spans.ends
    lengths = np.asarray(layers.documents["text_length"], dtype=np.int64)[rows]
    first, last = texts.within(rows, starts), texts.within(rows, ends)
    filled = texts.present[rows] & (first < last)
    at_first, at_last = kinds_at(texts, np.where(filled, first, -1)), kinds_at(texts, np.where(filled, last - 1, -1))
    before, after = _edges(texts, spans)
    included = np.asarray(pc.equal(layers.documents["availability"], "included"))
    flags = {
        "outside_text": (ends > lengths) | (ends <= starts),
        "text_differs": _differs(texts, included, spans, first, last),
        "fragments_stray": _stray(spans),
        "splits_grapheme": _splits_grapheme(texts, rows, first, last),
        "space_at_edge": (at_first | at_last) & Kind.SPACE > 0,
    }
    if spans.name == "sentences":
        return flags | dict.fromkeys(_INSIDE, np.zeros(len(rows), bool))
    has_sentences = np.bincount(layers["sentences"].rows, minlength=len(layers.ids)) > 0
    inside = (
        (layers.sentence_of(rows, starts, ends) < 0) & has_sentences[rows],
        ((at_first & Kind.OPENS) | (at_last & Kind.CLOSES)) > 0,
        ((at_first & Kind.INVISIBLE_FIRST) | (at_last & Kind.INVISIBLE_LAST)) > 0,
        _behind_word(texts, spans, before, first),
        kinds_at(texts, after) & Kind.WORD > 0,
        _holds(texts, first, last, Kind.TATWEEL),
        (at_first & Kind.PROCLITIC > 0) & _points(texts, first + 1, _ALEF) & _points(texts, first + 2, _LAM),
    )
    return flags | dict(zip(_INSIDE, inside, strict=True))


_INSIDE = (
    *("in_no_sentence", "punctuation_at_edge", "invisible_at_edge", "behind_word", "before_word", "holds_tatweel"),
    "may_hold_proclitic",
)


_ALEF, _LAM = ord("ا"), ord("ل")


def _points(texts: Texts, places: Array, point: int) -> Array:
    """Tell of each place whether that code point stands there."""
    inside = np.minimum(places, len(texts.points) - 1)
    found: Array = (places < len(texts.points)) & (texts.points[inside] == point) if len(texts.points) else np.zeros(len(places), bool)
    return found


def _behind_word(texts: Texts, spans: _Spans, before: Array, first: Array) -> Array:
    """Tell of each span whether it stands behind a letter that is no prefix, or at a second lam and lacks the form that it has without."""
    kinds = kinds_at(texts, before)
    found: Array = (kinds & Kind.WORD > 0) & (kinds & Kind.PREFIX == 0)
    lam = (before >= 0) & _points(texts, np.maximum(before, 0), _LAM) & _points(texts, first, _LAM)
    if spans.fields >= {"level", "normalized"}:
        of = spans.span_of
        found &= ~np.asarray(pc.equal(spans.field("level"), "pronoun"), dtype=bool)[of]
        lam &= ~np.asarray(pc.is_valid(spans.field("normalized")), dtype=bool)[of]
    return found | lam


def _stray(spans: _Spans) -> Array:
    """Tell of each span, and of its fragments, whether these do not stand in order, apart, from its start to its end."""
    whole, owners = spans.whole, spans.span_of[spans.whole :]
    starts, ends, again = spans.starts[whole:], spans.ends[whole:], owners[1:] == owners[:-1]
    stray = np.zeros(whole, bool)
    stray[owners[1:][again & (starts[1:] <= ends[:-1])]] = True
    first, last = np.append(True, ~again)[: len(owners)], np.append(~again, True)[: len(owners)]
    stray[owners[first][starts[first] != spans.starts[owners[first]]]] = True
    stray[owners[last][ends[last] != spans.ends[owners[last]]]] = True
    found: Array = stray[spans.span_of]
    return found


def _differs(texts: Texts, included: Array, spans: _Spans, first: Array, last: Array) -> Array:
    """Tell of each span whether it does not repeat the text that it covers; of withheld text, and of fragments, whether it repeats any."""
    joined, repeats = texts.joined, spans.texts()
    places = zip(repeats, first.tolist(), last.tolist(), strict=True)
    same = np.fromiter((text == joined[a:b] for text, a, b in places), bool, len(repeats))
    repeated = np.fromiter((text is not None for text in repeats), bool, len(repeats))
    wanted = included[spans.rows] & ~spans.is_fragment
    return np.where(wanted, ~repeated | (texts.present[spans.rows] & ~same), repeated)


def _edges(texts: Texts, spans: _Spans) -> tuple[Array, Array]:
    """Return where the characters before and after each span stand; -1 for none."""
    begin, here = texts.starts[spans.rows], texts.present[spans.rows]
    first, last = texts.within(spans.rows, spans.starts), texts.within(spans.rows, spans.ends)
    after = here & (last < begin + texts.lengths[spans.rows])
    return np.where(here & (first > begin), first - 1, -1), np.where(after, last, -1)


def _holds(texts: Texts, first: Array, last: Array, kind: Kind) -> Array:
    """Tell of each span whether it holds a character of the kind."""
    places = texts.places_of(kind)
    if not len(places):
        return np.zeros(len(first), bool)
    return np.searchsorted(places, first) < np.searchsorted(places, last)


def kinds_at(texts: Texts, places: Array) -> Array:
    """Return the flags of the characters at the places; 0 at a negative one."""
    if not len(texts.points):
        return np.zeros(len(places), np.uint32)
    return np.where(places < 0, 0, texts.kinds[np.maximum(places, 0)])


def _characters_at(texts: Texts, spans: _Spans, chosen: Array, *, before: bool) -> pa.Array:
    """Return the characters before, or after, the chosen spans; nothing at an edge of the text."""
    places = _edges(texts, spans)[0 if before else 1][chosen].tolist()
    return pa.array(["" if place < 0 else texts.joined[place] for place in places], _STRING)


_GRAPHEME = regex.compile(r"\X")


def _inside_graphemes(text: str) -> frozenset[int]:
    """Return the code points at which a grapheme cluster goes on rather than begins."""
    long = (match.span() for match in _GRAPHEME.finditer(text) if match.end() - match.start() > 1)
    return frozenset(n for start, end in long for n in range(start + 1, end))


def _splits_grapheme(texts: Texts, rows: Array, first: Array, last: Array) -> Array:
    """Tell of each span whether an edge of it stands inside a grapheme cluster."""
    edges = np.concatenate([first, last])
    size = len(texts.points)
    at, behind = np.where(edges < size, edges, -1), np.where(edges > 0, edges - 1, -1)
    joints = ((kinds_at(texts, at) & Kind.CONTINUES) | (kinds_at(texts, behind) & Kind.JOINS)) > 0
    found = np.zeros(len(rows), bool)
    inside: dict[int, frozenset[int]] = {}
    # Few edges stand where a cluster could go on; only their texts are taken apart.
    for n in np.flatnonzero((joints[: len(rows)] | joints[len(rows) :]) & texts.present[rows]).tolist():
        row, begin = int(rows[n]), int(texts.starts[rows[n]])
        if row not in inside:
            inside[row] = _inside_graphemes(texts.joined[begin : begin + int(texts.lengths[row])])
        found[n] = first[n] - begin in inside[row] or last[n] - begin in inside[row]
    return found
