"""Croissant 1.1 metadata with its RAI terms: what machines read of a dataset directory (https://docs.mlcommons.org/croissant/)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from corpus_tools.corpus import Corpus
from corpus_tools.features import labels_of
from corpus_tools.order import LAYERS, Record
from corpus_tools.publish.citation import bibtex, publisher
from corpus_tools.publish.columns import ABOUT, description
from corpus_tools.publish.figures import Figures
from corpus_tools.tables import CONFIGS, schemas

CROISSANT = "croissant.json"
PARQUET = "application/x-parquet"  # what mlcroissant knows it as
_CR, _RAI = "http://mlcommons.org/croissant/", "http://mlcommons.org/croissant/RAI/"
_OWN = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet"),
    *(
        "format",
        "includes",
        "isArray",
        "isLiveDataset",
        "jsonPath",
        "key",
        "md5",
        "parentField",
        "path",
        "recordSet",
        "references",
        "regex",
    ),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
CONTEXT: Record = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": _CR,
    "rai": _RAI,
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _OWN},
}

# What each heading of a datasheet tells in the terms of RAI.
_HEADINGS: Mapping[str, str] = {
    "Collection process": "dataCollection",
    "Preprocessing and annotation": "dataAnnotationProtocol",
    "Annotators": "annotatorDemographics",
    "Uses": "dataUseCases",
    "Misuses": "dataLimitations",
    "Biases": "dataBiases",
    "Social impact": "dataSocialImpact",
    "Sensitive data": "personalSensitiveInformation",
    "Maintenance": "dataReleaseMaintenancePlan",
}


def croissant(corpus: Corpus, counted: Figures, sums: Mapping[str, str], datasheet: str | None = None) -> Record:
    """
    Return croissant.json of the dataset directory that `corpus` is.

    `sums` are the SHA-256 of its Parquet files by name, `datasheet` is the prose of its card. Nested layers of the documents are
    not described a second time: they are the other record sets.
    """
    manifest = corpus.manifest
    filled = [config for config in CONFIGS if config in counted["config"]]
    vocabularies = list(_vocabularies(corpus))
    known = {*filled, *(one["@id"] for one in vocabularies)}
    fields = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [f"{_CR}1.1", f"{_RAI}1.0"],
        "name": manifest["name"],
        "alternateName": manifest["title"],
        "description": manifest["description"],
        "license": f"https://spdx.org/licenses/{manifest['license']}",
        "url": manifest.get("url"),
        "sameAs": f"https://doi.org/{manifest['doi']}" if "doi" in manifest else None,
        "version": manifest["version"],
        "datePublished": manifest["released"],
        "inLanguage": manifest["language"],
        "keywords": manifest.get("keywords"),
        "creator": [_creator(author) for author in manifest["authors"]],
        "publisher": {"@type": "sc:Organization", "name": publisher(manifest)},
        "citeAs": bibtex(manifest),
        "isLiveDataset": False,
        **_rai(manifest, counted, datasheet or ""),
        "distribution": [*(_file_set(config) for config in filled), *(_file(name, sha256) for name, sha256 in sorted(sums.items()))],
        "recordSet": [*vocabularies, *(_records(corpus, config, known) for config in filled)],
    }
    return {key: value for key, value in fields.items() if value is not None}


def _creator(author: Record) -> Record:
    if "name" in author:
        return {"@type": "sc:Organization", "name": author["name"]}
    person = {"@type": "sc:Person", "name": f"{author['given']} {author['family']}"}
    return person | ({"url": author["orcid"]} if "orcid" in author else {})


def _rai(manifest: Record, counted: Figures, datasheet: str) -> Record:
    """Return what is told of how the data came about: from the datasheet, the provenance and the limits."""
    told: Record = {term: text for heading, term in _HEADINGS.items() if (text := _under(heading, datasheet))}
    machines = [label.split(", ", 2) for label in counted["made by"]]
    told["machineAnnotationTools"] = sorted({agent for _, method, agent in machines if method in ("model", "rule")})
    told["dataLimitations"] = " ".join(filter(None, [manifest.get("limits"), told.get("dataLimitations")]))
    return {f"rai:{term}": value for term, value in told.items() if value}


def _under(heading: str, datasheet: str) -> str:
    """Return the text under a heading, a paragraph a line."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", datasheet, re.DOTALL | re.MULTILINE)
    return "\n".join(" ".join(part.split()) for part in found[1].strip().split("\n\n")) if found else ""


# ----------------------------------------------------------------------------------------------------------- files


def _file_set(config: str) -> Record:
    """Return the files of a config as one; `containedIn` is left out, since mlcroissant then reads them where they lie."""
    name = f"{config}-files"
    return {"@type": "cr:FileSet", "@id": name, "name": name, "encodingFormat": PARQUET, "includes": f"{config}/*.parquet"}


def _file(name: str, sha256: str) -> Record:
    return {"@type": "cr:FileObject", "@id": name, "name": name, "contentUrl": name, "encodingFormat": PARQUET, "sha256": sha256}


# --------------------------------------------------------------------------------------------------------- records

_TYPES: Mapping[pa.DataType, str] = {
    pa.string(): "sc:Text",
    pa.int32(): "cr:Int32",
    pa.int64(): "cr:Int64",
    pa.bool_(): "sc:Boolean",
}
# A row is known by these columns.
_KEYS: Mapping[str, Sequence[str]] = {
    "documents": ("id",),
    "arguments": ("document_id", "event_id", "position"),
    "tokens": ("document_id", "sentence_id"),
}
# What a column refers to, in whatever config it stands. Of two columns that refer to the same, mlcroissant follows the first.
_REFERENCES: Mapping[str, str] = {
    "document_id": "documents/id",
    "event_id": "events/id",
    "entity_id": "entities/id",
    "sentence_id": "sentences/id",
    "head": "mentions/id",
    "tail": "mentions/id",
    "event_type": "event_types/name",
    "mode": "event_modes/name",
    "role": "roles/name",
    "head_type": "entity_types/name",
    "tail_type": "entity_types/name",
    "ner_tags": "ner_labels/id",
    "ner_layers": "ner_labels/id",
}
_TYPE_OF: Mapping[str, str] = {
    "mentions": "entity_types",
    "entities": "entity_types",
    "events": "event_types",
    "relations": "relation_types",
}


