"""The tokens table: sentences as words with their offsets, and the BIO tags that mentions give them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.layers import Layer, Layers, spread
from corpus_tools.nesting import Nesting
from corpus_tools.texts import Texts
from corpus_tools.tokens import token_bounds, tokenize

Array = np.ndarray[Any, np.dtype[Any]]

# Tags are numbers into bio_labels(): nullable int64 is the only storage of a ClassLabel that survives in Parquet.
TOKENS = pa.schema(
    [
        ("document_id", pa.string()),
        ("sentence_id", pa.string()),
        ("tokens", pa.list_(pa.string())),
        ("starts", pa.list_(pa.int32())),
        ("ends", pa.list_(pa.int32())),
        ("cut", pa.list_(pa.bool_())),
        ("ner_tags", pa.list_(pa.int64())),
        ("ner_layers", pa.list_(pa.list_(pa.int64()))),
    ]
)


def bio_labels(entity_types: Iterable[str]) -> tuple[str, ...]:
    """Return the BIO labels of the entity types, O first."""
    return ("O", *(f"{part}-{name}" for name in entity_types for part in "BI"))


class _Words:
    """The tokens of all sentences with text, in order; `begins[n]` is the first of the sentence `n`, which has `counts[n]`."""

    def __init__(self, layers: Layers, texts: Texts) -> None:
        layer = layers["sentences"]
        with_text = np.flatnonzero(texts.present[layer.rows])
        first = texts.within(layer.rows, layer.numbers("start"))[with_text]
        order = np.argsort(first, kind="stable")
        self.sentences, self.rows = with_text[order], layer.rows[with_text[order]]
        self.first, self.last = first[order], texts.within(layer.rows, layer.numbers("end"))[self.sentences]
        self.starts, self.ends, of = _inside(texts.joined, self.first, self.last)
        self.counts = np.bincount(of, minlength=len(self.sentences))
        self.begins = np.concatenate([[0], np.cumsum(self.counts)])


def _inside(text: str, first: Array, last: Array) -> tuple[Array, Array, Array]:
    """Return starts and ends of the tokens in each stretch of the text, and the number of the stretch."""
    starts, ends = token_bounds(text)
    if not len(first) or not len(starts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    of = np.searchsorted(first, starts, side="right") - 1
    # A token belongs to the sentence that holds it. Sentences that cut one are tokenised by themselves.
    beyond = np.append(first, len(text))[of + 1]
    cutting = np.union1d(of[(of >= 0) & (starts < last[of]) & (ends > last[of])], of[ends > beyond] + 1)
    kept = (of >= 0) & (ends <= last[of]) & ~np.isin(of, cutting)
    parts = [(starts[kept], ends[kept], of[kept])]
    for n in cutting.tolist():
        found = np.array(tokenize(text, int(first[n]), int(last[n])), np.int64).reshape(-1, 2)
        parts.append((found[:, 0], found[:, 1], np.full(len(found), n)))
    starts, ends, of = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order], of[order]


class _Runs:
    """The runs of tokens that names and values cover: first and last token, sentence, label; `parts` of a discontinuous one."""

    def __init__(self, layers: Layers, texts: Texts, words: _Words, labels: tuple[str, ...]) -> None:
        layer = layers["mentions"]
        levels = layer.field("level")
        tagged = np.asarray(pc.is_in(levels, value_set=pa.array(["name", "value"])))
        self.mentions = np.flatnonzero(tagged & texts.present[layer.rows])
        self._place(layer, texts, words)
        types = layer.field("type").take(pa.array(self.mentions))
        begin = pc.index_in(pc.binary_join_element_wise("B", types, "-"), value_set=pa.array(labels))
        self.labels = np.asarray(pc.fill_null(begin, 0), dtype=np.int64)

    def _place(self, layer: Layer, texts: Texts, words: _Words) -> None:
        rows = layer.rows[self.mentions]
        start = texts.within(rows, layer.numbers("start")[self.mentions])
        end = texts.within(rows, layer.numbers("end")[self.mentions])
        sentence = np.searchsorted(words.first, start, side="right") - 1
        inside = (sentence >= 0) & (start < words.last[sentence]) if len(words.first) else np.zeros(len(start), bool)
        sentence = np.where(inside, sentence, 0)
        low, high = words.begins[sentence], words.begins[sentence + 1] if len(words.first) else words.begins[sentence]
        first = np.maximum(np.searchsorted(words.ends, start, side="right"), low)
        last = np.minimum(np.searchsorted(words.starts, end, side="left"), high) - 1
        kept = inside & (first <= last)
        self.mentions, self.start, self.end = self.mentions[kept], start[kept], end[kept]
        self.first, self.last, self.sentence = first[kept], last[kept], sentence[kept]
        self.parts = self._discontinuous(layer, texts, words)

    def _discontinuous(self, layer: Layer, texts: Texts, words: _Words) -> dict[int, list[int]]:
        """Return the tokens of each run that has gaps, by its number."""
        fragments = layer.field("fragments")
        with_gaps = np.flatnonzero(np.asarray(pc.is_valid(fragments))[self.mentions])
        found = {}
        for n in with_gaps.tolist():
            at = int(texts.starts[layer.rows[self.mentions[n]]])
            spans = [(at + part["start"], at + part["end"]) for part in fragments[int(self.mentions[n])].as_py()]
            tokens = range(int(self.first[n]), int(self.last[n]) + 1)
            found[n] = [t for t in tokens if any(words.starts[t] < end and start < words.ends[t] for start, end in spans)]
        return {n: tokens for n, tokens in found.items() if tokens}

    def in_layers(self) -> Array:
        """Return the layer of each run: the first in which it overlaps no longer one of its sentence, so that outer ones come first."""
        layer = np.zeros(len(self.first), np.int64)
        first, last, labels = self.first.tolist(), self.last.tolist(), self.labels.tolist()
        for group in Nesting(self.sentence, self.first, self.last + 1).groups():
            pieces = {n: _pieces(self.parts[n]) if n in self.parts else [(first[n], last[n])] for n in group.tolist()}
            size = {n: sum(b - a for a, b in parts) + len(parts) for n, parts in pieces.items()}
            taken: list[list[tuple[int, int]]] = []
            for n in sorted(pieces, key=lambda n: (-size[n], first[n], labels[n])):
                free = (k for k, runs in enumerate(taken) if not _overlap(runs, pieces[n]))
                layer[n] = k = next(free, len(taken))
                taken[k : k + 1] = [[*(taken[k] if k < len(taken) else ()), *pieces[n]]]
        return layer


def _pieces(tokens: list[int]) -> list[tuple[int, int]]:
    """Return the first and last token of each stretch without gaps."""
    heads = [t for t in tokens if t - 1 not in tokens]
    tails = [t for t in tokens if t + 1 not in tokens]
    return list(zip(heads, tails, strict=True))


def _overlap(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> bool:
    return any(a <= d and c <= b for a, b in some for c, d in others)


def _lists(offsets: Array, values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _tags(words: _Words, runs: _Runs, layer: Array) -> tuple[Array, Array, Array]:
    """Return the tags of all layers of all sentences, and where each layer begins, and where each sentence's layers begin."""
    per_sentence = np.zeros(len(words.sentences), np.int64)
    np.maximum.at(per_sentence, runs.sentence, layer + 1)
    sentence_offsets = np.concatenate([[0], np.cumsum(per_sentence)])
    layer_offsets = np.concatenate([[0], np.cumsum(np.repeat(words.counts, per_sentence))])
    tags = np.zeros(layer_offsets[-1], np.int64)
    shift = layer_offsets[sentence_offsets[runs.sentence] + layer] - words.begins[runs.sentence]
    whole = np.ones(len(runs.first), bool)
    whole[list(runs.parts)] = False
    lengths = (runs.last - runs.first + 1)[whole]
    tags[spread((runs.first + shift)[whole], lengths)] = np.repeat(runs.labels[whole] + 1, lengths)
    tags[(runs.first + shift)[whole]] = runs.labels[whole]
    for n, tokens in runs.parts.items():
        tags[np.array(tokens) + shift[n]] = runs.labels[n] + 1
        tags[tokens[0] + shift[n]] = runs.labels[n]
    return tags, layer_offsets, sentence_offsets


