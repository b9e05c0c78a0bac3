"""corpus release: the number in all its places, the changelog, the dataset directory; or nothing at all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import SECOND, commit, edit, git, run

from corpus_tools import builder
from corpus_tools import release as module
from corpus_tools.diff import Diff, LabelDiff
from corpus_tools.release import least, needed

DAY = ["--date", "2026-12-01"]


@pytest.fixture
def released(committed: Path) -> Path:
    """The second corpus with its citation file, and git's tag of its version; then one document is mended."""
    (committed / "CITATION.cff").write_text(run("cite", committed, "--format", "cff").out, encoding="utf-8")
    commit(committed)
    git(committed, "tag", "v2.1.0")
    git(committed, "tag", "v-draft")
    edit(committed / "documents" / "arrival.json", lambda text: text.replace('"subtype":"sail"', '"subtype":"steam"'))
    commit(committed)
    return committed


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


SECTION = """\
## 2.1.1, 2026-12-01

- 1 document changed (+ added, - removed, ~ changed): arrival (mentions ~1).
- mentions of changed documents: Ship ~1.
"""


def test_a_release_sets_the_version_wherever_it_is_said(released: Path, tmp_path: Path) -> None:
    before = _files(released)
    ran = run("release", "2.1.1", released, *DAY, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"{released}/corpus.toml\n{released}/CHANGELOG.md\n{released}/CITATION.cff\n\n{SECTION}\n"
        f"{tmp_path / 'out'}: built and verified\nnext: commit, tag v2.1.1, and corpus publish\n"
    )
    after = _files(released)
    assert {name for name in after if after[name] != before.get(name)} == {"corpus.toml", "CHANGELOG.md", "CITATION.cff"}
    manifest = tomllib.loads(after["corpus.toml"].decode())
    assert manifest == tomllib.loads(before["corpus.toml"].decode()) | {"version": "2.1.1", "released": "2026-12-01"}
    assert after["CHANGELOG.md"].decode() == f"# Changelog of the data\n\n{SECTION}"
    assert after["CITATION.cff"].decode() == run("cite", released, "--format", "cff").out
    assert run("verify", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "corpus.toml").read_bytes() == after["corpus.toml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.parts", "out", "second"]


def test_a_dry_run_writes_nothing(released: Path, tmp_path: Path) -> None:
    before = _files(released)
    ran = run("release", "2.1.1", released, *DAY, "--dry-run", "--out", tmp_path / "out")
    assert ran.out.endswith(f"\n\n{SECTION}\nnothing is written: this is a dry run\n")
    assert (_files(released), (tmp_path / "out").exists()) == (before, False)


def test_what_was_written_under_unreleased_becomes_part_of_the_section(released: Path, tmp_path: Path) -> None:
    text = "# Changelog\n\nOf the data.\n\n## Unreleased\n\nA ship was a steamer.\n\n## 2.1.0, 2026-10-01\n\n- All.\n"
    (released / "CHANGELOG.md").write_text(text, encoding="utf-8")
    commit(released)
    assert run("release", "2.1.1", released, *DAY, "--out", tmp_path / "out").code == 0
    head, _, rest = SECTION.partition("\n\n")
    assert (released / "CHANGELOG.md").read_text(encoding="utf-8") == (
        f"# Changelog\n\nOf the data.\n\n{head}\n\nA ship was a steamer.\n\n{rest}\n## 2.1.0, 2026-10-01\n\n- All.\n"
    )


def test_the_next_section_goes_on_top(released: Path, tmp_path: Path) -> None:
    run("release", "2.1.1", released, *DAY, "--out", tmp_path / "out")
    commit(released)
    git(released, "tag", "v2.1.1")
    assert run("release", "2.1.2", released, *DAY, "--out", tmp_path / "out").code == 0
    nothing = "## 2.1.2, 2026-12-01\n\n- No document, annotation or label differs.\n"
    assert (released / "CHANGELOG.md").read_text(encoding="utf-8") == f"# Changelog of the data\n\n{nothing}\n{SECTION}"


def test_a_citation_file_of_something_else_stays(released: Path, tmp_path: Path) -> None:
    (released / "CITATION.cff").write_text("title: another\n", encoding="utf-8")
    commit(released)
    assert run("release", "2.1.1", released, *DAY, "--out", tmp_path / "out").code == 0
    assert (released / "CITATION.cff").read_text(encoding="utf-8") == "title: another\n"


def test_a_first_release_is_all_new(second: Path, tmp_path: Path) -> None:
    ran = run("release", "2.1.0", second, *DAY, "--out", tmp_path / "out")
    assert ran.err == f"{second}: no release before this one: git has no tag vX.Y.Z, and --since names none\n"
    assert ran.out.split("\n\n")[2].startswith("- 3 documents added: arrival, letter, storm.\n")


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2.1.0", "2.1.0: is not later than 2.1.0, the last release"),
        ("2.0.9", "2.0.9: is not later than 2.1.0, the last release"),
        ("2.2", "2.2: is no version; that is MAJOR.MINOR.PATCH"),
        ("2.2.0-rc1", "2.2.0-rc1: is no version; that is MAJOR.MINOR.PATCH"),
    ],
)
def test_a_version_that_does_not_come_next_is_refused(released: Path, tmp_path: Path, version: str, message: str) -> None:
    before = _files(released)
    ran = run("release", version, released, "--out", tmp_path / "out")
    assert (ran.code, ran.out, ran.err) == (1, "", f"corpus: {message}\n")
    assert _files(released) == before


