"""A token a line with its tags in columns: BIO (IOB2), IOB1, IOBES or BILOU, one column or, for nested mentions, several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.formats.tokens import Bounds, Tokens, draft_of, joined, tokens_of
from corpus_tools.order import Record

NAME = "bio"
SUFFIXES = (".bio", ".iob", ".conll", ".txt")
UNIT = "tokens"
CARRIES = frozenset({"sentences", "tokens", "mentions", "nesting", "same-span"})
EXTRA = None
UNTAGGED = "document[|s] of tokens without tags"
DOCUMENT = "-DOCSTART-"
FAULTY = -1
"""Where a span begins that nothing began: it is told once, and not read."""
_TAG = re.compile(r"([BIESLUM])-([A-Za-z0-9].*)")
_LIKE_TAG = re.compile(r"O|[BIESLUM]-.+")
_ENDS = frozenset("ESLU")
_BEGINS = frozenset("BSU")


@dataclass(slots=True)
class _Row:
    line: int
    token: str
    cells: list[str]


@dataclass(slots=True)
class _Part:
    """A document of a file: its sentences of rows, and the line on which it begins."""

    line: int
    sentences: list[list[_Row]] = field(default_factory=lambda: [[]])


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file: one, or those that lines of -DOCSTART- begin."""
    for file in files_of(path, SUFFIXES):
        parts = _parts((decoded(file, NAME, report) or "").split("\n"))
        id = name_of(file, path, SUFFIXES)
        for n, part in enumerate(parts, 1):
            name = id if len(parts) == 1 else f"{id}-{n}"
            yield from _record(name, part, Origin(NAME, file, part.line), report, options)


def _parts(lines: Sequence[str]) -> list[_Part]:
    """Return the documents of a file. A line of nothing but white space ends a sentence."""
    separator = "\t" if any("\t" in line.strip() for line in lines) else " "
    parts = [_Part(1)]
    for number, line in enumerate((line.removesuffix("\r") for line in lines), 1):
        if line.startswith(DOCUMENT):
            parts.append(_Part(number))
        elif not line.strip(" \t"):
            parts[-1].sentences.append([])
        else:
            token, *cells = line.rstrip(separator).split(separator)
            parts[-1].sentences[-1].append(_Row(number, token, cells))
    for part in parts:
        part.sentences = [rows for rows in part.sentences if rows]
    return [part for part in parts if part.sentences]


def _record(id: str, part: _Part, origin: Origin, report: Report, options: ReadOptions) -> Iterator[Record]:
    rows = [row for sentence in part.sentences for row in sentence]
    if not _whole(rows, origin.path, report):
        return
    made = joined([row.token for row in sentence] for sentence in part.sentences)
    draft = draft_of(id, made, origin, report, options)
    if not any(row.cells for row in rows):
        report.change(draft.id, "", UNTAGGED)
    scheme = _Scheme(part.sentences, origin.path, report)
    for sentence, places in zip(part.sentences, made.places, strict=True):
        for label, first, last in scheme.spans(sentence):
            span = draft.place([(places[first].start, places[last].end)], line=sentence[first].line)
            if span:
                draft.mention(draft.free_id("m"), label, span)
    yield draft.record()


def _whole(rows: Sequence[_Row], path: Path, report: Report) -> bool:
    """Tell whether every row has a token, and tags if one has; note each that has not."""
    tagged = any(row.cells for row in rows)
    for row in rows:
        if not row.token.strip() or any(character in row.token for character in " \r"):
            report.refuse(path, row.line, f"{NAME}-token", f"{row.token!r} is no token")
        elif tagged and not row.cells:
            report.refuse(path, row.line, f"{NAME}-columns", f"{row.token!r} has no tag")
    return all(row.token.strip() and " " not in row.token for row in rows)


class _Scheme:
    """How the tags of a document are to be read: which columns are tags, and whether B begins every span."""

    def __init__(self, sentences: Sequence[Sequence[_Row]], path: Path, report: Report) -> None:
        self._path, self._report = path, report
        rows = [row for sentence in sentences for row in sentence]
        self._all = all(_is_of_tags(rows, n) for n in range(max((len(row.cells) for row in rows), default=0)))
        self._width = {len(row.cells) for row in rows}
        self._lone_i = _is_iob1([[self.tags(row) for row in sentence] for sentence in sentences])

    def tags(self, row: _Row) -> list[str]:
        """Return the tags of a row, O included: one a column, several where commas part them."""
        cells = row.cells if self._all else row.cells[-1:]
        return [tag for cell in cells for tag in cell.split(",")]

    def spans(self, rows: Sequence[_Row]) -> list[tuple[str, int, int]]:
        """Return label, first and last token of each span of a sentence; note each tag that is none or continues nothing."""
        done: list[tuple[str, int, int]] = []
        spans: dict[int, tuple[str, int]] = {}
        for n, row in enumerate(rows):
            tags = {column: self._parsed(tag, row) for column, tag in enumerate(self.tags(row)) if tag not in ("O", "_", "")}
            going = _continued(tags, spans)
            done += [(label, first, n - 1) for column, (label, first) in spans.items() if column not in going]
            spans = self._opened(tags, going, spans, n, row)
            closing = [column for column, tag in tags.items() if tag and tag[0] in _ENDS and column in spans]
            done += [(*spans.pop(column), n) for column in closing]
        done += [(label, first, len(rows) - 1) for label, first in spans.values()]
        return sorted((span for span in done if span[1] != FAULTY), key=lambda span: (span[1], -span[2]))

    def _parsed(self, tag: str, row: _Row) -> tuple[str, str] | None:
        match = _TAG.fullmatch(tag)
        if match is None:
            self._report.refuse(
                self._path, row.line, f"{NAME}-tag", f"{tag!r} is no tag; a tag is O, or one of B I E S L U M, '-' and a label"
            )
            return None
        return match[1], match[2]

    def _opened(
        self, tags: dict[int, tuple[str, str] | None], going: dict[int, int], spans: dict[int, tuple[str, int]], n: int, row: _Row
    ) -> dict[int, tuple[str, int]]:
        """Return the spans that are open at a token, by the column of their tag there."""
        opened = {column: spans[before] for before, column in going.items()}
        for column, tag in tags.items():
            if tag is None or column in opened:
                continue
            if tag[0] in _BEGINS or self._lone_i:
                opened[column] = (tag[1], n)
            else:
                self._report.refuse(self._path, row.line, f"{NAME}-begin", f"{'-'.join(tag)} continues nothing")
                opened[column] = (tag[1], FAULTY)
        return opened