def _cut(words: _Words, runs: _Runs) -> Array:
    """Tell for each token whether a tagged mention begins or ends inside it."""
    found = np.zeros(len(words.starts), bool)
    found[runs.first] |= runs.start > words.starts[runs.first]
    found[runs.last] |= runs.end < words.ends[runs.last]
    return found


def tokens_table(layers: Layers, texts: Texts, entity_types: Iterable[str]) -> pa.Table:
    """
    Make the tokens table, one row a sentence of a document with text.

    A mention tags every token that it touches, so a proclitic shares its word's tag, and `cut` says so. `ner_layers` holds
    names and values at every depth, outermost first; `ner_tags` is the first of these layers. A discontinuous mention is B at
    its first token and I at the others.
    """
    words = _Words(layers, texts)
    runs = _Runs(layers, texts, words, bio_labels(entity_types))
    layer = runs.in_layers()
    tags, layer_offsets, sentence_offsets = _tags(words, runs, layer)
    outer = np.zeros(len(words.starts), np.int64)
    has_layer = np.flatnonzero(np.diff(sentence_offsets))
    outer[spread(words.begins[has_layer], words.counts[has_layer])] = tags[
        spread(layer_offsets[sentence_offsets[has_layer]], words.counts[has_layer])
    ]
    shift = np.repeat(texts.starts[words.rows], words.counts)
    columns = [
        layers.document_ids(words.rows),
        layers["sentences"].field("id").take(pa.array(words.sentences)),
        _lists(words.begins, texts.strings(words.starts, words.ends)),
        _lists(words.begins, pa.array(words.starts - shift, pa.int32())),
        _lists(words.begins, pa.array(words.ends - shift, pa.int32())),
        _lists(words.begins, pa.array(_cut(words, runs))),
        _lists(words.begins, pa.array(outer)),
        _lists(sentence_offsets, _lists(layer_offsets, pa.array(tags))),
    ]
    return pa.Table.from_arrays(columns, schema=TOKENS)
