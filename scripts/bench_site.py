"""
Times the explorer in a real browser, beside a page that loads all documents as JSON and looks for what was typed in each.

    scripts/bench site --documents 10000 --rounds 5

It needs what scripts/test installs: playwright, Chromium, and the front end.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import measure
import orjson
import pyarrow.parquet as pq
from measure import Spread
from playwright.sync_api import Browser, CDPSession, sync_playwright

from corpus_tools import load
from corpus_tools.site.server import address, server
from corpus_tools.site.writer import write

OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
)
# What a page of this kind would be without an index: the same list, the same words marked up, and nothing more.
NAIVE_PAGE = '<!doctype html><meta charset="utf-8"><title>naive</title><main><h1>naive</h1></main><script src="naive.js"></script>'
NAIVE_SCRIPT = """
const main = document.querySelector("main");
const make = (name, text, ...inside) => { const e = document.createElement(name); e.append(text, ...inside); return e; };
let documents;
function list(found) {
  const item = (d) => make("li", "", make("h2", d.sentences[0].text), make("p", d.sentences[1].text));
  const ol = make("ol", "", ...found.slice(0, 20).map(item));
  ol.className = "documents";
  return ol;
}
function whole(d) {
  const events = d.events.map((e) => make("p", e.type + " " + e.trigger.text));
  return make("article", "", ...d.sentences.map((s) => make("p", s.text)), ...events);
}
function show() {
  const [, path, query] = /^#?\\/?([^?]*)\\??(.*)$/.exec(location.hash);
  const q = new URLSearchParams(query).get("q");
  const id = path.split("/")[1];
  main.replaceChildren(id ? whole(documents.find((d) => d.id === id)) : list(q ? documents.filter((d) => d.text.includes(q)) : documents));
}
fetch("documents.json").then((r) => r.json()).then((d) => { documents = d; show(); addEventListener("hashchange", show); });
"""
# When what was asked for stands in the page, and how long that took since the address changed, in milliseconds.
READY = """([hash, selector]) => new Promise((done) => {
  const before = document.querySelector("main").lastElementChild;
  const start = performance.now();
  location.hash = hash;
  const look = () => {
    const main = document.querySelector("main");
    const there = main.lastElementChild !== before && !main.hasAttribute("aria-busy") && main.querySelector(selector);
    there ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 0);
  };
  look();
})"""
FIRST = """new Promise((done) => {
  const there = () => document.querySelector("main li, main article");
  const look = () => there() ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 0);
  look();
})"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a page that is open: its address, and what must stand there then."""

    name: str
    hash: str
    selector: str


def _naive(corpus: Path, out: Path) -> None:
    out.mkdir()
    (out / "documents.json").write_bytes(orjson.dumps(list(load(corpus).records())))
    (out / "index.html").write_text(NAIVE_PAGE, encoding="utf-8")
    (out / "naive.js").write_text(NAIVE_SCRIPT, encoding="utf-8")


def _words(site: Path) -> Iterator[tuple[str, str]]:
    """Yield a word that every document has, one of a tenth of them, and one of a few; each alone in its own form."""
    tables = [pq.read_table(path).to_pylist() for path in sorted((site / "data/words").glob("*.parquet"))]
    words = sorted((row for table in tables for row in table if not row["forms"]), key=lambda row: (-row["documents"], row["word"]))
    most = words[0]["documents"]
    for name, share in (
        ("the most frequent word", 1.0),
        ("a word of a tenth of the documents", 0.1),
        ("a word of one in a thousand", 0.001),
    ):
        yield name, min(words, key=lambda row: abs(row["documents"] - share * most))["word"]


def _asked(site: Path, documents: int) -> list[Asked]:
    found = [(f"search: {name}", word) for name, word in _words(site)]
    (_, frequent), _, (_, rare) = found
    found.append(("search: both the most and the least frequent of these", f"{frequent} {rare}"))
    searches = [Asked(name, f"#/?q={word}", ".documents, .status") for name, word in found]
    return [*searches, Asked("open a document", f"#/document/d{documents // 2:07}", "article")]


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with server(folder, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield address(running)
        running.shutdown()


@dataclass(frozen=True, slots=True)
class Wait:
    """What a visitor waits for, and what of it the page's own thread worked, in milliseconds; the rest is the server and the machine."""

    wall: float
    cpu: float


def _times(browser: Browser, url: str, asked: Sequence[Asked]) -> tuple[dict[str, Wait], float]:
    """Return what a new visitor waits for, and the megabytes of the first page; each question is put to a new page."""
    found: dict[str, Wait] = {}
    read = 0.0
    for one in (None, *asked):
        with browser.new_context(locale="en") as context:
            page = context.new_page()
            worked = _worked(context.new_cdp_session(page))
            page.goto(url)
            first = page.evaluate(FIRST)
            before = worked()
            if one is None:
                found["first page"] = Wait(first, before)
                read = page.evaluate("performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)") / 2**20
            else:
                wall = page.evaluate(READY, [one.hash, one.selector])
                found[one.name] = Wait(wall, worked() - before)
    return found, read


def _worked(session: CDPSession) -> Callable[[], float]:
    """Return what tells how long the page's thread has worked, whatever else the machine was doing."""
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")

    return worked


Rounds = dict[str, list[tuple[dict[str, Wait], float]]]


def _rounds(sides: dict[str, str], asked: Sequence[Asked], rounds: int) -> Rounds:
    found: Rounds = {name: [] for name in sides}
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        for number in range(rounds):
            for name, url in sides.items():
                measure.say(f"round {number + 1} of {rounds}: {name}")
                browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS.split())
                found[name].append(_times(browser, url, asked))
                browser.close()
    return found


def _table(found: Rounds) -> str:
    ours, naive = found["explorer"], found["all as JSON"]
    rows = []
    for name in ours[0][0]:
        waits = [[times[name] for times, _ in side] for side in (ours, naive)]
        walls, cpus = ([Spread.of([getattr(wait, part) for wait in side]) for side in waits] for part in ("wall", "cpu"))
        ratio = walls[1].median / walls[0].median
        rows.append([name, *(wall.text(0) for wall in walls), f"{ratio:.1f}", *(cpu.text(0) for cpu in cpus)])
    megabytes = " and ".join(f"{Spread.of([read for _, read in side]).median:.2f}" for side in (ours, naive))
    head = ("", "explorer, ms", "all as JSON, ms", "times as long", "explorer, CPU ms", "all as JSON, CPU ms")
    return f"{measure.table(head, rows)}\nRead for the first page: {megabytes} MB.\n"


def main(argv: Sequence[str] | None = None) -> None:
    """Write both sites, ask the same of both in turn, and print the table."""
    parser = argparse.ArgumentParser(description="Time the explorer in a browser.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given: Any = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus = measure.data(work / "corpus", given.documents, form="jsonl", files=4)
        measure.say("writing the sites")
        write(corpus, work / "site")
        _naive(corpus, work / "naive")
        asked = _asked(work / "site", given.documents)
        with _served(work / "site") as ours, _served(work / "naive") as naive:
            found = _rounds({"explorer": ours, "all as JSON": naive}, asked, given.rounds)
    print(f"## Explorer\n\n{measure.machine()} Medians of {given.rounds} (least-most), {given.documents:,} documents, on localhost.\n")
    print(_table(found))


if __name__ == "__main__":
    main()