def test_a_version_that_hides_what_changed_is_refused(released: Path, tmp_path: Path) -> None:
    edit(released / "corpus.toml", lambda text: text.replace('["arrival", "storm"]', '["arrival"]'))
    for name in ("storm.json", "storm.txt"):
        (released / "documents" / name).unlink()
    commit(released)
    ran = run("release", "2.2.0", released, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, "corpus: 2.2.0: since 2.1.0, 1 document removed: that needs 3.0.0 or more\n")


def _diff(**what: Any) -> Diff:
    return Diff("x", "1.0.0", "1.0.0", **what)


@pytest.mark.parametrize(
    ("diff", "expected"),
    [
        (_diff(), ("patch", "nothing added or removed")),
        (_diff(added=("a", "b")), ("minor", "2 documents added")),
        (_diff(added=("a",), removed=("b",)), ("major", "1 document removed")),
        (_diff(moved=(("a", "train", "test"),)), ("major", "1 document moved to another split")),
        (
            _diff(labels=(LabelDiff("role", renamed=(("a", "b"),), removed=("c",)),)),
            ("major", "2 labels removed or renamed"),
        ),
        (_diff(labels=(LabelDiff("role", added=("a",)),)), ("minor", "1 label added")),
        (_diff(labels=(LabelDiff("role", changed=("a",)),)), ("patch", "nothing added or removed")),
    ],
)
def test_what_a_change_needs(diff: Diff, expected: tuple[str, str]) -> None:
    assert needed(diff) == expected


def test_the_lowest_version_for_a_change() -> None:
    assert [least((1, 2, 3), level) for level in ("major", "minor", "patch")] == [(2, 0, 0), (1, 3, 0), (1, 2, 4)]
    assert [least((0, 2, 3), level) for level in ("major", "minor", "patch")] == [(0, 3, 0), (0, 3, 0), (0, 2, 4)]


def test_uncommitted_changes_are_refused(released: Path, tmp_path: Path) -> None:
    (released / "note").write_text("x", encoding="utf-8")
    ran = run("release", "2.1.1", released, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, f"corpus: {released}: note not committed: a version must be what git has\n")


def test_a_section_that_is_there_already_is_refused(released: Path, tmp_path: Path) -> None:
    (released / "CHANGELOG.md").write_text("# Changelog\n\n## 2.1.1\n\n- x\n", encoding="utf-8")
    commit(released)
    ran = run("release", "2.1.1", released, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, f"corpus: {released / 'CHANGELOG.md'}: has a section ## 2.1.1 already\n")


def test_a_changelog_that_is_not_utf_8_is_told(released: Path, tmp_path: Path) -> None:
    (released / "CHANGELOG.md").write_bytes(b"\xff")
    commit(released)
    ran = run("release", "2.1.1", released, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, f"corpus: {released / 'CHANGELOG.md'}: is not UTF-8\n")


def test_an_invalid_corpus_is_not_released(released: Path, tmp_path: Path) -> None:
    edit(released / "documents" / "storm.txt", lambda text: text.replace("Heron", "Horon"))
    commit(released)
    before = _files(released)
    ran = run("release", "2.1.1", released, "--out", tmp_path / "out")
    assert ran.code == 1
    assert f"{released / 'documents' / 'storm.txt'}" in ran.err
    assert (_files(released), (tmp_path / "out").exists()) == (before, False)


@pytest.mark.parametrize("step", ["verify", "build", "write"])
def test_an_interrupted_release_changes_nothing(released: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert run("build", released, "--out", out).code == 0
    before, built = _files(released), _files(out)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if step == "write":
        monkeypatch.setattr(builder, "_put", interrupt)
    else:
        monkeypatch.setattr(module, step, interrupt)
    assert run("release", "2.1.1", released, "--out", out).code == 1
    assert (_files(released), _files(out)) == (before, built)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.parts", "out", "second"]


def test_the_corpus_that_ships_is_not_released_by_accident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["release", "9.0.0"], ["publish", "--to", "hf://datasets/a/b"]):
        ran = run(*command)
        assert (ran.code, ran.err) == (1, "corpus: no corpus here: name its folder\n")


def test_a_manifest_whose_version_stands_elsewhere_is_told(committed: Path, tmp_path: Path) -> None:
    edit(committed / "corpus.toml", lambda text: text.replace('version = "2.1.0"', '"version" = "2.1.0"'))
    commit(committed)
    ran = run("release", "2.2.0", committed, "--since", SECOND, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, f'corpus: {committed / "corpus.toml"}: cannot set the version; write it as: version = "2.2.0"\n')
