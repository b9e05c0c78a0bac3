"""Whatever a file of a tool holds, reading it ends in documents and problems, never in a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import SECOND
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_formats import needs
from test_phee import task

from corpus_tools import CorpusError, load
from corpus_tools.formats import read_of, write_of
from corpus_tools.formats.contract import ReadOptions
from corpus_tools.formats.losses import Report

JSONL = ("doccano", "prodigy", "wikievents", "rams", "maven", "phee")
JSON = ("labelstudio", "biocjson", "pubannotation", "webannotation", "casjson")
XML = ("bioc", "xmi")
_JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 10**6, 1.5, "", "x", "~", "!", [], [[]], [1, "a"], {}, {"id": []}, {"type": {}}, [{}], [None]]
)


def put(name: str, folder: Path) -> Path:
    """Write the document of the second corpus that has most in it; return the file with the annotations."""
    needs(name)
    if name == "phee":  # it is only read
        (folder / "x.json").write_text(json.dumps(task()), encoding="utf-8")
        return folder / "x.json"
    return write_of(name)([load(SECOND).record("storm")], folder, Report())[0]


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, one in inner for path in places(one, (*at, key)))]


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copy


def assert_read(name: str, path: Path) -> None:
    """Read a file to its end; every problem has its file, a line and a rule of the format."""
    report = Report()
    try:
        list(read_of(name)(path, report, ReadOptions(keep_going=True, realign=True)))
    except CorpusError as error:
        assert "\n" not in str(error)  # noqa: PT017  most files raise nothing
    assert all(problem.line and problem.rule.startswith(f"{name}-") and problem.message for problem in report.problems)


@pytest.mark.parametrize("name", [*JSONL, *JSON])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_may_be_of_any_kind(name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(name, Path(folder))
        whole = json.loads(path.read_bytes())
        broken = replaced(whole, data.draw(st.sampled_from(places(whole))), data.draw(_JUNK))
        path.write_text(json.dumps(broken) + "\n", encoding="utf-8")
        assert_read(name, path)


@pytest.mark.parametrize("name", [*JSONL, *JSON, *XML])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_may_be_lost_or_strange(name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(name, Path(folder))
        content = path.read_bytes()
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 40)))
        path.write_bytes(content[:start] + data.draw(st.binary(max_size=4)) + content[end:])
        assert_read(name, path)
