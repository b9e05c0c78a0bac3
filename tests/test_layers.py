"""Imports point down: each module may import only those on the lines above its own, and heavy libraries stay in their room."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "corpus_tools"
ORDER = [
    names.split()
    for names in (
        "errors order resources text kinds characters languages nesting progress diff.values",
        "bounds brackets layout normal clitics contents",
        "boundaries stream git diff.labels diff.annotations publish.hub",
        "model schema alignment tokens sentences texts layers jsontext files engines rules.rules formats.inline.syntax formats.brat.syntax",
        "publish.citation publish.cardtext inference",
        "rules publish parsing filefacts inventory flatten tagging similarity spans references formats.inline.reader",
        "formats.labels formats.losses formats.zipped remarks",
        "formats.webanno.sheet",
        "sources tables features facts report formats.contract formats.inline.writer",
        "publish.agreeing",
        "formats.draft",
        "formats.carrying formats.shapes formats.units formats.graph formats.xmltext",
        "formats.cas",
        "formats.brat.reader formats.tokens formats.chains formats.webanno.reader formats.tokenwise formats.biocmodel",
        "formats.casreader formats.caswriter",
        "formats.plain formats.webanno.writer formats.bio formats.conllu formats.conll2012 formats.brat.writer formats.brat.conf",
        "formats.ua formats.phee",
        "formats.labelstudio formats.doccano formats.prodigy formats.wikievents formats.rams formats.maven formats.docbin",
        "formats.xmi formats.casjson formats.bioc formats.biocjson formats.pubannotation formats.webannotation",
        "formats.apf formats.tbf formats.bigbio formats.tei",
        "formats.brat formats.webanno",
        "formats.bionlp shards keys typed formats.inline formats.pair",
        "reading formats.jsonl",
        "formats",
        "archives checking formats.listing",
        "corpus publish.directory",
        "publish.figures publish.instances publish.columns",
        "publish.card publish.croissant",
        "publish.telling",
        "publish.verify",
        "loader show distributions wording parts proposal reanchor withhold diff.compare diff.output publish.withheld",
        "stats plots",
        "diff versions",
        "interchange publish.plan",
        "annotate explained",
        "validation",
        "score.counts score.matching",
        "score.view score.heads score.spans",
        "score.inputs score.coreference score.mentions score.events score.relations score.tags score.gamma",
        "score.arguments score.mistakes",
        "score.scores",
        "score.scoring score.significance",
        "score.agreement",
        "score.disagreements",
        "score.forms score.reports",
        "score.sheets",
        "score.output",
        "score publish.agreement",
        "builder",
        "publish.publishing release hydrate",
        "site.blocks site.folding site.guidelines site.bundle site.server",
        "site.words site.labels site.catalogue site.disagreements site.pictures",
        "site.writer",
        "site",
        "cli.base",
        "cli.exchange cli.exploring cli.looking cli.making cli.publishing cli.scoring cli.writing",
        "cli",
        "__main__",
    )
]
ROOMS = {
    "duckdb": {"rules.rules", "corpus", "diff.compare"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "datasets": {"corpus"},
    "huggingface_hub": {"publish.hub"},
    "pyarrow": {
        *("layers", "texts", "tables", "flatten", "tagging", "facts", "inventory", "keys", "features", "reading", "checking", "parts"),
        *("archives", "typed", "spans", "references", "remarks", "contents", "diff.compare"),
        *("publish.agreeing", "publish.croissant", "publish.verify", "publish.withheld"),
        *("site.blocks", "site.words", "site.labels", "site.catalogue", "site.disagreements", "site.writer"),
        *("builder", "corpus", "distributions", "rules.rules", "score.inputs", "formats.jsonl"),
    },
    "fsspec": {"shards"},
    "dask": {"engines"},
    "rich": {"show", "stats", "progress", "score.forms", "score.output"},
    "scipy": {"score.matching"},
    "pygamma_agreement": {"score.gamma"},
    "pyannote": {"score.gamma"},
    "click": {
        *("cli", "cli.base", "cli.exchange", "cli.exploring", "cli.looking", "cli.making", "cli.publishing", "cli.scoring", "cli.writing"),
    },
    "yaml": {"publish.card", "publish.cardtext", "publish.citation"},
    "regex": {"boundaries", "bounds", "brackets", "clitics", "kinds", "layout", "normal", "reanchor", "sentences", "spans", "tokens"},
    "pandas": {"corpus"},
    "matplotlib": {"plots"},
    "spacy": {"formats.docbin"},
    "cassis": {"formats.cas"},
}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__").removesuffix("__init__")


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name != "_shipped"}
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    named = {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
    return plain | {str(node.module) for node in froms} | named


def _own(path: Path) -> set[str]:
    found = {name.removeprefix("corpus_tools.") for name in _imports(path) if name.startswith("corpus_tools.")}
    return found & set(MODULES)


def test_every_module_has_its_place() -> None:
    assert set(RANK) == set(MODULES) - {""}


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_a_module_imports_only_from_above(name: str) -> None:
    parents = {name.rpartition(".")[0], name.split(".", maxsplit=1)[0]}
    assert [other for other in _own(MODULES[name]) - parents - {name} if RANK[other] >= RANK[name]] == []


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_stays_in_its_room(library: str) -> None:
    users = {name for name, path in MODULES.items() if any(i.split(".")[0] == library for i in _imports(path))}
    assert users == ROOMS[library]


@pytest.mark.parametrize("statement", ["import corpus_tools", "import corpus_tools.cli"])
def test_importing_the_package_imports_nothing_heavy(statement: str) -> None:
    code = f"import sys; {statement}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pyarrow", "datasets", "duckdb", "pandas", "numpy", "scipy", "jsonschema", "jsonschema_rs", "rich", "yaml", "matplotlib"} & set(
        loaded
    ) == set()
