"""Words with their offsets, and the BIO tags that mentions give them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import regex

from corpus_tools.characters import INNER, JOIN, SPACE, WORD
from corpus_tools.text import Span

if TYPE_CHECKING:
    import numpy as np

    Offsets = np.ndarray[Any, np.dtype[np.int64]]

# Most tokens of ordinary text are plain words and marks with nothing doubtful behind them. They are found by the faster of the two
# engines; where one is not plain, group 1 takes the rest up to the next space, and the full expression cuts it.
_PLAIN: Final = re.compile(
    r"""
      [\u0620-\u063F\u0641-\u0669\u0670-\u06D3A-Za-z0-9\u00C0-\u00D6\u00D8-\u00F6\u0400-\u0481]++
        (?=[\s؛؟!»"“”)\]]|[.،,:](?:\s|\Z)|\Z)
    | [،؛:؟!«»()\[\]"](?=[\s\u0620-\u063F\u0641-\u064A«»"()]|\Z) | \.(?=\s|\Z)
    | (\S+)
    """,
    re.VERBOSE,
)
# Every repetition that can fail is bounded or possessive: time is linear.
_TAIL: Final = rf"[\p{{M}}{JOIN}]"
_TOKEN: Final = regex.compile(
    rf"""
      (?:https?://|ftp://|www\.)[^{SPACE}،؛؟。！？｡"“”«»()\[\]<>…]+(?<![.,;:!?؟'])      # web address, without the stop after it
    | [\p{{L}}\p{{N}}._%+-]{{1,64}}+@[\p{{L}}\p{{N}}-]{{1,63}}+(?:\.[\p{{L}}\p{{N}}-]{{1,63}}+){{1,8}}  # e-mail address
    | (?=[0-9-]{{0,62}}+[a-zA-Z])(?:[a-zA-Z0-9-]{{1,63}}+\.){{1,8}}
      (?:com|org|net|edu|gov|int|info|tv|[a-z]{{2}})(?![{WORD}@-])              # host name
    | [#＃@][{WORD}{JOIN}]++                                                    # hashtag, handle
    | (?:[وف]?+(?:لل|[بك]?+ال|[بلكس])?+|\p{{L}}|\p{{L}}?+\p{{Nd}}++ه)(?<=\p{{L}})ـ++(?![{WORD}{JOIN}])  # بـ الـ هـ standing alone
    | (?!ـ)[{WORD}]                                                             # any other word or number
      (?:[{WORD}]+(?<!ـ)|[{JOIN}]|ـ++(?=[{WORD}{JOIN}])|[{INNER}]++(?=[{WORD}])
        |(?<=\p{{Nd}})[.,٫٬،](?=\p{{Nd}})|(?<=\p{{Latin}})['’](?=\p{{Latin}}))*+
    | ـ++[{JOIN}]*+                                                             # tatweel that joins nothing: a dash
    | [\U0001F1E6-\U0001F1FF]{{2}}{_TAIL}*+                                      # flag
    | \p{{So}}(?:{_TAIL}|[\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]|(?<=\u200D)[\p{{So}}\p{{Sm}}])*+  # symbol, emoji
    | (?:\.{{2,}}+|…++){_TAIL}*+                                                 # ellipsis
    | [^{SPACE}\p{{Cf}}]{_TAIL}*+                                               # any other character
    """,
    regex.VERBOSE | regex.VERSION1,
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """
    Return the tokens of a text, or of its part between two code points, in order.

    A token is a word with its clitics, a number, an address, a mark or a symbol; its offsets are code points of `text`. Space,
    and format characters at the edge of a token, belong to none.
    """
    new, spans = tuple.__new__, list[Span]()  # twice as fast as calling Span
    for match in _PLAIN.finditer(text, start, len(text) if end is None else end):
        if match.lastindex:
            spans += [new(Span, token.span()) for token in _TOKEN.finditer(text, match.start(), match.end())]
        else:
            spans.append(new(Span, match.span()))
    return spans


def token_bounds(text: str) -> tuple[Offsets, Offsets]:
    """
    Return where the tokens of a text start and where they end, in code points: those of `tokenize`, many times faster.

    No token depends on anything beyond the space around it, so the texts of many documents may be given at once, joined by newlines.
    """
    from corpus_tools.bounds import bounds  # noqa: PLC0415  it imports numpy, which a single document does not need

    return bounds(text, tokenize)