def _is_of_tags(rows: Sequence[_Row], column: int) -> bool:
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    return 2 * sum(bool(_LIKE_TAG.fullmatch(cell)) for cell in cells) > len(cells)


def _is_iob1(sentences: Iterable[Sequence[Sequence[str]]]) -> bool:
    """Tell whether B stands only where a span follows another of its label, as in IOB1; some I must begin one."""
    begun, plain = False, True
    for sentence in sentences:
        before: set[str] = set()
        for tags in sentence:
            labels = {match[2]: match[1] for match in map(_TAG.fullmatch, tags) if match}
            plain = plain and all(prefix == "I" or (prefix == "B" and label in before) for label, prefix in labels.items())
            begun = begun or any(prefix == "I" and label not in before for label, prefix in labels.items())
            before = set(labels)
    return begun and plain


def _continued(tags: dict[int, tuple[str, str] | None], spans: dict[int, tuple[str, int]]) -> dict[int, int]:
    """
    Return for the columns of open spans those of the tags that continue them.

    That is the same column, if its tag has the label, else another one: where rows are ragged an inner span may change its column.
    """
    free = [column for column, tag in tags.items() if tag and tag[0] not in _BEGINS]
    going: dict[int, int] = {}
    for column in [column for column in free if column in spans and tags[column][1] == spans[column][0]]:  # type: ignore[index]
        going[column] = column
        free.remove(column)
    for column, (label, _) in spans.items():
        found = next((other for other in free if tags[other][1] == label), None)  # type: ignore[index]
        if column not in going and found is not None:
            going[column] = found
            free.remove(found)
    return going


# ------------------------------------------------------------------------------------------------------------- write


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.bio of each record into the folder `out`, or all into the file `out`, with a line -DOCSTART- before each."""
    pages = {record["id"]: _page(record, report) for record in records if needs_text(record, report)}
    if is_file_of(out, SUFFIXES):
        start = f"{DOCUMENT}\tO\n\n" if len(pages) > 1 else ""
        return put({out: "\n".join(start + page for page in pages.values()).encode()}, report)
    return put({out / f"{id}{SUFFIXES[0]}": page.encode() for id, page in pages.items()}, report)


def _page(record: Record, report: Report) -> str:
    tokens = tokens_of(kept(record, CARRIES, report), report)
    layers = _layers(tokens)
    width = max((len(layer) for layer in layers), default=1) or 1
    sentences = zip(tokens.sentences, layers, strict=True)
    return "\n".join(_sentence(record["text"], bounds, layer, width) for bounds, layer in sentences)


def _sentence(text: str, bounds: Sequence[Bounds], layers: list[list[str]], width: int) -> str:
    columns = [*layers, *[["O"] * len(bounds)] * (width - len(layers))]
    rows = zip(*columns, strict=True)
    return "".join("\t".join([text[start:end], *tags]) + "\n" for (start, end), tags in zip(bounds, rows, strict=True))


def _layers(tokens: Tokens) -> list[list[list[str]]]:
    """Return, for each sentence, its columns of tags: each mention in the first that is free, the longest first."""
    columns: list[list[list[str]]] = [[] for _ in tokens.sentences]
    first = {bounds.start: (n, k) for n, sentence in enumerate(tokens.sentences) for k, bounds in enumerate(sentence)}
    last = {bounds.end: k for sentence in tokens.sentences for k, bounds in enumerate(sentence)}
    for mention in sorted(tokens.record["mentions"], key=lambda m: (m["start"] - m["end"], m["start"])):
        n, begin = first[mention["start"]]
        end = last[mention["end"]] + 1
        free = next((column for column in columns[n] if set(column[begin:end]) == {"O"}), None)
        if free is None:
            free = ["O"] * len(tokens.sentences[n])
            columns[n].append(free)
        free[begin:end] = [f"B-{mention['type']}", *[f"I-{mention['type']}"] * (end - begin - 1)]
    return columns
