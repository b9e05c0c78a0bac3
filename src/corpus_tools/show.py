"""Draws a document for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpus_tools.model import Argument, Document, Event, Mention, Relation, Sentence, Span

# A terminal that knows bidi sets each isolated run by itself; one that does not is left as it is, in logical order.
_ISOLATE, _END = "\u2068", "\u2069"
_RTL = ("ar", "fa", "he", "ur")
_STYLES = {
    "PER": "cyan",
    "OCC": "bright_cyan",
    "NORP": "blue",
    "ORG": "magenta",
    "GPE": "green",
    "LOC": "green",
    "FAC": "green",
    "TIM": "yellow",
}


def isolated(text: str | None) -> str:
    """Return text of the document so that it does not disturb the order of what stands around it."""
    return f"{_ISOLATE}{text}{_END}" if text else "(withheld)"


def _mention_row(mention: Mention, depth: int) -> tuple[str, ...]:
    label = f"{mention.type}/{mention.subtype}" if mention.subtype else mention.type
    entity = f"@{mention.entity.id}" if mention.entity else ""
    more = mention.value or (f"= {isolated(mention.normalized)}" if mention.normalized else "")
    span = f"{mention.start}:{mention.end}"
    return mention.id, "  " * depth + label, mention.level, isolated(mention.text), span, entity, more


def _argument(argument: Argument) -> str:
    filler = argument.filler
    if isinstance(filler, Span):
        return f"{argument.role}: {isolated(filler.text)}"
    text = filler.trigger.text if isinstance(filler, Event) else filler.text if filler else None
    return f"{argument.role}: {argument.mention_id or argument.event_id} {isolated(text)}"


def _event(event: Event) -> Text:
    axes = [event.polarity, event.modality, event.tense, event.genericity]
    marked = [axis for axis, usual in zip(axes, ("positive", "asserted", "past", "specific"), strict=True) if axis != usual]
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    cluster = f" @{event.cluster.id}" if event.cluster else ""
    head = Text.assemble(
        (f"{event.id} ", "dim"), (kind, "bold red"), f" {isolated(event.trigger.text)}{cluster} ", (" ".join(marked), "yellow")
    )
    return Text("\n").join([head, *(Text(f"   {_argument(argument)}") for argument in event.arguments)])


def _depths(mentions: list[Mention]) -> Iterator[tuple[Mention, int]]:
    open_mentions: list[Mention] = []
    for mention in mentions:
        open_mentions = [outer for outer in open_mentions if outer.end >= mention.end and outer.end > mention.start]
        yield mention, len(open_mentions)
        open_mentions.append(mention)


def _sentence(document: Document, sentence: Sentence) -> Iterator[RenderableType]:
    kind = "" if sentence.kind == "body" else f" {sentence.kind}"
    yield Text(f"\n{sentence.id}{kind}", style="bold")
    if sentence.text:
        right_to_left = document.language.split("-")[0] in _RTL
        yield Text(sentence.text, justify="right" if right_to_left else "left")
    inside = [m for m in document.mentions if sentence.start <= m.start < sentence.end]
    if inside:
        table = Table(box=None, pad_edge=False, show_header=False)
        for mention, depth in _depths(inside):
            table.add_row(*_mention_row(mention, depth), style=_STYLES.get(mention.type, ""))
        yield table
    yield from (_event(event) for event in document.events if sentence.start <= event.trigger.start < sentence.end)


def _relation(relation: Relation) -> str:
    head, tail = (isolated(end.text if end else None) for end in (relation.head, relation.tail))
    return f"{relation.id} {relation.type}: {relation.head_id} {head} -> {relation.tail_id} {tail}"


def document_view(document: Document) -> RenderableType:
    """Return a document with its annotations, sentence by sentence."""
    facts = f"{document.id} ({document.genre}, {document.date}, {document.basis}, text {document.availability})"
    parts: list[RenderableType] = [Text(facts, style="bold underline")]
    for sentence in document.sentences:
        parts += _sentence(document, sentence)
    relations = [Text(_relation(relation)) for relation in document.relations]
    return Group(*parts, *([Text("\nrelations", style="bold"), *relations] if relations else []))


def render(view: RenderableType, width: int | None = None, *, color: bool = False) -> str:
    """Return what a terminal shows of a view."""
    console = Console(width=width, force_terminal=color, color_system="auto" if color else None, highlight=False)
    with console.capture() as capture:
        console.print(view)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