# The layers have record sets of their own; the other two, for aligning copies, nest deeper than a field can say.
_NESTED = {*LAYERS, "alignment", "reanchored"}


def _records(corpus: Corpus, config: str, known: Collection[str]) -> Record:
    """Return the record set of a config, a field for each column and one for the split; `known` are the record sets that there are."""
    columns = [field for field in schemas()[config] if config != "documents" or field.name not in _NESTED]
    key = _KEYS.get(config, ("document_id", "id"))
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": f"A row is {ABOUT[config]}.",
        "key": [{"@id": f"{config}/{column}"} for column in key],
        "field": [*(_field(config, column, known) for column in columns), _split_field(corpus, config)],
    }


def _field(config: str, column: pa.Field, known: Collection[str]) -> Record:
    kind, dimensions = _kind(column.type)
    field: Record = {"@type": "cr:Field", "@id": f"{config}/{column.name}", "name": column.name}
    field["description"] = description(config, column.name)
    if dimensions:
        field |= {"isArray": True, "arrayShape": ",".join(["-1"] * dimensions)}
    if pa.types.is_struct(kind):
        return field | {"subField": [_sub_field(config, column, inner) for inner in kind]}
    field |= {"dataType": _TYPES[kind], "source": _source(config, column.name)}
    refers = f"{_TYPE_OF[config]}/name" if column.name == "type" else _REFERENCES.get(column.name, "")
    return field | ({"references": {"field": {"@id": refers}}} if refers.partition("/")[0] in known else {})


def _kind(arrow: pa.DataType) -> tuple[pa.DataType, int]:
    """Return what a type is a list of, and how many lists deep."""
    if not pa.types.is_list(arrow):
        return arrow, 0
    kind, dimensions = _kind(arrow.value_type)
    return kind, dimensions + 1


def _sub_field(config: str, column: pa.Field, inner: pa.Field) -> Record:
    return {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}/{inner.name}",
        "name": inner.name,
        "description": description(config, f"{column.name}.{inner.name}"),
        "dataType": _TYPES[inner.type],
        "source": _source(config, column.name) | {"transform": {"jsonPath": inner.name}},
    }


def _source(config: str, column: str) -> Record:
    return {"fileSet": {"@id": f"{config}-files"}, "extract": {"column": column}}


def _split_field(corpus: Corpus, config: str) -> Record:
    """Return the field of the split. It does not refer to `splits`: mlcroissant would apply the expression a second time, to the split."""
    splits = "|".join(corpus.split_names)
    return {
        "@type": "cr:Field",
        "@id": f"{config}/split",
        "name": "split",
        "description": description(config, "split"),
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": f"{config}-files"},
            "extract": {"fileProperty": "fullpath"},
            # No more than mlcroissant turns into a glob when a split is asked for.
            "transform": {"regex": rf"{config}/({splits})-.+\.parquet$"},
        },
    }


# ---------------------------------------------------------------------------------------------------- vocabularies

_SPLITS = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}


def _vocabularies(corpus: Corpus) -> Iterator[Record]:
    """Yield the labels that there are, each kind as a record set that holds its records; one without records would not be valid."""
    ontology, events = corpus.ontology, corpus.ontology["event_types"]
    splits: list[Record] = [{"name": split} for split in corpus.split_names]
    if set(corpus.split_names) <= set(_SPLITS):
        splits = [split | {"url": _SPLITS[split["name"]]} for split in splits]
    vocabularies: dict[str, tuple[str, list[Record]]] = {
        "splits": ("The splits.", splits),
        "entity_types": ("Types of mentions and entities.", _types(ontology["entity_types"])),
        "event_types": ("Types of events.", _types(events)),
        "event_modes": ("Modes of event types.", _named(mode for one in events for mode in one.get("modes", ()))),
        "roles": ("Roles of arguments.", _named(role["role"] for one in events for role in one["roles"])),
        "relation_types": ("Types of relations.", _types(ontology["relation_types"])),
        "ner_labels": (
            "The BIO tags that `ner_tags` and `ner_layers` number.",
            [{"id": n, "name": name} for n, name in enumerate(labels_of(ontology))],
        ),
    }
    for name, (what, rows) in vocabularies.items():
        if rows:
            yield _vocabulary(name, what, rows)


def _types(types: Sequence[Record]) -> list[Record]:
    return [{"name": one["type"], "description": one["description"]} for one in types]


def _named(values: Iterable[str]) -> list[Record]:
    return [{"name": value} for value in dict.fromkeys(values)]


def _vocabulary(name: str, what: str, rows: Sequence[Record]) -> Record:
    columns = {
        column: "cr:Int64" if isinstance(value, int) else "sc:URL" if column == "url" else "sc:Text" for column, value in rows[0].items()
    }
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": what,
        "dataType": "cr:Split" if name == "splits" else "sc:Enumeration",
        "key": {"@id": f"{name}/{next(iter(columns))}"},
        "field": [{"@type": "cr:Field", "@id": f"{name}/{column}", "name": column, "dataType": kind} for column, kind in columns.items()],
        "data": [{f"{name}/{column}": value for column, value in row.items()} for row in rows],
    }
