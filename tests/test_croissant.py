"""Croissant metadata: valid by mlcroissant and by our schema, and what mlcroissant reads by them is what the files hold."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SECOND, edit, run

from corpus_tools import build
from corpus_tools.publish import columns
from corpus_tools.publish.verify import verify
from corpus_tools.schema import problems_in
from corpus_tools.tables import CONFIGS, schemas

# What a field of Croissant cannot say.
NESTED = ("sentences", "mentions", "entities", "events", "event_clusters", "relations", "alignment", "reanchored")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def _some_of_waqai(folder: Path) -> Path:
    """Copy two splits of Waqai: mlcroissant takes milliseconds a row."""
    manifest = (ROOT / "corpus" / "corpus.toml").read_text(encoding="utf-8")
    (folder / "documents").mkdir(parents=True)
    (folder / "corpus.toml").write_text(re.sub(r"^train = \[.*?^\]\n", "", manifest, flags=re.DOTALL | re.MULTILINE), encoding="utf-8")
    shutil.copy(ROOT / "corpus" / "ontology.json", folder)
    splits = tomllib.loads((folder / "corpus.toml").read_text(encoding="utf-8"))["splits"]
    for id in (id for ids in splits.values() for id in ids):
        for path in (ROOT / "corpus" / "documents").glob(f"{id}.*"):
            shutil.copy(path, folder / "documents")
    return folder


@pytest.fixture(scope="module", params=["waqai", "second"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("dist")
    build(SECOND if request.param == "second" else _some_of_waqai(folder / "corpus"), folder / "data")
    return folder / "data"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def _metadata(out: Path) -> Any:
    return json.loads((out / "croissant.json").read_text(encoding="utf-8"))


def _plain(value: Any) -> Any:
    """Return what mlcroissant read as Python has it: texts are bytes there, numbers NumPy's, and keys ids."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as mlcroissant gives it: a list of structs that is null is one struct of nulls."""
    no_fragments = [{"start": None, "end": None}]
    return {key: no_fragments if key.endswith("fragments") and value is None else value for key, value in row.items()}


