"""Labels of another scheme, made labels of ours: by a table if there is one, else kept as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from corpus_tools.errors import CorpusError, InvalidCorpus, Problem

CLUSTER = "@"
KINDS = ("mentions", "events", "roles", "relations")
_FIT = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ID_LENGTH = 200


@lru_cache(maxsize=4096)
def fitting_label(name: str) -> str:
    """Return the label that stands for a name that the schema does not take: what it does not take becomes '_'."""
    if _FIT.fullmatch(name):
        return name
    bare = _UNFIT.sub("_", name).strip("_")
    return bare if _FIT.fullmatch(bare) else f"L{bare}"


def fitting_id(name: str) -> str:
    """Return the id that stands for a name that the schema does not take."""
    if _ID.fullmatch(name) and len(name) <= ID_LENGTH:
        return name
    bare = _UNFIT.sub("_", name).lstrip("._-")[:ID_LENGTH]
    return bare or "x"


@dataclass(frozen=True, slots=True)
class Labels:
    """
    Label tables by kind of annotation: source label to our label, or TYPE/SUBTYPE, or "" for what is to be left out.

    A label that no table names stays as it is. A source label with `*` stands for all that it matches and no other names. "@" for
    a mention says that its label is no type, but the name of the entity which the mention of the same span belongs to.
    """

    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def find(self, kind: str, label: str) -> tuple[str, str | None] | None:
        """Return type and subtype (or mode) for a label of the kind; None for one to be left out."""
        ours = self.ours(kind, label) if self.tables else None
        if ours is None:
            return fitting_label(label), None
        kept, _, second = ours.partition("/")
        return (kept, second or None) if kept else None

    def ours(self, kind: str, label: str) -> str | None:
        """Return what the table of the kind has for a label; None where it has nothing."""
        table = self.tables.get(kind)
        if not table:
            return None
        if label in table:
            return table.get(label)
        return next((table[pattern] for pattern in table if "*" in pattern and fnmatchcase(label, pattern)), None)


def read_labels(path: Path) -> Labels:
    """Read the tables from TOML: [mentions], [events], [roles], [relations]; InvalidCorpus for what is none."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidCorpus([Problem(str(path), 1, None, "labels-syntax", f"no label table: {error}")]) from None
    problems = [Problem(str(path), 1, None, "labels", message) for message in _wrong(content)]
    if problems:
        raise InvalidCorpus(problems)
    return Labels(content)


def _wrong(content: Mapping[str, object]) -> list[str]:
    unknown = [f"unknown table {name!r}; known are {', '.join(KINDS)}" for name in content if name not in KINDS]
    tables = [(name, table) for name, table in content.items() if name in KINDS]
    unknown += [f"{name!r} is no table" for name, table in tables if not isinstance(table, dict)]
    for name, table in tables:
        for label, ours in table.items() if isinstance(table, dict) else ():
            if not isinstance(ours, str) or not (ours in ("", CLUSTER) or all(_FIT.fullmatch(part) for part in ours.split("/", 1))):
                unknown.append(f"{name}.{label}: {ours!r} is neither a label, nor TYPE/SUBTYPE, nor '@', nor ''")
    return unknown
