"""Citations of a corpus, all from its manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import yaml

from corpus_tools.order import Record


def _names(author: Record) -> str:
    return author["name"] if "name" in author else f"{author['family']}, {author['given']}"


def _cff_author(author: Record) -> Record:
    if "name" in author:
        return {"name": author["name"]}
    person = {"family-names": author["family"], "given-names": author["given"]}
    return person | ({"orcid": author["orcid"]} if "orcid" in author else {})


def cff(manifest: Record) -> str:
    """Return CITATION.cff, of Citation File Format 1.2.0."""
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this corpus, please cite it as below.",
        "type": "dataset",
        "title": manifest["title"],
        "abstract": manifest["description"],
        "authors": [_cff_author(author) for author in manifest["authors"]],
        "version": manifest["version"],
        "date-released": manifest["released"],
        "license": manifest["license"],
        "url": manifest.get("url"),
        "doi": manifest.get("doi"),
        "keywords": manifest.get("keywords"),
    }
    present = {key: value for key, value in fields.items() if value}
    return yaml.safe_dump(present, allow_unicode=True, sort_keys=False, width=100)


_TEX = str.maketrans({"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"})


def bibtex(manifest: Record) -> str:
    """Return a BibTeX entry."""
    authors = [f"{{{_names(a).translate(_TEX)}}}" if "name" in a else _names(a).translate(_TEX) for a in manifest["authors"]]
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{manifest['title'].translate(_TEX)}}}",
        "year": manifest["released"][:4],
        "version": manifest["version"],
        "url": manifest.get("url"),
        "doi": manifest.get("doi"),
        "note": f"Data set, licence {manifest['license']}",
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return f"@misc{{{manifest['name']}-{manifest['version']},\n" + "\n".join(lines) + "\n}\n"


def _apa_author(author: Record) -> str:
    if "name" in author:
        return str(author["name"])
    initials = " ".join(f"{name[0]}." for name in author["given"].split())
    return f"{author['family']}, {initials}"


def apa(manifest: Record) -> str:
    """Return a reference in the style of APA 7."""
    *first, last = [_apa_author(author) for author in manifest["authors"]]
    authors = f"{', '.join(first)}, & {last}" if first else last
    address = f" https://doi.org/{manifest['doi']}" if manifest.get("doi") else f" {manifest['url']}" if manifest.get("url") else ""
    dot = "" if authors.endswith(".") else "."
    return f"{authors}{dot} ({manifest['released'][:4]}). {manifest['title']} (Version {manifest['version']}) [Data set].{address}\n"


def zenodo(manifest: Record) -> str:
    """Return .zenodo.json, which Zenodo reads when it archives a release; of a language it knows only codes of three letters."""
    fields = {
        "upload_type": "dataset",
        "title": manifest["title"],
        "description": manifest["description"],
        "creators": [_zenodo_creator(author) for author in manifest["authors"]],
        "version": manifest["version"],
        "publication_date": manifest["released"],
        "access_right": "open",
        "license": manifest["license"].lower(),
        "language": _THREE_LETTERS.get(manifest["language"].partition("-")[0]),
        "keywords": manifest.get("keywords"),
        "doi": manifest.get("doi"),
    }
    return _json(fields)


_THREE_LETTERS = {"ar": "ara", "fa": "fas", "ur": "urd", "en": "eng"}


def _zenodo_creator(author: Record) -> Record:
    return {"name": _names(author)} | ({"orcid": author["orcid"].rpartition("/")[2]} if "orcid" in author else {})


def datacite(manifest: Record) -> str:
    """Return what DataCite wants to know for a DOI, as JSON of its schema 4.5."""
    fields = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [_datacite_creator(author) for author in manifest["authors"]],
        "titles": [{"title": manifest["title"]}],
        "publisher": {"name": publisher(manifest)},
        "publicationYear": manifest["released"][:4],
        "dates": [{"date": manifest["released"], "dateType": "Issued"}],
        "language": manifest["language"],
        "version": manifest["version"],
        "rightsList": [{"rights": manifest["license"], "rightsIdentifier": manifest["license"], "rightsIdentifierScheme": "SPDX"}],
        "descriptions": [{"description": manifest["description"], "descriptionType": "Abstract"}],
        "subjects": [{"subject": keyword} for keyword in manifest.get("keywords", ())],
        "formats": ["application/vnd.apache.parquet"],
        "doi": manifest.get("doi"),
        "url": manifest.get("url"),
    }
    return _json(fields)


def _datacite_creator(author: Record) -> Record:
    if "name" in author:
        return {"name": author["name"], "nameType": "Organizational"}
    person = {"name": _names(author), "nameType": "Personal", "givenName": author["given"], "familyName": author["family"]}
    if "orcid" not in author:
        return person
    identifier = {"nameIdentifier": author["orcid"], "nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
    return person | {"nameIdentifiers": [identifier]}


def publisher(manifest: Record) -> str:
    """Return who publishes the corpus: the publisher that the manifest names, or its authors."""
    named: str | None = manifest.get("publisher")
    return named or "; ".join(_names(author) for author in manifest["authors"])


def _json(fields: Record) -> str:
    return json.dumps({key: value for key, value in fields.items() if value}, ensure_ascii=False, indent=2) + "\n"


STYLES: Mapping[str, Callable[[Record], str]] = {"apa": apa, "bibtex": bibtex, "cff": cff, "zenodo": zenodo, "datacite": datacite}
# What stands in a dataset directory, each under the name by which others look for it.
FILES: Mapping[str, Callable[[Record], str]] = {
    "CITATION.cff": cff,
    "CITATION.bib": bibtex,
    ".zenodo.json": zenodo,
    "datacite.json": datacite,
}
