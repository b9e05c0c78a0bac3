"""Times scoring: all layers of many documents, the flat task beside seqeval, coreference beside a plain CoNLL scorer."""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from scipy.optimize import linear_sum_assignment

from corpus_tools.score.coreference import partition, tally_partitions
from corpus_tools.score.counts import Key, Tally
from corpus_tools.score.scores import scores_of
from corpus_tools.score.scoring import score
from corpus_tools.score.spans import add_strict, by_label
from corpus_tools.score.tags import spans_of_tags

# Data out of thin air need no cryptography, and the shares of noise need no names.
# ruff: noqa: S311, PLR2004

ROUNDS = 3
MENTIONS, EVENTS, SENTENCES, TOKENS = 35, 10, 15, 25
TYPES = ("PER", "ORG", "GPE", "LOC", "TIM", "FAC", "NUM", "EVT")
EVENT_TYPES = ("Conflict.Attack", "Contact.Meet", "Politics.Elect", "Economy.Trade", "Life.Die")
Record = dict[str, Any]

# ---------------------------------------------------------------------------------------------- documents to score


def _mention(random_: random.Random, n: int) -> Record:
    start = n * 40 + random_.randrange(10)
    kind = random_.choice(TYPES)
    value = {"value": f"2026-01-{random_.randrange(1, 29):02}"} if kind == "TIM" else {}
    return {"id": f"m{n}", "type": kind, "level": "name", "start": start, "end": start + random_.randrange(3, 30), **value}


def _event(random_: random.Random, n: int) -> Record:
    start = n * 140 + 31
    arguments = [{"role": random_.choice("ABCD"), "mention": f"m{random_.randrange(MENTIONS)}"} for _ in range(3)]
    return {"id": f"e{n}", "type": random_.choice(EVENT_TYPES), "trigger": {"start": start, "end": start + 6}, "arguments": arguments}


def _clusters(random_: random.Random, ids: list[str], count: int) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for id in ids:
        groups.setdefault(random_.randrange(count), []).append(id)
    return list(groups.values())


def gold_document(random_: random.Random, id: str) -> Record:
    """Make a document with MENTIONS mentions in some 18 entities, EVENTS events and 8 relations."""
    mentions = [_mention(random_, n) for n in range(MENTIONS)]
    ids = [m["id"] for m in mentions]
    events = [_event(random_, n) for n in range(EVENTS)]
    pairs = [random_.sample(ids, 2) for _ in range(8)]
    return {
        "id": id,
        "language": "ar",
        "text": "كلمة " * (MENTIONS * 9),
        "mentions": mentions,
        "entities": [{"id": f"c{n}", "type": "PER", "mentions": group} for n, group in enumerate(_clusters(random_, ids, 22))],
        "events": events,
        "event_clusters": [{"id": f"h{n}", "events": g} for n, g in enumerate(_clusters(random_, [e["id"] for e in events], 8))],
        "relations": [{"id": f"r{n}", "type": "near", "head": head, "tail": tail} for n, (head, tail) in enumerate(pairs)],
    }


def noisy(random_: random.Random, gold: Record) -> Record:
    """Make a prediction: a tenth of the types wrong, a tenth of the boundaries, a fifth of the mentions in another entity."""
    mentions = [
        {**m, "type": random_.choice(TYPES) if random_.random() < 0.1 else m["type"], "end": m["end"] + (random_.random() < 0.1)}
        for m in gold["mentions"]
    ]
    entities = [{**entity, "mentions": list(entity["mentions"])} for entity in gold["entities"]]
    for entity in entities:
        for mention in list(entity["mentions"]):
            if random_.random() < 0.2:
                entity["mentions"].remove(mention)
                random_.choice(entities)["mentions"].append(mention)
    return {**gold, "mentions": mentions, "entities": [entity for entity in entities if entity["mentions"]]}


def write(path: Path, records: Iterable[Record]) -> None:
    """Write records as JSONL."""
    with path.open("wb") as file:
        for record in records:
            file.write(orjson.dumps(record) + b"\n")


def read(path: Path) -> Iterator[Record]:
    """Read them again, one by one: what is not kept costs no memory."""
    with path.open("rb") as file:
        yield from map(orjson.loads, file)


# ------------------------------------------------------------------------------------------------------ flat task


def _tags(random_: random.Random) -> list[str]:
    tags: list[str] = []
    while len(tags) < TOKENS:
        kind = random_.choice(TYPES)
        tags += random_.choice(([f"B-{kind}"], [f"B-{kind}", f"I-{kind}"], ["O"] * 6))
    return tags[:TOKENS]


def _spoiled(random_: random.Random, tags: list[str]) -> list[str]:
    return [random_.choice(("O", tag, f"B-{random_.choice(TYPES)}")) if random_.random() < 0.1 else tag for tag in tags]


def ours_flat(gold: list[list[str]], predicted: list[list[str]]) -> float:
    """Score tags by turning them into spans."""
    tally = Tally()
    for n, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        tally.begin(str(n))
        add_strict(tally, "mentions", "strict", by_label(spans_of_tags(one)), by_label(spans_of_tags(other)))
    return scores_of(tally)["mentions", "strict"].f1


