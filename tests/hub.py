"""
A stand-in for the Hugging Face Hub, on loopback: what `huggingface_hub` and `datasets` ask of it for data sets, kept in memory.

Repositories with commits, tags and Git LFS; tokens that may write and that may not; and faults to order: a status, or a connection
that is cut in the middle of what is sent. Not there: Xet, uploads in parts, pull requests, the data set viewer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import struct
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import yaml

TOKEN, READER = "hf_standinWriterToken", "hf_standinReaderToken"  # tokens of nobody
OWNER = "owner"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of a file, and whether Git LFS keeps it."""

    content: bytes
    lfs: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def pointer(self) -> bytes:
        return f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.content)}\n".encode()

    @property
    def oid(self) -> str:
        kept = self.pointer if self.lfs else self.content
        return hashlib.sha1(b"blob %d\0" % len(kept) + kept).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.lfs else self.oid

    def described(self, path: str) -> dict[str, Any]:
        lfs = {"lfs": {"oid": self.sha256, "size": len(self.content), "pointerSize": len(self.pointer)}} if self.lfs else {}
        return {"type": "file", "oid": self.oid, "size": len(self.content), "path": path, **lfs}


Files = dict[str, Blob]


@dataclass(slots=True)
class Repo:
    """A repository: its commits, newest last, its tags, and what LFS has been sent."""

    id: str
    private: bool
    commits: list[tuple[str, str, Files]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)

    def commit(self, message: str, files: Files) -> str:
        made_of = f"{len(self.commits)} {message} {sorted((path, blob.oid) for path, blob in files.items())}"
        oid = hashlib.sha1(made_of.encode()).hexdigest()
        self.commits.append((oid, message, files))
        return oid

    @property
    def head(self) -> str:
        return self.commits[-1][0]

    @property
    def files(self) -> Files:
        return self.commits[-1][2]

    def at(self, revision: str) -> tuple[str, Files] | None:
        wanted = self.head if revision in ("main", "refs/heads/main") else self.tags.get(revision.removeprefix("refs/tags/"), revision)
        return next(((oid, files) for oid, _, files in self.commits if oid == wanted), None)


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests whose method and path hold `match`, from the `after`-th on: a status, or the connection is cut."""

    match: str = ""
    status: int | None = None
    after: int = 1
    times: int = 1_000
    headers: dict[str, str] = field(default_factory=dict)

    def strikes(self, request: str) -> bool:
        if self.match not in request or self.times <= 0:
            return False
        self.after -= 1
        if self.after > 0:
            return False
        self.times -= 1
        return True


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


class Hub:
    """The stand-in; `with Hub() as hub:` serves it at `hub.endpoint`. What it holds outlives the server: it can be served again."""

    def __init__(self, *, lfs: bool = False, page: int = 7) -> None:
        self.lfs, self.page = lfs, page
        self.repos: dict[str, Repo] = {}
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self.lock = threading.Lock()

    def __enter__(self) -> Self:
        hub = self

        class Bound(Handler):
            pass

        Bound.hub = hub
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def count(self, match: str) -> int:
        return sum(match in request for request in self.requests)

    def repo(self, id: str = f"{OWNER}/name") -> Repo:
        return self.repos[id]


class Handler(BaseHTTPRequestHandler):
    """Answers one request: finds the method that `ROUTES` names, and sends what it returns or refuses."""

    hub: Hub
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.answer()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815

    def answer(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        request = f"{self.command} {urllib.parse.unquote(parts.path)}"
        with self.hub.lock:
            self.hub.requests.append(request)
            fault = next((fault for fault in self.hub.faults if fault.strikes(request)), None)
        if fault and fault.status is None:
            self.cut()
            return
        self.body = self.read_body()
        try:
            if fault and fault.status:
                self.send(fault.status, {"error": "ordered"}, fault.headers)
                return
            with self.hub.lock:
                self.route(parts.path)
        except RefusedError as error:
            headers = {"X-Error-Message": error.message, **({"X-Error-Code": error.code} if error.code else {})}
            self.send(error.status, {"error": error.message}, headers)

    def cut(self) -> None:
        """Read half of what is sent, and reset the connection."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")) // 2)
        # Closing with a linger time of zero sends RST: a server that died, not one that hung up.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        self.rfile = self.wfile = open("/dev/null", "r+b", buffering=0)  # type: ignore[assignment] # noqa: PTH123, SIM115

    def read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def send(self, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        found = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in found.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # ------------------------------------------------------------------------------------------------ who asks

    @property
    def token(self) -> str:
        return str(self.headers.get("Authorization", "")).removeprefix("Bearer ")

    def must_write(self, namespace: str) -> None:
        if not self.token:
            raise RefusedError(401, "Invalid username or password.")
        if self.token not in (TOKEN, READER):
            raise RefusedError(401, "Invalid credentials in Authorization header")
        if self.token != TOKEN or namespace != OWNER:
            raise RefusedError(403, "You don't have the rights to create a dataset under this namespace")

    def found(self, id: str) -> Repo:
        repo = self.hub.repos.get(id)
        if self.token and self.token not in (TOKEN, READER):
            raise RefusedError(401, "Invalid credentials in Authorization header")
        if repo is None or (repo.private and not self.token):
            raise RefusedError(404 if self.token else 401, "Repository not found", "RepoNotFound")
        return repo

    def files_at(self, repo: Repo, revision: str) -> tuple[str, Files]:
        found = repo.at(revision)
        if found is None:
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return found

    # ------------------------------------------------------------------------------------------------- routes

    def route(self, path: str) -> None:
        for method, pattern, name in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and self.command in method.split("|"):
                answer: Callable[..., None] = getattr(self, name)
                answer(*(urllib.parse.unquote(group) for group in match.groups("")))
                return
        raise RefusedError(404, f"no such page: {self.command} {path}")

    def whoami(self) -> None:
        self.must_write(OWNER)
        self.send(200, {"type": "user", "name": OWNER, "orgs": []})

    def create(self) -> None:
        asked = json.loads(self.body)
        namespace = asked.get("organization") or OWNER
        self.must_write(namespace)
        if not _NAME.fullmatch(asked["name"]) or asked["type"] != "dataset":
            raise RefusedError(400, "Invalid repo name")
        id = f"{namespace}/{asked['name']}"
        url = f"{self.hub.endpoint}/datasets/{id}"
        if id in self.hub.repos:
            self.send(409, {"error": "You already created this dataset repo", "url": url})
            return
        private = asked.get("private") is True or asked.get("visibility") == "private"
        self.hub.repos[id] = Repo(id, private)
        self.hub.repos[id].commit("initial commit", {".gitattributes": Blob(_ATTRIBUTES)})
        self.send(200, {"url": url, "id": id, "name": id})

    def validate_yaml(self) -> None:
        content = json.loads(self.body)["content"]
        try:
            front = yaml.safe_load(content.split("---\n")[1]) if content.startswith("---\n") else None
        except (yaml.YAMLError, IndexError) as error:
            front, said = None, str(error)
        else:
            said = '"license" must be a string' if not isinstance((front or {}).get("license"), str) else ""
        if said:
            self.send(400, {"errors": [{"message": said}], "warnings": []})
        else:
            self.send(200, {"errors": [], "warnings": []})

    def info(self, id: str, revision: str) -> None:
        repo = self.found(id)
        oid, files = self.files_at(repo, revision or "main")
        siblings = [{"rfilename": path} for path in sorted(files)]
        facts = {"id": id, "author": id.split("/", maxsplit=1)[0], "sha": oid, "private": repo.private, "gated": False, "disabled": False}
        dates = {"createdAt": "2026-01-01T00:00:00.000Z", "lastModified": "2026-01-01T00:00:00.000Z"}
        self.send(200, {**facts, **dates, "tags": [], "downloads": 0, "likes": 0, "siblings": siblings})

    def refs(self, id: str) -> None:
        repo = self.found(id)
        tags = [{"name": name, "ref": f"refs/tags/{name}", "targetCommit": oid} for name, oid in repo.tags.items()]
        branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": repo.head}]
        self.send(200, {"branches": branches, "tags": tags, "converts": []})

    def commits(self, id: str, revision: str) -> None:
        repo = self.found(id)
        self.files_at(repo, revision)
        listed = [
            {"id": oid, "title": title, "message": "", "date": "2026-01-01T00:00:00.000Z", "authors": []} for oid, title, _ in repo.commits
        ]
        self.send(200, listed[::-1])

    def tree(self, id: str, revision: str, folder: str) -> None:
        _, files = self.files_at(self.found(id), revision)
        entries = list(_entries(files, folder.strip("/"), recursive=self.query.get("recursive", "").lower() in ("true", "1")))
        if folder and not entries:
            raise RefusedError(404, f"{folder} does not exist on {revision}", "EntryNotFound")
        start = int(self.query.get("cursor", "0"))
        end = start + self.hub.page
        more = urllib.parse.urlencode({**self.query, "cursor": end})
        link = f'<{self.hub.endpoint}{self.path.split("?")[0]}?{more}>; rel="next"'
        self.send(200, entries[start:end], {"Link": link} if end < len(entries) else {})

    def paths_info(self, id: str, revision: str) -> None:
        _, files = self.files_at(self.found(id), revision)
        asked = self.body.decode()
        wanted = urllib.parse.parse_qs(asked).get("paths", []) if not asked.startswith("{") else json.loads(asked)["paths"]
        entries = {entry["path"]: entry for entry in _entries(files, "", recursive=True)}
        self.send(200, [entries[path] for path in wanted if path in entries])

    def resolve(self, id: str, revision: str, path: str) -> None:
        oid, files = self.files_at(self.found(id), revision)
        blob = files.get(path)
        if blob is None:
            raise RefusedError(404, "Entry not found", "EntryNotFound")
        headers = {"ETag": f'"{blob.etag}"', "X-Repo-Commit": oid, "Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
        if blob.lfs:
            headers |= {"X-Linked-ETag": f'"{blob.etag}"', "X-Linked-Size": str(len(blob.content))}
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked or self.command == "HEAD":
            self.send(200, blob.content, headers)
            return
        size = len(blob.content)
        first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
        last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
        self.send(206, blob.content[first : last + 1], {**headers, "Content-Range": f"bytes {first}-{last}/{size}"})

    # ------------------------------------------------------------------------------------------------- writing

    def preupload(self, id: str, revision: str) -> None:
        self.must_write(id.split("/", maxsplit=1)[0])
        _, files = self.files_at(self.found(id), revision)
        modes = []
        for asked in json.loads(self.body)["files"]:
            path = asked["path"]
            mode = "lfs" if self.hub.lfs and path.endswith(".parquet") else "regular"
            known = {"oid": files[path].etag} if path in files else {}
            modes.append({"path": path, "uploadMode": mode, "shouldIgnore": False, **known})
        self.send(200, {"files": modes})

    def batch(self, id: str) -> None:
        self.must_write(id.split("/", maxsplit=1)[0])
        repo = self.found(id)
        answers = []
        for asked in json.loads(self.body)["objects"]:
            href = f"{self.hub.endpoint}/lfs/{id}/{asked['oid']}"
            actions = {} if asked["oid"] in repo.objects else {"actions": {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}}
            answers.append({**asked, **actions})
        self.send(200, {"transfer": "basic", "objects": answers})

    def upload(self, id: str, sha256: str) -> None:
        if hashlib.sha256(self.body).hexdigest() != sha256:
            raise RefusedError(400, "the content has another hash")
        # The address is what gives the right to write, for a while: no token is sent.
        self.hub.repos[id].objects[sha256] = self.body
        self.send(200, b"")

    def verify(self, id: str, sha256: str) -> None:
        if sha256 not in self.found(id).objects:
            raise RefusedError(404, "no such object")
        self.send(200, {})

    def commit(self, id: str, revision: str) -> None:
        self.must_write(id.split("/", maxsplit=1)[0])
        repo = self.found(id)
        lines = [json.loads(line) for line in self.body.split(b"\n") if line.strip()]
        header = lines[0]["value"]
        if header.get("parentCommit") not in (None, repo.head) or revision != "main":
            raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
        files = dict(repo.files)
        for line in lines[1:]:
            _apply(repo, files, line["key"], line["value"])
        oid = repo.commit(header["summary"], files)
        self.send(200, {"success": True, "commitOid": oid, "commitUrl": f"{self.hub.endpoint}/datasets/{id}/commit/{oid}"})

    def tag(self, id: str, revision: str) -> None:
        self.must_write(id.split("/", maxsplit=1)[0])
        repo = self.found(id)
        oid, _ = self.files_at(repo, revision)
        name = json.loads(self.body)["tag"]
        if name in repo.tags:
            raise RefusedError(409, f"Tag reference already exists: {name}")
        repo.tags[name] = oid
        self.send(200, {})


def _apply(repo: Repo, files: Files, key: str, value: dict[str, Any]) -> None:
    """Do to the files what one line of a commit says."""
    path = value["path"]
    if key == "file":
        files[path] = Blob(base64.b64decode(value["content"]))
    elif key == "lfsFile":
        if value["oid"] not in repo.objects:
            raise RefusedError(400, f"LFS pointer pointed to a file that does not exist: {path}")
        files[path] = Blob(repo.objects[value["oid"]], lfs=True)
    elif key == "deletedFile":
        if path not in files:
            raise RefusedError(404, "A file with this name doesn't exist", "EntryNotFound")
        del files[path]
    else:
        raise RefusedError(400, f"no such operation: {key}")


def _entries(files: Files, folder: str, *, recursive: bool) -> Iterator[dict[str, Any]]:
    prefix = f"{folder}/" if folder else ""
    seen = set()
    for path in sorted(files):
        if not path.startswith(prefix):
            continue
        inner = path.removeprefix(prefix).split("/")
        for depth in range(1, len(inner)):
            above = prefix + "/".join(inner[:depth])
            if above not in seen and (recursive or depth == 1):
                seen.add(above)
                yield {"type": "directory", "oid": hashlib.sha1(above.encode()).hexdigest(), "size": 0, "path": above}
        if recursive or len(inner) == 1:
            yield files[path].described(path)


_ID = r"([^/]+/[^/]+)"
ROUTES = (
    ("GET", "/api/whoami-v2", "whoami"),
    ("POST", "/api/repos/create", "create"),
    ("POST", "/api/validate-yaml", "validate_yaml"),
    ("GET|HEAD", rf"/api/datasets/{_ID}()", "info"),
    ("GET|HEAD", rf"/api/datasets/{_ID}/revision/([^/]+)", "info"),
    ("GET", rf"/api/datasets/{_ID}/refs", "refs"),
    ("GET", rf"/api/datasets/{_ID}/commits/([^/]+)", "commits"),
    ("GET", rf"/api/datasets/{_ID}/tree/([^/]+)(/.+)?", "tree"),
    ("POST", rf"/api/datasets/{_ID}/paths-info/([^/]+)", "paths_info"),
    ("POST", rf"/api/datasets/{_ID}/preupload/([^/]+)", "preupload"),
    ("POST", rf"/api/datasets/{_ID}/commit/([^/]+)", "commit"),
    ("POST", rf"/api/datasets/{_ID}/tag/([^/]+)", "tag"),
    ("POST", rf"/datasets/{_ID}\.git/info/lfs/objects/batch", "batch"),
    ("PUT", rf"/lfs/{_ID}/([0-9a-f]+)", "upload"),
    ("POST", rf"/lfs/{_ID}/([0-9a-f]+)/verify", "verify"),
    ("GET|HEAD", rf"/datasets/{_ID}/resolve/([^/]+)/(.+)", "resolve"),
)
