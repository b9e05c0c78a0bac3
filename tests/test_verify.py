"""A dataset directory is whole, or verify says what in it disagrees with what."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SECOND, edit, run

from corpus_tools import CorpusError, build
from corpus_tools.contents import Content
from corpus_tools.publish.verify import verify

MENTIONS = "mentions/learn-00000-of-00001.parquet"
DOCUMENTS = "documents/learn-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist") / "harbour"
    build(SECOND, out)
    return out


@pytest.fixture
def built(whole: Path, tmp_path: Path) -> Path:
    """A dataset directory that a test may spoil."""
    return Path(shutil.copytree(whole, tmp_path / "harbour"))


def _listed_anew(built: Path) -> None:
    """Make the list of checksums agree with the files, so that only what lies in them can disagree."""
    names = sorted(p.relative_to(built).as_posix() for p in built.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    sums = "".join(f"{hashlib.sha256((built / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (built / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _said(built: Path) -> list[str]:
    return [str(problem).removeprefix(f"{built}/") for problem in verify(built)]


def _rewrite(built: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    table = change(pq.read_table(built / name))
    (built / name).unlink()
    pq.write_table(table, built / name)


def _replaced(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def _column(name: str, value: Any, row: int) -> Callable[[pa.Table], pa.Table]:
    """Return what sets the value of a column in a row."""

    def change(table: pa.Table) -> pa.Table:
        values = [*table[name].to_pylist()[:row], value, *table[name].to_pylist()[row + 1 :]]
        changed = table.set_column(table.column_names.index(name), table.schema.field(name), [pa.array(values, table[name].type)])
        return changed.replace_schema_metadata(table.schema.metadata)

    return change


def test_what_was_built_is_whole(whole: Path) -> None:
    assert verify(whole) == []
    for words in (("verify", whole), ("build", "--verify", whole)):
        ran = run(*words)
        assert (ran.code, ran.out, ran.err) == (0, "", "0 errors, 0 warnings\n")


def test_waqai_is_whole(tmp_path: Path) -> None:
    build(ROOT / "corpus", tmp_path / "waqai")
    assert verify(tmp_path / "waqai") == []


# ----------------------------------------------------------------------------------------------------------- files


def test_a_file_that_is_gone_changed_or_more_is_said(built: Path) -> None:
    (built / MENTIONS).unlink()
    (built / "notes.txt").write_text("more", encoding="utf-8")
    edit(built / "CITATION.cff", lambda text: text + "\n")
    (built / ".gitattributes").write_text("", encoding="utf-8")
    lines = (built / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
    line = next(n for n, text in enumerate(lines, 1) if text.endswith(MENTIONS))
    of_citation = next(n for n, text in enumerate(lines, 1) if text.endswith("CITATION.cff"))
    old = lines[of_citation - 1].partition(" ")[0]
    new = hashlib.sha256((built / "CITATION.cff").read_bytes()).hexdigest()
    ran = run("verify", built)
    assert ran.code == 1
    assert ran.err == "3 errors, 0 warnings\n"
    assert ran.out.replace(f"{built}/", "").splitlines() == [
        f"CITATION.cff:1: has the SHA-256 {new}; SHA256SUMS:{of_citation} says {old} [dataset-file-changed]",
        f"SHA256SUMS:{line}: names {MENTIONS}, which is not there [dataset-file-missing]",
        "notes.txt:1: is not in SHA256SUMS [dataset-file-unlisted]",
    ]


def test_lines_of_the_list_that_name_no_file_or_one_again_are_said(built: Path) -> None:
    edit(built / "SHA256SUMS", lambda text: text + text.split("\n")[0] + f"\n{'0' * 64}  ../elsewhere\nwords\n")
    count = len((built / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert _said(built) == [
        f"SHA256SUMS:{line}: is no 'SHA256  NAME' of another file [dataset-checksums]" for line in range(count - 2, count + 1)
    ]


def test_a_directory_without_its_list_is_not_whole(built: Path) -> None:
    (built / "SHA256SUMS").unlink()
    assert _said(built) == ["SHA256SUMS:1: is not there, or is no UTF-8 [dataset-file-missing]"]


def test_a_place_that_is_no_dataset_directory_is_an_error_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no dataset directory here: there is neither build\.json nor SHA256SUMS"):
        verify(tmp_path)
    assert run("build", "--verify", tmp_path).code == 1
    assert run("build", "--verify", tmp_path, "--out", tmp_path / "x").code == 2
    assert run("build", SECOND).code == 2


# ------------------------------------------------------------------------------------------------------------ data

SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a manifest that is none": (
        lambda built: edit(built / "corpus.toml", lambda text: text.replace('language = "en"', "language = 7")),
        "corpus.toml:1: /language: 7 is not of type 'string' [schema]",
    ),
    "an ontology that is none": (lambda built: edit(built / "ontology.json", lambda _: "{"), "ontology.json:1:2: "),
    "a marker that is none": (lambda built: edit(built / "build.json", lambda _: "[]"), "build.json:1: is not there, or is no JSON object"),
    "another version": (
        lambda built: edit(built / "corpus.toml", lambda text: text.replace("2.1.0", "2.2.0")),
        'build.json:1: /version is "2.1.0"; the data give "2.2.0" [dataset-content]',
    ),
    "a Parquet file that is none": (
        lambda built: _replaced(built / MENTIONS, b"PAR1"),
        f"{MENTIONS}:1: is no Parquet file: Parquet file size is 4 bytes, smaller than the minimum file footer (8 bytes)",
    ),
    "a Parquet file of no split": (
        lambda built: (built / MENTIONS).replace(built / "mentions" / "dev-00000-of-00001.parquet"),
        "mentions/dev-00000-of-00001.parquet:1: is of no config and split that corpus.toml and this version of corpus-tools know",
    ),
    "a column that is gone": (
        lambda built: _rewrite(built, MENTIONS, lambda table: table.drop_columns("depth")),
        f"{MENTIONS}:1: column depth is not there; it should be int32 [dataset-columns]",
    ),
    "a column of another type": (
        lambda built: _rewrite(built, MENTIONS, lambda t: t.set_column(0, "document_id", t["document_id"].cast(pa.large_string()))),
        f"{MENTIONS}:1: column document_id is large_string; it should be string [dataset-columns]",
    ),
    "no features": (
        lambda built: _rewrite(built, MENTIONS, lambda table: table.replace_schema_metadata(None)),
        f"{MENTIONS}:1: the features that its metadata states are not those of the ontology [dataset-columns]",
    ),
    "a value": (
        lambda built: _rewrite(built, MENTIONS, _column("type", "Ship", 2)),
        f"{MENTIONS}:1: row 3: type is 'Ship'; the documents give ",
    ),
    "a row less": (lambda built: _rewrite(built, MENTIONS, lambda t: t.slice(0, t.num_rows - 1)), f"{MENTIONS}:1: ends at row "),
    "a row more": (
        lambda built: _rewrite(built, MENTIONS, lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        f"{MENTIONS}:1: row ",
    ),
    "a document": (
        lambda built: _rewrite(built, DOCUMENTS, _column("date", "1999-01-01", 0)),
        f"build.json:1: /contents/{DOCUMENTS} is ",
    ),
    "a split": (
        lambda built: edit(built / "corpus.toml", lambda text: text.replace('["arrival", "storm"]', '["arrival", "calm"]')),
        "corpus.toml:1: split learn names calm, which is in no file of it [dataset-split]",
    ),
    "no front matter": (
        lambda built: edit(built / "README.md", lambda text: text.split("---\n", 2)[2]),
        "README.md:1: does not begin with a YAML mapping between two lines '---' [card-front-matter]",
    ),
    "the language in the card": (
        lambda built: edit(built / "README.md", lambda text: text.replace("- en\n", "- fr\n", 1)),
        'README.md:2: language is ["fr"]; it should be ["en"] [card-front-matter]',
    ),
    "the version in the card": (
        lambda built: edit(built / "README.md", lambda text: text.replace("version: 2.1.0", "version: 2.0.0", 1)),
        'configs: version of documents is "2.0.0"; it should be "2.1.0" [card-front-matter]',
    ),
    "a config in the card": (
        lambda built: edit(built / "README.md", lambda text: text.replace("config_name: mentions", "config_name: names", 1)),
        "configs lacks mentions, which has rows [card-front-matter]",
    ),
    "a feature in the card": (
        lambda built: edit(built / "README.md", lambda text: text.replace("  - name: depth\n    dtype: int32\n", "", 1)),
        "dataset_info: features of mentions is ",
    ),
    "the version in a citation": (
        lambda built: edit(built / "CITATION.cff", lambda text: text.replace("version: 2.1.0", "version: 2.0.0")),
        'CITATION.cff:11: version is "2.0.0"; corpus.toml says "2.1.0" [citation]',
    ),
    "the date in a citation": (
        lambda built: edit(built / ".zenodo.json", lambda text: text.replace("2026-10-01", "2026-10-02")),
        '.zenodo.json:14: publication_date is "2026-10-02"; corpus.toml says "2026-10-01" [citation]',
    ),
    "a citation that is none": (
        lambda built: edit(built / "datacite.json", lambda _: "[]"),
        "datacite.json:1: is not there, or is no mapping [citation]",
    ),
    "a number in the card": (
        lambda built: edit(built / "README.md", lambda text: text.replace("| `documents` | 2 | 1 | 3 |", "| `documents` | 2 | 1 | 4 |")),
        "config documents (all): 4; the data have 3 [card-number]",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_disagrees_is_said_although_the_checksums_agree(name: str, built: Path) -> None:
    spoil, expected = SPOILT[name]
    spoil(built)
    _listed_anew(built)
    said = _said(built)
    assert [line for line in said if expected in line], said
    assert all(line.partition(":")[2][:1].isdigit() for line in said), said


# ------------------------------------------------------------------------------------------------------------ URLs


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(built: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=built.parent))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/harbour"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_directory_at_a_url_is_verified_like_one_at_hand(served: str, built: Path) -> None:
    assert verify(served) == []
    (built / "CITATION.cff").unlink()
    (built / ".hidden").write_text("", encoding="utf-8")
    assert [str(problem) for problem in verify(served)] == [
        f"{served}/SHA256SUMS:3: names CITATION.cff, which is not there [dataset-file-missing]"
    ]
    with pytest.raises(CorpusError, match=r"none: no dataset directory here"):
        verify(served.replace("harbour", "none"))


def test_a_file_system_that_lists_its_files_shows_what_is_more(built: Path) -> None:
    system = fsspec.filesystem("memory")
    system.put(str(built), "/verified/harbour", recursive=True)
    assert verify("memory://verified/harbour") == []
    system.pipe("/verified/harbour/more.txt", b"more")
    assert [str(problem) for problem in verify("memory://verified/harbour/")] == [
        "memory://verified/harbour/more.txt:1: is not in SHA256SUMS [dataset-file-unlisted]"
    ]


# --------------------------------------------------------------------------------------------------------- content


def _streams(name: str, values: list[Any], kind: pa.DataType, found: dict[str, bytes]) -> None:
    """Take values apart as docs/dataset.md says, without Arrow."""
    found[f"{name}?"] = bytes(value is not None for value in values)
    if pa.types.is_struct(kind):
        for field in kind:
            _streams(f"{name}.{field.name}", [None if v is None else v[field.name] for v in values], field.type, found)
    elif pa.types.is_list(kind):
        found[f"{name}#"] = b"".join(len(value or ()).to_bytes(8, "little") for value in values)
        _streams(f"{name}[]", [item for value in values for item in value or ()], kind.value_type, found)
    elif pa.types.is_string(kind):
        found[f"{name}#"] = b"".join(len((value or "").encode()).to_bytes(8, "little") for value in values)
        found[name] = "".join(value or "" for value in values).encode()
    else:
        found[name] = b"".join(int(value or 0).to_bytes(8, "little", signed=True) for value in values)


def _digest_of(digests: dict[str, str]) -> str:
    return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()).hexdigest()


def test_the_digest_of_the_content_is_what_its_definition_says(whole: Path) -> None:
    contents = {}
    for path in sorted((whole / "documents").glob("*.parquet")):
        table, streams = pq.read_table(path), dict[str, bytes]()
        for name in table.column_names:
            _streams(name, table[name].to_pylist(), table.schema.field(name).type, streams)
        digests = {name: hashlib.sha256(stream).hexdigest() for name, stream in streams.items()}
        contents[f"documents/{path.name}"] = _digest_of(digests)
    marker = json.loads((whole / "build.json").read_text(encoding="utf-8"))
    assert marker["contents"] == contents
    assert marker["content"] == _digest_of(contents)


def test_the_digest_of_the_content_does_not_depend_on_how_it_is_written(whole: Path, tmp_path: Path) -> None:
    table = pq.read_table(whole / DOCUMENTS)
    pq.write_table(table, tmp_path / "other.parquet", compression="none", row_group_size=1, use_dictionary=False)
    content = Content()
    for group in range(table.num_rows):
        content.add(pq.ParquetFile(tmp_path / "other.parquet").read_row_group(group))
    marker = json.loads((whole / "build.json").read_text(encoding="utf-8"))
    assert content.digest() == marker["contents"][DOCUMENTS]
