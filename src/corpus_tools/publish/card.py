"""The dataset card: README.md of a dataset directory, all of it from the manifest, the ontology, the data and the datasheet."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

import yaml

from corpus_tools.corpus import Corpus
from corpus_tools.features import yaml_features
from corpus_tools.order import Record
from corpus_tools.publish import instances
from corpus_tools.publish.citation import apa, bibtex
from corpus_tools.publish.columns import ABOUT
from corpus_tools.publish.figures import AGREEMENT, COEFFICIENT, PHENOMENON, Figures, agreement_figures
from corpus_tools.tables import CONFIGS, schemas

_TEMPLATE = Path(__file__).with_name("card.md")
_WORD = re.compile(r"[\w./-]+")
_NAMED = 20  # withheld documents that are named


def card(
    corpus: Corpus, counted: Figures, digests: Mapping[str, str], agreement: Record | None = None, datasheet: str | None = None
) -> str:
    """
    Return README.md of the dataset directory that `corpus` is: YAML that declares configs, splits and features, and what a user must know.

    `counted` are the figures of the corpus, `digests` those of the configs' files; `agreement` is a report of `corpus agree`,
    `datasheet` Markdown that the corpus brings.
    """
    manifest = corpus.manifest
    split = next(split for split in corpus.split_names if counted["config"]["documents"][split])
    front = front_matter(manifest, corpus.ontology, counted, digests)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name: manifest[name] for name in ("title", "description", "version", "released", "language", "license", "name")},
        front=yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000),
        origin=_origin(counted),
        split=split,
        example_path=f"mentions/{split}-*.parquet",
        sizes=table("config", _columns(corpus), counted["config"], {"one row is": ABOUT}, CONFIGS),
        rows="\n\n".join(_example(config, row) for config, row in instances.rows(corpus).items()),
        labels="\n\n".join(_labels(corpus, counted)),
        composition="\n\n".join(table(kind, _columns(corpus), counted[kind]) for kind in ("made by", "basis", "genre")),
        withheld=_withheld(corpus),
        hydrated=_hydrated(corpus),
        phenomena=_phenomena(corpus, counted),
        agreement=_agreement(agreement),
        limits=_section("Limits", manifest["limits"]) if "limits" in manifest else "",
        datasheet=f"{datasheet.strip()}\n\n" if datasheet else "",
        apa=apa(manifest),
        bibtex=bibtex(manifest),
    )


# -------------------------------------------------------------------------------------------------------------- YAML

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
# Who adjudicates chooses among what others have made, and may be a machine.
_CREATORS = {"model": "machine-generated", "rule": "machine-generated", "manual": "expert-generated"}


def front_matter(manifest: Record, ontology: Record, counted: Figures, digests: Mapping[str, str]) -> Record:
    """Return what stands before the text of the card, as the Hub and `datasets` read it."""
    sizes = counted["config"]
    filled = [config for config in CONFIGS if config in sizes]
    return {
        "language": [manifest["language"]],
        "license": manifest["license"].lower(),
        "pretty_name": manifest["title"],
        "annotations_creators": _creators("annotation", counted),
        "language_creators": _creators("text", counted),
        "source_datasets": ["original"],
        "task_categories": ["token-classification"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "size_categories": [next((name for limit, name in _SIZES if sizes["documents"]["all"] < limit), "1M<n<10M")],
        "tags": [*manifest.get("keywords", ())],
        # Without version and digest the local cache of `datasets` serves stale rows after a rebuild.
        "configs": [
            {
                "config_name": config,
                **({"default": True} if config == "documents" else {}),
                "version": manifest["version"],
                "description": f"sha256:{digests[config]}",
                "data_files": [
                    {"split": split, "path": f"{config}/{split}-*.parquet"}
                    for split, count in sizes[config].items()
                    if count and split != "all"
                ],
            }
            for config in filled
        ],
        # Features and no sizes: sizes break `filters=`.
        "dataset_info": [{"config_name": config, "features": yaml_features(schemas()[config], config, ontology)} for config in filled],
    }


def _makers(counted: Figures, layer: str) -> Counter[str]:
    """Return how many documents have a layer ("text", "annotation") made by each method."""
    found = Counter[str]()
    for label, counts in counted["made by"].items():
        of, method, *_ = label.split(", ")
        found[method] += int(counts["all"]) if of == layer else 0
    return +found


def _creators(layer: str, counted: Figures) -> list[str]:
    return sorted({_CREATORS[method] for method in _makers(counted, layer) if method in _CREATORS}) or ["other"]


# ------------------------------------------------------------------------------------------------------------ sections


def table(
    kind: str,
    columns: Sequence[str],
    rows: Mapping[str, Mapping[str, float]],
    words: Mapping[str, Mapping[str, str]] | None = None,
    order: Sequence[str] = (),
) -> str:
    """
    Return a table of figures, headed by their kind: a row for each label, with the columns of numbers.

    `words` are more columns, by their names; labels stand in the `order` given, and others behind these as they come.
    """
    of_words = words or {}
    lines = [[kind, *columns, *of_words], ["---", *("---:" for _ in columns), *("---" for _ in of_words)]]
    for label in dict.fromkeys([*(label for label in order if label in rows), *rows]):
        numbers = (number(rows[label][column]) for column in columns)
        lines.append([_label(label), *numbers, *(_cell(of.get(label, "")) for of in of_words.values())])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float) -> str:
    """Return a number as the card writes it: thousands parted, a fraction as it is."""
    return f"{value:,}"


def _label(text: str) -> str:
    return f"`{text}`" if _WORD.fullmatch(text) else _cell(text)


def _cell(text: str) -> str:
    """Return text that stays in its cell and is text there, whatever it holds."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")


