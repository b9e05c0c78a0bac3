"""What `datasets` is told of the tables: features, from the Arrow schemas."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from corpus_tools.order import Record
from corpus_tools.tagging import bio_labels

TAGGED = {"tokens": ("ner_tags", "ner_layers")}


def labels_of(ontology: Record) -> tuple[str, ...]:
    """Return the BIO labels that the tags of `tokens` number."""
    return bio_labels(entity_type["type"] for entity_type in ontology["entity_types"])


def _dtype(arrow: pa.DataType) -> str:
    return str(arrow).replace("bool", "bool")


def _feature(arrow: pa.DataType, labels: tuple[str, ...] | None) -> Any:
    if pa.types.is_list(arrow):
        return {"feature": _feature(arrow.value_type, labels), "_type": "List"}
    if pa.types.is_struct(arrow):
        return {field.name: _feature(field.type, labels) for field in arrow}
    return {"names": list(labels), "_type": "ClassLabel"} if labels else {"dtype": _dtype(arrow), "_type": "Value"}


def _yaml(arrow: pa.DataType, labels: tuple[str, ...] | None) -> Any:
    """Return the value that follows `dtype:`, `list:` or `struct:` in the card."""
    if pa.types.is_struct(arrow):
        return [_yaml_field(field, None) for field in arrow]
    if pa.types.is_list(arrow):
        return {"list": _yaml(arrow.value_type, labels)}
    return {"class_label": {"names": {str(n): label for n, label in enumerate(labels)}}} if labels else _dtype(arrow)


def _yaml_field(field: pa.Field, labels: tuple[str, ...] | None) -> Record:
    if pa.types.is_list(field.type):
        return {"name": field.name, "list": _yaml(field.type.value_type, labels)}
    key = "struct" if pa.types.is_struct(field.type) else "dtype"
    return {"name": field.name, key: _yaml(field.type, labels)}


def yaml_features(schema: pa.Schema, config: str, ontology: Record) -> list[Record]:
    """Return the features as the card's `dataset_info` writes them."""
    tagged = TAGGED.get(config, ())
    return [_yaml_field(field, labels_of(ontology) if field.name in tagged else None) for field in schema]


def with_features(table: pa.Table, config: str, ontology: Record) -> pa.Table:
    """Return the table with the metadata from which `datasets` reads the features, and no other."""
    tagged = TAGGED.get(config, ())
    features = {field.name: _feature(field.type, labels_of(ontology) if field.name in tagged else None) for field in table.schema}
    metadata = json.dumps({"info": {"features": features}}, sort_keys=True, ensure_ascii=False)
    return table.replace_schema_metadata({"huggingface": metadata})
