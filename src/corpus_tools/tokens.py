"""Words with their offsets, and the BIO tags that mentions give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from corpus_tools.order import Record

# A word is letters, digits, combining marks and joiners; , and . stay in it only between digits. Anything else that
# is not white space is a token by itself. Bidi controls at the edge of a word belong to no token.
_TOKEN = regex.compile(
    r"""
      https?://[^\s،؛"“”«»()\[\]]+                       # web address
    | [\p{L}\p{N}._+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+  # e-mail address
    | [#@][\p{L}\p{N}_\p{M}]+                             # hashtag, handle
    | (?:[\p{L}\p{N}\p{M}_\u200C\u200D]|(?<=\p{N})[.,٫٬](?=\p{N}))+
    | \.{2,}|…+                                           # ellipsis
    | [\p{So}\p{Sk}\u200D\uFE0F]+                         # emoji and their joiners
    | [^\s\p{Cf}]                                         # any other character
    """,
    regex.VERBOSE,
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the tokens between two code points as (start, end) pairs, in order."""
    return [match.span() for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]


def _covered(tokens: Sequence[tuple[int, int]], mention: Record) -> list[int]:
    parts = mention.get("fragments") or [mention]
    return [n for n, (start, end) in enumerate(tokens) for part in parts if start < part["end"] and part["start"] < end]


def _layers(runs: list[tuple[list[int], str]]) -> list[list[tuple[list[int], str]]]:
    """Put each run of tokens into the first layer where it overlaps none; longer runs come first, so they lie outside."""
    layers: list[list[tuple[list[int], str]]] = []
    for run, label in sorted(runs, key=lambda item: (-len(item[0]), item[0][0], item[1])):
        free = (layer for layer in layers if not any(set(run) & set(other) for other, _ in layer))
        layer = next(free, None)
        if layer is None:
            layers.append(layer := [])
        layer.append((run, label))
    return layers


def _tags(size: int, layer: Sequence[tuple[list[int], str]], labels: Sequence[str]) -> list[int]:
    tags = [0] * size
    for run, label in layer:
        for n in run:
            tags[n] = labels.index(f"{'B' if n == run[0] else 'I'}-{label}")
    return tags


def token_rows(record: Record, labels: Sequence[str]) -> Iterator[Record]:
    """
    Yield a row of the tokens table for each sentence of a document with text.

    A mention tags every token that it touches, so a proclitic shares its word's tag. `ner_layers` holds names and
    values at every depth, outermost first; `ner_tags` is the first of these layers. A discontinuous mention is B at its first token
    and I at the others.
    """
    named = [mention for mention in record["mentions"] if mention["level"] in ("name", "value")]
    for sentence in record["sentences"]:
        spans = tokenize(record["text"], sentence["start"], sentence["end"])
        inside = [m for m in named if sentence["start"] <= m["start"] < sentence["end"]]
        runs = [(run, mention["type"]) for mention in inside if (run := _covered(spans, mention))]
        layers = [_tags(len(spans), layer, labels) for layer in _layers(runs)]
        yield {
            "document_id": record["id"],
            "sentence_id": sentence["id"],
            "tokens": [record["text"][start:end] for start, end in spans],
            "starts": [start for start, _ in spans],
            "ends": [end for _, end in spans],
            "ner_tags": layers[0] if layers else [0] * len(spans),
            "ner_layers": layers,
        }
