"""CoNLL-U: words of sentences in ten columns, and coreference in the CorefUD way, `Entity=` in the last of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import unquote

from corpus_tools.formats.carrying import ENTITY_TYPE, kept, points_of, without_mentions
from corpus_tools.formats.chains import CROSSING, Chained, Chains, brackets, crossing
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, is_file_of, name_of, needs_text, put, reads
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.labels import fitting_label
from corpus_tools.formats.losses import Report
from corpus_tools.formats.tokens import Tokens, tokens_of
from corpus_tools.order import Record

NAME = "conllu"
SUFFIXES = (".conllu", ".key", ".response")
UNIT = "tokens"
CARRIES = frozenset(
    {"text", "sentences", "tokens", "mentions", "nesting", "discontinuity", "same-span", "subtypes", "entities"},
)
EXTRA = None

GLOBAL = "eid-etype-head-other"
HEAD = "1"
SOLO = "entity:none"
SYNTAX = "sentence[|s] without [its|their] lemmas, tags and trees"
COMMENT = "comment[|s] left out"
LINKS = "link[|s] between entities left out (Bridge, SplitAnte)"
ATTRIBUTES = "mention[|s] without attributes that have no place here"
ZERO = "mention[|s] of empty nodes alone left out"
WIDENED = "mention[|s] widened to the whole of a word that is written as one with others"
OTHER_TEXT = "sentence[|s] whose words do not make the text in [its|their] comment"
COLUMNS = 10
NAMES = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
ID = re.compile(r"([0-9]+)(?:-([0-9]+)|\.[0-9]+)?")
_SPACES = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\p": "|", "\\\\": "\\"}
_ESCAPES = {meant: written for written, meant in _SPACES.items()}
_KNOWN = ("newdoc", "newpar", "sent_id", "text", "global.Entity")


# ------------------------------------------------------------------------------------------------- lines and columns


@dataclass(frozen=True, slots=True)
class Row:
    """A line of ten columns: a word, a range of words written as one (2-3), or an empty node (8.1)."""

    line: int
    cells: list[str]

    @property
    def is_range(self) -> bool:
        return "-" in self.cells[0]

    @property
    def is_empty(self) -> bool:
        return "." in self.cells[0]

    def misc(self, key: str) -> str | None:
        """Return the value of a key in the last column; None where it is not there."""
        start = f"{key}="
        return next((item[len(start) :] for item in self.cells[9].split("|") if item.startswith(start)), None)


@dataclass(slots=True)
class Sentence:
    """The comments of a sentence, with their `#`, and its rows."""

    line: int
    comments: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def comment(self, key: str) -> str | None:
        """Return the value of the comment `# key = value`; an empty string for a bare `# key`."""
        for text in self.comments:
            name, equals, value = text.removeprefix("#").partition("=")
            if name.strip() == key:
                return value.strip() if equals else ""
        return None


def parse(text: str, path: Path, report: Report) -> list[Sentence]:
    """Return the sentences of a file; a problem for each line that is not of ten columns."""
    sentences, current = list[Sentence](), Sentence(1)
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if current.rows or current.comments:
                sentences.append(current)
            current = Sentence(number + 1)
        elif line.startswith("#"):
            current.comments.append(line.removesuffix("\r"))
        else:
            cells = line.removesuffix("\r").split("\t")
            if len(cells) != COLUMNS:
                report.refuse(path, number, f"{NAME}-columns", f"a word has {COLUMNS} columns parted by tabs, not {len(cells)}")
            elif not ID.fullmatch(cells[0]):
                report.refuse(path, number, f"{NAME}-id", f"{cells[0]!r} is no id of a word: 1, 2-3 or 8.1")
            else:
                current.rows.append(Row(number, cells))
    return [*sentences, current] if current.rows or current.comments else sentences


def render(sentences: Iterable[Sentence]) -> str:
    """Return the text of a file: what `parse` read comes back byte for byte, if its lines ended in line feeds."""
    return "".join("".join(f"{line}\n" for line in [*s.comments, *("\t".join(row.cells) for row in s.rows)]) + "\n" for s in sentences)


# -------------------------------------------------------------------------------------------------------------- read


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file: those that `# newdoc` begins, or one."""
    for file in files_of(path, SUFFIXES):
        sentences = parse(decoded(file, NAME, report) or "", file, report)
        for id, part in documents(sentences, name_of(file, path, SUFFIXES)):
            yield Reader(id, part, Origin(NAME, file, part[0].line), report, options).record()


