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
from corpus_tools.layers import Layer, Layers
from corpus_tools.nesting import Nesting
from corpus_tools.order import LAYERS
from corpus_tools.text import sha256
from corpus_tools.texts import Texts

Array = np.ndarray[Any, np.dtype[Any]]
Row = dict[str, Any]

_STRING, _INT, _BOOL = pa.string(), pa.int64(), pa.bool_()

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


def fact_tables(layers: Layers, texts: Texts, places: Places) -> dict[str, pa.Table]:
    """Make the tables of facts about the documents of a nested table."""
    return {
        "documents": _documents(layers, texts, places),
        "span_rows": _spans(layers, texts),
        "id_rows": _ids(layers),
        "ref_rows": _references(layers),
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
    found = [text if present else None for text, present in zip(documents["text"].to_pylist(), texts.present.tolist(), strict=True)]
    plain = ("id", "language", "availability", "basis", "date", "text_sha256", "text_length")
    return pa.table(
        {
            **{name: documents[name] for name in plain},
            "path": pa.array(places.paths, _STRING),
            "line": pa.array(places.lines, _INT),
            "split": pa.array([places.split] * len(layers.ids), _STRING),
            "license": pc.struct_field(documents["source"], "license"),
            "has_text": pa.array(texts.present),
            "actual_sha256": pa.array([None if text is None else sha256(text) for text in found], _STRING),
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
    """Spans of one kind: the rows of their documents, what they belong to, and the struct that holds start, end and text."""

    def __init__(self, layer: Layer, spans: pa.Array, part: str | list[str], leaf: str | list[str], *, of: Layer | None = None) -> None:
        owner = of or layer
        valid = np.flatnonzero(np.asarray(pc.is_valid(spans)))
        index = layer.rows[valid] if of else valid
        self.rows, self.position = owner.rows[index], owner.positions[index]
        self.ids = owner.field("id").take(pa.array(index))
        self.spans = spans.take(pa.array(valid))
        fields = [spans.type.field(n).name for n in range(spans.type.num_fields)]
        nothing = pa.nulls(len(valid), _STRING)
        self.level = (pc.struct_field(self.spans, "level") if "level" in fields else nothing).dictionary_encode()
        self.has_normalized = pc.is_valid(pc.struct_field(self.spans, "normalized") if "normalized" in fields else nothing)
        self.part, self.leaf = (value if isinstance(value, str) else [value[n] for n in valid] for value in (part, leaf))

    def strings(self, value: str | list[str], places: Array) -> pa.Array:
        """Return the value that holds for all, or those of the places, as a dictionary."""
        if isinstance(value, str):
            return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(places), np.int32)), pa.array([value], _STRING))
        return pa.array([value[n] for n in places], _STRING).dictionary_encode()

    def columns(self, name: str, places: Array, spans: pa.Array, fragments: pa.Array) -> dict[str, pa.Array]:
        whole = pa.array(places)
        given = [spans.type.field(n).name for n in range(spans.type.num_fields)]
        return {
            "owner": pa.array(places),
            "row": pa.array(self.rows[places]),
            "layer": self.strings(name, places),
            "position": pa.array(self.position[places], pa.int32()),
            "leaf": self.strings(self.leaf, places),
            "fragment": fragments,
            "id": self.ids.take(whole),
            "part": self.strings(self.part, places),
            "start": pc.struct_field(spans, "start"),
            "end": pc.struct_field(spans, "end"),
            "text": pc.struct_field(spans, "text") if "text" in given else pa.nulls(len(places), _STRING),
            "level": self.level.take(whole),
            "has_normalized": self.has_normalized.take(whole),
        }

    def tables(self, name: str) -> Iterator[pa.Table]:
        """Yield the spans themselves, then their fragments."""
        every = np.arange(len(self.rows))
        yield pa.table(self.columns(name, every, self.spans, pa.nulls(len(every), pa.int32())))
        if "fragments" in [self.spans.type.field(n).name for n in range(self.spans.type.num_fields)]:
            pieces = Layer(pc.struct_field(self.spans, "fragments"))
            if len(pieces):
                yield pa.table(self.columns(name, pieces.rows, pieces.items, pieces.position))


