"""TEI P5: the text as it is, and all annotations in <standOff>, pointing into it by code points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus_tools.formats import graph
from corpus_tools.formats.carrying import kept
from corpus_tools.formats.contract import FEATURES, is_file_of, needs_text, put
from corpus_tools.formats.graph import Link, Node
from corpus_tools.formats.losses import Report
from corpus_tools.formats.xmltext import HEAD, element, fits, text_fits
from corpus_tools.order import Record

NAME = "tei"
SUFFIXES = (".tei.xml",)
UNIT = "code-points"
CARRIES = frozenset(FEATURES) - {"tokens"}
EXTRA = None

NAMESPACE = "http://www.tei-c.org/ns/1.0"
TEXT = "_text"
"""xml:id of the element that holds the text; nothing in it but characters. No id of ours begins with a low line and a letter."""
UNWRITABLE = "attribute[|s] left out, XML having no way to write a character of [its|their] value"
_GROUPS = {"mention": "mentions", "event": "events", "span": "fillers"}


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write ID.tei.xml for each record."""
    contents: dict[Path, bytes] = {}
    for record in records:
        if needs_text(record, report) and text_fits(record, report):
            path = out if is_file_of(out, SUFFIXES) else out / f"{record['id']}{SUFFIXES[0]}"
            contents[path] = f"{HEAD}{_document(kept(record, CARRIES, report), report)}\n".encode()
    return put(contents, report)


def _document(record: Record, report: Report) -> str:
    text = element("ab", {"xml:id": TEXT, "xml:space": "preserve"}, record["text"])
    body = element("text", {"xml:lang": record["language"]}, [element("body", {}, [text])])
    return element("TEI", {"xmlns": NAMESPACE, "n": record["id"]}, [_header(record, report), _stand_off(record, report), body])


def _told(values: Iterable[object], document: str, report: Report) -> str:
    """Return values in one line; one that XML cannot hold is left out, and noted."""
    texts = [str(value) for value in values if value]
    for text in texts:
        if not fits(text):
            report.lose(document, "", UNWRITABLE, repr(text))
    return "; ".join(text for text in texts if fits(text))


def _header(record: Record, report: Report) -> str:
    source = [record["source"].get(key) for key in ("publisher", "license", "url", "note")]
    return element(
        "teiHeader",
        {},
        [
            element(
                "fileDesc",
                {},
                [
                    element("titleStmt", {}, [element("title", {}, record["id"])]),
                    element("publicationStmt", {}, [element("p", {}, f"{record['basis']}; text {record['availability']}")]),
                    element("sourceDesc", {}, [element("p", {}, _told(source, record["id"], report))]),
                ],
            ),
            element("encodingDesc", {}, [element("p", {}, _told(_made(record), record["id"], report))]),
            element("profileDesc", {}, [element("creation", {}, [element("date", {"when": record["date"]})]), _genre(record)]),
        ],
    )


def _made(record: Record) -> list[str]:
    return [" ".join(str(value) for value in layer.values() if value) for layer in record["provenance"]]


def _genre(record: Record) -> str:
    return element("textClass", {}, [element("keywords", {"scheme": "genre"}, [element("term", {}, record["genre"])])])


def _stand_off(record: Record, report: Report) -> str:
    nodes = graph.nodes(record)
    links = graph.numbered(graph.links(record), [node.id for node in nodes])
    parts = [_group("sentences", [_sentence(sentence) for sentence in record["sentences"]])]
    parts += [_group(group, [_span(node) for node in nodes if node.kind == kind]) for kind, group in _GROUPS.items()]
    for kind in ("argument", "relation"):
        parts.append(_group(f"{kind}s", [_link(link) for link in links if link.kind == kind], "linkGrp"))
    parts += [_group(layer, [*_clusters(record, layer, members)], "linkGrp") for layer, members in _CLUSTERS.items()]
    said = [(thing.id, dict(thing.attributes)) for thing in _things(nodes, links)] + [*_said_of_clusters(record)]
    structures = [_structure(id, attributes, record["id"], report) for id, attributes in said if attributes]
    return element("standOff", {}, [part for part in parts if part] + structures)


def _things(nodes: Iterable[Node], links: Iterable[Link]) -> Iterator[Node | Link]:
    yield from nodes
    yield from links


_CLUSTERS = {"entities": "mentions", "event_clusters": "events"}


def _group(type: str, members: list[str], tag: str = "spanGrp") -> str:
    return element(tag, {"type": type}, members) if members else ""


def _id(name: str) -> str:
    """Return a name as XML wants its ids: not beginning with a digit."""
    return f"_{name}" if name[0].isdigit() else name


def _pointer(parts: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"#string-range({TEXT},{start},{end - start})" for start, end in parts)


def _sentence(sentence: Mapping[str, object]) -> str:
    place = [(int(str(sentence["start"])), int(str(sentence["end"])))]
    return element("span", {"xml:id": _id(str(sentence["id"])), "type": str(sentence["kind"]), "target": _pointer(place)})


def _span(node: Node) -> str:
    said = {"ana": f"#_fs.{node.id}"} if node.attributes else {}
    return element("span", {"xml:id": _id(node.id), "type": node.label, "target": _pointer(node.parts), **said})


def _link(link: Link) -> str:
    said = {"ana": f"#_fs.{link.id}"} if link.attributes else {}
    return element("link", {"xml:id": _id(link.id), "type": link.label, "target": f"#{_id(link.source)} #{_id(link.target)}", **said})


def _clusters(record: Record, layer: str, members: str) -> Iterator[str]:
    for cluster in record[layer]:
        target = " ".join(f"#{_id(member)}" for member in cluster[members])
        type_ = {"type": cluster["type"]} if "type" in cluster else {}
        said = {"ana": f"#_fs.{cluster['id']}"} if _said(cluster) else {}
        yield element("link", {"xml:id": _id(cluster["id"]), **type_, "target": target, **said})


def _said(cluster: Record) -> dict[str, str]:
    made = cluster.get("provenance") or {}
    return {key: cluster[key] for key in ("name", "wikidata") if cluster.get(key)} | made


def _said_of_clusters(record: Record) -> Iterator[tuple[str, dict[str, str]]]:
    for layer in _CLUSTERS:
        yield from ((cluster["id"], _said(cluster)) for cluster in record[layer])


def _structure(id: str, attributes: Mapping[str, str], document: str, report: Report) -> str:
    """Return the feature structure of an annotation; a value that XML cannot hold is left out, and noted."""
    features = []
    for key, value in attributes.items():
        if fits(value):
            features.append(element("f", {"name": key}, [element("string", {}, value)]))
        else:
            report.lose(document, id, UNWRITABLE, key)
    return element("fs", {"xml:id": f"_fs.{id}"}, features)
