"""The agreement of the annotators whose layers a corpus keeps."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.score.agreement import agreement_of, annotations_of
from corpus_tools.score.output import agreement_json
from corpus_tools.score.reports import AgreementReport

LAYERS = "layers"


def layers_of(root: Path) -> list[Path]:
    """Return the folders of the annotators whose layers the corpus in `root` keeps beside its documents: those that hold documents."""
    return sorted(path for path in (root / LAYERS).glob("*") if any(path.rglob("*.json")))


def agreement_report(root: Path) -> str | None:
    """
    Return what `corpus agree --format json` says of the layers of the corpus in `root`; None if there are not two.

    CorpusError without scipy, InvalidCorpus for layers whose texts differ.
    """
    layers = layers_of(root)
    if len(layers) < 2:  # noqa: PLR2004  agreement is of two
        return None
    return agreement_json(AgreementReport(agreement_of(annotations_of({path.name: path for path in layers}))))
