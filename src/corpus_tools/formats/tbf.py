"""TAC KBP event nuggets (TBF), as the EvmEval scorer reads them: a line a trigger, with type, realis and coreference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_tools.formats.carrying import kept, points_of
from corpus_tools.formats.contract import is_file_of, needs_text, put
from corpus_tools.formats.losses import Report
from corpus_tools.order import Record

NAME = "tbf"
SUFFIXES = (".tbf",)
UNIT = "code-points"
CARRIES = frozenset({"events", "discontinuity", "event-clusters"})
EXTRA = None

SYSTEM = "corpus"
REALIS = "event[|s] whose polarity, modality, tense and genericity became [its|their] realis"


def write(records: Iterable[Record], out: Path, report: Report) -> list[Path]:
    """Write one file, a block a document."""
    blocks = [_block(record, report) for record in records if needs_text(record, report)]
    path = out if is_file_of(out, SUFFIXES) else out / f"{NAME}{SUFFIXES[0]}"
    return put({path: "".join(blocks).encode()}, report)


def _block(record: Record, report: Report) -> str:
    realis = {event["id"]: _realis(event) for event in record["events"]}
    bare = kept(record, CARRIES, report)
    for event in bare["events"]:
        report.change(record["id"], event["id"], REALIS, realis[event["id"]])
    lines = [_line(event, realis[event["id"]], bare) for event in bare["events"]]
    return "".join(f"{line}\n" for line in (f"#BeginOfDocument {record['id']}", *lines, *_clusters(bare), "#EndOfDocument"))


def _line(event: Record, realis: str, record: Record) -> str:
    points = points_of(event["trigger"])
    places = ";".join(f"{start},{end}" for start, end in points)
    words = " ".join(" ".join(record["text"][start:end].split()) for start, end in points)
    return "\t".join((SYSTEM, record["id"], event["id"], places, words, event["type"], realis))


def _realis(event: Record) -> str:
    """Return Generic for a generic event, Actual for one said to have happened or to happen now, Other for any else."""
    if event["genericity"] == "generic":
        return "Generic"
    happened = event["polarity"] == "positive" and event["modality"] == "asserted" and event["tense"] in ("past", "present", "unspecified")
    return "Actual" if happened else "Other"


def _clusters(record: Record) -> Iterator[str]:
    for cluster in record["event_clusters"]:
        if len(cluster["events"]) > 1:
            yield "\t".join(("@Coreference", cluster["id"], ",".join(cluster["events"])))