def _kinds_of_spans(layers: Layers) -> Iterator[tuple[str, _Spans]]:
    for name in ("sentences", "mentions"):
        yield name, _Spans(layers[name], layers[name].items, name[:-1], "")
    events, arguments = layers["events"], layers.arguments
    yield "events", _Spans(events, events.field("trigger"), "trigger", "/trigger")
    yield "events", _Spans(events, events.field("support_verb"), "support verb", "/support_verb")
    spans = arguments.field("span")
    if spans.null_count < len(spans):
        parts = [f"{role} span" for role in arguments.field("role").to_pylist()]
        leaves = [f"/arguments/{n}/span" for n in arguments.positions.tolist()]
        yield "events", _Spans(arguments, spans, parts, leaves, of=events)


def _spans(layers: Layers, texts: Texts) -> pa.Table:
    parts = list[pa.Table]()
    for name, spans in _kinds_of_spans(layers):
        before = sum(part.num_rows for part in parts)
        parts += [part.set_column(0, "owner", pc.add(part["owner"], before)) for part in spans.tables(name)]
    table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    rows, starts, ends = (table[name].to_numpy().astype(np.int64) for name in ("row", "start", "end"))
    first, last = texts.within(rows, starts), texts.within(rows, ends)
    in_sentence = layers.sentence_of(rows, starts, ends) >= 0
    has_sentences = np.bincount(layers["sentences"].rows, minlength=len(layers.ids)) > 0
    columns = {
        "number": pa.array(np.arange(len(rows))),
        "document_id": layers.document_ids(rows),
        "text_length": layers.documents["text_length"].combine_chunks().take(table["row"].combine_chunks()),
        "slice": texts.slices(rows, starts, ends),
        **_surroundings(texts, rows, first, last),
        "splits_grapheme": pa.array(_splits_grapheme(texts, rows, first, last)),
        "holds_tatweel": pa.array(_holds(texts, first, last, Kind.TATWEEL)),
        "in_sentence": pa.array(in_sentence | ~has_sentences[rows]),
    }
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def _surroundings(texts: Texts, rows: Array, first: Array, last: Array) -> dict[str, pa.Array]:
    """Return the characters before and after each span, and what its edges look like."""
    begin, end = texts.starts[rows], texts.starts[rows] + texts.lengths[rows]
    here = texts.present[rows]
    before, after = np.where(here & (first > begin), first - 1, -1), np.where(here & (last < end), last, -1)
    filled = here & (first < last)
    at_first, at_last = _kinds_at(texts, np.where(filled, first, -1)), _kinds_at(texts, np.where(filled, last - 1, -1))
    flags = {
        "behind_word": _kinds_at(texts, before) & Kind.WORD,
        "before_word": _kinds_at(texts, after) & Kind.WORD,
        "space_at_edge": (at_first | at_last) & Kind.SPACE,
        "punctuation_at_edge": (at_first & Kind.OPENS) | (at_last & Kind.CLOSES),
        "invisible_at_edge": (at_first & Kind.INVISIBLE_FIRST) | (at_last & Kind.INVISIBLE_LAST),
    }
    strings = {"before": _characters_at(texts, before), "after": _characters_at(texts, after)}
    return strings | {name: pa.array(found > 0) for name, found in flags.items()}


def _holds(texts: Texts, first: Array, last: Array, kind: Kind) -> Array:
    """Tell of each span whether it holds a character of the kind."""
    places = np.flatnonzero(texts.kinds & kind)
    return np.searchsorted(places, first) < np.searchsorted(places, last)


def _kinds_at(texts: Texts, places: Array) -> Array:
    """Return the flags of the characters at the places; 0 at a negative one."""
    if not len(texts.points):
        return np.zeros(len(places), np.uint32)
    return np.where(places < 0, 0, texts.kinds[np.maximum(places, 0)])


def _characters_at(texts: Texts, places: Array) -> pa.Array:
    """Return the characters at the places, as a dictionary; nothing at a negative one."""
    points = texts.points[np.maximum(places, 0)] if len(texts.points) else np.zeros(len(places), np.uint32)
    found, codes = np.unique(np.where(places < 0, 0, points), return_inverse=True)
    characters = pa.array(["" if point == 0 else chr(point) for point in found.tolist()], _STRING)
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), characters)


_GRAPHEME = regex.compile(r"\X")


