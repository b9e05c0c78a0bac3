"""The dataset card: README.md of a dataset directory, all of it from the manifest, the ontology and the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import yaml

from corpus_tools.features import yaml_features
from corpus_tools.order import Record
from corpus_tools.publish.citation import apa, bibtex
from corpus_tools.tables import CONFIGS, schemas

_ABOUT = {
    "documents": "a document with everything in it, nested",
    "sentences": "a sentence",
    "mentions": "a mention: type, subtype, level, offsets, entity, sentence, depth of nesting, normalised value",
    "entities": "an entity: its type and its mentions",
    "events": "an event mention: trigger, type, mode, polarity, modality, tense, genericity, event cluster",
    "arguments": "an argument: event, role, and the mention, event or span that fills it",
    "relations": "a relation between two mentions",
    "tokens": "a sentence as tokens with BIO tags of names and values: `ner_tags` the outermost, `ner_layers` all that nest",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def _configs(manifest: Record, rows: Mapping[str, Mapping[str, int]], digests: Mapping[str, str]) -> list[Record]:
    # Without version and digest the local cache of `datasets` serves stale rows after a rebuild.
    return [
        {
            "config_name": config,
            **({"default": True} if config == "documents" else {}),
            "version": manifest["version"],
            "description": f"sha256:{digests[config]}",
            "data_files": [{"split": split, "path": f"{config}/{split}-*.parquet"} for split, count in counts.items() if count],
        }
        for config, counts in rows.items()
        if any(counts.values())
    ]


def front_matter(manifest: Record, ontology: Record, sizes: Mapping[str, Mapping[str, int]], digests: Mapping[str, str]) -> Record:
    """Return what stands before the text of the card: configs, splits, features; `sizes` are the rows of each config by split."""
    rows = {config: {split: count for split, count in sizes[config].items() if split != "all"} for config in CONFIGS if config in sizes}
    documents = sum(rows["documents"].values())
    return {
        "language": [manifest["language"]],
        "license": manifest["license"].lower(),
        "pretty_name": manifest["title"],
        "task_categories": ["token-classification", "text-classification"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "size_categories": [next((name for limit, name in _SIZES if documents < limit), "1M<n<10M")],
        "tags": [*manifest.get("keywords", ())],
        "configs": _configs(manifest, rows, digests),
        # Features and no sizes: sizes break `filters=`.
        "dataset_info": [
            {"config_name": config, "features": yaml_features(schema, config, ontology)}
            for config, schema in schemas().items()
            if any(rows.get(config, {}).values())
        ],
    }


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _sizes(rows: Mapping[str, Mapping[str, int]]) -> str:
    splits = list(rows["documents"])
    lines = ([f"`{config}`", *counts.values(), sum(counts.values())] for config, counts in rows.items())
    return _table(["config", *splits, "all"], lines)


def _labels(kind: str, types: Iterable[Record], counts: Mapping[str, int]) -> str:
    used = [(t["type"], counts[t["type"]], t["description"]) for t in types if counts.get(t["type"])]
    lines = [f"| {kind} | all | what |", "|---|---:|---|", *(f"| `{name}` | {count} | {what} |" for name, count, what in used)]
    return "\n".join(lines)


def _makers(counts: Counter[str]) -> str:
    made = sorted((*maker.split(" | "), count) for maker, count in counts.items())
    return "\n".join(f"- {layer}: {method} ({agent}), {count} documents" for layer, agent, method, count in made)


_HOW = {"model": "by a machine (a language model)", "manual": "by hand", "rule": "by rules", "adjudicated": "by adjudication"}


def _origin(counts: Mapping[str, Counter[str]]) -> str:
    """Say in words who wrote the texts and made the annotations."""
    texts, labels = Counter[str](), Counter[str]()
    for maker, count in counts["makers"].items():
        layer, _, method = maker.split(" | ")
        {"text": texts, "annotation": labels}.get(layer, Counter[str]())[method] += count
    told = [f"{count} texts were written {_HOW[method]}" for method, count in sorted(texts.items())]
    told += [f"the annotations of {count} documents were made {_HOW[method]}" for method, count in sorted(labels.items())]
    kinds = "; ".join(f"{count} {name}" for name, count in sorted(counts["basis"].items()))
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}. By what they rest on: {kinds}."


def _withheld(counts: Counter[str]) -> str:
    absent = sorted(id for id in counts if id != "")
    if not absent:
        return ""
    more = counts[""] - len(absent)
    names = ", ".join(f"`{id}`" for id in absent) + (f" and {more:,} more" if more else "")
    return (
        f"\nThe text of {names} belongs to its publisher and is not in this data set: these documents have offsets, "
        "labels and the SHA-256 of the text, and no rows in `tokens`. Who has the text puts it in place with `corpus hydrate`.\n"
    )


def card(
    manifest: Record,
    ontology: Record,
    rows: Mapping[str, Mapping[str, int]],
    digests: Mapping[str, str],
    *,
    counts: Mapping[str, Counter[str]],
) -> str:
    """
    Return README.md: YAML that declares configs, splits and features, and what a user must know.

    `counts` are those of documents by "makers" ("layer | agent | method") and "basis", of "mentions" and "events" by type, and the
    ids of "withheld" documents (beside "", the number of all of them).
    """
    configs = "\n".join(f"| `{config}` | {_ABOUT[config]} |" for config in rows)
    limits = f"\n## Limits\n\n{manifest['limits']}\n" if "limits" in manifest else ""
    name = manifest["name"]
    return f"""---
{yaml.safe_dump(front_matter(manifest, ontology, rows, digests), allow_unicode=True, sort_keys=False, width=1000)}---

# {manifest["title"]}

{manifest["description"]}

Version {manifest["version"]}, {manifest["released"]}. Licence: {manifest["license"]}.

## Load

```python
from datasets import load_dataset

mentions = load_dataset("path/to/{name}", "mentions", split="{next(iter(rows["documents"]))}")
```

| config | one row is |
|---|---|
{configs}

Offsets are Unicode code points into the text of the document, 0-based, end exclusive. Ids are unique in their document.

## Size

{_sizes(rows)}

## Labels

{_labels("entity type", ontology["entity_types"], counts["mentions"])}

{_labels("event type", ontology["event_types"], counts["events"])}

## Where it comes from

{_origin(counts)}

{_makers(counts["makers"])}
{_withheld(counts["withheld"])}{limits}
## Cite

{apa(manifest)}
```bibtex
{bibtex(manifest)}```
"""
