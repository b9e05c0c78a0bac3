"""The built wheel, in an environment of its own, holds the corpus and needs nothing of the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from corpus_tools.site import bundle

COUNT = len(list((ROOT / "corpus" / "documents").glob("*.json")))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    call = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(call, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_schemas_rules_and_corpus_and_no_withheld_text(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {name.removeprefix("corpus_tools/_shipped/") for name in names if "_shipped/" in name}
    assert {"schema/document.schema.json", "corpus/corpus.toml", "corpus/ontology.json", "corpus/LICENSE"} <= shipped
    documents = {path.name for path in (ROOT / "corpus" / "documents").glob("*") if path.name != "interpol-seed.txt"}
    assert {name.removeprefix("corpus/documents/") for name in shipped if "/documents/" in name} == documents
    assert {path.name for path in (ROOT / "src/corpus_tools/rules").glob("*.sql")} <= {Path(name).name for name in names}
    assert "corpus_tools/py.typed" in names


def test_the_wheel_carries_the_front_end_and_not_its_sources(wheel: Path) -> None:
    made = set(bundle.FILES) - set(bundle.missing())
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("corpus_tools/site/") and not name.endswith(".py")}
    assert inside == {f"corpus_tools/site/bundle/{name}" for name in made}


def test_installed_alone_it_loads_its_corpus(wheel: Path, tmp_path: Path) -> None:
    # The wheel is unpacked away from the checkout; only third parties come from this environment.
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import corpus_tools\n"
        "assert corpus_tools.__file__.startswith(sys.path[0]), corpus_tools.__file__\n"
        "corpus = corpus_tools.load(); document = corpus['interpol-glasgow']\n"
        "print(len(corpus), document.text[document.mentions[0].start:document.mentions[0].end] == document.mentions[0].text)\n"
        "from corpus_tools.cli import run; sys.exit(run(['validate', 'waqai']))"
    )
    call = [sys.executable, "-P", "-c", code]
    ran = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    # What else it prints are warnings that the corpus explains.
    counted, *told = ran.stdout.splitlines()
    assert (ran.returncode, counted) == (0, f"{COUNT} True"), ran.stderr
    assert all(": explained: " in line for line in told)
    assert ran.stderr == f"0 errors, 0 warnings, {len(told)} explained\n"
