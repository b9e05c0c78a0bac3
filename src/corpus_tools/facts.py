"""The tables that rules look at beside the flat ones: what numbers and strings can tell at once, and a query cannot say well."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import regex

from corpus_tools.kinds import Kind
from corpus_tools.layers import Layer, Layers, spread
from corpus_tools.nesting import Nesting
from corpus_tools.order import LAYERS
from corpus_tools.text import sha256
from corpus_tools.texts import Texts

Array = np.ndarray[Any, np.dtype[Any]]
Row = dict[str, Any]

_STRING, _INT, _BOOL = pa.string(), pa.int64(), pa.bool_()
_KEYS_IN_TABLE = 2**44

FILES = pa.schema(
    {
        **dict.fromkeys(("path", "kind", "document_id", "symlink_target", "invalid_byte"), _STRING),
        **dict.fromkeys(("line", "bytes", "limit", "carriage_return_line", "not_nfc_line"), _INT),
        **dict.fromkeys(("listed", "byte_order_mark", "usable", "has_annotation", "canonical", "carries_text"), _BOOL),
    }.items()
)
FAULTS = pa.schema({**dict.fromkeys(("kind", "path", "pointer", "message"), _STRING), "line": _INT, "column": _INT}.items())
_OUTSIDE = pa.schema({"document_id": _STRING, "start": _INT, "end": _INT, "slice": _STRING}.items())
_CHARACTERS = pa.schema({**dict.fromkeys(("document_id", "path", "kind", "name"), _STRING), "line": _INT, "count": _INT}.items())


class Places:
    """Where each document of a table stands: the file of its annotations and that of its text, or a record in a larger file."""

    def __init__(self, paths: Sequence[str], lines: Sequence[int | None], split: str) -> None:
        self.paths, self.lines, self.split = list(paths), list(lines), split

    def of_text(self, row: int, line: int) -> tuple[str, int]:
        """Return path and line of a line in the text of a document; of a record in a larger file, that record."""
        record = self.lines[row]
        return (f"{self.paths[row].removesuffix('.json')}.txt", line) if record is None else (self.paths[row], record)


def fact_tables(layers: Layers, texts: Texts, places: Places, number: int = 0) -> dict[str, pa.Table]:
    """Make the tables of facts about the documents of a nested table; tables with different numbers can be put together."""
    first = number * _KEYS_IN_TABLE
    return {
        "documents": _documents(layers, texts, places),
        "span_rows": _spans(layers, texts, first),
        "id_rows": _ids(layers, first),
        "ref_rows": _references(layers, first),
        "crossings": _crossings(layers),
        "outside_sentences": pa.Table.from_pylist(list(_outside_sentences(layers, texts)), schema=_OUTSIDE),
        "characters": pa.Table.from_pylist(list(_characters(layers, texts, places)), schema=_CHARACTERS),
    }


# Pointers are made in the query, for the rows that break a rule, and not for the many that break none.
VIEWS = {
    "spans": "SELECT *, '/' || layer || '/' || position || leaf || coalesce('/fragments/' || fragment, '') AS pointer,"
    " fragment IS NOT NULL AS is_fragment FROM span_rows",
    "ids": "SELECT *, '/' || layer || '/' || position AS pointer FROM id_rows",
    "refs": "SELECT *, '/' || layer || '/' || position || coalesce('/arguments/' || argument, '') AS pointer FROM ref_rows",
}


def _documents(layers: Layers, texts: Texts, places: Places) -> pa.Table:
    documents = layers.documents
    plain = ("id", "language", "availability", "basis", "date", "text_sha256", "text_length")
    return pa.table(
        {
            **{name: documents[name] for name in plain},
            "path": pa.array(places.paths, _STRING),
            "line": pa.array(places.lines, _INT),
            "split": pa.array([places.split] * len(layers.ids), _STRING),
            "license": pc.struct_field(documents["source"], "license"),
            "has_text": pa.array(texts.present),
            "actual_sha256": pa.array([None if text is None else sha256(text) for text in texts.texts], _STRING),
            "actual_length": pa.array(texts.lengths, mask=~texts.present),
            "sentence_count": pc.list_value_length(documents["sentences"]),
            **_makers(documents["provenance"]),
        }
    )


def _makers(column: pa.ChunkedArray) -> dict[str, pa.Array]:
    layer = Layer(pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type))
    of_text = np.asarray(pc.equal(layer.field("layer"), "text"), dtype=bool)
    wrote = np.bincount(layer.rows[of_text], minlength=len(column)) > 0
    annotated = np.bincount(layer.rows[~of_text], minlength=len(column)) > 0
    return {"says_who_wrote": pa.array(wrote), "says_who_annotated": pa.array(annotated)}


# ------------------------------------------------------------------------------------------------------- spans


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


def _spans(layers: Layers, texts: Texts, number: int) -> pa.Table:
    """
    One row a span in which something is remarkable: what most rules ask, and few spans answer, is found out for all at once.

    A span without a row here lies in its text and in one sentence, repeats its text where it has one, has no fragments, cuts no
    grapheme cluster, has neither white space nor punctuation nor anything invisible at its edges, stands between blanks or
    punctuation, holds no tatweel and does not begin like a word with a proclitic.
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
    at_first, at_last = _kinds_at(texts, np.where(filled, first, -1)), _kinds_at(texts, np.where(filled, last - 1, -1))
    before, after = _edges(texts, spans)
    included = np.asarray(pc.equal(layers.documents["availability"], "included"))
    flags = {
        "outside_text": (ends > lengths) | (ends <= starts),
        "text_differs": _differs(texts, included, spans, first, last),
        "has_fragments": np.isin(spans.span_of, spans.span_of[spans.whole :]),
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
        _kinds_at(texts, before) & Kind.WORD > 0,
        _kinds_at(texts, after) & Kind.WORD > 0,
        _holds(texts, first, last, Kind.TATWEEL),
        at_first & Kind.PROCLITIC > 0,
    )
    return flags | dict(zip(_INSIDE, inside, strict=True))


