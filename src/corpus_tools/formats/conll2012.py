"""CoNLL-2012 coreference: a word a line, and in the last column the entities whose mentions begin or end there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from corpus_tools.formats.carrying import ENTITY_TYPE, kept, points_of, without_mentions
from corpus_tools.formats.chains import CROSSING, Chained, Chains, brackets, crossing
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.tokens import Bounds, Tokens, draft_of, joined, tokens_of
from corpus_tools.order import Record

NAME = "conll2012"
SUFFIXES = (".conll", ".v4_gold_conll", ".v4_auto_conll", ".key", ".response")
UNIT = "tokens"
CARRIES = frozenset({"sentences", "tokens", "mentions", "nesting", "same-span", "entities"})
EXTRA = None
TYPE = "Entity"
"""Type of all mentions: the format has none."""
TYPELESS = "mention[|s] without [its|their] type"
ALONE = "mention[|s] left out that belong[s|] to no entity"
COLUMNS = "document[|s] without what the other columns say (parts of speech, trees, predicates, names)"
_BEGIN = re.compile(r"#begin document \(?(.*?)\)?;?(?:\s*part\s+(\d+))?\s*")
_NONE = ("-", "_", "*", "")
_WORD = 3


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[str]


@dataclass(slots=True)
class _Part:
    """A document: its name, the line on which it begins, its sentences of rows."""

    name: str
    line: int
    sentences: list[list[_Row]] = field(default_factory=lambda: [[]])


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file, which stand between #begin document and #end document."""
    for file in files_of(path, SUFFIXES):
        for part in _parts((decoded(file, NAME, report) or "").split("\n"), name_of(file, path, SUFFIXES)):
            yield from _record(part, Origin(NAME, file, part.line), report, options)


def _parts(lines: Sequence[str], name: str) -> list[_Part]:
    parts: list[_Part] = []
    for number, line in enumerate((line.removesuffix("\r") for line in lines), 1):
        if match := _BEGIN.fullmatch(line):
            suffix = f"-{int(match[2])}" if match[2] and int(match[2]) else ""
            parts.append(_Part((match[1] or name) + suffix, number))
        elif line.startswith("#") and "\t" not in line:
            continue
        elif not line.strip():
            parts = parts or [_Part(name, number)]
            parts[-1].sentences.append([])
        else:
            parts = parts or [_Part(name, number)]
            parts[-1].sentences[-1].append(_Row(number, line.split("\t") if "\t" in line else line.split()))
    for part in parts:
        part.sentences = [rows for rows in part.sentences if rows]
    return [part for part in parts if part.sentences]


def _record(part: _Part, origin: Origin, report: Report, options: ReadOptions) -> Iterator[Record]:
    rows = [row for sentence in part.sentences for row in sentence]
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    # Short tables, as GUM's and EvmEval's, have the word before the entities.
    word = _WORD if width > _WORD + 1 else width - 2
    if not _has_words(rows, word, origin, report):
        return
    made = joined([row.cells[word] for row in sentence] for sentence in part.sentences)
    draft = draft_of(part.name, made, origin, report, options)
    if any(cell not in _NONE for row in rows for cell in row.cells[word + 1 : width - 1]):
        report.lose(draft.id, "", COLUMNS)
    _entities(_chains(rows, width, draft), [place for sentence in made.places for place in sentence], draft)
    yield draft.record()


def _has_words(rows: Sequence[_Row], word: int, origin: Origin, report: Report) -> bool:
    """Tell whether every row has a word; note each that has not, or once that there are none."""
    if word < 1:
        report.refuse(origin.path, rows[0].line, f"{NAME}-columns", f"there are no words: the rows have {word + 2} columns")
        return False
    wrong = [row for row in rows if len(row.cells) <= word or not row.cells[word].strip()]
    for row in wrong:
        report.refuse(origin.path, row.line, f"{NAME}-columns", f"there is no word in column {word + 1}")
    return not wrong


def _chains(rows: Sequence[_Row], width: int, draft: Draft) -> list[Chained]:
    chains = Chains()
    for n, row in enumerate(rows):
        value = row.cells[width - 1].strip() if len(row.cells) >= width else ""
        for message in chains.add(n, "" if value in _NONE else value):
            draft.refuse("entity", message, row.line)
    for message in chains.end():
        draft.refuse("entity", message, rows[-1].line)
    return chains.found


def _entities(chains: Iterable[Chained], places: Sequence[Bounds], draft: Draft) -> None:
    members: dict[str, list[str]] = {}
    for chain in chains:
        span = draft.place([(places[first].start, places[last].end) for first, last in chain.parts])
        mention = span and draft.mention(draft.free_id("m"), TYPE, span)
        if mention:
            members.setdefault(chain.key, []).append(mention["id"])
    for key, ids in members.items():
        draft.entity(draft.new_id(f"c{key}" if key.isdigit() else key, "entities"), ids)


# ------------------------------------------------------------------------------------------------------------- write


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.conll of each record into the folder `out`, or all into the file `out`."""
    pages = {record["id"]: _page(record, report) for record in records if needs_text(record, report)}
    if is_file_of(out, SUFFIXES):
        return put({out: "".join(pages.values()).encode()}, report)
    return put({out / f"{id}{SUFFIXES[0]}": page.encode() for id, page in pages.items()}, report)


def _page(record: Record, report: Report) -> str:
    record = kept(record, CARRIES, report)
    members = {id for entity in record["entities"] for id in entity["mentions"]}
    record = without_mentions(record, [m["id"] for m in record["mentions"] if m["id"] not in members], ALONE, report)
    tokens = tokens_of(without_mentions(record, crossing(record), CROSSING, report), report)
    _note_types(tokens.record, report)
    marks = iter(brackets(_chained(tokens), sum(map(len, tokens.sentences))))
    body = "\n".join("".join(_rows(record, sentence, marks)) for sentence in tokens.sentences)
    return f"#begin document ({record['id']}); part 000\n{body}\n#end document\n"


def _rows(record: Record, sentence: Sequence[Bounds], marks: Iterator[list[str]]) -> Iterator[str]:
    for n, ((start, end), mark) in enumerate(zip(sentence, marks, strict=False)):
        cells = [record["id"], "0", str(n), record["text"][start:end], "-", "*", *"----", "*", "|".join(mark) or "-"]
        yield "\t".join(cells) + "\n"


def _chained(tokens: Tokens) -> Iterator[Chained]:
    first = {bounds.start: n for n, bounds in enumerate(b for sentence in tokens.sentences for b in sentence)}
    last = {bounds.end: n for n, bounds in enumerate(b for sentence in tokens.sentences for b in sentence)}
    keys = {id: str(n) for n, entity in zip(count(), tokens.record["entities"], strict=False) for id in entity["mentions"]}
    for mention in tokens.record["mentions"]:
        yield Chained(keys[mention["id"]], "", [(first[start], last[end]) for start, end in points_of(mention)])


def _note_types(record: Record, report: Report) -> None:
    for mention in record["mentions"]:
        if mention["type"] != TYPE:
            report.lose(record["id"], mention["id"], TYPELESS, mention["type"])
    for entity in record["entities"]:
        if entity["type"] != TYPE:
            report.lose(record["id"], entity["id"], ENTITY_TYPE, entity["type"])
