"""Arabic-looking words by rule: consonantal roots in patterns, with the affixes that Arabic writes onto words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice

CONSONANTS = "بتثجحخدذرزسشصضطظعغفقكلمنه"
NOUNS = (
    *("123", "1ا23", "م12و3", "ت12ي3", "است12ا3", "ان12ا3", "ا1ت2ا3", "م1ا23", "12ي3", "12ا3", "12و3", "أ12ا3", "م123", "إ12ا3"),
    *("123ة", "12ا3ة", "12ي3ة", "1ا23ة", "م1ا23ة", "م12و3ة", "ت1ا23", "123ان", "123ي", "123ية", "م12ّ3", "مت1ا23", "م12ا3ية", "أ123"),
)
VERBS = (
    *("123", "ي123", "ت123", "123ت", "يت1ا23", "ي1ا23ون", "123وا", "است123", "يست12ي3", "ان123", "ا1ت23", "12ّ3", "ي12ّ3", "أ123"),
    *("ت12ّ3", "سي123", "1ا23", "1ا23ت", "ت1ا23ت", "12ّ3ت"),
)
PREFIXES = ("", "", "", "", "", "ال", "ال", "ال", "و", "وال", "ب", "بال", "لل", "ف", "س")
SUFFIXES = ("", "", "", "", "", "", "", "", "ات", "ين", "ون", "ها", "ه", "هم", "نا", "اً")
# The words without content that head every frequency list, in about their order.
FUNCTION = (
    *("في", "من", "على", "إلى", "أن", "عن", "التي", "مع", "ما", "بعد", "لا", "كما", "هذا", "الذي", "قال", "كان", "هذه", "بين", "ذلك"),
    *("قبل", "كل", "عند", "حتى", "لم", "خلال", "أو", "قد", "منذ", "حول", "غير", "أي", "ضد", "دون", "لكن", "إن", "حيث", "نحو", "ثم"),
)
WORDS, STEMS = 20_000, 6_000
SEED = 20_261_124

# A mention may not look as if it began with a proclitic and the article, however it is meant.
_LIKE_PROCLITIC = re.compile(r"[وفبك]ال")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Running words with their cumulative Zipf weights, bare nouns for names, and verbs for triggers."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]


def _stems(rng: random.Random, patterns: tuple[str, ...]) -> Iterator[str]:
    """Yield a root in a pattern again and again; 1, 2, 3 in a pattern are the consonants of the root."""
    while True:
        root = rng.sample(CONSONANTS, 3)
        table = {ord(str(n)): consonant for n, consonant in enumerate(root, 1)}
        yield rng.choice(patterns).translate(table)


def _inflected(rng: random.Random) -> Iterator[str]:
    for stem in _stems(rng, (*NOUNS, *VERBS)):
        suffix = "" if stem.endswith("ة") else rng.choice(SUFFIXES)
        yield f"{rng.choice(PREFIXES)}{stem}{suffix}"


def _distinct(words: Iterator[str], number: int) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(islice(words, number * 2)), number))


@cache
def vocabulary() -> Vocabulary:
    """Make the vocabulary, the same in every process; about the weights: rank r has 1 / (r + 2), as Zipf and Mandelbrot say."""
    rng = random.Random(SEED)  # noqa: S311  repeatable is what it must be
    words = (*FUNCTION, *_distinct(_inflected(rng), WORDS - len(FUNCTION)))
    nouns = _distinct((stem for stem in _stems(rng, NOUNS) if not _LIKE_PROCLITIC.match(stem)), STEMS)
    return Vocabulary(words, tuple(accumulate(1 / (rank + 2) for rank in range(len(words)))), nouns, _distinct(_stems(rng, VERBS), STEMS))
