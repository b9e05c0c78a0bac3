"""A data set repository of the Hugging Face Hub: what is in it, and one commit into it. The token is HF_TOKEN's or that of a login."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_tools.errors import CorpusError

# The client takes a third of a second to import.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_ADDRESS = re.compile(r"hf://datasets/([A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*)/?")
_KIND = "dataset"
_REASONS = {
    401: "the Hub takes no token, or not this one: set HF_TOKEN or run 'hf auth login'",
    403: "the token may not do this",
    404: "is not there, or the token may not see it",
    409: "was changed by somebody else meanwhile; run again",
    412: "was changed by somebody else meanwhile; run again",
    429: "the Hub has had too many requests; try again later",
}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of the repository: its size in bytes, and the SHA-256 of its content (Git LFS) or the name of its git blob."""

    size: int
    blob: str
    sha256: str | None

    def holds(self, content: Path) -> bool:
        """Tell whether it is what the local file is."""
        if content.stat().st_size != self.size:
            return False
        with content.open("rb") as file:
            if self.sha256:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
            return hashlib.sha1(b"blob %d\0" % self.size + file.read(), usedforsecurity=False).hexdigest() == self.blob


@dataclass(frozen=True, slots=True)
class State:
    """What is in a repository: its newest commit (None if there is no such repository), its files, and its tags with their commits."""

    head: str | None = None
    files: Mapping[str, RemoteFile] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


class Repository:
    """
    The repository at hf://datasets/OWNER/NAME.

    Whatever the Hub or the network does wrong is a CorpusError of one line, which begins with the address.
    """

    def __init__(self, address: str) -> None:
        match = _ADDRESS.fullmatch(address)
        if not match or any(mark in match[1] for mark in ("--", "..")):
            raise CorpusError(f"{address}: is no address of a data set; that is hf://datasets/OWNER/NAME")
        self.id = match[1]

    def __str__(self) -> str:
        return f"hf://datasets/{self.id}"

    def state(self) -> State:
        """Return what is in the repository."""
        from huggingface_hub.errors import RepositoryNotFoundError
        from huggingface_hub.hf_api import RepoFile

        with self._api() as api:
            try:
                head = api.repo_info(self.id, repo_type=_KIND).sha
            except RepositoryNotFoundError:
                return State()
            tree = api.list_repo_tree(self.id, repo_type=_KIND, revision=head, recursive=True)
            found = (entry for entry in tree if isinstance(entry, RepoFile))
            files = {entry.path: RemoteFile(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None) for entry in found}
            return State(head, files, {tag.name: tag.target_commit for tag in api.list_repo_refs(self.id, repo_type=_KIND).tags})

    def read(self, name: str, revision: str) -> bytes | None:
        """Return the content of a small file at a revision; None if it is not there."""
        from huggingface_hub.errors import RemoteEntryNotFoundError

        with self._api() as api, tempfile.TemporaryDirectory(prefix="corpus-") as folder:
            try:
                path = api.hf_hub_download(self.id, name, repo_type=_KIND, revision=revision, local_dir=folder)
            except RemoteEntryNotFoundError:
                return None
            return Path(path).read_bytes()

    def create(self, *, private: bool) -> str:
        """Make the repository and return its first commit."""
        with self._api(writing=True) as api:
            api.create_repo(self.id, repo_type=_KIND, private=private, exist_ok=True)
            return str(api.repo_info(self.id, repo_type=_KIND).sha)

    def commit(self, parent: str, message: str, put: Mapping[str, Path], removed: Sequence[str]) -> str:
        """
        Put and remove files in one commit, and return it; until it is made, the repository is as it was.

        What large files an interrupted run has sent need not be sent again. A CorpusError if `parent` is no longer the newest commit.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        operations: list[Any] = [CommitOperationAdd(name, path) for name, path in put.items()]
        operations += [CommitOperationDelete(name) for name in removed]
        with self._api(writing=True) as api:
            made = api.create_commit(self.id, operations, commit_message=message, parent_commit=parent, repo_type=_KIND)
            return str(made.oid)

    def tag(self, name: str, commit: str) -> None:
        """Give a commit a tag."""
        with self._api(writing=True) as api:
            api.create_tag(self.id, tag=name, revision=commit, repo_type=_KIND)

    @contextmanager
    def _api(self, *, writing: bool = False) -> Iterator[HfApi]:
        """Give what talks to the Hub, and say plainly what goes wrong; messages of the client are long, and may quote what was sent."""
        from huggingface_hub import HfApi, errors, get_token, utils
        from huggingface_hub.utils.tqdm import disable_progress_bars

        # It would tell of every retry; what it comes to is told here.
        utils.logging.set_verbosity(logging.CRITICAL)
        disable_progress_bars()
        if writing and not get_token():
            raise CorpusError(f"{self}: {_REASONS[401]}")
        try:
            yield HfApi()
        except (errors.HTTPError, OSError, RuntimeError, ValueError) as error:  # type: ignore[attr-defined]
            raise CorpusError(f"{self}: {_reason(error)}") from None


def _reason(error: BaseException) -> str:
    """Return in words what went wrong; of an error that only says where another happened, what the other says."""
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    if isinstance(error, RuntimeError | LocalEntryNotFoundError) and error.__cause__:
        return _reason(error.__cause__)
    if isinstance(error, HfHubHTTPError):
        return _answer(error.response.status_code, error.server_message)
    if isinstance(error, OfflineModeIsEnabled):
        return "cannot be reached: HF_HUB_OFFLINE is set"
    if isinstance(error, ValueError):
        return " ".join(str(error).split())
    return f"cannot be reached, or the connection broke ({type(error).__name__})"


def _answer(status: int, message: str | None) -> str:
    if status in _REASONS:
        return _REASONS[status]
    if status >= 500:  # noqa: PLR2004  the server's own errors
        return f"the Hub answers {status}; try again later"
    return f"the Hub answers {status}: {' '.join((message or 'without a reason').split())}"
