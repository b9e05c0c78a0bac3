"""What a comparison of two versions finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things are new, gone, and there in both but not the same."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.added + other.added, self.removed + other.removed, self.changed + other.changed)

    def __str__(self) -> str:
        parts = (("+", self.added), ("-", self.removed), ("~", self.changed))
        return " ".join(f"{sign}{count:,}" for sign, count in parts if count)


LAYERS = ("sentences", "mentions", "entities", "events", "event clusters", "arguments", "relations")
Layers = Mapping[str, Mapping[str, Counts]]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """A document that is not the same in both versions: whether its text differs, which fields do, and annotations by layer and type."""

    id: str
    text: bool = False
    fields: tuple[str, ...] = ()
    layers: Layers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelDiff:
    """The labels of one kind, such as "event mode", that are new, gone, renamed (old, new), or defined in another way."""

    kind: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """
    All that differs between two versions of a corpus.

    `moved` names the documents that stand in another split (id, old split, new split); `old` is None if nothing was there before.
    """

    name: str
    old: str | None
    new: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[DocumentDiff, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    labels: tuple[LabelDiff, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved or self.labels)

    @property
    def layers(self) -> Layers:
        """The counts of all changed documents together, by layer and type."""
        total: dict[str, dict[str, Counts]] = {layer: {} for layer in LAYERS}
        for document in self.changed:
            for layer, types in document.layers.items():
                for name, counts in types.items():
                    total[layer][name] = total[layer].get(name, Counts()) + counts
        return {layer: dict(sorted(types.items())) for layer, types in total.items() if types}
