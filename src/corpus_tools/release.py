"""Makes a version of a corpus: its number and date wherever they are said, its changelog, its dataset directory; all of it, or nothing."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus_tools import files
from corpus_tools.archives import BUILT
from corpus_tools.builder import build
from corpus_tools.corpus import Corpus
from corpus_tools.diff import Diff, compare
from corpus_tools.diff.output import markdown
from corpus_tools.errors import CorpusError, InvalidCorpus
from corpus_tools.order import Record
from corpus_tools.publish.citation import cff
from corpus_tools.publish.verify import verify
from corpus_tools.report import counted
from corpus_tools.sources import MANIFEST
from corpus_tools.versions import Version, last_tag, opened, parsed, refuse_uncommitted

CHANGELOG = "CHANGELOG.md"
CITATION = "CITATION.cff"
TITLE = "# Changelog of the data\n"
UNRELEASED = "## Unreleased"


@dataclass(frozen=True, slots=True)
class Release:
    """A version to be made: what it is called, what the version before it was, its section of the changelog, the files that change."""

    root: Path
    version: str
    before: str | None
    section: str
    files: Mapping[Path, bytes]


def prepare(root: Path, version: str, date: str, since: str | None = None) -> Release:
    """
    Return what making the version would change; `since` names the last release as `corpus diff` does, by default the highest tag vX.Y.Z.

    Raises CorpusError if the corpus has uncommitted changes, or if the version does not come after the last one by as much as what has
    changed needs.
    """
    refuse_uncommitted(root)
    new = Corpus(root)
    with _last(root, since) as old:
        diff = compare(old, new)
    _check_version(version, diff)
    manifest = _manifest(root, version, date)
    before = _text(root / CHANGELOG)
    heading = f"## {version}, {date}"
    section, changelog = _changelog(root / CHANGELOG, before, heading, markdown(diff))
    changed = {root / MANIFEST: manifest, root / CHANGELOG: changelog.encode()}
    changed |= {path: cff(tomllib.loads(manifest.decode())).encode() for path in _citations(root, new.manifest)}
    return Release(root, version, diff.old, section, changed)


@contextmanager
def _last(root: Path, since: str | None) -> Iterator[Corpus | None]:
    tag = last_tag(root) if since is None else None
    named = since or (f"{root}@{tag}" if tag else None)
    if named is None:
        yield None
        return
    with opened(named) as old:
        yield old


# -------------------------------------------------------------------------------------------------------- the number


def needed(diff: Diff) -> tuple[str, str]:
    """
    Return "major", "minor" or "patch", and what of the difference calls for it.

    What was there and is no longer, or is called or placed otherwise, breaks what others have built: major. More of it is minor; what
    is only mended is a patch.
    """
    gone = sum(len(labels.removed) + len(labels.renamed) for labels in diff.labels)
    come = sum(len(labels.added) for labels in diff.labels)
    found = (
        ("major", diff.removed, "document", "removed"),
        ("major", diff.moved, "document", "moved to another split"),
        ("major", range(gone), "label", "removed or renamed"),
        ("minor", diff.added, "document", "added"),
        ("minor", range(come), "label", "added"),
    )
    level, things, noun, what = next((row for row in found if row[1]), ("patch", (), "", ""))
    return level, f"{counted(len(things), noun)} {what}" if things else "nothing added or removed"


def least(old: Version, level: str) -> Version:
    """Return the lowest version after `old` for a change of that level; before 1.0.0 a minor version may break things."""
    major, minor, patch = old
    if level == "major" and major:
        return major + 1, 0, 0
    return (major, minor, patch + 1) if level == "patch" else (major, minor + 1, 0)


def _check_version(version: str, diff: Diff) -> None:
    wanted, said = parsed(version), diff.old or diff.new
    old = parsed(said)
    if wanted is None:
        raise CorpusError(f"{version}: is no version; that is MAJOR.MINOR.PATCH")
    if old is None:
        return
    if wanted < old or (wanted == old and diff.old):
        what = "the last release" if diff.old else f"which {MANIFEST} says"
        raise CorpusError(f"{version}: is not later than {said}, {what}")
    level, why = needed(diff)
    if diff.old and wanted < (lowest := least(old, level)):
        raise CorpusError(f"{version}: since {said}, {why}: that needs {'.'.join(map(str, lowest))} or more")


# --------------------------------------------------------------------------------------------------------- the files


def _manifest(root: Path, version: str, date: str) -> bytes:
    """Return corpus.toml with the version and the date, and nothing else changed."""
    text = (root / MANIFEST).read_bytes().decode()
    new = text
    for key, value in (("version", version), ("released", date)):
        new = re.sub(rf"""(?m)^({key}[ \t]*=[ \t]*)("[^"\n]*"|'[^'\n]*')""", rf'\g<1>"{value}"', new, count=1)
    if tomllib.loads(new) != tomllib.loads(text) | {"version": version, "released": date}:
        raise CorpusError(f'{root / MANIFEST}: cannot set the version; write it as: version = "{version}"')
    return new.encode()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode() if path.is_file() else ""
    except UnicodeDecodeError:
        raise CorpusError(f"{path}: is not UTF-8") from None


def _changelog(path: Path, text: str, heading: str, changes: str) -> tuple[str, str]:
    """Return the section of a version, which takes in what stands under "Unreleased", and the changelog with it."""
    version = heading.split(",", maxsplit=1)[0]
    if re.search(rf"(?m)^{re.escape(version)}\b(?!\.)", text):
        raise CorpusError(f"{path}: has a section {version} already")
    top, mark, rest = (text or TITLE).partition(f"\n{UNRELEASED}\n")
    if not mark:
        top, mark, rest = (text or TITLE).partition("\n## ")
        rest = f"## {rest}" if mark else ""
        said, following = "", rest
    else:
        said, mark, following = rest.partition("\n## ")
        following = f"## {following}" if mark else ""
    section = "\n\n".join(part for part in (heading, said.strip("\n"), changes.rstrip("\n")) if part) + "\n"
    return section, "\n".join(part for part in (top.rstrip("\n") + "\n", section, following) if part)


def _citations(root: Path, manifest: Record) -> Iterator[Path]:
    """Yield the citation files that say what the manifest says: in the folder of the corpus, or beside it. Others are not ours to write."""
    for path in (root / CITATION, root.resolve().parent / CITATION):
        if path.is_file() and path.read_bytes() == cff(manifest).encode():
            yield path


# -------------------------------------------------------------------------------------------------------- doing it


def release(planned: Release, out: Path) -> None:
    """
    Write the files, build the dataset directory `out`, and verify it.

    If the corpus or what was built has an error (InvalidCorpus), or on an interruption, files and `out` stay as they were.
    """
    store, trial = out.with_name(f".{out.name}.parts"), out.with_name(f".{out.name}.release")
    files.check_replaceable(out, BUILT)
    with files.restored(planned.files):
        for path, content in planned.files.items():
            files.write(path, content)
        try:
            build(planned.root, trial, store=store)
            if problems := [problem for problem in verify(trial) if problem.severity == "error"]:
                raise InvalidCorpus(problems)
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        # Of the same parts, which makes it the same bytes.
        build(planned.root, out, store=store)