_INSIDE = (
    *("in_no_sentence", "punctuation_at_edge", "invisible_at_edge", "behind_word", "before_word", "holds_tatweel"),
    "may_hold_proclitic",
)


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
    places = np.flatnonzero(texts.kinds & kind)
    if not len(places):
        return np.zeros(len(first), bool)
    return np.searchsorted(places, first) < np.searchsorted(places, last)


def _kinds_at(texts: Texts, places: Array) -> Array:
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
    joints = ((_kinds_at(texts, at) & Kind.CONTINUES) | (_kinds_at(texts, behind) & Kind.JOINS)) > 0
    found = np.zeros(len(rows), bool)
    inside: dict[int, frozenset[int]] = {}
    # Few edges stand where a cluster could go on; only their texts are taken apart.
    for n in np.flatnonzero((joints[: len(rows)] | joints[len(rows) :]) & texts.present[rows]).tolist():
        row, begin = int(rows[n]), int(texts.starts[rows[n]])
        if row not in inside:
            inside[row] = _inside_graphemes(texts.joined[begin : begin + int(texts.lengths[row])])
        found[n] = first[n] - begin in inside[row] or last[n] - begin in inside[row]
    return found


def _crossings(layers: Layers) -> pa.Table:
    """One row a pair of continuous mentions that cross: the later, and the earlier as `other_`."""
    layer = layers["mentions"]
    whole = np.flatnonzero(np.asarray(pc.is_null(layer.field("fragments"))))
    starts, ends = layer.numbers("start"), layer.numbers("end")
    earlier, later = (whole[found] for found in Nesting(layer.rows[whole], starts[whole], ends[whole]).crossings())
    sides = {
        f"{prefix}{name}": layer.field(name).take(pa.array(places))
        for prefix, places in (("", later), ("other_", earlier))
        for name in ("id", "start", "end")
    }
    return pa.table({"document_id": layers.document_ids(layer.rows[later]), "position": pa.array(layer.positions[later]), **sides})


