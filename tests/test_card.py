"""The card states what the data hold: its numbers, read back from the text, are those of the Parquet files."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import ROOT, SECOND, edit, run

from corpus_tools import CorpusError, build

CORPORA = {"waqai": ROOT / "corpus", "second": SECOND}
Counts = dict[str, dict[str, int]]


@pytest.fixture(scope="module", params=CORPORA, ids=list(CORPORA))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("dist") / request.param
    build(CORPORA[request.param], out)
    return out


def _card(out: Path) -> str:
    return (out / "README.md").read_text(encoding="utf-8")


def _rows(out: Path, config: str) -> list[dict[str, Any]]:
    """Return the rows of a config, read without corpus_tools."""
    paths = sorted((out / config).glob("*.parquet"))
    return [row | {"split": path.name.partition("-")[0]} for path in paths for row in pq.read_table(path).to_pylist()]


def _table(card: str, kind: str) -> dict[str, dict[str, str]]:
    """Return the table headed by `kind`: label to column to cell."""
    lines = card[card.index(f"\n| {kind} |") :].strip().partition("\n\n")[0].split("\n")
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in lines)
    return {row[0].strip("`"): dict(zip(header[1:], row[1:], strict=True)) for row in rows}


def _numbers(card: str, kind: str) -> Counts:
    table = _table(card, kind)
    return {
        label: {column: int(cell.replace(",", "")) for column, cell in row.items() if column not in ("what", "one row is", "for instance")}
        for label, row in table.items()
    }


def _counted(splits: list[str], labels: list[tuple[str, str]]) -> Counts:
    """Count labels by split, and in all."""
    by_split = Counter(labels)
    return {
        label: {**{split: by_split[label, split] for split in splits}, "all": sum(by_split[label, split] for split in splits)}
        for label in {label for label, _ in labels}
    }


def _splits(out: Path) -> list[str]:
    return list(dict.fromkeys(path.name.partition("-")[0] for path in out.rglob("*.parquet")))


def test_the_sizes_are_those_of_the_files(built: Path) -> None:
    configs = sorted(path.name for path in built.iterdir() if path.is_dir())
    found = [(config, row["split"]) for config in configs for row in _rows(built, config)]
    assert _numbers(_card(built), "config") == _counted(_splits(built), found)


def test_every_label_has_the_count_that_it_has_in_the_data(built: Path) -> None:
    events = _rows(built, "events")
    labels = {
        "entity type": [(row["type"], row["split"]) for row in _rows(built, "mentions")],
        "event type": [(row["type"], row["split"]) for row in events],
        "event type and mode": [(f"{row['type']}/{row['mode']}", row["split"]) for row in events if row["mode"]],
        "attribute": [
            (f"{axis} {row[axis]}", row["split"]) for row in events for axis in ("polarity", "modality", "tense", "genericity") if row[axis]
        ],
        "role": [(row["role"], row["split"]) for row in _rows(built, "arguments")],
        "relation type": [(row["type"], row["split"]) for row in _rows(built, "relations")],
        "basis": [(row["basis"], row["split"]) for row in _rows(built, "documents")],
        "genre": [(row["genre"], row["split"]) for row in _rows(built, "documents")],
        "made by": [
            (f"{maker['layer']}, {maker['method']}, {maker['agent']}", row["split"])
            for row in _rows(built, "documents")
            for maker in row["provenance"]
        ],
    }
    for kind, found in labels.items():
        assert _numbers(_card(built), kind) == _counted(_splits(built), found), kind


def test_types_stand_in_the_order_of_the_ontology_with_what_they_mean(built: Path) -> None:
    ontology = json.loads((built / "ontology.json").read_text(encoding="utf-8"))
    for kind, types in (("entity type", "entity_types"), ("event type", "event_types"), ("relation type", "relation_types")):
        table = _table(_card(built), kind)
        described = {one["type"]: one["description"] for one in ontology[types] if one["type"] in table}
        assert {label: row["what"] for label, row in table.items()} == described
        assert list(table) == list(described)


def test_the_rows_that_the_card_shows_are_rows_of_the_data(built: Path) -> None:
    shown = dict(re.findall(r"^`(\w+)`:\n\n````json\n(.*)\n````$", _card(built), re.MULTILINE))
    assert set(shown) == {path.name for path in built.iterdir() if path.is_dir()}
    for config in set(shown) - {"documents"}:
        bare = [json.dumps(_bare({key: v for key, v in row.items() if key != "split"}), ensure_ascii=False) for row in _rows(built, config)]
        assert shown[config] in bare
    document = json.loads(shown["documents"])
    texts = {row["id"]: row["text"] for row in _rows(built, "documents")}
    assert texts[document["id"]].startswith(document["text"].removesuffix("…"))
    assert all(len(document[layer]) == 1 for layer in ("sentences", "mentions", "events"))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if item is not None}
    return [_bare(item) for item in value] if isinstance(value, list) else value


# ---------------------------------------------------------------------------------------------------- hard things


@pytest.fixture(scope="module")
def waqai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist") / "waqai"
    build(ROOT / "corpus", out)
    return out


def test_hard_things_are_counted_as_they_occur(waqai: Path) -> None:
    found = {label: numbers["all"] for label, numbers in _numbers(_card(waqai), "phenomenon").items()}
    mentions, events, documents = (_rows(waqai, config) for config in ("mentions", "events", "documents"))
    texts = [row["text"] for row in documents if row["text"]]
    headlines = [row["text"] for row in _rows(waqai, "sentences") if row["kind"] == "headline" and row["text"]]
    assert found["Discontinuous mentions"] == sum(row["fragments"] is not None for row in mentions)
    assert found["Discontinuous triggers"] == sum(row["trigger_fragments"] is not None for row in events)
    assert found["Pronouns as mentions"] == sum(row["level"] == "pronoun" for row in mentions)
    assert found["Names in Latin script"] == sum(bool(re.search("[A-Za-zÀ-ɏ]{2}", row["text"] or "")) for row in mentions)
    assert found["Numerals in Arabic-Indic digits"] == sum(len(re.findall("[٠-٩]+(?:[٫٬.,/:][٠-٩]+)*", text)) for text in texts)
    assert found["Numerals in Latin digits"] == sum(len(re.findall("[0-9]+(?:[٫٬.,/:][0-9]+)*", text)) for text in texts)
    assert found["Quotations within quotations"] == sum(len(re.findall("«[^«»]*«[^«»]*»", text)) for text in texts)
    assert found["Headlines without a full stop"] == sum(not text.endswith((".", "؟", "!", "…")) for text in headlines)
    assert found["Events that are negated, planned, possible or denied"] == sum(
        row["polarity"] == "negative" or row["modality"] in ("planned", "possible", "denied") for row in events
    )
    named = tomllib.loads((waqai / "corpus.toml").read_text(encoding="utf-8"))["phenomena"]
    assert list(found) == [phenomenon["name"] for phenomenon in named]


def test_the_agreement_in_the_card_is_that_of_the_layers(waqai: Path) -> None:
    report = json.loads(run("agree", ROOT / "corpus/layers/A", ROOT / "corpus/layers/B", "--format", "json").out)
    f1 = {(row["layer"], row["measure"], row["by"]): row["mean"] for row in report["f1"]}
    table = _table(_card(waqai), "agreement")
    assert table["mentions, span and type"] == {"F1": f"{100 * f1['mentions', 'strict', '']:.1f}"}
    assert table["triggers, span and type"] == {"F1": f"{100 * f1['triggers', 'classification', '']:.1f}"}
    assert table["relations, type and both mentions"] == {"F1": f"{100 * f1['relations', 'strict', '']:.1f}"}
    stored = json.loads((waqai / "agreement.json").read_text(encoding="utf-8"))
    assert stored == report | {"annotators": ["A", "B"], "pairs": [["A", "B"]]}


def test_a_query_of_a_phenomenon_that_fails_is_one_line(second: Path, tmp_path: Path) -> None:
    edit(second / "corpus.toml", lambda text: text + '\n[[phenomena]]\nname = "Odd"\nquery = "SELECT nothing FROM mentions"\n')
    ran = run("build", second, "--out", tmp_path / "out")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "corpus.toml: the query of the phenomenon 'Odd': Binder Error: " in ran.err
    assert not (tmp_path / "out").exists()
    edit(second / "corpus.toml", lambda text: text.replace("SELECT nothing", "SELECT text"))
    with pytest.raises(CorpusError, match=r"the query of the phenomenon 'Odd' gives no document_id$"):
        build(second, tmp_path / "out")


def test_markup_and_bars_in_labels_stay_text(second: Path, tmp_path: Path) -> None:
    more = '\n[[phenomena]]\nname = "<b>a|b</b> it\'s"\nquery = "SELECT document_id, \'<img|x>\' AS text FROM mentions"\n'
    edit(second / "corpus.toml", lambda text: text + more)
    build(second, tmp_path / "out")
    assert "| &lt;b>a\\|b&lt;/b> it's | 12 | 3 | 15 | &lt;img\\|x> |" in _card(tmp_path / "out")
    assert run("verify", tmp_path / "out").out == ""


def test_a_datasheet_is_part_of_the_card_and_changes_it(second: Path, tmp_path: Path) -> None:
    build(second, tmp_path / "out")
    assert "## Datasheet" not in _card(tmp_path / "out")
    (second / "DATASHEET.md").write_text("## Datasheet\n\nWhy: $name costs nothing.\n", encoding="utf-8")
    build(second, tmp_path / "out")
    assert "\n\n## Datasheet\n\nWhy: $name costs nothing.\n\n## Is this copy whole?\n" in _card(tmp_path / "out")


def test_the_hub_is_told_how_the_data_came_about(waqai: Path) -> None:
    front = yaml.safe_load(_card(waqai).split("---\n")[1])
    assert front["language"] == ["ar"]
    assert (front["annotations_creators"], front["language_creators"]) == (["machine-generated"], ["expert-generated", "machine-generated"])
    assert front["size_categories"] == ["n<1K"]
    assert not [info for info in front["dataset_info"] if set(info) != {"config_name", "features"}]
