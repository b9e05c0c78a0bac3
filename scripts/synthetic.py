"""
Synthetic documents: in size and shape like annotated news, in content nothing, correct by every rule of the package.

A document depends on its number and the seed alone, so that any process can make any of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from synthetic_values import ARABIC_DIGITS, VALUES, long_date
from synthetic_words import vocabulary

Record = dict[str, Any]
ONTOLOGY = Path(__file__).parents[1] / "corpus" / "ontology.json"

# ------------------------------------------------------------------------------------------------- the labels

# How often an entity is of a type, in hundredths; the types of values and languages have no entities.
_TYPES = {
    "PER": 24,
    "ORG": 24,
    "GPE": 20,
    "OCC": 7,
    "NORP": 6,
    "FAC": 5,
    "LOC": 4,
    "LEG": 3,
    "EVT": 2,
    "PRD": 2,
    "VEH": 1,
    "WEA": 1,
    "WRK": 1,
}
ENTITY_TYPES = tuple(type for type, share in _TYPES.items() for _ in range(share))
# A thing named by another: what the outer mention is, what the inner one is, and the relation between the two.
COMPOUNDS = (
    *(("OCC", "ORG", "office_in"), ("OCC", "GPE", "office_in"), ("FAC", "GPE", "located_in"), ("ORG", "GPE", "located_in")),
    *(("ORG", "PER", "founded_by"), ("PER", "NORP", "citizen_of"), ("ORG", "NORP", None), ("LEG", "GPE", None)),
)
# The slots of the sentences: n mention of an entity, p attached pronoun, o noun with its attached pronoun, c compound,
# d two mentions that share a word, v value, w web address, e event, s span that may fill a role.
PLANS = (
    *("nev", "cesn", "nepv", "ven", "oens", "nesn", "env", "ncv", "nop", "dens", "vnn", "cesv", "nc", "nve", "vep", "enc", "noen"),
    *("neven", "sev", "c", "evs", "ceo", "nec", "wn"),
)
GENRES = ("wire", "feature", "brief", "bulletin", "communique", "interview", "background", "sports", "court", "other")
AXES = {
    "polarity": ("positive",) * 9 + ("negative",),
    "modality": ("asserted",) * 7 + ("planned", "possible", "desired", "denied"),
    "tense": ("past",) * 6 + ("present", "future", "unspecified"),
    "genericity": ("specific",) * 9 + ("generic",),
}


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type of the ontology, with what may fill each of its roles."""

    type: str
    modes: tuple[str, ...]
    roles: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the generator needs of the ontology."""

    subtypes: dict[str, tuple[str, ...]]
    events: tuple[EventType, ...]


@cache
def labels() -> Labels:
    """Read the labels of the corpus that ships with the package."""
    ontology = json.loads(ONTOLOGY.read_bytes())
    groups = {f"${name}": fillers for name, fillers in ontology["filler_groups"].items()}

    def fillers(names: list[str]) -> frozenset[str]:
        return frozenset(filler for name in names for filler in groups.get(name, [name]))

    events = (
        EventType(t["type"], tuple(t["modes"]), tuple((role["role"], fillers(role["fillers"])) for role in t["roles"]))
        for t in ontology["event_types"]
    )
    return Labels({t["type"]: tuple(t["subtypes"]) for t in ontology["entity_types"]}, tuple(events))


# ----------------------------------------------------------------------------------------------- the document

PRONOUNS = ("ه", "ها", "هم")
FIRST_DAY = date(2012, 1, 1)
MOST_WORDS = 700
PROVENANCE = [
    {"layer": "text", "agent": "synthetic", "method": "rule"},
    {"layer": "annotation", "agent": "synthetic", "method": "rule", "guidelines": "0.1"},
]
T = TypeVar("T")


class _Draft:
    """A document being written from its first word to its last, so that everything arises in reading order."""

    def __init__(self, number: int, seed: int) -> None:
        rng = random.Random(seed * 1_000_003 + number)  # noqa: S311  to be repeatable is the point
        self.number = number
        self.random = rng.random
        known = vocabulary()
        self.nouns, self.verbs = known.nouns, known.verbs
        self.words = iter(rng.choices(known.words, cum_weights=known.weights, k=MOST_WORDS))
        self.day = FIRST_DAY + timedelta(self.below(5000))
        self.arabic_digits = self.chance(0.3)
        # A text has a subject: few event types, each several times.
        self.event_types = [self.one_of(labels().events) for _ in range(6)]
        self.roles_of = {kind.type: kind.roles for kind in self.event_types}
        self.parts: list[str] = []
        self.at = 0
        self.mentions: list[Record] = []
        self.entities: list[Record] = []
        self.events: list[Record] = []
        self.relations: list[Record] = []
        self.subtypes: dict[str, str] = {}
        self.nominals: dict[str, str] = {}
        self.sentences: list[Record] = []
        self.spans: list[Record] = []

    # -- chance and words

    def below(self, number: int) -> int:
        return int(self.random() * number)

    def chance(self, share: float) -> bool:
        return self.random() < share

    def one_of(self, items: Sequence[T]) -> T:
        return items[int(self.random() * len(items))]

    def noun(self) -> str:
        """Return a noun, those at the head of the list more often."""
        return self.nouns[int(self.random() * self.random() * len(self.nouns))]

    def digits(self, text: str) -> str:
        return text.translate(ARABIC_DIGITS) if self.arabic_digits else text

    # -- writing

    def put(self, text: str) -> int:
        """Write some text; return where it begins."""
        start = self.at
        self.parts.append(text)
        self.at += len(text)
        return start

    def fill(self, end: str = " ") -> None:
        """Write a run of words of no interest."""
        self.put(" ".join(islice(self.words, 1 + self.below(10))) + ("، " if end == " " and self.chance(0.08) else end))

    def span(self, text: str) -> Record:
        start = self.put(text)
        return {"start": start, "end": self.at, "text": text}

    def sentence(self, kind: str, plan: str, end: str) -> None:
        """Write a sentence with the slots of the plan, and give its events their arguments."""
        start, events, mentions = self.at, len(self.events), max(len(self.mentions) - 4, 0)
        self.spans = []
        for slot in plan:
            self.fill()
            SLOTS[slot](self)
        self.fill(end)
        for event in self.events[events:]:
            event["arguments"] = self.arguments(event, self.mentions[mentions:])
        self.end_sentence(kind, start)

    def dateline(self) -> None:
        start, place, day = self.at, self.new_entity("GPE"), self.digits(long_date(self.day))
        self.refer(place, "name", place["name"], self.put(place["name"]))
        self.put("، ")
        self.dated = self.mention("TIM", "date", "value", day, self.put(day), value=self.day.isoformat())
        self.end_sentence("dateline", start)

    def end_sentence(self, kind: str, start: int) -> None:
        """Note the sentence; its text is filled in when the whole text is there."""
        self.sentences.append({"id": f"s{len(self.sentences) + 1}", "kind": kind, "start": start, "end": self.at})
        self.put("\n" if kind != "body" or self.chance(0.5) else " ")

    # -- mentions

    def mention(self, type: str, subtype: str, level: str, text: str, start: int, **more: Any) -> Record:
        id = f"m{len(self.mentions) + 1}"
        record = {
            "id": id,
            "type": type,
            "subtype": subtype,
            "level": level,
            "start": start,
            "end": start + len(text),
            "text": text,
            **more,
        }
        self.mentions.append(record)
        return record

    def refer(self, entity: Record, level: str, text: str, start: int, **more: Any) -> Record:
        mention = self.mention(entity["type"], self.subtypes[entity["id"]], level, text, start, **more)
        entity["mentions"].append(mention["id"])
        return mention

    def new_entity(self, type: str) -> Record:
        definite = f"ال{self.noun()}"
        name = definite if type == "GPE" else f"{self.noun()} {definite}" if type in ("PER", "ORG") else f"{definite} ال{self.noun()}"
        entity: Record = {"id": f"x{len(self.entities) + 1}", "type": type, "name": name, "mentions": []}
        self.entities.append(entity)
        self.subtypes[entity["id"]] = self.one_of(labels().subtypes[type])
        return entity

    def known_entity(self, type: str) -> Record:
        """Return an entity of the type, a new one where there is none."""
        return next((entity for entity in self.entities if entity["type"] == type), None) or self.new_entity(type)

    def nominal(self, entity: Record) -> str:
        return self.nominals.setdefault(entity["id"], f"ال{self.noun()}")

    def slot_name(self) -> None:
        """Write a name, or the noun for something that was named before."""
        entity = self.one_of(self.entities) if self.entities and self.chance(0.55) else self.new_entity(self.one_of(ENTITY_TYPES))
        by_name = not entity["mentions"] or self.chance(0.6)
        self.put_reference(entity, "name" if by_name else "nominal", entity["name"] if by_name else self.nominal(entity))
        self.put(" ")

    def put_reference(self, entity: Record, level: str, text: str) -> None:
        """Write a mention, every fifth behind a proclitic; behind the preposition lam the article loses its alef."""
        if self.chance(0.07) and text.startswith("ال"):
            self.put("ل")
            short = f"ل{text[2:]}"
            self.refer(entity, level, short, self.put(short), normalized=text)
        else:
            if self.chance(0.15):
                self.put(self.one_of("وبفك"))
            self.refer(entity, level, text, self.put(text))

    def slot_compound(self) -> None:
        """Write a name that holds another, and what that says of the two."""
        outer_type, inner_type, relation = self.one_of(COMPOUNDS)
        outer, head = self.new_entity(outer_type), self.noun()
        inner = self.known_entity(inner_type)
        outer["name"] = f"{head} {inner['name']}"
        start = self.put(outer["name"])
        whole = self.refer(outer, "name", outer["name"], start)
        part = self.refer(inner, "name", inner["name"], start + len(head) + 1)
        if relation:
            self.relations.append({"id": f"r{len(self.relations) + 1}", "type": relation, "head": whole["id"], "tail": part["id"]})
        self.put(" ")

    def slot_pair(self) -> None:
        """Write two names that share their noun; the second is discontinuous."""
        head, first, second = self.noun(), self.noun(), self.noun()
        longer, shorter = self.new_entity("ORG"), self.new_entity("ORG")
        longer["name"], shorter["name"] = f"{head} {second}", f"{head} {first}"
        text = f"{head} {first} و{second}"
        start = self.put(text)
        parts = ((start, start + len(head)), (self.at - len(second), self.at))
        self.refer(longer, "name", text, start, fragments=[{"start": begin, "end": end} for begin, end in parts])
        self.refer(shorter, "name", shorter["name"], start)
        self.put(" ")

    def slot_owned(self) -> None:
        """Write a noun with the pronoun of its owner attached."""
        owner, entity = self.one_of(self.entities), self.new_entity(self.one_of(ENTITY_TYPES))
        noun, pronoun = self.noun(), self.one_of(PRONOUNS)
        noun = f"{noun[:-1]}ت" if noun.endswith("ة") else noun
        start = self.put(noun + pronoun)
        self.refer(entity, "nominal", noun + pronoun, start)
        self.refer(owner, "pronoun", pronoun, start + len(noun))
        self.put(" ")

    def slot_pronoun(self) -> None:
        pronoun = self.one_of(PRONOUNS)
        self.put(self.one_of(self.verbs))
        self.refer(self.one_of(self.entities), "pronoun", pronoun, self.put(pronoun))
        self.put(" ")

    def slot_value(self) -> None:
        type, subtype, text, value = self.one_of(VALUES)(self.day, 100 + self.below(9000))
        text = self.digits(text)
        # Some values were read by a program and checked: the only annotations with a provenance of their own.
        own = {"provenance": {"agent": "dates", "method": "adjudicated"}} if self.chance(0.1) else {}
        self.mention(type, subtype, "value", text, self.put(text), value=value, **own)
        self.put(" ")

    def slot_address(self) -> None:
        text = f"https://news.example/{''.join(self.one_of('abcdefghij') for _ in range(6))}"
        self.mention("CON", "website", "value", text, self.put(text))
        self.put(" ")

    # -- events

    def slot_span(self) -> None:
        """Write some words that may fill a role by themselves."""
        self.spans.append(self.span(" ".join(islice(self.words, 2 + self.below(2)))))
        self.put(" ")

    def slot_event(self) -> None:
        kind = self.one_of(self.event_types)
        support = {"support_verb": self.span(self.one_of(self.verbs))} if self.chance(0.1) else {}
        if support:
            self.put(" ")
        event: Record = {"id": f"e{len(self.events) + 1}", "type": kind.type, "mode": self.one_of(kind.modes)}
        event |= {"trigger": self.span(self.one_of(self.verbs)), **support}
        event |= {axis: self.one_of(values) for axis, values in AXES.items()}
        self.events.append(event)
        self.put(" ")

    def arguments(self, event: Record, pool: list[Record]) -> list[Record]:
        """Fill some roles of the event from the mentions of the pool, in the order of the fillers; one at least."""
        wanted, first = 2 + self.below(4), self.below(8)
        roles = self.roles_of[event["type"]]
        found: list[tuple[int, str, str, Record]] = []
        used: set[str] = set()
        for n in range(len(roles)):
            role, fillers = roles[(first + n) % len(roles)]
            filler = self.filler(event, fillers, pool, used)
            if filler and len(found) < wanted:
                found.append((filler[0], role, filler[1], {"role": role, **filler[2]}))
        if not found:
            found.append((0, "Time", "", {"role": "Time", "mention": self.dated["id"]}))
        found.sort(key=lambda item: item[:3])
        return [argument for *_, argument in found]

    def filler(self, event: Record, fillers: frozenset[str], pool: list[Record], used: set[str]) -> tuple[int, str, Record] | None:
        """Return the place, the id and the JSON of something that may fill a role and fills none of this event yet."""
        for mention in pool:
            if mention["type"] in fillers and mention["id"] not in used:
                used.add(mention["id"])
                return mention["start"], mention["id"], {"mention": mention["id"]}
        if "span" in fillers and self.spans:
            span = self.spans.pop()
            return span["start"], "", {"span": span}
        number = int(event["id"][1:]) - 1
        if "event" in fillers and number:
            # Only an earlier one: so no event comes to be an argument of itself.
            earlier = self.events[self.below(number)]
            return earlier["trigger"]["start"], earlier["id"], {"event": earlier["id"]}
        return None


SLOTS: dict[str, Callable[[_Draft], None]] = {
    "n": _Draft.slot_name,
    "c": _Draft.slot_compound,
    "d": _Draft.slot_pair,
    "o": _Draft.slot_owned,
    "p": _Draft.slot_pronoun,
    "v": _Draft.slot_value,
    "w": _Draft.slot_address,
    "s": _Draft.slot_span,
    "e": _Draft.slot_event,
}


def _clusters(draft: _Draft) -> list[Record]:
    """Say of some events of one type that they are the same event."""
    of_type: dict[str, list[str]] = {}
    for event in draft.events:
        of_type.setdefault(event["type"], []).append(event["id"])
    groups = [ids[: 2 + draft.below(2)] for ids in of_type.values() if len(ids) > 1 and draft.chance(0.6)]
    return [{"id": f"h{n}", "events": ids} for n, ids in enumerate(groups, 1)]


def document(number: int, seed: int) -> Record:
    """Make the document of this number: its record in canonical order, with the text inside."""
    draft = _Draft(number, seed)
    draft.dateline()
    draft.sentence("headline", "nev", "")
    for _ in range(11 + draft.below(3)):
        draft.sentence("body", draft.one_of(PLANS), ".")
    return _record(draft, "".join(draft.parts[:-1]))


def _record(draft: _Draft, text: str) -> Record:
    return {
        "id": f"d{draft.number:07}",
        "language": "ar",
        "availability": "included",
        "text": text,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "text_length": len(text),
        "text_profile": "nfc-lf-1",
        "basis": "fictional",
        "genre": draft.one_of(GENRES),
        "date": draft.day.isoformat(),
        "source": {"publisher": "Synthetic", "license": "CC-BY-4.0"},
        "provenance": PROVENANCE,
        "sentences": [{**sentence, "text": text[sentence["start"] : sentence["end"]]} for sentence in draft.sentences],
        "mentions": draft.mentions,
        "entities": draft.entities,
        "events": draft.events,
        "event_clusters": _clusters(draft),
        "relations": draft.relations,
    }