def _example(config: str, row: Record) -> str:
    # Three backquotes in a text would end the block.
    return f"`{config}`:\n\n````json\n{json.dumps(row, ensure_ascii=False)}\n````"


def _columns(corpus: Corpus) -> list[str]:
    return [*corpus.split_names, "all"]


_KINDS = {"entity type": "entity_types", "event type": "event_types", "relation type": "relation_types"}


def _labels(corpus: Corpus, counted: Figures) -> Iterator[str]:
    """Yield the tables of labels, in the order of the ontology."""
    for kind in ("entity type", "event type", "event type and mode", "attribute", "role", "relation type"):
        types = corpus.ontology[_KINDS[kind]] if kind in _KINDS else []
        what = {"what": {one["type"]: one["description"] for one in types}} if types else None
        if counted[kind]:
            yield table(kind, _columns(corpus), counted[kind], what, [one["type"] for one in types])


_HOW = {"model": "by a machine (a language model)", "manual": "by hand", "rule": "by rules"}


def _done(verb: str, method: str) -> str:
    return f"{verb} {_HOW[method]}" if method in _HOW else method


def _many(count: int, what: str, *, of: str = "") -> str:
    """Say how many there are, and the verb: their own, or `of` if it is of something else that belongs to them."""
    return f"1 {what} {of or 'was'}" if count == 1 else f"{count:,} {what}s were"


def _origin(counted: Figures) -> str:
    """Say in words who wrote the texts and made the annotations."""
    told = [f"{_many(count, 'text')} {_done('written', method)}" for method, count in sorted(_makers(counted, "text").items())]
    told += [
        f"the annotations of {_many(count, 'document', of='were')} {_done('made', method)}"
        for method, count in sorted(_makers(counted, "annotation").items())
    ]
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}." if told else ""


def _section(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"## {title}", *paragraphs]) + "\n\n"


def _withheld(corpus: Corpus) -> str:
    absent = [f"`{id}`" for id in corpus.sql("SELECT id FROM documents WHERE text IS NULL ORDER BY id")["id"].to_pylist()]
    if not absent:
        return ""
    more = f" and {len(absent) - _NAMED:,} more" if len(absent) > _NAMED else ""
    return (
        f"The text of {', '.join(absent[:_NAMED])}{more} belongs to its publisher and is not in this data set: such a document has "
        "offsets, labels and the SHA-256 of the text, and no rows in `tokens`. Who has the text puts it in place with `corpus hydrate`.\n\n"
    )


def _phenomena(corpus: Corpus, counted: Figures) -> str:
    if not counted[PHENOMENON]:
        return ""
    order = [phenomenon["name"] for phenomenon in corpus.manifest["phenomena"]]
    shown = table(PHENOMENON, _columns(corpus), counted[PHENOMENON], {"for instance": instances.phenomena(corpus)}, order)
    return _section("Hard things that occur", shown)


def _agreement(agreement: Record | None) -> str:
    if agreement is None:
        return ""
    told, fewest, most = agreement_figures(agreement), min(agreement["documents"]), max(agreement["documents"])
    documents = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return _section(
        "Agreement",
        f"Of {' and '.join(agreement['annotators'])} on {documents} documents, as `corpus agree` measures it (`agreement.json` has all of "
        "it): the F1 of one annotator against the other in percent, and Krippendorff's α of the labels on units that both found.",
        table(AGREEMENT, ["F1"], told[AGREEMENT]),
        table(COEFFICIENT, ["units", "α"], told[COEFFICIENT]),
    )


def _hydrated(corpus: Corpus) -> str:
    found = corpus.sql("SELECT count(*) AS n FROM documents WHERE availability = 'withheld' AND text IS NOT NULL")["n"][0].as_py()
    if not found:
        return ""
    texts = f"{found:,} text{'s' if found > 1 else ''}"
    return f"**Not to be published.** This copy holds {texts} that may not be redistributed, put in place by `corpus hydrate`.\n\n"