def documents(sentences: Sequence[Sentence], name: str) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield id and sentences of each document that has words; one without an id is named after `name`."""
    parts: list[tuple[str, list[Sentence]]] = []
    for sentence in sentences:
        id = sentence.comment("newdoc id")
        starts = id is not None or sentence.comment("newdoc") is not None
        if starts or not parts:
            parts.append((id or (f"{name}-{len(parts) + 1}" if starts else name), []))
        parts[-1][1].append(sentence)
    yield from ((id, part) for id, part in parts if any(sentence.rows for sentence in part))


class Reader:
    """Makes a record of the sentences of a document."""

    def __init__(self, id: str, sentences: Sequence[Sentence], origin: Origin, report: Report, options: ReadOptions) -> None:
        self.sentences = [sentence for sentence in sentences if sentence.rows]
        self.report, self.path = report, origin.path
        self.places: list[tuple[int, int] | None] = []
        self.shared: set[int] = set()
        self.bounds: list[tuple[int, int]] = []
        self.draft = Draft(id, self._text(), origin, report, options)
        self.fields = self._fields([comment for sentence in sentences for comment in sentence.comments])

    def record(self) -> Record:
        """Return the record."""
        for sentence, (start, end) in zip(self.sentences, self.bounds, strict=True):
            self._sentence(sentence, start, end)
        self._mentions(self.chains())
        return self.draft.record()

    def _fields(self, comments: Sequence[str]) -> list[str]:
        """Return the names of the fields of `Entity=`, the entity's key first."""
        said = [comment.partition("=")[2].strip() for comment in comments if comment.startswith("# global.Entity")]
        return (said[0] if said else GLOBAL).split("-")

    # ------------------------------------------------------------------------------------------------------- text

    def _text(self) -> str:
        """Return the text that the words make, with the gaps that the last column says; note where each word stands."""
        pieces: list[str] = []
        at = begins = 0
        for n, sentence in enumerate(self.sentences):
            rows = [*_surface(sentence.rows)]
            for row, words in rows:
                before = _spaces(row.misc("SpacesBefore") or "")
                pieces += [before, row.cells[1], self._gap(row, row is rows[-1][0], n == len(self.sentences) - 1)]
                at += len(before)
                begins = at if row is rows[0][0] else begins
                self._place(row, words, at)
                at += len(row.cells[1]) + len(pieces[-1])
            self.bounds.append((begins, at - len(pieces[-1])))
        return "".join(pieces)

    def _gap(self, row: Row, ends_sentence: bool, ends_text: bool) -> str:  # noqa: FBT001  two facts about a row
        said = row.misc("SpacesAfter")
        if said is not None:
            return _spaces(said)
        if row.misc("SpaceAfter") == "No" or (ends_sentence and ends_text):
            return ""
        return "\n" if ends_sentence else " "

    def _place(self, row: Row, words: Sequence[Row], at: int) -> None:
        """Note where the words stand that a row writes: each in its part, if the parts make the whole, else all of them in all of it."""
        form = row.cells[1]
        apart = "".join(word.cells[1] for word in words if not word.is_empty) == form
        for word in words:
            if word.is_empty:
                self.places.append(None)
                continue
            if not apart:
                self.shared.add(len(self.places))
            self.places.append((at, at + len(word.cells[1]) if apart else at + len(form)))
            at += len(word.cells[1]) if apart else 0

    def _sentence(self, sentence: Sentence, start: int, end: int) -> None:
        span = self.draft.place([(start, end)], line=sentence.line)
        if span is None:
            return
        id = sentence.comment("sent_id")
        named = self.draft.new_id(id) if id else self.draft.free_id("s")
        self.draft.sentence(span["start"], span["end"], named)
        self._lost(sentence, named, span["text"])

    def _lost(self, sentence: Sentence, id: str, text: str) -> None:
        said = sentence.comment("text")
        if said is not None and said != text:
            self.report.change(self.draft.id, id, OTHER_TEXT, said)
        if any(cell != "_" for row in sentence.rows for cell in row.cells[2:6] + row.cells[7:9]):
            self.report.lose(self.draft.id, id, SYNTAX)
        for comment in sentence.comments:
            if not comment.removeprefix("#").strip().startswith(_KNOWN) or comment.startswith("# text_"):
                self.report.lose(self.draft.id, id, COMMENT, comment)
        for row in sentence.rows:
            if row.misc("Bridge") or row.misc("SplitAnte"):
                self.report.lose(self.draft.id, id, LINKS, row.cells[9])

    # ---------------------------------------------------------------------------------------------------- mentions

    def chains(self) -> list[Chained]:
        """Return the mentions that the brackets of `Entity=` make, in words that are no ranges."""
        chains, n, row = Chains(), -1, None
        for sentence in self.sentences:
            for row in sentence.rows:
                if row.is_range:
                    continue
                n += 1
                for message in chains.add(n, row.misc("Entity") or ""):
                    self.draft.refuse("entity", message, row.line)
        for message in chains.end():
            self.draft.refuse("entity", message, row.line if row else None)
        return chains.found

    def _mentions(self, chains: Sequence[Chained]) -> None:
        members: dict[str, list[str]] = {}
        names: dict[str, str] = {}
        for chain in chains:
            values = dict(zip(self.fields[1:], chain.rest.split("-", max(len(self.fields) - 2, 0)), strict=False))
            id = self._mention(chain, values)
            if id and values.get("other", "").split(",").count(SOLO) == 0:
                members.setdefault(chain.key, []).append(id)
                if values.get("identity"):
                    names.setdefault(chain.key, unquote(values["identity"]))
        for key, ids in members.items():
            self.draft.entity(self.draft.new_id(key, "entities"), ids, name=names.get(key))

    def _mention(self, chain: Chained, values: dict[str, str]) -> str | None:
        places = [self.places[n] for first, last in chain.parts for n in range(first, last + 1)]
        if not any(places):
            self.report.lose(self.draft.id, chain.key, ZERO)
            return None
        span = self.draft.place([*self._parts(chain)])
        mention = span and self.draft.mention(self.draft.free_id("m"), unquote(values.get("etype") or "") or "Entity", span)
        if not mention:
            return None
        if any(self._cuts(first, last) for first, last in chain.parts):
            self.report.change(self.draft.id, mention["id"], WIDENED)
        self._attributes(mention, values)
        return str(mention["id"])

    def _parts(self, chain: Chained) -> Iterator[tuple[int, int]]:
        for first, last in sorted(chain.parts):
            found = [place for place in self.places[first : last + 1] if place]
            if found:
                yield found[0][0], found[-1][1]

    def _cuts(self, first: int, last: int) -> bool:
        """Tell whether a run of words begins or ends inside what is written as one word and cannot be cut."""
        before, after = first - 1, last + 1
        begins = first in self.shared and before in self.shared and self.places[before] == self.places[first]
        ends = last in self.shared and after in self.shared and self.places[after] == self.places[last]
        return begins or ends

    def _attributes(self, mention: Record, values: dict[str, str]) -> None:
        other = dict(item.partition(":")[::2] for item in values.get("other", "").split(",") if ":" in item)
        for key in ("subtype", "level"):
            if value := unquote(other.pop(key, "")):
                mention[key] = fitting_label(value)
        other.pop("entity", None)
        lost = [
            f"{key}={value}" for key, value in {**values, **other}.items() if key not in ("etype", "head", "other", "identity") and value
        ]
        if lost:
            self.report.lose(self.draft.id, mention["id"], ATTRIBUTES, " ".join(lost))


