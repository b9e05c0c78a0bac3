"""Citations of a corpus, all from its manifest."""

from __future__ import annotations

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


STYLES: Mapping[str, Callable[[Record], str]] = {"apa": apa, "bibtex": bibtex, "cff": cff}
