"""corpus diff: documents, annotations whatever their ids, labels, splits; the same from sources, a dataset directory and git."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, SECOND, commit, edit, run
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.corpus import Corpus
from corpus_tools.diff import Counts, Diff, compare
from corpus_tools.diff.labels import label_diffs


def _record(corpus: Path, id: str) -> Any:
    return json.loads((corpus / "documents" / f"{id}.json").read_text(encoding="utf-8"))


def _write(corpus: Path, record: Any) -> None:
    (corpus / "documents" / f"{record['id']}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _diff(new: Path) -> Diff:
    return compare(Corpus(SECOND), Corpus(new))


def test_a_corpus_does_not_differ_from_itself(second: Path, second_built: Path) -> None:
    for new in (second, second_built):
        ran = run("diff", SECOND, new)
        assert (ran.code, ran.out) == (0, "harbour 2.1.0 -> 2.1.0\nno difference\n")
    assert run("diff", SECOND, second, "--format", "markdown").out == "- No document, annotation or label differs.\n"


def test_documents_that_came_went_and_moved(second: Path) -> None:
    edit(second / "corpus.toml", lambda text: text.replace('learn = ["arrival", "storm"]', 'learn = ["calm", "letter"]'))
    edit(second / "corpus.toml", lambda text: text.replace('check = ["letter"]', 'check = ["arrival"]'))
    _write(second, {**_record(second, "storm"), "id": "calm"})
    (second / "documents" / "storm.json").unlink()
    (second / "documents" / "storm.txt").rename(second / "documents" / "calm.txt")
    diff = _diff(second)
    assert (diff.added, diff.removed, diff.changed) == (("calm",), ("storm",), ())
    assert diff.moved == (("arrival", "learn", "check"), ("letter", "check", "learn"))


def test_ids_and_order_are_no_difference(second: Path) -> None:
    path = second / "documents" / "storm.json"
    edit(path, lambda text: text.replace('"m3"', '"m9"').replace('"e2"', '"e7"'))
    record = _record(second, "storm")
    _write(second, {**record, "mentions": record["mentions"][::-1]})
    assert not _diff(second)


def test_what_was_annotated_otherwise_is_counted_by_layer_and_type(second: Path) -> None:
    record = _record(second, "storm")
    mentions = {mention["id"]: mention for mention in record["mentions"]}
    mentions["m3"]["value"] = "2026-05-07"
    mentions["m1"]["type"] = "Ship"
    mentions["m9"] = {**mentions["m2"], "id": "m9"}
    record["events"][0]["tense"] = "past"
    del record["events"][1]["arguments"][0]
    _write(second, {**record, "mentions": list(mentions.values()), "date": "2026-05-06"})
    (document,) = _diff(second).changed
    assert (document.id, document.text, document.fields) == ("storm", False, ("date",))
    assert document.layers["mentions"] == {"Ship": Counts(added=1, changed=1), "When": Counts(changed=1)}
    assert document.layers["events"] == {"Expect": Counts(changed=1)}
    assert document.layers["arguments"] == {"Who": Counts(removed=1)}
    assert set(document.layers) == {"mentions", "events", "arguments"}


def test_the_same_words_at_another_place_are_another_mention(second: Path, tmp_path: Path) -> None:
    text = (second / "documents" / "storm.txt").read_text(encoding="utf-8")
    first = text.index("e")
    record = _record(second, "storm")
    for corpus, start in ((second, first), (Path(shutil.copytree(second, tmp_path / "other")), text.index("e", first + 1))):
        mention = {**record["mentions"][0], "id": "m9", "start": start, "end": start + 1, "text": "e"}
        _write(corpus, {**record, "mentions": [*record["mentions"], mention]})
    (document,) = compare(Corpus(second), Corpus(tmp_path / "other")).changed
    assert document.layers == {"mentions": {"Person": Counts(changed=1)}}


def test_in_a_text_that_grew_what_stands_as_before_is_no_difference(second: Path) -> None:
    head = "Notice.\n"
    record = _record(second, "storm")

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v + len(head) if k in ("start", "end") else moved(v) for k, v in value.items()}
        return [moved(item) for item in value] if isinstance(value, list) else value

    record = moved(record)
    record["sentences"].insert(0, {"id": "s0", "kind": "headline", "start": 0, "end": 7, "text": "Notice."})
    edit(second / "documents" / "storm.txt", lambda text: head + text)
    sha256 = hashlib.sha256((second / "documents" / "storm.txt").read_bytes()).hexdigest()
    _write(second, {**record, "text_sha256": sha256, "text_length": record["text_length"] + len(head)})
    (document,) = _diff(second).changed
    assert (document.text, document.layers) == (True, {"sentences": {"headline": Counts(added=1)}})


def test_a_text_put_in_place_is_no_difference(second: Path) -> None:
    assert run("hydrate", DATA / "withheld", "--corpus", second).code == 0
    assert not _diff(second)


def test_labels_that_came_went_were_renamed_or_defined_anew() -> None:
    old = {
        "entity_types": [{"type": "A", "description": "a", "subtypes": ["x", "y"]}, {"type": "B", "description": "b"}],
        "event_types": [{"type": "E", "description": "e", "modes": ["m"], "roles": [{"role": "R", "fillers": ["A"]}]}],
        "relation_types": [{"type": "r", "description": "one", "head": ["A"], "tail": ["A"]}],
    }
    new = {
        "entity_types": [{"type": "A", "description": "better", "subtypes": ["x", "z"]}],
        "event_types": [{"type": "F", "description": "e", "modes": ["m"], "roles": [{"role": "R", "fillers": ["A", "B"]}]}],
        "relation_types": [{"type": "r", "description": "one", "head": ["A"], "tail": ["A"]}],
    }
    found = {diff.kind: diff for diff in label_diffs(old, new)}
    assert set(found) == {"entity type", "entity subtype", "event type", "role"}
    assert (found["entity type"].removed, found["entity type"].changed) == (("B",), ("A",))
    assert (found["entity subtype"].added, found["entity subtype"].removed) == (("A/z",), ("A/y",))
    assert found["event type"].renamed == (("E", "F"),)
    assert found["role"].changed == ("F/R",)


CHANGED = """\
harbour 2.1.0 -> 2.2.0

