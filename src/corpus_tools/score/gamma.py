"""Gamma, which measures agreement on where the units are and on their labels at once, through pygamma-agreement."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from corpus_tools.errors import CorpusError
from corpus_tools.score.view import View

Unit = tuple[str, int, int, str]
"""Annotator, start and end in code points, label."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What gamma depends on: the weights of position and label, the cost of a unit without a partner, the sampling.

    `precision` is the relative error of the estimate of chance, at 95 % confidence; `samples` the least number drawn for
    it; `fast` takes the library's approximation by windows, for long documents.
    """

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0
    precision: float = 0.05
    samples: int = 30
    seed: int = 0
    fast: bool = False


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma of each document of a layer, their mean, and the settings without which it says nothing."""

    layer: str
    mean: float | None
    documents: Mapping[str, float]
    settings: Settings


def units(annotations: Mapping[str, View], layer: str) -> list[Unit]:
    """
    Return the units of a document's mentions or triggers, annotator by annotator.

    A discontinuous span is one unit from its first code point to its last.
    """
    found = []
    for name, view in annotations.items():
        labelled = [(m.span, m.type) for m in view.mentions] if layer == "mentions" else [(e.trigger, e.type) for e in view.events]
        found += [(name, span[0], span[-1], label) for span, label in sorted(set(labelled))]
    return found


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """
    Seed numpy's global generator, which the library draws from, and put it back afterwards.

    Meanwhile the library is kept from saying of every sample which solver it does without.
    """
    state, disabled = np.random.get_state(), logging.root.manager.disable  # noqa: NPY002  the library's own choice
    np.random.seed(seed)  # noqa: NPY002
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(disabled)
        np.random.set_state(state)  # noqa: NPY002


def _library() -> Any:
    try:
        import pygamma_agreement  # noqa: PLC0415  an extra, and slow to import
    except ImportError:
        message = "gamma needs pygamma-agreement, which is not installed: pip install 'corpus-tools[agreement]'"
        raise CorpusError(message) from None
    return pygamma_agreement


def gamma_of(annotations: Mapping[str, View], layer: str, settings: Settings = DEFAULT) -> float | None:
    """
    Return γ (Mathet, Widlöcher and Métivier 2015) of one document: 1 - observed / expected disorder.

    None where fewer than two annotators have a unit. CorpusError if the library is not installed.
    """
    library = _library()
    from pyannote.core import Segment  # noqa: PLC0415  comes with the library

    marked = units(annotations, layer)
    if len({unit[0] for unit in marked}) < 2:  # noqa: PLR2004  of one there is no agreement
        return None
    continuum = library.Continuum()
    for annotator, start, end, label in marked:
        continuum.add(annotator, Segment(start, end), label)
    weights = {"alpha": settings.alpha, "beta": settings.beta, "delta_empty": settings.delta_empty}
    dissimilarity = library.CombinedCategoricalDissimilarity(**weights)
    sampling = {"precision_level": settings.precision, "n_samples": settings.samples, "fast": settings.fast}
    with _seeded(settings.seed):
        return float(continuum.compute_gamma(dissimilarity, **sampling).gamma)


def gamma(annotations: Mapping[str, Mapping[str, View]], layer: str, settings: Settings = DEFAULT) -> Gamma:
    """Return γ of every document that two annotators or more have, and its mean, in which each document weighs the same."""
    found = {}
    for id in dict.fromkeys(id for views in annotations.values() for id in views):
        value = gamma_of({name: views[id] for name, views in annotations.items() if id in views}, layer, settings)
        if value is not None:
            found[id] = value
    return Gamma(layer, fmean(found.values()) if found else None, found, settings)
