"""Proposals of sentences for new documents, and how far they agree with sentences that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError
from corpus_tools.formats import inline
from corpus_tools.languages import language
from corpus_tools.layout import kinds
from corpus_tools.order import LAYERS, Record
from corpus_tools.sentences import segment
from corpus_tools.text import Span, freeze


def proposed(text: str, manifest: Record) -> list[Span]:
    """Return the sentences of a text as the manifest of its corpus wants them."""
    options: dict[str, Any] = manifest.get("segmentation", {})
    return segment(text, manifest["language"], **options)


def sentence_records(text: str, manifest: Record) -> list[Record]:
    """Return the proposed sentences of a text as a record has them, without the text that they repeat."""
    spans = proposed(text, manifest)
    named = zip(spans, kinds(text, spans, language(manifest["language"])), strict=True)
    return [{"id": f"s{n}", "kind": kind, "start": start, "end": end} for n, ((start, end), kind) in enumerate(named, 1)]


def made_by() -> Record:
    """Return the provenance of proposed sentences."""
    return {"layer": "sentences", "agent": f"corpus-tools {metadata.version('corpus-tools')}", "method": "rule"}


def _text(path: Path) -> str:
    try:
        return freeze(path.read_bytes().decode())
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: byte {error.start} is not UTF-8") from None


def propose(path: Path, manifest: Record) -> Record:
    """
    Return a document of the text in a file, frozen, with proposed sentences and nothing else; its id is the name of the file.

    It says of itself only what is known: where the text comes from, and on which terms, is for its annotator to add. Raises
    CorpusError for a file that cannot be read as UTF-8.
    """
    text = _text(path).rstrip("\n")
    known = {"id": path.stem, "language": manifest["language"], "availability": "included", "provenance": [made_by()], "text": text}
    return {**known, **{layer: [] for layer in LAYERS}, "sentences": sentence_records(text, manifest)}


def notation(paths: Iterable[Path], manifest: Record) -> Iterator[str]:
    """Yield the proposal for each text file in inline notation, ready to be annotated."""
    return (inline.write_record(propose(path, manifest)) for path in paths)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A stretch of a document whose stored sentences are not those proposed; `line` counts from 1."""

    document: str
    line: int
    stored: tuple[str, ...]
    proposed: tuple[str, ...]

    def __str__(self) -> str:
        stored, proposed = (" | ".join(texts).replace("\n", "\\n") for texts in (self.stored, self.proposed))
        return f"{self.document}.txt:{self.line}: stored {stored}\n    proposed {proposed}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many sentences are stored, proposed and both, by exact bounds; and where they differ."""

    stored: int
    proposed: int
    exact: int
    disagreements: tuple[Disagreement, ...]

    @property
    def precision(self) -> float:
        return self.exact / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.exact / self.stored if self.stored else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.exact / (self.stored + self.proposed) if self.exact else 0.0


def _regions(spans: Sequence[Span]) -> list[Span]:
    """Join spans that overlap."""
    regions: list[Span] = []
    for span in sorted(spans):
        if regions and span.start < regions[-1].end:
            regions[-1] = Span(regions[-1].start, max(span.end, regions[-1].end))
        else:
            regions.append(span)
    return regions


def _within(text: str, region: Span, spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in spans if region.start <= start < region.end)


def _differences(record: Record, stored: Sequence[Span], found: Sequence[Span]) -> Iterator[Disagreement]:
    text = record["text"]
    for region in _regions(sorted({*stored} ^ {*found})):
        line = text.count("\n", 0, region.start) + 1
        yield Disagreement(record["id"], line, _within(text, region, stored), _within(text, region, found))


def compare(corpus: Corpus) -> Comparison:
    """Return how far the proposals agree with the sentences stored in a corpus, over all documents whose text is at hand."""
    stored = found = exact = 0
    disagreements: list[Disagreement] = []
    for record in corpus.records():
        if record.get("text") is None:
            continue
        gold = [Span(sentence["start"], sentence["end"]) for sentence in record["sentences"]]
        spans = proposed(record["text"], corpus.manifest)
        stored, found, exact = stored + len(gold), found + len(spans), exact + len({*gold} & {*spans})
        disagreements += _differences(record, gold, spans)
    return Comparison(stored, found, exact, tuple(disagreements))
