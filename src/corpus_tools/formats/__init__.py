"""Formats: one module each, which reads files into records, writes records into files, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus_tools.errors import CorpusError
from corpus_tools.formats import (
    apf,
    bigbio,
    bio,
    bioc,
    biocjson,
    bionlp,
    brat,
    casjson,
    conll2012,
    conllu,
    docbin,
    doccano,
    inline,
    jsonl,
    labelstudio,
    maven,
    pair,
    phee,
    plain,
    prodigy,
    pubannotation,
    rams,
    tbf,
    tei,
    ua,
    webanno,
    webannotation,
    wikievents,
    xmi,
)
from corpus_tools.formats.contract import Format, Read, Write

FORMATS: Mapping[str, Format] = {
    form.NAME: form
    for form in (
        bio,
        bionlp,
        brat,
        conll2012,
        conllu,
        inline,
        jsonl,
        pair,
        labelstudio,
        doccano,
        prodigy,
        wikievents,
        rams,
        maven,
        phee,
        docbin,
        xmi,
        casjson,
        bioc,
        biocjson,
        pubannotation,
        webannotation,
        apf,
        tbf,
        bigbio,
        tei,
        ua,
        plain,
        webanno,
    )
}
OURS = ("inline", "json", "jsonl")
"""Formats that are known by their suffix; all others must be named, as their suffixes say little."""


def read_of(name: str) -> Read:
    """Return the `read` of the format `name`; CorpusError, with the names of those that have one, if it has none."""
    read: Read = _does(name, "read")
    return read


def write_of(name: str) -> Write:
    """Return the `write` of the format `name`; CorpusError, with the names of those that have one, if it has none."""
    write: Write = _does(name, "write")
    return write


def _does(name: str, what: str) -> Any:
    able = {form.NAME: getattr(form, what) for form in FORMATS.values() if hasattr(form, what)}
    if name not in able:
        raise CorpusError(f"no format {name!r} that can {what}; there are {', '.join(sorted(able))}")
    return able[name]
