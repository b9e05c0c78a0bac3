"""A record to a sheet of WebAnno TSV, in layers that every INCEpTION project has or can be given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from corpus_tools.formats.carrying import ENTITY_TYPE
from corpus_tools.formats.losses import Report
from corpus_tools.formats.tokens import Bounds, tokens_of
from corpus_tools.formats.webanno.sheet import BARE, FORMAT, NOTHING, Sentence, Sheet, Unit, escaped
from corpus_tools.order import Record
from corpus_tools.text import Offsets

SPANS = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
RELATIONS = "webanno.custom.Relation"
HEADS = {"mentions": f"#T_SP={SPANS}|identifier|value", "relations": f"#T_RL={RELATIONS}|value|BT_{SPANS}"}
"""The line of each layer; only of those that a document has, for a project without one of them refuses the sheet."""


def sheet_of(record: Record, report: Report) -> Sheet:
    """Return the sheet of a record, whose mentions do not reach over the edges of sentences."""
    tokens = tokens_of(record, report)
    _note_types(tokens.record, report)
    offsets = Offsets(tokens.record["text"], "utf-16")
    cells = _Cells(tokens.record, [token for bounds in tokens.sentences for token in bounds])
    sheet = Sheet([f"{FORMAT}.3", *(head for layer, head in HEADS.items() if tokens.record[layer])])
    for n, bounds in enumerate(tokens.sentences, 1):
        text = tokens.record["text"][bounds[0].start : bounds[-1].end]
        sentence = Sentence(0, [f"#Text={_text(line)}" for line in text.split("\n")])
        for k, token in enumerate(bounds, 1):
            cells.ids[token.start] = f"{n}-{k}"
        sheet.sentences.append(sentence)
    for sentence, bounds in zip(sheet.sentences, tokens.sentences, strict=True):
        sentence.units = [_unit(token, cells, offsets, tokens.record["text"]) for token in bounds]
    return sheet


def _text(line: str) -> str:
    return line.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")


def _unit(token: Bounds, cells: _Cells, offsets: Offsets, text: str) -> Unit:
    start, end = (offsets.from_code_points(offset) for offset in token)
    return Unit(0, cells.ids[token.start], start, end, _text(text[token.start : token.end]), [*cells.of(token), ""])


class _Cells:
    """
    The cells of tokens: identifier and label of the mentions, and the relations that lead to those that begin there.

    Numbered are, as INCEpTION does it, the mentions of several tokens and those that share one.
    """

    def __init__(self, record: Record, tokens: Sequence[Bounds]) -> None:
        self.ids: dict[int, str] = {}
        mentions = sorted(record["mentions"], key=lambda mention: (mention["start"], -mention["end"]))
        self._here = {t.start: [m for m in mentions if m["start"] < t.end and t.start < m["end"]] for t in tokens}
        covered = Counter(mention["id"] for here in self._here.values() for mention in here)
        shared = {mention["id"] for here in self._here.values() if len(here) > 1 for mention in here}
        numbered = [mention["id"] for mention in mentions if covered[mention["id"]] > 1 or mention["id"] in shared]
        self._numbers = dict(zip(numbered, count(1), strict=False))
        self._starts = {mention["id"]: mention["start"] for mention in mentions}
        self._layers = [layer for layer in HEADS if record[layer]]
        self._entities = {id: entity["id"] for entity in record["entities"] for id in entity["mentions"]}
        self._to: dict[int, list[Record]] = {}
        for relation in record["relations"]:
            self._to.setdefault(self._starts[relation["tail"]], []).append(relation)

    def of(self, token: Bounds) -> Iterator[str]:
        if "mentions" in self._layers:
            yield from self._spans(self._here[token.start])
        if "relations" in self._layers:
            relations = self._to.get(token.start, [])
            yield "|".join(escaped(relation["type"]) for relation in relations) or NOTHING
            yield "|".join(self._reference(relation) for relation in relations) or NOTHING

    def _spans(self, here: Sequence[Record]) -> Iterator[str]:
        yield "|".join(f"{escaped(self._entities.get(m['id'], '')) or BARE}{self._number(m)}" for m in here) or NOTHING
        yield "|".join(f"{_label(m)}{self._number(m)}" for m in here) or NOTHING

    def _number(self, mention: Record) -> str:
        number = self._numbers.get(mention["id"])
        return f"[{number}]" if number else ""

    def _reference(self, relation: Record) -> str:
        head, tail = (self._numbers.get(relation[end], 0) for end in ("head", "tail"))
        return self.ids[self._starts[relation["head"]]] + (f"[{head}_{tail}]" if head or tail else "")


def _label(mention: Record) -> str:
    # A mention without a label is read as one of the type that its layer is called.
    return BARE if mention["type"] == SPANS.rpartition(".")[2] else escaped(mention["type"])


def _note_types(record: Record, report: Report) -> None:
    types = {mention["id"]: mention["type"] for mention in record["mentions"]}
    for entity in record["entities"]:
        if entity["type"] != types[entity["mentions"][0]]:
            report.lose(record["id"], entity["id"], ENTITY_TYPE, entity["type"])