def seqeval_flat(gold: list[list[str]], predicted: list[list[str]]) -> float:
    """Score tags with seqeval in its strict mode."""
    from seqeval.metrics import classification_report  # noqa: PLC0415
    from seqeval.scheme import IOB2  # noqa: PLC0415

    report = classification_report(gold, predicted, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    return float(report["micro avg"]["f1-score"])


# ---------------------------------------------------------------------------------------------------- coreference

Clusters = list[set[tuple[int, int]]]


def ours_coreference(pairs: list[tuple[Clusters, Clusters]]) -> float:
    """Score partitions; this computes CEAF-m, BLANC and LEA as well."""
    tally = Tally()
    for n, (gold, predicted) in enumerate(pairs):
        tally.begin(str(n))
        tally_partitions(tally, "entities", "with", partition(gold), partition(predicted))
    return scores_of(tally)[Key("entities", "CoNLL", "singletons", "with")].f1


def _plain_muc(gold: Clusters, predicted: Clusters) -> tuple[float, float]:
    parts = [
        len({n for n, other in enumerate(predicted) for m in c if m in other}) + sum(all(m not in o for o in predicted) for m in c)
        for c in gold
    ]
    return sum(len(c) - part for c, part in zip(gold, parts, strict=True)), sum(len(c) - 1 for c in gold)


def _plain_b3(gold: Clusters, predicted: Clusters) -> tuple[float, float]:
    return sum(len(c & other) ** 2 / len(c) for c in gold for other in predicted), sum(map(len, gold))


def _f1(right: float, gold: float, right_too: float, predicted: float) -> float:
    recall, precision = right / gold, right_too / predicted
    return 2 * precision * recall / (precision + recall)


def plain_coreference(pairs: list[tuple[Clusters, Clusters]]) -> float:
    """Score partitions as the formulas are written: every gold cluster with every predicted one, and scipy for CEAF-e."""
    sums = np.zeros((3, 4))
    for gold, predicted in pairs:
        for n, metric in enumerate((_plain_muc, _plain_b3)):
            sums[n] += (*metric(gold, predicted), *metric(predicted, gold))
        phi = np.array([[2 * len(c & other) / (len(c) + len(other)) for other in predicted] for c in gold])
        best = phi[linear_sum_assignment(phi, maximize=True)].sum()
        sums[2] += (best, len(gold), best, len(predicted))
    return float(np.mean([_f1(*row) for row in sums]))


# ----------------------------------------------------------------------------------------------------------- times


def seconds(call: Callable[[], float]) -> tuple[float, float, float]:
    """Return the wall time and the processor time of a call, and what it returned."""
    start, processor = time.perf_counter(), time.process_time()
    result = call()
    return time.perf_counter() - start, time.process_time() - processor, result


def compete(title: str, calls: dict[str, Callable[[], float]]) -> None:
    """Run the calls in turn, ROUNDS times, check that they return the same, and print their medians."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    results: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            wall, processor, results[name] = seconds(call)
            times[name].append((wall, processor))
    assert max(results.values()) - min(results.values()) < 1e-9, results
    print(f"\n{title}: F1 {next(iter(results.values())):.4f}, the same by each")
    for name, found in times.items():
        wall, processor = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"{name:42}{wall:8.2f} s wall{processor:8.2f} s processor")


def main() -> None:
    """Make the data, time everything in turn, and print it; the argument is the number of documents, 10,000 by default."""
    warnings.simplefilter("ignore")
    size, random_ = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"
        write(paths[0], (gold_document(random_, f"d{n}") for n in range(size)))
        write(paths[1], (noisy(random_, document) for document in read(paths[0])))
        print(
            f"{size:,} documents, {MENTIONS} mentions, {EVENTS} events each; {sum(p.stat().st_size for p in paths) / 1e6:.0f} MB of JSONL"
        )
        compete("all layers, from files", {"score": lambda: score(*paths)["mentions", "strict"].f1})
        compete("mentions alone, from files", {"score": lambda: score(*paths, ["mentions"])["mentions", "strict"].f1})
        print(f"largest memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
        pairs = [(_spans_of(gold), _spans_of(predicted)) for gold, predicted in zip(*map(read, paths), strict=True)]
    compete(
        "coreference, CoNLL average",
        {
            "ours (MUC, B3, CEAFm, CEAFe, BLANC, LEA)": lambda: ours_coreference(pairs),
            "plain (MUC, B3, CEAFe)": lambda: plain_coreference(pairs),
        },
    )
    tags = [_tags(random_) for _ in range(size * SENTENCES)]
    spoiled = [_spoiled(random_, sentence) for sentence in tags]
    compete(
        f"flat task, {len(tags):,} sentences of {TOKENS} tokens",
        {"ours (from tags)": lambda: ours_flat(tags, spoiled), "seqeval (strict, IOB2)": lambda: seqeval_flat(tags, spoiled)},
    )


def _spans_of(document: Record) -> Clusters:
    spans = {m["id"]: (m["start"], m["end"]) for m in document["mentions"]}
    return [{spans[id] for id in entity["mentions"]} for entity in document["entities"]]


if __name__ == "__main__":
    main()
