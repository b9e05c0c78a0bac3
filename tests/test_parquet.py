"""The Parquet files need none of these tools: DuckDB, Polars and pandas read them by path, with the types that the card states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import SECOND

from corpus_tools import build
from corpus_tools.tables import CONFIGS

# What each tool calls the types of the card.
DUCKDB = {"string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "bool": "BOOLEAN"}
# Whole numbers with nulls among them are floats there.
PANDAS: dict[str, tuple[type, ...]] = {"string": (str,), "int32": (int, float), "int64": (int, float), "bool": (bool,)}
POLARS = {"string": pl.String(), "int32": pl.Int32(), "int64": pl.Int64(), "bool": pl.Boolean()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("dist") / "harbour"
    build(SECOND, out)
    return out


def _stated(out: Path, config: str) -> list[dict[str, Any]]:
    front = yaml.safe_load((out / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    features: list[dict[str, Any]] = next(info["features"] for info in front["dataset_info"] if info["config_name"] == config)
    return features


def _shape(value: Any) -> Any:
    """Return a value of a list of fields as the struct that it is."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and "name" in value[0]:
        return {one["name"]: _type(one) for one in value}
    if isinstance(value, dict) and "list" in value:
        return [_shape(value["list"])]
    return "int64" if isinstance(value, dict) and "class_label" in value else value


def _type(field: dict[str, Any]) -> Any:
    if "list" in field:
        return [_shape(field["list"])]
    return _shape(field["struct"] if "struct" in field else field["dtype"])


def _in_duckdb(kind: Any) -> str:
    if isinstance(kind, list):
        return f"{_in_duckdb(kind[0])}[]"
    if isinstance(kind, dict):
        return f"STRUCT({', '.join(f'{name} {_in_duckdb(inner)}' for name, inner in kind.items())})"
    return DUCKDB[kind]


def _in_polars(kind: Any) -> Any:
    if isinstance(kind, list):
        return pl.List(_in_polars(kind[0]))
    if isinstance(kind, dict):
        return pl.Struct({name: _in_polars(inner) for name, inner in kind.items()})
    return POLARS[kind]


@pytest.mark.parametrize("config", CONFIGS)
def test_duckdb_reads_the_types_of_the_card(built: Path, config: str) -> None:
    found = duckdb.execute(f"DESCRIBE SELECT * FROM '{built}/{config}/*.parquet'").fetchall()
    expected = [(field["name"], _in_duckdb(_type(field))) for field in _stated(built, config)]
    assert [(name, kind.replace('"', "")) for name, kind, *_ in found] == expected


@pytest.mark.parametrize("config", CONFIGS)
def test_polars_reads_the_types_of_the_card(built: Path, config: str) -> None:
    found = pl.read_parquet(f"{built}/{config}/*.parquet")
    assert dict(found.schema) == {field["name"]: _in_polars(_type(field)) for field in _stated(built, config)}
    assert found.to_dicts() == [row for path in sorted((built / config).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


@pytest.mark.parametrize("config", CONFIGS)
def test_pandas_reads_the_columns_of_the_card(built: Path, config: str) -> None:
    path = max((built / config).glob("*.parquet"))
    found = pd.read_parquet(path)
    stated = {field["name"]: _type(field) for field in _stated(built, config)}
    assert list(found.columns) == list(stated)
    for name, kind in stated.items():
        values = list(found[name].dropna())
        python = PANDAS[kind] if isinstance(kind, str) else (list,) if isinstance(kind, list) else (dict,)
        assert all(isinstance(value.tolist() if hasattr(value, "tolist") else value, python) for value in values), name


def test_files_are_as_the_documentation_says(built: Path) -> None:
    for path in built.rglob("*.parquet"):
        column = pq.ParquetFile(path).metadata.row_group(0).column(0)
        assert column.compression == "ZSTD"
        assert column.has_offset_index
        assert column.has_column_index