1 document changed (+ added, - removed, ~ changed)
  arrival (mentions ~1)

mentions of changed documents
  Ship ~1
"""


@pytest.fixture
def changed(committed: Path) -> Path:
    """The second corpus with another version and another subtype, uncommitted."""
    edit(committed / "documents" / "arrival.json", lambda text: text.replace('"subtype":"sail"', '"subtype":"steam"'))
    edit(committed / "corpus.toml", lambda text: text.replace("2.1.0", "2.2.0"))
    return committed


def test_a_version_is_found_in_git(changed: Path) -> None:
    assert run("diff", f"{changed}@HEAD", changed).out == CHANGED
    commit(changed)
    assert run("diff", f"{changed}@HEAD~1", f"{changed}@HEAD").out == CHANGED


def test_sources_and_dataset_directories_are_compared_alike(changed: Path, tmp_path: Path) -> None:
    assert run("build", changed, "--out", tmp_path / "new").code == 0
    assert run("diff", SECOND, tmp_path / "new").out == CHANGED


def test_markdown_and_json(changed: Path) -> None:
    assert run("diff", SECOND, changed, "--format", "markdown").out == (
        "- 1 document changed (+ added, - removed, ~ changed): arrival (mentions ~1).\n- mentions of changed documents: Ship ~1.\n"
    )
    found = json.loads(run("diff", SECOND, changed, "--format", "json").out)
    one = {"mentions": {"Ship": {"added": 0, "removed": 0, "changed": 1}}}
    assert found == {
        "name": "harbour",
        "old": "2.1.0",
        "new": "2.2.0",
        "added": [],
        "removed": [],
        "changed": [{"id": "arrival", "text": False, "fields": [], "layers": one}],
        "moved": [],
        "labels": [],
        "layers": one,
    }


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("{corpus}@nope", "{corpus}: git knows no revision 'nope'"),
        ("{corpus}@-x", "{corpus}: git knows no revision '-x'"),
        ("{corpus}/no@HEAD", "{corpus}/no: no such folder"),
        ("{corpus}/documents@HEAD", "{temporary}/documents: no corpus here: there is no corpus.toml"),
        ("{corpus}/no", "{corpus}/no: no such folder, and the only corpus with a name is 'waqai'"),
    ],
)
def test_a_version_that_is_not_there_is_told(committed: Path, old: str, message: str) -> None:
    ran = run("diff", old.format(corpus=committed), committed)
    known, _, rest = message.format(corpus=committed, temporary="{temporary}").rpartition("{temporary}")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"corpus: {known}")
    assert ran.err.endswith(f"{rest}\n")


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(["m1", "m2", "m3", "m4"])))
def test_what_is_taken_away_is_counted_one_way_and_the_other(tmp_path_factory: pytest.TempPathFactory, gone: set[str]) -> None:
    corpus = tmp_path_factory.mktemp("gone") / "second"
    shutil.copytree(SECOND, corpus)
    record = _record(corpus, "storm")
    _write(corpus, {**record, "mentions": [mention for mention in record["mentions"] if mention["id"] not in gone]})
    there, back = compare(Corpus(SECOND), Corpus(corpus)), compare(Corpus(corpus), Corpus(SECOND))
    removed = sum((counts for counts in there.layers.get("mentions", {}).values()), Counts())
    added = sum((counts for counts in back.layers.get("mentions", {}).values()), Counts())
    assert (removed, added) == (Counts(removed=len(gone)), Counts(added=len(gone)))
