"""What publishing a dataset directory would change in its repository, and whether it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from corpus_tools.archives import BUILT
from corpus_tools.errors import CorpusError
from corpus_tools.publish.directory import CHECKSUMS, listed
from corpus_tools.publish.hub import Repository, State
from corpus_tools.report import counted
from corpus_tools.sources import ONTOLOGY
from corpus_tools.tables import CONFIGS
from corpus_tools.versions import parsed

_OF_THE_HUB = (".gitattributes", "README.md")  # the Hub itself puts these into a new repository


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The files to put into a repository and to remove from it (name to size in bytes), and the tag to set.

    `head` is the commit that it was made for, None if there is no repository yet; `tag` is None if the version has its tag already.
    """

    head: str | None
    version: str
    added: Mapping[str, int]
    changed: Mapping[str, int]
    removed: Mapping[str, int]
    tag: str | None

    @property
    def files(self) -> bool:
        """Whether any file changes."""
        return bool(self.added or self.changed or self.removed)

    def __bool__(self) -> bool:
        return self.files or self.tag is not None

    def lines(self) -> Iterator[str]:
        """Yield a line for each thing that changes."""
        for sign, names in (("+", self.added), ("~", self.changed), ("-", self.removed)):
            yield from (f"{sign} {name}  {size:,} bytes" for name, size in sorted(names.items()))
        if self.tag:
            yield f"tag {self.tag}"

    def summary(self) -> str:
        """Say in a line what changes."""
        sent = sum(self.added.values()) + sum(self.changed.values())
        counts = f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed"
        return f"{counts}; {counted(sent, 'byte')} to upload"


def plan(dataset: Path, repository: Repository) -> Plan:
    """
    Return what publishing would change; CorpusError if the repository holds something else, or this version with other data.

    Of the files in the repository those go that its list of checksums names, and Parquet files of the configs; others stay.
    """
    state = repository.state()
    local = {name: dataset / name for name in [*listed((dataset / CHECKSUMS).read_text(encoding="utf-8"))[0], CHECKSUMS]}
    facts = orjson.loads((dataset / BUILT).read_bytes())
    tag = f"v{facts['version']}"
    if state.head:
        _refuse_foreign(repository, state, facts)
    if tag in state.tags:
        _refuse_other_data(repository, tag, dataset, facts)
    return Plan(
        state.head,
        facts["version"],
        added={name: path.stat().st_size for name, path in local.items() if name not in state.files},
        changed={n: path.stat().st_size for n, path in local.items() if n in state.files and not state.files[n].holds(path)},
        removed={name: state.files[name].size for name in _ours(repository, state) if name not in local},
        tag=None if tag in state.tags else tag,
    )


def _refuse_foreign(repository: Repository, state: State, facts: Mapping[str, Any]) -> None:
    """Raise CorpusError if the newest commit is not this corpus, or a later version of it."""
    if BUILT not in state.files:
        if others := sorted(state.files.keys() - set(_OF_THE_HUB)):
            raise CorpusError(f"{repository}: holds {others[0]} and no {BUILT}: it is no dataset of corpus-tools; not touched")
        return
    there = _facts(repository, str(state.head))
    if there.get("name") != facts["name"]:
        raise CorpusError(f"{repository}: holds the corpus {there.get('name')!r}, and this is {facts['name']!r}; not touched")
    newest, version = parsed(str(there.get("version"))), parsed(facts["version"])
    if newest and version and newest > version:
        raise CorpusError(f"{repository}: has version {there['version']}, which is later than {facts['version']}")


def _refuse_other_data(repository: Repository, tag: str, dataset: Path, facts: Mapping[str, Any]) -> None:
    """Raise CorpusError if documents or labels at a tag are not those of the dataset."""
    there = _facts(repository, tag)
    differing = [] if there.get("content") == facts["content"] else ["documents"]
    if repository.read(ONTOLOGY, tag) != (dataset / ONTOLOGY).read_bytes():
        differing.append("ontology")
    if differing:
        said = " and ".join(differing)
        raise CorpusError(f"{repository}: {tag} is there with other data ({said}); what has changed needs a new version: corpus release")


def _facts(repository: Repository, revision: str) -> dict[str, Any]:
    try:
        found = orjson.loads(repository.read(BUILT, revision) or b"{}")
    except orjson.JSONDecodeError:
        found = {}
    return found if isinstance(found, dict) else {}


def _ours(repository: Repository, state: State) -> Iterator[str]:
    """Yield the files of the newest commit that an earlier publishing put there."""
    text = (repository.read(CHECKSUMS, str(state.head)) or b"").decode(errors="replace") if CHECKSUMS in state.files else ""
    named = listed(text)[0]
    for name in sorted(state.files):
        if name in named or (name.endswith(".parquet") and name.split("/")[0] in CONFIGS):
            yield name