def _outside_sentences(layers: Layers, texts: Texts) -> Iterator[Row]:
    for row in np.unique(_rows_with_gaps(layers, texts)).tolist():
        sentences = layers["sentences"]
        mine = sentences.rows == row
        spans = sorted(zip(sentences.numbers("start")[mine].tolist(), sentences.numbers("end")[mine].tolist(), strict=True))
        begin, length = int(texts.starts[row]), int(texts.lengths[row])
        text, at = texts.joined[begin : begin + length], 0
        for start, end in [*spans, (length, length)]:
            if text[at:start].strip():
                yield {"document_id": layers.ids[row].as_py(), "start": at, "end": start, "slice": text[at:start].strip()}
            at = max(at, end)


def _rows_with_gaps(layers: Layers, texts: Texts) -> Array:
    """Return the texts in which something that is no white space lies between sentences, before the first or behind the last."""
    sentences = layers["sentences"]
    starts, ends = (texts.within(sentences.rows, sentences.numbers(name)) for name in ("start", "end"))
    order = np.argsort(starts, kind="stable")
    rows, starts, ends = sentences.rows[order], starts[order], ends[order]
    reach = np.concatenate([[0], np.maximum.accumulate(ends)])[:-1] if len(ends) else ends
    behind = texts.starts.copy()
    np.maximum.at(behind, rows, ends)
    first = np.concatenate([np.maximum(reach, texts.starts[rows]), behind])
    lengths = np.maximum(np.concatenate([starts, texts.starts + texts.lengths]) - first, 0)
    filled = _kinds_at(texts, spread(first, lengths)) & Kind.SPACE == 0
    of_gap = np.concatenate([rows, np.arange(len(texts.starts))])
    found: Array = np.repeat(of_gap, lengths)[filled]
    return found


# ------------------------------------------------------------------------------------------- ids and references


def _ids(layers: Layers, first: int) -> pa.Table:
    """One row an item whose id another item of its document has too."""
    keys = np.concatenate([layers.keys_of(name) for name in LAYERS])
    repeated = np.isin(keys, _repeated(keys))
    parts, at = [], 0
    for name in LAYERS:
        layer = layers[name]
        chosen = np.flatnonzero(repeated[at : at + len(layer)])
        at += len(layer)
        parts.append(
            pa.table(
                {
                    "document_id": layers.document_ids(layer.rows[chosen]),
                    "layer": pa.array([name] * len(chosen), _STRING),
                    "position": pa.array(layer.positions[chosen], pa.int32()),
                    "id": layer.field("id").take(pa.array(chosen)),
                    "key": pa.array(layers.keys_of(name)[chosen] + first),
                }
            )
        )
    return pa.concat_tables(parts).combine_chunks()


def _repeated(keys: Array) -> Array:
    """Return the keys that stand more than once."""
    counts = pa.array(keys).value_counts()
    return np.asarray(counts.field("values").filter(pc.greater(counts.field("counts"), 1)))


def _reference(layers: Layers, name: str, index: Array, target: tuple[str, pa.Array], argument: Array | None = None) -> pa.Table:
    """References from the items `index` of the layer `name`, one to each id of the target, a layer and ids in it."""
    layer, (target_layer, ids) = layers[name], target
    keys = layers.keys(layer.rows[index], ids)
    found = layers.find(keys, target_layer)
    chosen = np.flatnonzero(np.asarray(pc.is_null(found)) | (target_layer == "events") | _shared(name, keys))
    index, keys, found = index[chosen], keys[chosen], found.take(pa.array(chosen))
    return pa.table(
        {
            "document_id": layers.document_ids(layer.rows[index]),
            "layer": pa.array([name] * len(chosen), _STRING),
            "target_layer": pa.array([target_layer] * len(chosen), _STRING),
            "position": pa.array(layer.positions[index], pa.int32()),
            "argument": pa.nulls(len(chosen), pa.int32()) if argument is None else pa.array(argument[chosen], pa.int32()),
            "id": layer.field("id").take(pa.array(index)),
            "key": pa.array(layers.keys_of(name)[index]),
            "target": ids.take(pa.array(chosen)),
            "target_key": pa.array(keys),
            "target_position": layers[target_layer].position.take(found),
            "is_in": layers.layer_of(keys),
        }
    )