def _inside_graphemes(text: str) -> frozenset[int]:
    """Return the code points at which a grapheme cluster goes on rather than begins."""
    long = (match.span() for match in _GRAPHEME.finditer(text) if match.end() - match.start() > 1)
    return frozenset(n for start, end in long for n in range(start + 1, end))


def _splits_grapheme(texts: Texts, rows: Array, first: Array, last: Array) -> Array:
    """Tell of each span whether an edge of it stands inside a grapheme cluster."""
    found = np.zeros(len(rows), bool)
    if not len(texts.points):
        return found
    joints = texts.kinds & Kind.CONTINUES > 0
    joints[1:] |= texts.kinds[:-1] & Kind.JOINS > 0
    joints = np.append(joints, False)
    inside: dict[int, frozenset[int]] = {}
    # Few edges stand where a cluster could go on; only their texts are taken apart.
    for n in np.flatnonzero((joints[first] | joints[last]) & texts.present[rows]).tolist():
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
    sentences = layers["sentences"]
    steps = np.zeros(len(texts.points) + 1, np.int32)
    np.add.at(steps, texts.within(sentences.rows, sentences.numbers("start")), 1)
    np.add.at(steps, texts.within(sentences.rows, sentences.numbers("end")), -1)
    outside = np.flatnonzero((np.cumsum(steps[:-1]) <= 0) & (texts.kinds & Kind.SPACE == 0))
    for row in np.unique(np.searchsorted(texts.starts, outside, side="right") - 1).tolist():
        mine = sentences.rows == row
        spans = sorted(zip(sentences.numbers("start")[mine].tolist(), sentences.numbers("end")[mine].tolist(), strict=True))
        begin, length = int(texts.starts[row]), int(texts.lengths[row])
        text, at = texts.joined[begin : begin + length], 0
        for start, end in [*spans, (length, length)]:
            if text[at:start].strip():
                yield {"document_id": layers.ids[row].as_py(), "start": at, "end": start, "slice": text[at:start].strip()}
            at = max(at, end)


# ------------------------------------------------------------------------------------------- ids and references


def _ids(layers: Layers) -> pa.Table:
    parts = [
        pa.table(
            {
                "document_id": layers.document_ids(layers[name].rows),
                "layer": pa.array([name] * len(layers[name]), _STRING).dictionary_encode(),
                "position": layers[name].position,
                "id": layers[name].field("id"),
                "key": pa.array(layers.keys_of(name)),
            }
        )
        for name in LAYERS
    ]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _reference(layers: Layers, name: str, index: Array, target: tuple[str, pa.Array], argument: pa.Array | None = None) -> pa.Table:
    """References from the items `index` of the layer `name`, one to each id of the target, a layer and ids in it."""
    target_layer, targets = target
    layer, size = layers[name], len(index)
    keys = layers.keys(layer.rows[index], targets)
    constant = {
        key: pa.array([value] * size, _STRING).dictionary_encode() for key, value in (("layer", name), ("target_layer", target_layer))
    }
    return pa.table(
        {
            "document_id": layers.document_ids(layer.rows[index]),
            **constant,
            "position": pa.array(layer.positions[index], pa.int32()),
            "argument": pa.nulls(size, pa.int32()) if argument is None else argument,
            "id": layer.field("id").take(pa.array(index)),
            "key": pa.array(layers.keys_of(name)[index]),
            "target": targets,
            "target_key": pa.array(keys),
            "target_position": layers[target_layer].position.take(layers.find(keys, target_layer)),
        }
    )


def _references(layers: Layers) -> pa.Table:
    parts = []
    for name, target in (("entities", "mentions"), ("event_clusters", "events")):
        members, _ = layers.members(name)
        parts.append(_reference(layers, name, members.rows, (target, members.items)))
    arguments, relations = layers.arguments, layers["relations"]
    for kind in ("mention", "event"):
        filled = np.flatnonzero(np.asarray(pc.is_valid(arguments.field(kind))))
        targets, position = arguments.field(kind).take(pa.array(filled)), arguments.position.take(pa.array(filled))
        parts.append(_reference(layers, "events", arguments.rows[filled], (f"{kind}s", targets), position))
    parts += [_reference(layers, "relations", np.arange(len(relations)), ("mentions", relations.field(end))) for end in ("head", "tail")]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


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
