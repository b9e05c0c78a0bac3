"""The tables that rules look at beside the flat ones: what numbers and strings can tell at once, and a query cannot say well."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.alignment import stale
from corpus_tools.kinds import Kind
from corpus_tools.layers import Layer, Layers, spread
from corpus_tools.nesting import Nesting
from corpus_tools.references import ids_table, references_table
from corpus_tools.remarks import remarks_table
from corpus_tools.spans import kinds_at, spans_table
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
        "span_rows": spans_table(layers, texts, first),
        "id_rows": ids_table(layers, first),
        "ref_rows": references_table(layers, first),
        "remark_rows": remarks_table(layers),
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
    "remarks": "SELECT *, '/' || layer || '/' || position || coalesce('/arguments/' || argument, '') AS pointer FROM remark_rows",
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
            "stale_alignment": pa.array(_stale_alignments(documents, texts), _STRING),
            "sentence_count": pc.list_value_length(documents["sentences"]),
            **_makers(documents["provenance"]),
        }
    )


def _stale_alignments(documents: pa.Table, texts: Texts) -> list[str | None]:
    """Return, for each document with a text and an `alignment`, where that does not fit; few documents have one."""
    found: list[str | None] = [None] * len(documents)
    for row in np.flatnonzero(np.asarray(documents["alignment"].is_valid()) & texts.present).tolist():
        record = documents.slice(row, 1).select(("id", "sentences", "mentions", "events", "alignment")).to_pylist()[0]
        found[row] = stale(record, texts.texts[row] or "")
    return found


def _makers(column: pa.ChunkedArray) -> dict[str, pa.Array]:
    layer = Layer(pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type))
    of_text = np.asarray(pc.equal(layer.field("layer"), "text"), dtype=bool)
    wrote = np.bincount(layer.rows[of_text], minlength=len(column)) > 0
    annotated = np.bincount(layer.rows[~of_text], minlength=len(column)) > 0
    return {"says_who_wrote": pa.array(wrote), "says_who_annotated": pa.array(annotated)}


# --------------------------------------------------------------------------------------- mentions and sentences


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
    filled = kinds_at(texts, spread(first, lengths)) & Kind.SPACE == 0
    of_gap = np.concatenate([rows, np.arange(len(texts.starts))])
    found: Array = np.repeat(of_gap, lengths)[filled]
    return found


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
