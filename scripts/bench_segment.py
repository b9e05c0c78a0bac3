"""Measures sentences and tokens beside every other segmenter that is installed, in one run: F1 where gold is at hand, and speed."""

from __future__ import annotations

import importlib
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus_tools.sentences import segment
from corpus_tools.tokens import token_bounds, tokenize

Spans = list[tuple[int, int]]
Splitter = Callable[[str], Iterable[tuple[int, int]]]

PUD = Path(__file__).parents[2] / "shared" / "external" / "ud_arabic_pud" / "ar_pud-ud-test.conllu"
CHUNK = 4_000
ROUNDS = 5
SECONDS = 1.0  # each system works that long at most in each round

# ------------------------------------------------------------------------------------------------- the other systems
# Each function imports its library, and returns what splits a text into spans of code points.


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """Return the spans without the space at their edges."""
    parts = ((start, end, text[start:end]) for start, end in spans)
    return [(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())) for start, end, part in parts if part.strip()]


def pysbd_sentences() -> Splitter:
    """Load pySBD."""
    splitter = importlib.import_module("pysbd").Segmenter(language="ar", clean=False, char_span=True)
    return lambda text: _trimmed(text, ((span.start, span.end) for span in splitter.segment(text)))


def spacy_sentences() -> Splitter:
    """Load spaCy's rule-based sentencizer."""
    nlp = importlib.import_module("spacy").blank("ar")
    nlp.add_pipe("sentencizer")
    return lambda text: _trimmed(text, ((sentence.start_char, sentence.end_char) for sentence in nlp(text).sents))


def punkt_sentences() -> Splitter:
    """Load Punkt, untrained: NLTK has no Arabic model."""
    punkt = importlib.import_module("nltk.tokenize.punkt").PunktSentenceTokenizer()
    return lambda text: _trimmed(text, punkt.span_tokenize(text))


def sentencex_sentences() -> Splitter:
    """Load sentencex."""
    boundaries = importlib.import_module("sentencex").get_sentence_boundaries
    return lambda text: _trimmed(text, ((found["start_index"], found["end_index"]) for found in boundaries("ar", text)))


def _icu(kind: str, *, words: bool) -> Splitter:
    icu = importlib.import_module("icu")
    iterator = getattr(icu.BreakIterator, kind)(icu.Locale("ar"))

    def split(text: str) -> Spans:
        # ICU counts UTF-16 units, which are code points in a text of the basic plane; another would have to be mapped.
        iterator.setText(text)
        spans = list(pairwise([0, *iterator]))
        return [span for span in spans if not text[span[0] : span[1]].isspace()] if words else _trimmed(text, spans)

    return split


def icu_sentences() -> Splitter:
    """Load ICU's sentence BreakIterator."""
    return _icu("createSentenceInstance", words=False)


def blingfire_sentences() -> Splitter:
    """Load blingfire."""
    split = importlib.import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: _trimmed(text, split(text)[1])


def spacy_tokens() -> Splitter:
    """Load spaCy's tokenizer."""
    nlp = importlib.import_module("spacy").blank("ar")
    return lambda text: [(token.idx, token.idx + len(token)) for token in nlp.make_doc(text) if not token.is_space]


def wordpunct_tokens() -> Splitter:
    """Load NLTK's wordpunct."""
    tokenizer = importlib.import_module("nltk.tokenize").WordPunctTokenizer()
    return lambda text: list(tokenizer.span_tokenize(text))


def icu_tokens() -> Splitter:
    """Load ICU's word BreakIterator."""
    return _icu("createWordInstance", words=True)


def blingfire_tokens() -> Splitter:
    """Load blingfire."""
    split = importlib.import_module("blingfire").text_to_words_with_offsets
    return lambda text: list(split(text)[1])


def _bulk(text: str) -> Iterable[tuple[int, int]]:
    starts, ends = token_bounds(text)
    return zip(starts, ends, strict=True)  # pairs are made when someone asks: bulk work takes the arrays


SENTENCES: dict[str, Callable[[], Splitter]] = {
    "corpus-tools": lambda: lambda text: [*segment(text)],
    "pySBD": pysbd_sentences,
    "spaCy sentencizer": spacy_sentences,
    "NLTK Punkt": punkt_sentences,
    "sentencex": sentencex_sentences,
    "ICU": icu_sentences,
    "blingfire": blingfire_sentences,
}
TOKENS: dict[str, Callable[[], Splitter]] = {
    "corpus-tools": lambda: lambda text: [*tokenize(text)],
    "  token_bounds": lambda: _bulk,
    "spaCy blank ar": spacy_tokens,
    "NLTK wordpunct": wordpunct_tokens,
    "ICU": icu_tokens,
    "blingfire": blingfire_tokens,
}


def installed(systems: dict[str, Callable[[], Splitter]]) -> dict[str, Splitter]:
    """Return the systems whose library is here; say of each other one that it is not."""
    found: dict[str, Splitter] = {}
    for name, load in systems.items():
        try:
            found[name] = load()
        except ImportError as error:
            print(f"{name.strip()}: skipped, {error.name or error} is not installed")
    return found


# ------------------------------------------------------------------------------------------------------------ gold