def _rows(out: Path, config: str) -> Iterator[dict[str, Any]]:
    for path in sorted((out / config).glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            yield {key: value for key, value in row.items() if config != "documents" or key not in NESTED} | {
                "split": path.name.partition("-")[0]
            }


@pytest.mark.usefixtures("offline")
def test_mlcroissant_finds_nothing_wrong(built: Path) -> None:
    import mlcroissant  # noqa: PLC0415

    issues = mlcroissant.Dataset(str(built / "croissant.json")).metadata.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert list(problems_in(_metadata(built), "croissant")) == []


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("config", CONFIGS)
def test_mlcroissant_reads_back_every_row(built: Path, config: str) -> None:
    import mlcroissant  # noqa: PLC0415

    # A dataset for each config: of a record set that another one refers to, mlcroissant keeps no records to give.
    records = mlcroissant.Dataset(str(built / "croissant.json")).records(config)
    read = [_plain(record) for record in records]
    assert read == [_as_read(row) for row in _rows(built, config)]


@pytest.mark.usefixtures("offline")
def test_the_vocabularies_are_those_of_the_ontology(built: Path) -> None:
    import mlcroissant  # noqa: PLC0415

    ontology = json.loads((built / "ontology.json").read_text(encoding="utf-8"))
    dataset = mlcroissant.Dataset(str(built / "croissant.json"))
    for name in ("entity_types", "event_types", "relation_types"):
        read = [(record[f"{name}/name"], record[f"{name}/description"]) for record in dataset.records(name)]
        assert read == [(one["type"], one["description"]) for one in ontology[name]]
    roles = {role["role"] for one in ontology["event_types"] for role in one["roles"]}
    assert {record["roles/name"] for record in dataset.records("roles")} == roles


@pytest.mark.usefixtures("offline")
def test_a_split_can_be_asked_for(built: Path) -> None:
    import mlcroissant  # noqa: PLC0415

    split = _metadata(built)["recordSet"][0]["data"][-1]["splits/name"]
    records = mlcroissant.Dataset(str(built / "croissant.json")).records("sentences", filters={"sentences/split": split})
    assert [_plain(record) for record in records] == [row for row in _rows(built, "sentences") if row["split"] == split]


def test_every_reference_leads_to_a_field(built: Path) -> None:
    metadata = _metadata(built)
    fields = {field["@id"] for one in metadata["recordSet"] for field in one["field"]}
    referred = {field["references"]["field"]["@id"] for one in metadata["recordSet"] for field in one["field"] if "references" in field}
    keys = {key["@id"] for one in metadata["recordSet"] for key in (one["key"] if isinstance(one["key"], list) else [one["key"]])}
    assert "documents/id" in referred
    assert referred | keys <= fields


def test_a_key_names_one_row(built: Path) -> None:
    for one in _metadata(built)["recordSet"]:
        if one["@id"] in CONFIGS:
            key = [part["@id"].rpartition("/")[2] for part in one["key"]]
            found = [tuple(row[name] for name in key) for row in _rows(built, one["@id"])]
            assert len(set(found)) == len(found), one["@id"]


def test_every_column_has_a_meaning() -> None:
    for config, schema in schemas().items():
        for name in schema.names:
            assert columns.description(config, name).endswith((".", ")"))
    with pytest.raises(KeyError):
        columns.description("mentions", "nothing")


def test_the_datasheet_speaks_in_terms_of_rai(second: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "corpus" / "DATASHEET.md", second)
    edit(second / "corpus.toml", lambda text: text.replace("authors =", 'limits = "Three notes."\nauthors ='))
    build(second, tmp_path / "out")
    metadata = _metadata(tmp_path / "out")
    told = {key.removeprefix("rai:") for key in metadata if key.startswith("rai:")}
    assert told == {
        *("dataCollection", "dataAnnotationProtocol", "annotatorDemographics", "machineAnnotationTools", "dataUseCases", "dataLimitations"),
        *("dataBiases", "dataSocialImpact", "personalSensitiveInformation", "dataReleaseMaintenancePlan"),
    }
    assert metadata["rai:dataUseCases"].startswith("Training and comparing systems for mentions, coreference,")
    assert metadata["rai:dataLimitations"].startswith("Three notes. The corpus says nothing of how frequent")
    assert metadata["rai:machineAnnotationTools"] == ["a model"]
    assert "\n" not in metadata["rai:dataUseCases"]


# ------------------------------------------------------------------------------------------------ our schema, verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("dist") / "harbour"
    build(SECOND, out)
    return out


@pytest.fixture
def spoilt(whole: Path, tmp_path: Path) -> Path:
    """A dataset directory that a test may spoil."""
    return Path(shutil.copytree(whole, tmp_path / "harbour"))


Spoil = Callable[[Any], object]
REFUSED: dict[str, tuple[Spoil, str]] = {
    "no name": (lambda m: m.pop("name"), ": 'name' is a required property"),
    "no creator": (lambda m: m["creator"].clear(), "/creator: [] should be non-empty"),
    "a slip in a name": (lambda m: m.update(licence="x"), ": Additional properties are not allowed ('licence' was unexpected)"),
    "a type that is none": (lambda m: _field(m, "mentions/start").update(dataType="sc:Number"), "/recordSet/"),
    "a digest that is none": (lambda m: m["distribution"][-1].update(sha256="abc"), "/distribution/"),
    "Croissant 1.0": (lambda m: m["conformsTo"].pop(), "/conformsTo: ['http://mlcommons.org/croissant/1.1'"),
    "a digest of another file": (lambda m: m["distribution"][-1].update(sha256="0" * 64), 'sha256: is "' + "0" * 64 + '"; the data give "'),
    "a column that is not there": (
        lambda m: _field(m, "mentions/start")["source"]["extract"].update(column="begin"),
        'column: is "begin"; the',
    ),
    "another type": (
        lambda m: _field(m, "mentions/start").update(dataType="cr:Int64"),
        'dataType: is "cr:Int64"; the data give "cr:Int32"',
    ),
    "a field less": (lambda m: m["recordSet"][-1]["field"].pop(), "field: is a list of 8; the data give a list of 9"),
    "a label more": (
        lambda m: m["recordSet"][1]["data"].append({"entity_types/name": "X"}),
        "data: is a list of 5; the data give a list of 4",
    ),
    "another version": (lambda m: m.update(version="9.0.0"), '/version: is "9.0.0"; the data give "2.1.0"'),
}


def _field(metadata: Any, id: str) -> Any:
    return next(field for one in metadata["recordSet"] for field in one["field"] if field["@id"] == id)


@pytest.mark.parametrize("name", REFUSED)
def test_metadata_that_are_wrong_are_found_where_they_stand(name: str, spoilt: Path) -> None:
    spoil, expected = REFUSED[name]
    metadata = _metadata(spoilt)
    spoil(metadata)
    path = spoilt / "croissant.json"
    path.write_text(json.dumps(metadata, indent=1), encoding="utf-8")
    edit(spoilt / "SHA256SUMS", lambda text: text.replace(_listed(text), _sha256(path)))
    said = [str(problem).removeprefix(f"{path}:") for problem in verify(spoilt)]
    assert len(said) == 1
    assert expected in said[0]
    assert said[0].endswith(" [croissant]")
    line = int(said[0].partition(":")[0])
    assert 1 <= line <= len(path.read_text(encoding="utf-8").splitlines())


def _listed(sums: str) -> str:
    return next(line for line in sums.splitlines() if line.endswith("  croissant.json")).partition(" ")[0]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_describes_may_say_it_in_other_words(spoilt: Path) -> None:
    path = spoilt / "croissant.json"
    edit(path, lambda text: text.replace("Place among the rows of its kind", "Which row"))
    edit(spoilt / "SHA256SUMS", lambda text: text.replace(_listed(text), _sha256(path)))
    assert run("verify", spoilt).out == ""
