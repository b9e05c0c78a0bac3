"""What all readers owe: problems together, and one line for what cannot be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import put, read

from corpus_tools import CorpusError, InvalidCorpus
from corpus_tools.formats import FORMATS, write_of
from corpus_tools.formats.contract import ReadOptions


def test_a_format_that_only_writes_or_only_reads_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"^no format 'tbf' that can read; there are apf, "):
        read("tbf", tmp_path)
    with pytest.raises(CorpusError, match=r"^no format 'apf' that can write; there are bigbio, "):
        write_of("apf")


@pytest.mark.parametrize(
    ("name", "library", "line"),
    [
        ("spacy", "spacy", "spacy is not installed; pip install 'corpus-tools[spacy]' installs it"),
        ("xmi", "cassis", "dkpro-cassis is not installed; pip install 'corpus-tools[uima]' installs it"),
        ("casjson", "cassis", "dkpro-cassis is not installed; pip install 'corpus-tools[uima]' installs it"),
    ],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    name: str, library: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (library, f"{library}.tokens"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    (tmp_path / f"x{FORMATS[name].SUFFIXES[0]}").write_bytes(b"{}")
    with pytest.raises(CorpusError) as caught:
        read(name, tmp_path)
    assert str(caught.value) == line


def test_problems_are_raised_together_unless_the_reader_keeps_going(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonl", {"text": 1}, {"text": "abc", "label": []}, {"text": 2})
    with pytest.raises(InvalidCorpus) as caught:
        read("doccano", path, ReadOptions())
    assert [problem.line for problem in caught.value.problems] == [1, 3]
    assert len(read("doccano", path)[0]) == 1