def pud_sentences() -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return text and surface tokens of each sentence of UD Arabic PUD; a token knows whether a space follows it."""
    sentences: list[tuple[str, list[tuple[str, bool]]]] = []
    for line in PUD.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# text = "):
            sentences.append((line.removeprefix("# text = "), []))
        elif line[:1].isdigit():
            columns = line.split("\t")
            sentences[-1][1].append((columns[1], "SpaceAfter=No" not in columns[9]))
    return sentences


def surface_words(text: str, tokens: Iterable[tuple[str, bool]]) -> Spans:
    """Return the spans of the words: tokens that nothing parts are one, unless one of them is a mark."""
    spans: Spans = []
    at, glued = 0, False
    for form, spaced in tokens:
        start = text.index(form, at)
        at = start + len(form)
        joins = glued and _is_word(form) and spans and _is_word(text[slice(*spans[-1])])
        spans[-1:] = [(spans[-1][0], at)] if joins else [*spans[-1:], (start, at)]
        glued = not spaced
    return spans


def _is_word(form: str) -> bool:
    return any(c.isalnum() for c in form.replace("ـ", ""))


def f1(gold: Iterable[tuple[int, int]], found: Iterable[tuple[int, int]]) -> float:
    """Return the F1 of exact spans, in per cent."""
    right, answer = set(gold), set(found)
    return 200 * len(right & answer) / (len(right) + len(answer))


def pud_gold() -> tuple[str, Spans, Spans]:
    """Return UD Arabic PUD as running text, sentences joined by a space, with its sentences and its words."""
    text, sentences, words, at = [], [], [], 0
    for sentence, tokens in pud_sentences():
        text.append(sentence)
        sentences.append((at, at + len(sentence)))
        words += [(at + start, at + end) for start, end in surface_words(sentence, tokens)]
        at += len(sentence) + 1
    return " ".join(text), sentences, words


# ------------------------------------------------------------------------------------------------------------ speed

LETTERS = "اااالللييومنترهبدعسفقكحجشصخطضزثذغظءةى"
SIGHTS = ("د. سامي", "م. رائد", "3.5٪", "1,250", "(انتهى فجرا)", "«جاهز»", "إف. كينيدي", "12. 5. 2020", "10:30", "https://example.org/news")
ENDS = (*[".\u0020"] * 12, "؟ ", "! ", "... ", "». ", ".\n", ".\n", "\n")


def _vocabulary(draw: random.Random) -> tuple[list[str], list[float]]:
    """Return words and their weights, by rank, as the words of a language are distributed."""
    words = ["".join(draw.choice(LETTERS) for _ in range(draw.randint(2, 7))) for _ in range(20_000)]
    return words, [1 / rank for rank in range(1, len(words) + 1)]


def generated(size: int, seed: int = 4) -> str:
    """
    Return text in the manner of news, of about `size` code points, the same for the same seed.

    Sentences are 6 to 30 words long, as in news; a word in forty is one that a rule must look at.
    """
    draw = random.Random(seed)  # noqa: S311  nothing secret is drawn
    words, weights = _vocabulary(draw)
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = draw.choices(words, weights, k=draw.randint(6, 30))
        sentence = [draw.choice(SIGHTS) if draw.random() < 1 / 40 else word for word in sentence]
        parts.append(" ".join(sentence).replace(" ", "، ", 1) + draw.choice(ENDS))
        length += len(parts[-1])
    return "".join(parts)


def chunks(text: str) -> list[str]:
    """Return the text in pieces as long as a document."""
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def rate(split: Splitter, texts: list[str]) -> float:
    """Return million code points a second of processor time, over as many of the texts as the time allows."""
    start, done = time.process_time(), 0
    for text in texts:
        split(text)
        done += len(text)
        if time.process_time() - start > SECONDS:
            break
    return done / (time.process_time() - start) / 1e6


def rates(systems: dict[str, Splitter], texts: list[str]) -> dict[str, list[float]]:
    """Return the rates of every system, which take turns."""
    found: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(ROUNDS):
        for name, split in systems.items():
            found[name].append(rate(split, texts))
    return found


def table(title: str, systems: dict[str, Splitter], texts: list[str], gold: tuple[str, Spans] | None) -> Iterator[str]:
    """Yield the lines of a table: F1, median and range of the rates, and how many times as fast as corpus-tools."""
    measured = rates(systems, texts)
    ours = statistics.median(measured["corpus-tools"])
    yield f"{title:20}{'PUD F1':>8}{'Mchar/s':>10}{'min':>8}{'max':>8}{'ratio':>8}"
    for name, split in systems.items():
        score = f"{f1(gold[1], split(gold[0])):8.2f}" if gold else f"{'-':>8}"
        median = statistics.median(measured[name])
        yield f"{name:20}{score}{median:10.3f}{min(measured[name]):8.3f}{max(measured[name]):8.3f}{median / ours:8.2f}"


def main(size: int = 2_000_000) -> None:
    """Print both tables."""
    texts = chunks(generated(size))
    gold: Any = pud_gold() if PUD.is_file() else None
    if gold is None:
        print(f"no F1: {PUD} is not here")
    for line in table("sentences", installed(SENTENCES), texts, gold and (gold[0], gold[1])):
        print(line, flush=True)
    print()
    for line in table("tokens", installed(TOKENS), texts, gold and (gold[0], gold[2])):
        print(line, flush=True)


if __name__ == "__main__":
    main()
