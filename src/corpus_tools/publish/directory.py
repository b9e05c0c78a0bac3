"""A dataset directory as files: which it has, which its list of checksums names, and the directory at a URL brought near."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson

from corpus_tools import contents
from corpus_tools.archives import BUILT
from corpus_tools.errors import CorpusError, Problem
from corpus_tools.shards import file_system
from corpus_tools.tables import CONFIGS

CHECKSUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the list of checksums names: the line it stands on, and the digest it should have."""

    line: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Directory:
    """A dataset directory on this machine; `place` is where it was asked for, which may be a URL."""

    root: Path
    place: str

    def path(self, name: str) -> str:
        """Return the path or URL of a file, as problems name it."""
        return f"{self.place}/{name}"

    def text(self, name: str) -> str | None:
        """Return what a text file holds; None if it is not there or is not UTF-8."""
        try:
            return (self.root / name).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return None

    def json(self, name: str) -> Any:
        """Return what a JSON file says; None if it is not there, or is none."""
        try:
            return orjson.loads(self.text(name) or "")
        except orjson.JSONDecodeError:
            return None

    @property
    def sums(self) -> dict[str, Listed]:
        """The files that the list of checksums names."""
        return listed(self.text(CHECKSUMS) or "")[0]

    def problem(self, name: str, rule: str, message: str, line: int | None = None) -> Problem:
        """Return a problem in a file, on its first line if no other is known."""
        return Problem(self.path(name), line or 1, None, rule, message)

    def names(self) -> list[str]:
        """Return the names of the files; what begins with a dot, as version control and downloads leave it, is left out."""
        paths = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))

    def sha256(self, name: str) -> str:
        with (self.root / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def listed(text: str) -> tuple[dict[str, Listed], list[int]]:
    """Return the files that a list of checksums names, and the lines that are none or name a file again."""
    found: dict[str, Listed] = {}
    wrong = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match and match[2] not in found and ".." not in match[2].split("/") and not match[2].startswith("/"):
            found[match[2]] = Listed(number, match[1])
        else:
            wrong.append(number)
    return found, wrong


def digests(directory: Directory) -> dict[str, str]:
    """Return the digest of each config: that of the lines in the list of checksums which name its files."""
    sums = {name: file.sha256 for name, file in directory.sums.items()}
    return {config: contents.listed({name: sums[name] for name in sums if name.startswith(f"{config}/")}) for config in CONFIGS}


def shown(value: Any) -> str:
    """Return a value as JSON, as a message tells it."""
    return "missing" if value is None else orjson.dumps(value).decode()


@contextmanager
def opened(place: str | Path) -> Iterator[Directory]:
    """
    Give the dataset directory at a path or URL; one at a URL is downloaded first, into a folder that is removed in the end.

    CorpusError for a place that is none (it has neither build.json nor SHA256SUMS), or that cannot be read.
    """
    if "://" not in str(place):
        yield _known(Directory(Path(place), str(place)))
        return
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        url = str(place).rstrip("/")
        _download(url, Path(folder))
        yield _known(Directory(Path(folder), url))


def _known(directory: Directory) -> Directory:
    if not any((directory.root / name).is_file() for name in (BUILT, CHECKSUMS)):
        raise CorpusError(f"{directory.place}: no dataset directory here: there is neither {BUILT} nor {CHECKSUMS}")
    return directory


class _Web:
    """What an HTTP server offers of a file system: files that one knows the name of. fsspec would want aiohttp for it."""

    def find(self, top: str) -> list[str]:
        del top
        return []

    def open(self, url: str, mode: str) -> Any:
        del mode
        try:
            return urllib.request.urlopen(urllib.parse.quote(url, safe=":/?=&%+@,~"))  # noqa: S310  the user named the URL
        except urllib.error.HTTPError as error:
            if error.code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                raise FileNotFoundError(url) from None
            raise OSError(f"{error.code} {error.reason}") from None


def _download(url: str, folder: Path) -> None:
    """Bring the files of a directory at a URL: those that its server lists, and those that its list of checksums names."""
    system, top = (_Web(), url) if url.startswith(("http://", "https://")) else file_system(url, Path())
    try:
        names = _served(system, top)
        _bring(system, top, CHECKSUMS, folder)
        text = Directory(folder, url).text(CHECKSUMS)
        for name in sorted(names | {BUILT} | set(listed(text)[0] if text else ())):
            _bring(system, top, name, folder)
    except OSError as error:
        raise CorpusError(f"{url}: cannot be read: {error.strerror or getattr(error, 'reason', None) or error}") from None


def _served(system: Any, top: str) -> set[str]:
    """Return the names of the files that a server lists, but those that begin with a dot; one of HTTP lists none."""
    names = (path.removeprefix(top.rstrip("/") + "/") for path in system.find(top))
    return {name for name in names if not name.startswith((".", "/")) and ".." not in name.split("/")}


def _bring(system: Any, top: str, name: str, folder: Path) -> None:
    """Download one file, if it is there."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with system.open(f"{top.rstrip('/')}/{name}", "rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    except FileNotFoundError:
        path.unlink(missing_ok=True)
