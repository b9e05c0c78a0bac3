"""The search index: every word of the corpus in its search form, where it stands, and the words that are it behind proclitics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_tools.clitics import clitic_candidates
from corpus_tools.site import blocks
from corpus_tools.site.folding import folded
from corpus_tools.texts import Texts
from corpus_tools.tokens import token_bounds

Array = np.ndarray[Any, np.dtype[Any]]
WORDS, HITS = 256, 8192  # rows of a file: 5 and 25 kB, which a browser decodes in a few milliseconds
# Fewer letters than these are too often the beginning of another word to be taken for one behind a proclitic.
_LEAST = 3
_ARTICLE, _LAM = "ال", "ل"


def bare_forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield what a word in search form may be without proclitics; and whether an article stood before it, which is a strong sign."""
    for spans in clitic_candidates(word)[1:]:
        at = spans[-1].start
        before, rest = word[:at], word[at:]
        if before.endswith(_LAM) and not before.endswith(_ARTICLE) and rest.startswith(_LAM):
            before, rest = _ARTICLE, rest[1:]  # of للأمم: لل is ل with the article
        if len(rest) >= _LEAST:
            yield rest, before.endswith(_ARTICLE)


def forms_of(words: Iterable[str]) -> dict[str, set[str]]:
    """Return for each word that stands in the corpus, with or without proclitics, those that are it behind proclitics."""
    there = set(words)
    bare = {word: list(bare_forms(word)) for word in there}
    known = there | {rest for found in bare.values() for rest, article in found if article}
    forms: dict[str, set[str]] = defaultdict(set)
    for word, found in bare.items():
        for rest, _ in found:
            if rest in known:
                forms[rest].add(word)
    return forms


def _searched(surfaces: list[str]) -> tuple[Array, list[str]]:
    """Return for each token the number of its search form, -1 for marks; and the forms."""
    numbers: dict[str, int] = {}
    of_surface: dict[str, int] = {}
    for surface in dict.fromkeys(surfaces):
        form = folded(surface)
        of_surface[surface] = numbers.setdefault(form, len(numbers)) if any(map(str.isalnum, form)) else -1
    return np.fromiter(map(of_surface.__getitem__, surfaces), np.int64, len(surfaces)), list(numbers)


def _tokens(texts: Texts) -> tuple[Array, Array, Array, list[str]]:
    """Return document, start and length of every token, and the token itself."""
    starts, ends = token_bounds(texts.joined)
    filled = np.flatnonzero(texts.lengths)
    rows = filled[np.searchsorted(texts.starts[filled], starts, side="right") - 1] if len(filled) else starts
    joined = texts.joined
    surfaces = [joined[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    return rows, starts - texts.starts[rows] if len(rows) else starts, ends - starts, surfaces


def _ordinals(rows: Array) -> Array:
    """Return the number of each word in its document."""
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    found: Array = np.arange(len(rows)) - np.repeat(firsts, np.diff(np.append(firsts, len(rows))))
    return found


def write(folder: Path, texts: Texts) -> dict[str, blocks.Row]:
    """Write the tables `words` and `hits`; return what one must know of them."""
    rows, starts, lengths, surfaces = _tokens(texts)
    codes, words = _searched(surfaces)
    kept = codes >= 0
    rows, starts, lengths, codes = rows[kept], starts[kept], lengths[kept], codes[kept]
    forms = forms_of(words)
    names = sorted({*words, *forms}, key=blocks.utf16)
    rank = {name: n for n, name in enumerate(names)}
    ranks = np.array([rank[word] for word in words], np.int64)[codes] if words else codes
    order = np.lexsort((starts, rows, ranks))
    hits = {"document": rows, "ordinal": _ordinals(rows), "start": starts, "length": lengths}
    table = pa.table({name: pa.array(column[order], pa.int32()) for name, column in hits.items()})
    numbers = [sorted(rank[form] for form in forms.get(name, ())) for name in names]
    return {
        "words": blocks.write(folder / "words", _words(names, ranks[order], rows[order], numbers), WORDS, "word"),
        "hits": blocks.write(folder / "hits", blocks.required(table), HITS),
    }


def _words(names: list[str], ranks: Array, rows: Array, forms: list[list[int]]) -> pa.Table:
    counts = np.bincount(ranks, minlength=len(names))
    new = np.diff(ranks, prepend=-1).astype(bool) | np.diff(rows, prepend=-1).astype(bool)
    return pa.table(
        {
            "word": pa.array(names, pa.string()),
            "first": pa.array(np.concatenate([[0], np.cumsum(counts)[:-1]]) if names else [], pa.int32()),
            "count": pa.array(counts, pa.int32()),
            "documents": pa.array(np.bincount(ranks[new], minlength=len(names)), pa.int32()),
            "forms": pa.array(forms, pa.list_(pa.int32())),
        }
    )
