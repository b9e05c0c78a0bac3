"""The annotations of a UIMA CAS to a record: layers of spans, links and relations over one text."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from corpus_tools.formats.cas import ANNOTATION, BLOCK, DKPRO, LAYERS, LINK, RELATION, SENTENCE, TOKEN, cassis
from corpus_tools.formats.draft import Draft, Origin
from corpus_tools.formats.graph import Weaver
from corpus_tools.formats.losses import Report
from corpus_tools.formats.shapes import ShapeError, get
from corpus_tools.order import Record

if TYPE_CHECKING:
    from corpus_tools.formats.contract import ReadOptions

META = f"{DKPRO}metadata.type.DocumentMetaData"
_KINDS = {name: kind for kind, name in LAYERS.items()}
_WORDS = tuple(f"{DKPRO}{part}." for part in ("segmentation", "syntax", "lexmorph", "metadata", "transform", "anomaly"))
_LABELS = ("label", "value", "category", "referenceType", "DependencyType", "relationType")
_STRUCTURE = ("begin", "end", "sofa", "xmiID", "type", "Governor", "Dependent", "next", "first", "corpusId")
SYNTAX = "layer[|s] of words and syntax left out"
UNTYPED = "thing[|s] of types that the type system lacks left out"
POINTERS = "feature[|s] that point[s|] elsewhere left out"


def read(load: Callable[[Any, Path], Any], id: str, origin: Origin, report: Report, options: ReadOptions) -> Iterator[Record]:
    """Yield the record of the file of an origin, which `load` makes a CAS, given the library; a problem for one that cannot be."""
    library = cassis()
    cas = _loaded(lambda: load(library, origin.path), origin, report)
    record = _record_of(cas, id, origin, report, options) if cas is not None else None
    if record:
        yield record


def _loaded(load: Callable[[], Any], origin: Origin, report: Report) -> Any:
    """Return the CAS that `load` returns; None and a problem for one that cannot be, and what the library warns of noted."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            cas = load()
        except Exception as error:  # noqa: BLE001  the library has no errors of its own
            message = f"no CAS: {type(error).__name__} {' '.join(str(error).split())}".rstrip()
            report.refuse(origin.path, getattr(error, "lineno", None) or 1, f"{origin.format}-file", message)
            return None
    for warning in heard:
        _note(str(warning.message), origin, report)
    return cas


def _note(message: str, origin: Origin, report: Report) -> None:
    if "offset" in message:
        report.refuse(origin.path, 1, f"{origin.format}-offset", message)
    elif "type" in message.lower():
        report.lose(origin.path.stem, "", UNTYPED, message)


def _record_of(cas: Any, id: str, origin: Origin, report: Report, options: ReadOptions) -> Record | None:
    """Return the record of a CAS; None, and a problem, for one that has no text, or several views with one, or values of a wrong kind."""
    try:
        return _record(cas, id, origin, report, options)
    except ShapeError as error:
        report.refuse(origin.path, 1, f"{origin.format}-shape", str(error))
        return None


def _record(cas: Any, id: str, origin: Origin, report: Report, options: ReadOptions) -> Record | None:
    views = [view for view in (cas.get_view(sofa.sofaID) for sofa in cas.sofas) if isinstance(view.sofa_string, str) and view.sofa_string]
    if len(views) != 1:
        found = "no view has a text" if not views else f"{len(views)} views have a text, where one is wanted"
        report.refuse(origin.path, 1, f"{origin.format}-views", found)
        return None
    kept = _block(views[0], origin, report)
    draft = Draft(str(kept.get("id") or id), views[0].sofa_string, origin, report, options)
    layers = _Layers(Weaver(draft), get(kept, "attributes", dict, {}))
    for item in _in_order(views[0]):
        layers.add(item)
    layers.close(kept)
    return draft.record()


def _block(view: Any, origin: Origin, report: Report) -> Record:
    """Return what our own files keep for want of a layer."""
    for item in view.select_all_fs():
        if item.type.name == BLOCK:
            try:
                found = orjson.loads(item.json or "{}")
            except orjson.JSONDecodeError as error:
                report.refuse(origin.path, 1, f"{origin.format}-json", f"{BLOCK}: {error.msg.partition(': line ')[0]}")
                continue
            return found if isinstance(found, dict) else {}
    return {}


def _in_order(view: Any) -> list[Any]:
    return sorted(view.select_all_fs(), key=lambda item: item.xmiID or 0)


def _supertypes(item: Any) -> Iterator[str]:
    kind = item.type
    while kind is not None:
        yield kind.name
        kind = kind.supertype


