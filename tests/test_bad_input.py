"""Bad input: one clear line, exit code 1, no traceback, nothing written."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import edit, run


def _json(name: str, change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        path = root / "documents" / name
        record = json.loads(path.read_bytes())
        change(record)
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    return apply


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        path = root / name
        path.write_bytes(change(path.read_bytes()))

    return apply


def _text(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda root: edit(root / name, lambda text: text.replace(old, new, 1))


def _empty(root: Path) -> None:
    shutil.rmtree(root / "documents")
    edit(root / "corpus.toml", lambda text: text.split("[splits]")[0] + "[splits]\nlearn = []\n")


def _large(root: Path) -> None:
    with (root / "documents" / "storm.json").open("r+b") as file:
        file.truncate(200_000_000)


def _lone(root: Path) -> None:
    (root / "documents" / "lone.txt").write_text("x", encoding="utf-8")


STORM = "documents/storm"
CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "byte order mark": (
        _bytes(f"{STORM}.txt", lambda b: b"\xef\xbb\xbf" + b),
        f"{STORM}.txt:1: begins with a byte order mark (U+FEFF) [file-byte-order-mark]",
    ),
    "CRLF": (
        _bytes(f"{STORM}.txt", lambda b: b.replace(b"\n", b"\r\n")),
        f"{STORM}.txt:1: holds a carriage return (U+000D); lines end in a line feed alone [file-carriage-return]",
    ),
    "Latin-1": (
        _bytes(f"{STORM}.txt", lambda b: b.replace(b"Blue", b"Bl\xfce")),
        f"{STORM}.txt:1: 0xfc at byte 25 is not UTF-8 [file-not-utf8]",
    ),
    "NFD": (
        _bytes(f"{STORM}.txt", lambda b: b.replace(b"Blue", unicodedata.normalize("NFD", "Blé").encode())),
        f"{STORM}.txt:1: is not in Unicode normalisation form C [file-not-nfc]",
    ),
    "truncated JSON": (_bytes(f"{STORM}.json", lambda b: b[:200]), f"{STORM}.json:7:26: unexpected end of data [json-syntax]"),
    "duplicate key": (
        _text(f"{STORM}.json", '"language"', '"language": "ar",\n  "language"'),
        f"{STORM}.json:4:3: the key 'language' stands twice [json-duplicate-key]",
    ),
    "NaN": (
        _text(f"{STORM}.json", '"text_length": ', '"text_length": NaN, "x": '),
        f"{STORM}.json:6:18: NaN is not JSON [json-non-finite]",
    ),
    "offset past the end": (
        _text(f"{STORM}.json", '"start":55,"end":57', '"start":55,"end":570'),
        "mention of m4 ends at 570; the text has 70 code points [span-outside-text]",
    ),
    "dangling id": (
        _text(f"{STORM}.json", '"mentions":["m2","m4"]', '"mentions":["m2","m9"]'),
        "heron points to m9, which is not in mentions [id-dangling]",
    ),
    "cyclic cluster": (
        _text(f"{STORM}.json", '"mentions":["m2","m4"]', '"mentions":["m2","m4","heron"]'),
        "heron points to heron, which is in entities, not in mentions [id-dangling]",
    ),
    "cyclic events": (
        _text(f"{STORM}.json", '{"role":"What","event":"e2"}', '{"role":"What","event":"e1"}'),
        "event e1 is an argument of itself [event-argument-cycle]",
    ),
    "json without manifest entry": (
        _text("corpus.toml", '"arrival", "storm"', '"arrival"'),
        f"{STORM}.json:1: no split of corpus.toml names storm [file-not-in-manifest]",
    ),
    "text without json": (
        _lone,
        "documents/lone.txt:1: there is no lone.json beside it [text-without-annotation]",
    ),
    "symlink out of the corpus": (
        lambda root: (root / "documents" / "passwd.txt").symlink_to("/etc/passwd"),
        "documents/passwd.txt:1: is a symbolic link to /etc/passwd, outside the corpus [file-symlink]",
    ),
    "200 MB": (_large, f"{STORM}.json:1: has 200000000 bytes; the limit is 50000000 [file-too-large]"),
    "empty corpus": (_empty, "corpus.toml:1: no split names a document [corpus-empty]"),
    "broken manifest": (
        _text("corpus.toml", "[splits]", "[splits"),
        "corpus.toml:10:8: Expected ']' at the end of a table declaration [toml-syntax]",
    ),
    "manifest of the wrong shape": (_text("corpus.toml", "name =", "nom ="), "corpus.toml:1: 'name' is a required property [schema]"),
    "ontology of the wrong shape": (
        _text("ontology.json", '"corefers": true', '"corefers": "yes"'),
        "ontology.json:3: /entity_types/0/corefers: 'yes' is not of type 'boolean' [schema]",
    ),
    "no ontology": (lambda root: (root / "ontology.json").unlink(), "ontology.json:1: there is no ontology.json [file-missing]"),
    "a list for a document": (_bytes(f"{STORM}.json", lambda _: b"[]"), f"{STORM}.json:1: [] is not of type 'object' [schema]"),
    "nested without end": (_bytes(f"{STORM}.json", lambda _: b"[" * 100_000), "[json-syntax]"),
}


@pytest.mark.parametrize("command", ["validate", "build"])
@pytest.mark.parametrize("name", CASES)
def test_bad_input_gets_a_clear_line_and_nothing_is_written(
    name: str, command: str, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, expected = CASES[name]
    spoil(second)
    monkeypatch.chdir(second)
    before = set(tmp_path.rglob("*"))
    ran = run("validate", ".") if command == "validate" else run("build", ".", "--out", tmp_path / "dist")
    assert ran.code == 1
    lines = (ran.out + ran.err).splitlines()
    assert any(line.endswith(expected) for line in lines), lines
    assert "Traceback" not in ran.out + ran.err
    # What a build keeps for the next one is no dataset; nothing else is new.
    assert {path for path in tmp_path.rglob("*") if ".dist.parts" not in path.parts} == before


@pytest.mark.parametrize("name", sorted(set(CASES) - {"200 MB", "symlink out of the corpus"}))
@pytest.mark.parametrize("command", ["show", "stats", "annotate", "format", "hydrate", "cite"])
def test_no_command_answers_bad_input_with_a_traceback(name: str, command: str, second: Path, tmp_path: Path) -> None:
    CASES[name][0](second)
    arguments = {
        "show": ["show", "storm", "--corpus", second],
        "stats": ["stats", second],
        "annotate": ["annotate", "export", "storm", "--corpus", second, "--out", tmp_path / "inline"],
        "format": ["format", second],
        "hydrate": ["hydrate", second / "ontology.json", "--corpus", second],
        "cite": ["cite", second],
    }
    ran = run(*arguments[command])
    assert ran.code in (0, 1)
    assert ran.code == 0 or ran.err.strip()


def test_a_folder_without_a_corpus_is_said(tmp_path: Path) -> None:
    ran = run("validate", tmp_path)
    assert (ran.code, ran.err) == (1, f"corpus: {tmp_path}: no corpus here: there is no corpus.toml\n")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    ran = run("build", tmp_path / "none", "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, f"corpus: {tmp_path / 'none'}: no such folder, and the only corpus with a name is 'waqai'\n")


OWN = "-- level: 5\n-- severity: error\n-- A rule.\n--\n-- Why.\n"


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("mine", "SELECT 'x' AS message", "rule mine: a row must have a message, and a path or the document_id of a document"),
        (
            "mine",
            "SELECT 'gone' AS document_id, 'x' AS message",
            "rule mine: a row must have a message, and a path or the document_id of a document",
        ),
        ("mine", "SELECT 'storm' AS document_id", "rule mine: a row must have a message, and a path or the document_id of a document"),
        ("schema", "SELECT 'x' AS message", "{root}/rules/schema.sql: there is a rule schema already; give this one a name of its own"),
    ],
)
def test_an_own_rule_that_cannot_be_used_is_said(name: str, query: str, expected: str, second: Path) -> None:
    (second / "rules").mkdir()
    (second / "rules" / f"{name}.sql").write_text(OWN + query, encoding="utf-8")
    ran = run("validate", second)
    assert (ran.code, ran.err) == (1, f"corpus: {expected.format(root=second)}\n")
