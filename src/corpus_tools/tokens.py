"""Words with their offsets, and the BIO tags that mentions give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import regex

from corpus_tools.order import Record
from corpus_tools.text import Span

if TYPE_CHECKING:
    import numpy as np

    Bounds = tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.int64]]]

# Parts of character classes. U+001C to U+001F are space in Python and not in UAX 44; here they are, as everywhere in this package.
_SPACE: Final = r"\s\x1C-\x1F"
_SIGN: Final = r"\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\U000110BD\U000110CD"  # signs around a number: Cf, yet visible
_WORD: Final = rf"\p{{L}}\p{{N}}\p{{M}}_{_SIGN}"
_JOIN: Final = r"\u200C\u200D"  # zero width joiners: they go with what they follow
_INNER: Final = r"\u00AD\u061C\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF"  # in a word, never at its edge
_TAIL: Final = rf"[\p{{M}}{_JOIN}]"

# The first two alternatives take nearly every token of ordinary text, and nothing that a later one would take otherwise; the
# lookahead before them passes by the spaces. Every repetition that can fail is bounded or possessive: time is linear.
_TOKEN: Final = regex.compile(
    rf"""
    (?=\S)(?:
      [\p{{L}}\p{{N}}\p{{M}}_]++(?<!ـ)(?=[\s؛؟!»"“”)\]]|\.(?:\s|\Z)|\Z)
    | [،؛:؟!«»()\[\]"](?=[\s\p{{L}}«»"().])
    | (?:https?://|ftp://|www\.)[^{_SPACE}،؛"“”«»()\[\]<>…]+(?<![.,;:!?؟'])      # web address, without the stop after it
    | [\p{{L}}\p{{N}}._%+-]{{1,64}}+@[\p{{L}}\p{{N}}-]{{1,63}}+(?:\.[\p{{L}}\p{{N}}-]{{1,63}}+){{1,8}}  # e-mail address
    | (?=[0-9-]{{0,62}}+[a-zA-Z])(?:[a-zA-Z0-9-]{{1,63}}+\.){{1,8}}
      (?:com|org|net|edu|gov|int|info|tv|[a-z]{{2}})(?![{_WORD}@-])              # host name
    | [#＃@][{_WORD}{_JOIN}]++                                                    # hashtag, handle
    | (?:[وف]?+(?:لل|[بك]?+ال|[بلكس])?+|\p{{L}}|\p{{L}}?+\p{{Nd}}++ه)(?<=\p{{L}})ـ++(?![{_WORD}{_JOIN}])  # بـ الـ هـ standing alone
    | (?:(?!ـ)[{_WORD}]|ـ++(?=[{_WORD}]))                                        # any other word or number
      (?:[{_WORD}]+(?<!ـ)|[{_JOIN}]|ـ++(?=[{_WORD}{_JOIN}])|[{_INNER}]++(?=[{_WORD}])
        |(?<=\p{{Nd}})[.,٫٬،](?=\p{{Nd}})|(?<=\p{{Latin}})['’](?=\p{{Latin}}))*+
    | ـ++[{_JOIN}]*+                                                             # tatweel that joins nothing: a dash
    | [\U0001F1E6-\U0001F1FF]{{2}}{_TAIL}*+                                      # flag
    | \p{{So}}(?:{_TAIL}|[\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]|(?<=\u200D)[\p{{So}}\p{{Sm}}])*+  # symbol, emoji
    | (?:\.{{2,}}+|…++){_TAIL}*+                                                 # ellipsis
    | [^{_SPACE}\p{{Cf}}]{_TAIL}*+                                               # any other character
    )
    """,
    regex.VERBOSE | regex.VERSION1,
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """
    Return the tokens of a text, or of its part between two code points, in order.

    A token is a word with its clitics, a number, an address, a mark or a symbol; its offsets are code points of `text`. Space,
    and format characters at the edge of a token, belong to none.
    """
    found = [match.span() for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]
    return list(map(tuple.__new__, repeat(Span), found))


def token_bounds(text: str) -> Bounds:
    """Return where the tokens of a text start and where they end, in code points: the same as `tokenize`, for bulk."""
    import numpy as np  # noqa: PLC0415  a single document needs no numpy

    spans = np.array(tokenize(text), dtype=np.int64).reshape(-1, 2)
    return spans[:, 0], spans[:, 1]


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
