"""A UIMA CAS as INCEpTION keeps it: the names of its layers, ours and DKPro's, and its type system."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from corpus_tools.formats import graph
from corpus_tools.formats.contract import FEATURES, missing_extra

UNIT = "utf-16"
CARRIES = frozenset(FEATURES) - {"tokens", "discontinuity"}
EXTRA = "uima"

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
SENTENCE, TOKEN = f"{DKPRO}segmentation.type.Sentence", f"{DKPRO}segmentation.type.Token"
OURS = "webanno.custom."
"""Where INCEpTION expects layers that are not built in."""
LAYERS = {"mention": f"{OURS}Mention", "event": f"{OURS}Event", "span": f"{OURS}Filler"}
RELATION, LINK, BLOCK = f"{OURS}MentionRelation", f"{OURS}EventArgumentsLink", f"{OURS}CorpusBlock"
ANNOTATION = "uima.tcas.Annotation"


def cassis() -> Any:
    """Return the library; CorpusError with the way to install it if it is not there."""
    try:
        import cassis as library  # noqa: PLC0415  an extra
    except ImportError:
        raise missing_extra("dkpro-cassis", EXTRA) from None
    return library


def type_system() -> Any:
    """Return the type system of what is written: sentences and tokens of DKPro, and layers of ours under the names INCEpTION expects."""
    types = cassis().TypeSystem()
    for name in (SENTENCE, TOKEN):
        types.create_type(name=name)
    link = types.create_type(name=LINK, supertypeName="uima.cas.TOP")
    made = {kind: types.create_type(name=name) for kind, name in LAYERS.items()}
    relation = types.create_type(name=RELATION)
    block = types.create_type(name=BLOCK, supertypeName="uima.cas.TOP")
    strings = {
        link: ("role",),
        block: ("json",),
        relation: ("corpusId", "label", *graph.MADE),
        made["mention"]: ("corpusId", "label", *graph.FIELDS["mention"], *graph.MADE),
        made["event"]: ("corpusId", "label", *graph.FIELDS["event"], *graph.MADE),
        made["span"]: ("corpusId", "label"),
    }
    for kind, names in strings.items():
        for name in names:
            types.create_feature(domainType=kind, name=name, rangeType="uima.cas.String")
    types.create_feature(domainType=link, name="target", rangeType=ANNOTATION)
    types.create_feature(domainType=made["event"], name="arguments", rangeType="uima.cas.FSArray", elementType=link)
    for end in ("Governor", "Dependent"):
        types.create_feature(domainType=relation, name=end, rangeType=made["mention"])
    return types


@cache
def known_types() -> Any:
    """Return the type system of DKPro and ours; it takes a tenth of a second to make, and reading leaves it as it is."""
    return cassis().merge_typesystems(cassis().load_dkpro_core_typesystem(), type_system())


def beside(path: Path) -> Any:
    """Return the type system of a CAS file: NAME-typesystem.xml, TypeSystem.xml or typesystem.xml beside it; None where there is none."""
    for name in (f"{path.stem}-typesystem.xml", "TypeSystem.xml", "typesystem.xml"):
        if (path.parent / name).is_file():
            with (path.parent / name).open("rb") as file:
                return cassis().load_typesystem(file)
    return None
