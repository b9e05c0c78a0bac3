"""Universal Anaphora: the columns of CoNLL-U parted by blanks, and more of them, the brackets of `IDENTITY` among them; read only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus_tools.formats import conllu
from corpus_tools.formats.chains import Chained
from corpus_tools.formats.conllu import COLUMNS, Row, Sentence
from corpus_tools.formats.contract import ReadOptions, decoded, files_of, name_of, reads
from corpus_tools.formats.draft import Origin
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "ua"
SUFFIXES = (".conllua", ".conllu", ".key", ".response")
UNIT = "tokens"
CARRIES = frozenset({"text", "sentences", "mentions", "nesting", "discontinuity", "same-span", "entities"})
EXTRA = None

HEADER = "global.columns"
IDENTITY = "IDENTITY"
OTHERS = ("BRIDGING", "DISCOURSE_DEIXIS", "REFERENCE", "NOM_SEM")
OTHER = "cell[|s] of bridging, deixis and reference left out"
_BRACKET = re.compile(r"\(([^()]*)|([^()]*)\)")


@reads(NAME)
def read(path: Path, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the documents of each file, which says what its columns are."""
    for file in files_of(path, SUFFIXES):
        lines = [line.removesuffix("\r") for line in (decoded(file, NAME, report) or "").split("\n")]
        columns = next((line.partition("=")[2].split() for line in lines if line.startswith(f"# {HEADER}")), [])
        if IDENTITY not in columns or columns[: COLUMNS - 1] != [*conllu.NAMES[: COLUMNS - 1]]:
            report.refuse(file, 1, f"{NAME}-columns", f"no line '# {HEADER} = ...' has those of CoNLL-U first, and {IDENTITY}")
            continue
        sentences = _sentences(lines, columns, file, report)
        for id, part in conllu.documents(sentences, name_of(file, path, SUFFIXES)):
            yield _Reader(id, part, columns, Origin(NAME, file, part[0].line), report, options).record()


def _sentences(lines: Sequence[str], columns: Sequence[str], file: Path, report: Report) -> list[Sentence]:
    """Return the sentences; the columns after the identity may be missing."""
    sentences, least = [Sentence(1)], columns.index(IDENTITY) + 1
    for number, line in enumerate(lines, 1):
        if not line.strip():
            sentences.append(Sentence(number + 1))
        elif line.startswith("#"):
            sentences[-1].comments += [line] if HEADER not in line else []
        elif len(cells := line.split()) < least:
            report.refuse(file, number, f"{NAME}-columns", f"a word has {least} columns parted by blanks, not {len(cells)}")
        elif not conllu.ID.fullmatch(cells[0]):
            report.refuse(file, number, f"{NAME}-id", f"{cells[0]!r} is no id of a word: 1, 2-3 or 8.1")
        else:
            sentences[-1].rows.append(Row(number, cells + ["_"] * (len(columns) - len(cells))))
    return [sentence for sentence in sentences if sentence.comments or sentence.rows]


class _Reader(conllu.Reader):
    def __init__(self, id: str, sentences: Sequence[Sentence], columns: Sequence[str], *rest: Any) -> None:
        super().__init__(id, sentences, *rest)
        self.columns = {name: n for n, name in enumerate(columns)}
        # What stands after the entity and the mention is lost, and said under this name.
        self.fields = ["eid", "attributes"]

    def chains(self) -> list[Chained]:
        """Return the mentions: runs of words of one MarkableID are one in parts, and a bare bracket closes what was opened last."""
        found: dict[tuple[str, str], Chained] = {}
        opened: list[tuple[str, int, Chained]] = []
        words = [row for sentence in self.sentences for row in sentence.rows if not row.is_range]
        for n, row in enumerate(words):
            self._others(row)
            for begins, ends in _BRACKET.findall(row.cells[self.columns[IDENTITY]].strip("_")):
                if begins:
                    opened.append(self._begun(begins, n, found))
                    continue
                closed = next((one for one in reversed(opened) if ends in ("", one[0])), None)
                if closed is None:
                    self.draft.refuse("entity", f"{ends}) closes nothing", row.line)
                else:
                    opened.remove(closed)
                    closed[2].parts.append((closed[1], n))
        for name, _, _ in opened:
            self.draft.refuse("entity", f"({name} is not closed", words[-1].line)
        return [mention for mention in found.values() if mention.parts]

    def _begun(self, body: str, n: int, found: dict[tuple[str, str], Chained]) -> tuple[str, int, Chained]:
        said = dict(item.partition("=")[::2] for item in body.split("|"))
        key, name = said.pop("EntityID", body), said.pop("MarkableID", "")
        rest = "|".join(f"{attribute}={value}" for attribute, value in said.items())
        return name, n, found.setdefault((key, name or str(n)), Chained(key, rest, []))

    def _others(self, row: Row) -> None:
        for name in OTHERS:
            if name in self.columns and row.cells[self.columns[name]] != "_":
                self.report.lose(self.draft.id, "", OTHER, f"{name}={row.cells[self.columns[name]]}")
