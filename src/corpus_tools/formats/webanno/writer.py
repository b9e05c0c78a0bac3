"""A record to a sheet of WebAnno TSV, in layers that every INCEpTION project has or can be given."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_tools.formats.carrying import ENTITY_TYPE
from corpus_tools.formats.losses import Report
from corpus_tools.formats.tokens import Bounds, tokens_of
from corpus_tools.formats.webanno.sheet import FORMAT, NOTHING, Sentence, Sheet, Unit, escaped
from corpus_tools.order import Record
from corpus_tools.text import Offsets

SPANS = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
RELATIONS = "webanno.custom.Relation"
HEADS = [f"{FORMAT}.3", f"#T_SP={SPANS}|identifier|value", f"#T_RL={RELATIONS}|value|BT_{SPANS}"]


def sheet_of(record: Record, report: Report) -> Sheet:
    """Return the sheet of a record, whose mentions do not reach over the edges of sentences."""
    tokens = tokens_of(record, report)
    _note_types(tokens.record, report)
    offsets = Offsets(tokens.record["text"], "utf-16")
    cells = _Cells(tokens.record)
    sheet = Sheet(list(HEADS))
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
    """The cells of tokens: identifier and label of the mentions, numbered, and the relations that lead to those that begin there."""

    def __init__(self, record: Record) -> None:
        self.ids: dict[int, str] = {}
        self._mentions = sorted(record["mentions"], key=lambda mention: (mention["start"], -mention["end"]))
        self._numbers = {mention["id"]: n for n, mention in enumerate(self._mentions, 1)}
        self._starts = {mention["id"]: mention["start"] for mention in self._mentions}
        self._entities = {id: entity["id"] for entity in record["entities"] for id in entity["mentions"]}
        self._to: dict[int, list[Record]] = {}
        for relation in record["relations"]:
            self._to.setdefault(self._starts[relation["tail"]], []).append(relation)

    def of(self, token: Bounds) -> Iterator[str]:
        here = [mention for mention in self._mentions if mention["start"] < token.end and token.start < mention["end"]]
        entities = [f"{escaped(self._entities.get(m['id'], '')) or '*'}[{self._numbers[m['id']]}]" for m in here]
        yield "|".join(entities) or NOTHING
        yield "|".join(f"{escaped(m['type'])}[{self._numbers[m['id']]}]" for m in here) or NOTHING
        relations = self._to.get(token.start, [])
        yield "|".join(escaped(relation["type"]) for relation in relations) or NOTHING
        yield "|".join(self._reference(relation) for relation in relations) or NOTHING

    def _reference(self, relation: Record) -> str:
        head, tail = relation["head"], relation["tail"]
        return f"{self.ids[self._starts[head]]}[{self._numbers[head]}_{self._numbers[tail]}]"


def _note_types(record: Record, report: Report) -> None:
    types = {mention["id"]: mention["type"] for mention in record["mentions"]}
    for entity in record["entities"]:
        if entity["type"] != types[entity["mentions"][0]]:
            report.lose(record["id"], entity["id"], ENTITY_TYPE, entity["type"])