def _surface(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield the rows that stand in the text, a word or a range, each with the words and empty nodes it writes; in order."""
    until, row_of = 0, None
    words: list[Row] = []
    for row in rows:
        match = ID.fullmatch(row.cells[0])
        if row_of is not None and (row.is_range or (not row.is_empty and int(match[1] if match else 0) > until)):
            yield row_of, words
            row_of, words = None, []
        if row.is_range and match:
            row_of, until = row, int(match[2])
        else:
            words.append(row)
            if row_of is None and not row.is_empty:
                row_of, until = row, int(match[1] if match else 0)
    if row_of is not None:
        yield row_of, words


def _spaces(escaped: str) -> str:
    return re.sub(r"\\[stnrp\\]", lambda match: _SPACES[match[0]], escaped)


# ------------------------------------------------------------------------------------------------------------- write


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.conllu of each record into the folder `out`, or all into the file `out`."""
    # Keys of entities are unique in a file, whatever number of documents it holds.
    numbers = count(1)
    pages = {record["id"]: render(_written(record, numbers, report)) for record in records if needs_text(record, report)}
    if is_file_of(out, SUFFIXES):
        return put({out: "".join(pages.values()).encode()}, report)
    return put({out / f"{id}{SUFFIXES[0]}": page.encode() for id, page in pages.items()}, report)


def _written(record: Record, numbers: Iterator[int], report: Report) -> list[Sentence]:
    record = kept(record, CARRIES, report)
    tokens = tokens_of(without_mentions(record, crossing(record), CROSSING, report), report)
    flat = [bounds for sentence in tokens.sentences for bounds in sentence]
    marks = brackets(_chained(tokens, numbers, report), len(flat))
    sentences, at = [], 0
    names = _names(tokens)
    for n, bounds in enumerate(tokens.sentences):
        sentence = Sentence(0, [f"# newdoc id = {record['id']}", f"# global.Entity = {GLOBAL}"] if n == 0 else [])
        text = record["text"][bounds[0].start : bounds[-1].end]
        sentence.comments += [f"# sent_id = {names[n]}", *([f"# text = {text}"] if "\n" not in text else [])]
        for k, (start, end) in enumerate(bounds):
            misc = [*_entity(marks[at]), *_gaps(record["text"], flat, at, ends=k == len(bounds) - 1)]
            sentence.rows.append(Row(0, [str(k + 1), record["text"][start:end], *["_"] * 7, "|".join(misc) or "_"]))
            at += 1
        sentences.append(sentence)
    return sentences


def _names(tokens: Tokens) -> list[str]:
    known = {sentence["start"]: sentence["id"] for sentence in tokens.record["sentences"]}
    return [known.get(bounds[0].start, f"{tokens.record['id']}-{n}") for n, bounds in enumerate(tokens.sentences, 1)]


def _entity(marks: Sequence[str]) -> list[str]:
    return [f"Entity={''.join(marks)}"] if marks else []


def _gaps(text: str, flat: Sequence[tuple[int, int]], n: int, *, ends: bool) -> Iterator[str]:
    """Yield what the last column says of the white space around a word, where it is not what is expected."""
    if n == 0 and flat[0][0] > 0:
        yield f"SpacesBefore={_escaped(text[: flat[0][0]])}"
    last = n + 1 == len(flat)
    gap = text[flat[n][1] : None if last else flat[n + 1][0]]
    if not gap and not last:
        yield "SpaceAfter=No"
    elif gap != ("" if last else "\n" if ends else " "):
        yield f"SpacesAfter={_escaped(gap)}"


def _escaped(gap: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in gap)


def _chained(tokens: Tokens, numbers: Iterator[int], report: Report) -> Iterator[Chained]:
    record = tokens.record
    first = {bounds.start: n for n, bounds in enumerate(b for sentence in tokens.sentences for b in sentence)}
    last = {bounds.end: n for n, bounds in enumerate(b for sentence in tokens.sentences for b in sentence)}
    keys = {id: f"e{n}" for n, entity in zip(numbers, record["entities"], strict=False) for id in entity["mentions"]}
    _note_types(record, report)
    for mention in record["mentions"]:
        parts = [(first[start], last[end]) for start, end in points_of(mention)]
        solo = mention["id"] not in keys
        yield Chained(f"m{next(numbers)}" if solo else keys[mention["id"]], _rest(mention, solo=solo), parts)


def _rest(mention: Record, *, solo: bool) -> str:
    other = [f"{key}:{_quoted(mention[key])}" for key in ("subtype", "level") if mention.get(key) not in (None, "name")]
    return "-".join([_quoted(mention["type"]), HEAD, ",".join([*other, *([SOLO] if solo else [])])])


def _quoted(value: str) -> str:
    return value.replace("%", "%25").replace("-", "%2D")


def _note_types(record: Record, report: Report) -> None:
    types = {mention["id"]: mention["type"] for mention in record["mentions"]}
    for entity in record["entities"]:
        if entity["type"] != types[entity["mentions"][0]]:
            report.lose(record["id"], entity["id"], ENTITY_TYPE, entity["type"])
