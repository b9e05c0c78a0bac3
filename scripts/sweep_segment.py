"""Times sentences and tokens on texts made to be slow, at two sizes: twice the text may take about twice the time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from corpus_tools.normal import normalize
from corpus_tools.sentences import segment
from corpus_tools.tokens import token_bounds, tokenize

MILLION = 1_000_000
UNITS = {
    "no full stop": "كلمة أخرى في نص طويل لا ينتهي ",
    "no space": "كلمة",
    "dots": ".",
    "spaced dots": ". ",
    "open brackets": "(",
    "words in open brackets": "(كلمة ",
    "closed brackets": ")",
    "stops in open brackets": "(. ",
    "mirrored brackets": " )نص(. ",
    "letters with stops": "د. ",
    "letters with glued stops": "د.",
    "words with glued stops": "كلمة.",
    "glued guillemets": "كلمة.«",
    "spaces": " ",
    "spaces after stops": "كلمة.                              ",
    "newlines": "\n",
    "newlines and spaces": "\n                    ",
    "quotes": '"',
    "stops and quotes": 'نص." ',
    "guillemets": "«»",
    "digits with separators": "1,234.5,",
    "numbered items": "1. 2. ",
    "dates": "12. 5. 2020 ",
    "questions": "؟!",
    "ellipses": "… ",
    "tatweel": "ـ",
    "tatweel between letters": "بـ",
    "marks": "\u064b",
    "joiners": "ب\u200d",
    "bidi marks": "\u200f",
    "bidi marks in words": "ب\u200f\u200f",
    "emoji": "👩\u200d👧",
    "flags": "🇪🇬",
    "at signs": "a@",
    "dotted addresses": "a.",
    "long addresses": "https://",
    "address without an end": "https://" + "." * 50,
    "hyphens": "-",
    "citations": ".[1]",
    "vowels": "بًٌ",
    "presentation forms": "ﻻ",
}
WORK: dict[str, Callable[[str], object]] = {
    "segment": segment,
    "soft": lambda text: segment(text, newline="soft", headlines=True, datelines=True, semicolon=True),
    "paragraph": lambda text: segment(text, newline="paragraph"),
    "tokenize": tokenize,
    "token_bounds": token_bounds,
    "normalize": normalize,
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return the processor time of one call."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def main() -> None:
    """Print seconds a million characters at both sizes, and mark what grows faster than the text; exit 1 if anything does."""
    size = int(float(sys.argv[1]) * MILLION) if len(sys.argv) > 1 else MILLION
    slow = 0
    for name, unit in UNITS.items():
        text = unit * (size // len(unit))
        for kind, work in WORK.items():
            half, whole = seconds(work, text[: size // 2]), seconds(work, text)
            bad = whole > 0.2 and whole > 3 * half  # noqa: PLR2004  twice is linear, four times quadratic
            slow += bad
            print(f"{name:26}{kind:14}{half * 2 * MILLION / size:8.3f}{whole * MILLION / size:8.3f}{'  SLOW' if bad else ''}", flush=True)
    sys.exit(slow > 0)


if __name__ == "__main__":
    main()