def _shared(name: str, keys: Array) -> Array:
    return np.isin(keys, _repeated(keys)) if name == "entities" else np.zeros(len(keys), bool)


def _references(layers: Layers, first: int) -> pa.Table:
    """
    One row a reference that rules ask about: to an event, to nothing (`target_position` is null), or to a mention that another
    entity refers to as well.
    """
    parts = []
    for name, target in (("entities", "mentions"), ("event_clusters", "events")):
        members, _ = layers.members(name)
        parts.append(_reference(layers, name, members.rows, (target, members.items)))
    arguments, relations = layers.arguments, layers["relations"]
    for kind in ("mention", "event"):
        filled = np.flatnonzero(np.asarray(pc.is_valid(arguments.field(kind))))
        targets = arguments.field(kind).take(pa.array(filled))
        parts.append(_reference(layers, "events", arguments.rows[filled], (f"{kind}s", targets), arguments.positions[filled]))
    parts += [_reference(layers, "relations", np.arange(len(relations)), ("mentions", relations.field(end))) for end in ("head", "tail")]
    table = pa.concat_tables(parts)
    for name in ("key", "target_key"):
        # A target that is nothing keeps its -1.
        keys = np.asarray(table[name])
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(np.where(keys < 0, keys, keys + first)))
    return table.combine_chunks()


# ------------------------------------------------------------------------------------------------- characters

_REMARKABLE = {
    "presentation-form": Kind.PRESENTATION_FORM,
    "byte-order-mark": Kind.BYTE_ORDER_MARK,
    "control": Kind.CONTROL,
    "persian-letter": Kind.PERSIAN_LETTER,
    "latin-digit": Kind.LATIN_DIGIT,
    "arabic-indic-digit": Kind.ARABIC_INDIC_DIGIT,
    "extended-arabic-indic-digit": Kind.EXTENDED_ARABIC_INDIC_DIGIT,
    "replacement": Kind.REPLACEMENT,
}
_DIGITS = (Kind.LATIN_DIGIT, Kind.ARABIC_INDIC_DIGIT, Kind.EXTENDED_ARABIC_INDIC_DIGIT)
_ALWAYS = (
    Kind.PRESENTATION_FORM
    | Kind.BYTE_ORDER_MARK
    | Kind.CONTROL
    | Kind.PERSIAN_LETTER
    | Kind.REPLACEMENT
    | Kind.BIDI_OPENER
    | Kind.BIDI_CLOSER
)


def _characters(layers: Layers, texts: Texts, places: Places) -> Iterator[Row]:
    """Yield, for each kind of remarkable character in a text, its first line, its name and how often it stands there."""
    kinds = texts.kinds_in_each
    sets_of_digits = sum((kinds & digit > 0).astype(np.int64) for digit in _DIGITS)
    for row in np.flatnonzero((kinds & _ALWAYS > 0) | (sets_of_digits > 1)).tolist():
        begin, end = int(texts.starts[row]), int(texts.starts[row] + texts.lengths[row])
        document_id, text = layers.ids[row].as_py(), texts.joined[begin:end]
        found = [*_remarkable(text, texts.kinds[begin:end]), *_unbalanced(text)]
        for kind, name, line, count in found:
            path, place = places.of_text(row, line)
            yield {"document_id": document_id, "path": path, "kind": kind, "name": name, "line": place, "count": count}


def _remarkable(text: str, kinds: Array) -> Iterator[tuple[str, str, int, int]]:
    for kind, flag in _REMARKABLE.items():
        at = np.flatnonzero(kinds & flag)
        if len(at):
            first = text[at[0]]
            yield kind, f"U+{ord(first):04X} {unicodedata.name(first, 'CONTROL')}", text.count("\n", 0, int(at[0])) + 1, len(at)


_OPENERS, _CLOSERS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


def _unbalanced(text: str) -> Iterator[tuple[str, str, int, int]]:
    for number, line in enumerate(text.split("\n"), 1):
        if sum(map(line.count, _OPENERS)) != sum(map(line.count, _CLOSERS)):
            yield "unbalanced-bidi", "", number, 1