@dataclass(slots=True)
class _Layers:
    """Adds the annotations of a CAS to a document, each by what its type looks like."""

    weaver: Weaver
    more: Record
    """Attributes that XML could not hold, by id."""
    skipped: dict[str, int] = field(default_factory=dict)
    chains: list[Any] = field(default_factory=list)

    def add(self, item: Any) -> None:
        name = item.type.name
        if name == SENTENCE:
            self._sentence(item)
        elif name.startswith(_WORDS) or name in ("uima.tcas.DocumentAnnotation", BLOCK, LINK):
            if name not in (TOKEN, META, "uima.tcas.DocumentAnnotation", BLOCK, LINK) and ANNOTATION in _supertypes(item):
                self.skipped[name] = self.skipped.get(name, 0) + 1
        elif _has(item, "Governor") and _has(item, "Dependent"):
            self._relation(item)
        elif _has(item, "first"):
            self.chains.append(item)
        elif ANNOTATION in _supertypes(item):
            self._span(item)

    def _sentence(self, item: Any) -> None:
        begin, end = _part(item)
        if end > begin:
            span = self.weaver.draft.place([(begin, end)])
            if span:
                self.weaver.draft.sentence(span["start"], span["end"])

    def _span(self, item: Any) -> None:
        name, links = _name(item), [*_links(item)]
        kind = _KINDS.get(item.type.name, "event" if links else "mention")
        label, attributes = self._said(item, name)
        span = self.weaver.draft.place([_part(item)], None, name)
        self.weaver.node(name, kind, label, span, attributes | get(self.more, name, dict, {}))
        for role, target in links:
            self.weaver.link("", role, name, _name(target))

    def _relation(self, item: Any) -> None:
        label, attributes = self._said(item, _name(item))
        if item.Governor is None or item.Dependent is None:
            self.weaver.draft.refuse("reference", f"{label} {_name(item)}: an end is missing")
            return
        name = str(item.corpusId or "") if item.type.name == RELATION else _name(item)
        self.weaver.link(name, label, _name(item.Governor), _name(item.Dependent), attributes | get(self.more, name, dict, {}))

    def _said(self, item: Any, name: str) -> tuple[str, dict[str, str]]:
        """Return the label of an annotation and what else its features say."""
        said: dict[str, str] = {}
        for feature in item.type.all_features:
            value = item.get(feature.name)
            if feature.name in _STRUCTURE or value is None or _is_links(value):
                continue
            if isinstance(value, str | int | float | bool):
                said[feature.name] = str(value)
            else:
                self.weaver.draft.report.lose(self.weaver.draft.id, name, POINTERS, feature.name)
        key = next((key for key in _LABELS if key in said), None) or next((k for k in said if item.type.name not in _KINDS), None)
        return said.pop(key) if key else item.type.name.rpartition(".")[2], said

    def close(self, kept: Record) -> None:
        """Resolve what points, now that all is there."""
        for number, chain in enumerate(self.chains, start=1):
            names = [_name(link) for link in _chained(chain.first)]
            self.weaver.cluster("entities", f"chain{number}", names)
        self.weaver.finish()
        if kept.get("sentences"):
            self.weaver.draft.layers["sentences"].clear()
        self.weaver.take(kept)
        for name, count in self.skipped.items():
            self.weaver.draft.report.lose(self.weaver.draft.id, "", SYNTAX, f"{count} {name}")


def _part(item: Any) -> tuple[int, int]:
    if not isinstance(item.begin, int) or not isinstance(item.end, int):
        raise ShapeError(f"{item.type.name} {item.xmiID} goes from {item.begin!r} to {item.end!r}")
    return item.begin, item.end


def _has(item: Any, feature: str) -> bool:
    return item.type.get_feature(feature) is not None


def _name(item: Any) -> str:
    if not hasattr(item, "type"):
        raise ShapeError(f"{item!r} stands where a feature structure is wanted")
    return str((item.get("corpusId") if _has(item, "corpusId") else None) or item.xmiID)


def _elements(value: Any) -> list[Any]:
    found = getattr(value, "elements", value)
    return list(found) if isinstance(found, list | tuple) else []


def _is_links(value: Any) -> bool:
    elements = _elements(value)
    return bool(elements) and all(hasattr(one, "type") and _has(one, "role") and _has(one, "target") for one in elements)


def _links(item: Any) -> Iterator[tuple[str, Any]]:
    """Yield role and target of the slots of an annotation."""
    for feature in item.type.all_features:
        value = item.get(feature.name)
        if value is not None and _is_links(value):
            yield from ((str(one.role or feature.name), one.target) for one in _elements(value) if one.target is not None)


def _chained(link: Any) -> Iterator[Any]:
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.get("next") if hasattr(link, "type") and _has(link, "next") else None
