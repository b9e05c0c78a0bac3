"""The explorer in a browser: a headless Chromium drives the real site, on the corpus that ships and on one full of markup."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SECOND, run

from corpus_tools import load
from corpus_tools.site import bundle
from corpus_tools.site.server import address, server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / "src/corpus_tools/site/web/node_modules/axe-core/axe.min.js"
MADE = not bundle.missing() and AXE.is_file()
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
)
# One worker, one browser: starting one takes longer than most of what is asked of it.
pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: scripts/test installs it where it may"),
    pytest.mark.skipif(not MADE, reason="the front end is not made: scripts/bundle makes it, and needs npm"),
]
HOSTILE = 'A <script>window.hit = 1</script> "><img src=x onerror="window.hit = 2"> \u202eevil\u202c & &amp; </p> ferry.'


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with server(folder, 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield address(running)
        running.shutdown()
        thread.join()


def site_of(root: Path, out: Path) -> Path:
    ran = run("site", root, "--out", out, "--quiet")
    assert ran.code == 0, ran.err
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def waqai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(site_of(ROOT / "corpus", tmp_path_factory.mktemp("explorer") / "waqai")) as url:
        yield url


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new page that fails its test if the site makes an error or leaves its server."""
    with opened(browser) as page:
        yield page


@contextmanager
def opened(browser: Any, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**{"locale": "en", "viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith("http://127.0.0.1:") else faults.append(request.url))
    yield page
    context.close()
    assert faults == []


def go(page: Any, url: str) -> None:
    page.goto("about:blank")
    page.goto(url)
    page.wait_for_selector("main:not([aria-busy]) h1")


def settle(page: Any) -> None:
    until(page, "!document.querySelector('main').hasAttribute('aria-busy')")


def until(page: Any, condition: str) -> None:
    """Wait for a condition, asked again and again: the site's policy forbids what would ask it inside the page."""
    end = time.monotonic() + 10
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        time.sleep(0.02)


def found(page: Any) -> int:
    return int(page.locator(".status b").first.inner_text().replace(",", ""))


# ------------------------------------------------------------------------------------------------ load, filter, search


def test_the_first_page_lists_the_documents(page: Any, waqai: str) -> None:
    go(page, waqai)
    assert page.title() == "Documents – waqai"
    assert found(page) == 100
    assert page.locator(".documents > li").count() == 20
    page.get_by_role("link", name="Next").click()
    until(page, "document.querySelector('.pager').innerText.includes('2 / 5')")


def test_filters_count_and_narrow_what_is_listed(page: Any, waqai: str) -> None:
    corpus = load(ROOT / "corpus")
    wanted = {d.id for d in corpus if any(e.type == "Conflict.Attack" and e.mode == "shelling" for e in d.events)}
    go(page, waqai)
    page.get_by_label("Event type").select_option("Conflict.Attack")
    settle(page)
    until(page, "location.hash.includes('event=Conflict.Attack')")
    option = page.locator("select[name=mode] option[value='Conflict.Attack/shelling']")
    assert option.inner_text() == f"shelling ({len(wanted)})"
    page.get_by_label("Mode").focus()
    page.get_by_label("Mode").select_option("Conflict.Attack/shelling")
    until(page, f"document.querySelector('.status b').innerText === '{len(wanted)}'")
    listed = {link.split("/")[-1] for link in page.eval_on_selector_all(".documents h2 a", "links => links.map(a => a.hash)")}
    assert listed == wanted
    assert page.evaluate("document.activeElement.name") == "mode"


@pytest.mark.parametrize("written", ["الأمم المتحدة", "الامم المتحده", "الأُمَم المتّحدة", "الأمـــم المتحدة"])
def test_the_search_does_not_mind_how_a_word_is_written(page: Any, waqai: str, written: str) -> None:
    go(page, waqai)
    page.get_by_label("Search the text").fill(f'"{written}"')
    page.get_by_label("Also behind").uncheck()
    page.get_by_role("button", name="Search").click()
    until(page, "location.hash.includes('q=') && document.querySelector('.status').innerText.includes('Places')")
    corpus = load(ROOT / "corpus")
    assert found(page) == sum(re.search(r"\bالأمم المتحدة\b", document.text or "") is not None for document in corpus)
    assert page.locator(".documents mark").first.inner_text() == "الأمم المتحدة"


def test_the_search_finds_words_behind_proclitics(page: Any, waqai: str) -> None:
    go(page, f"{waqai}#/concordance?q=وزير")
    keys = set(page.locator(".kwic .key").all_inner_texts())
    assert {"وزير", "الوزير", "لوزير"} <= keys | {"لوزير"}
    assert {"الوزير"} < keys
    go(page, f"{waqai}#/concordance?q=وزير&exact=1")
    assert set(page.locator(".kwic .key").all_inner_texts()) == {"وزير"}


# --------------------------------------------------------------------------------------------------------- a document


def test_every_mention_and_trigger_of_a_document_is_marked(page: Any, waqai: str) -> None:
    document = load(ROOT / "corpus")["wadi-ceasefire"]
    go(page, f"{waqai}#/document/wadi-ceasefire")
    text = document.text or ""
    assert page.locator(".line").all_inner_texts() == [text[s.start : s.end] for s in document.sentences]
    for mention in document.mentions:
        marks = page.locator(f".mention[data-item={mention.id}]")
        fragments = mention.fragments or [mention]
        assert marks.all_inner_texts() == [text[f.start : f.end] for f in fragments]
    for event in document.events:
        assert page.locator(f"[id=item-{event.id}]").count() == 1


def test_pointing_at_an_event_lights_its_arguments_and_its_cluster(page: Any, waqai: str) -> None:
    event = next(event for event in load(ROOT / "corpus")["wadi-ceasefire"].events if event.id == "e4")
    go(page, f"{waqai}#/document/wadi-ceasefire")
    page.locator("[id=item-e4]").hover()
    lit = page.eval_on_selector_all(".text .lit", "marks => marks.map(mark => [mark.dataset.item, mark.dataset.role ?? null])")
    roles = {(argument.mention_id, argument.role) for argument in event.arguments}
    cluster = event.cluster.events if event.cluster else ()
    assert len(cluster) == 4
    assert {tuple(one) for one in lit} == roles | {(other.id, None) for other in cluster}
    page.mouse.move(0, 0)
    until(page, "!document.querySelector('.text .lit')")


def test_every_item_has_an_address(page: Any, waqai: str) -> None:
    go(page, f"{waqai}#/document/wadi-ceasefire/m9")
    chosen = page.locator(".selected").inner_text()
    lines = (ROOT / "corpus/documents/wadi-ceasefire.json").read_text(encoding="utf-8").split("\n")
    line = next(n for n, content in enumerate(lines, start=1) if '{"id":"m9"' in content)
    assert f"documents/wadi-ceasefire.json:{line}" in chosen
    assert page.locator("[id=item-m9]").evaluate("mark => mark.classList.contains('active')")


def test_a_withheld_text_is_not_there_and_its_labels_are(page: Any, waqai: str) -> None:
    document = load(ROOT / "corpus")["interpol-seed"]
    go(page, f"{waqai}#/document/interpol-seed")
    assert "Only the owner of this text may distribute it" in page.locator(".notice").inner_text()
    assert page.locator(".chip").count() == len(document.mentions) + len(document.events)
    assert page.locator("[id=item-m1]").inner_text() == "PER/individual 0:5"


def test_letters_join_across_a_mention_that_begins_inside_a_word(page: Any, waqai: str) -> None:
    # The line has the same width with its marks as without them: shaping does not stop at their edges.
    go(page, f"{waqai}#/document/wadi-ceasefire")
    widths = page.evaluate("""() => [...document.querySelectorAll('.line')].filter(line => line.querySelector('.joined')).map(line => {
        const plain = document.createElement('p');
        plain.className = line.className; plain.dir = line.dir; plain.lang = line.lang; plain.textContent = line.textContent;
        for (const p of [line, plain]) { p.style.whiteSpace = 'nowrap'; p.style.width = 'max-content'; }
        line.after(plain);
        const both = [line.getBoundingClientRect().width, plain.getBoundingClientRect().width];
        plain.remove();
        return both;
    })""")
    assert len(widths) > 3
    assert [abs(marked - plain) < 1 for marked, plain in widths] == [True] * len(widths)


# ------------------------------------------------------------------------------------------- language, colours, keyboard


def test_the_interface_changes_its_language_and_remembers_it(page: Any, waqai: str) -> None:
    go(page, waqai)
    page.get_by_role("button", name="العربية").click()
    until(page, "document.querySelector('h1').innerText === 'الوثائق'")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    go(page, f"{waqai}#/labels")
    assert page.locator("h1").inner_text() == "الوسوم"
    go(page, f"{waqai}?lang=en#/labels")
    assert page.locator("h1").inner_text() == "Labels"
    page.get_by_role("button", name="العربية").click()
    until(page, "document.querySelector('h1').innerText === 'الوسوم'")
    assert page.url == f"{waqai}#/labels"


def test_the_colours_can_be_chosen(page: Any, waqai: str) -> None:
    go(page, waqai)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate(ground)
    go(page, waqai)
    assert (page.evaluate(ground), light != dark) == (dark, True)


def test_everything_is_reached_without_a_mouse(page: Any, waqai: str) -> None:
    go(page, waqai)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.type("هدنة")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.status').innerText.includes('Places')")
    page.locator(".documents h2 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".document")
    page.locator(".mark[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowLeft")
    second = page.evaluate("document.activeElement.id")
    assert first != second
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").endswith(second.removeprefix("item-"))
    assert page.locator(".selected dl").count() >= 1
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("Escape")
    assert page.locator(".selected dl").count() == 0


# ------------------------------------------------------------------------------------- other pages, and all of them


def test_a_label_has_its_definition_its_guidelines_and_every_instance(page: Any, waqai: str) -> None:
    corpus = load(ROOT / "corpus")
    events = [(d, e) for d in corpus for e in d.events if e.type == "Conflict.Attack"]
    go(page, f"{waqai}#/label/event/Conflict.Attack")
    assert page.locator("p.definition").inner_text() == "Violence or an intrusion against people, places, things or systems."
    assert "خزان وقود" in page.locator(".guideline").inner_text()
    assert int(page.locator(".status b").first.inner_text()) == len(events)
    shown: list[str] = []
    while True:
        shown += page.locator(".kwic tbody td:last-child").all_inner_texts()
        after = page.locator(".pager a[rel=next]")
        if not after.count():
            break
        go(page, f"{waqai}{after.get_attribute('href')}")
    assert sorted(shown) == sorted(f"{d.id} {e.id}" for d, e in events)


def test_annotators_stand_side_by_side(page: Any, waqai: str) -> None:
    go(page, f"{waqai}#/disagreements?layer=mentions&kind=type")
    assert page.locator(".differences > li").count() == min(20, found(page))
    sides = page.locator(".differences > li").first.locator(".sides > div")
    assert sides.locator("h2").all_inner_texts() == ["A", "B"]
    labels = sides.locator(".tag").all_inner_texts()
    assert labels[0] != labels[1]
    marked = sides.locator("mark").all_inner_texts()
    assert (len(marked), len(set(marked))) == (2, 1)
    assert sides.first.locator(".context").evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_what_only_one_annotator_has_is_outlined_for_the_other(page: Any, waqai: str) -> None:
    go(page, f"{waqai}#/disagreements?layer=mentions&kind=one side&follows=no")
    sides = page.locator(".differences > li").first.locator(".sides > div")
    counts = [(side.locator("mark").count(), side.locator(".absent").count()) for side in sides.all()]
    assert sorted(counts) == [(0, 1), (1, 0)]
    (mark,), (absent,) = sides.locator("mark").all_inner_texts(), sides.locator(".absent").all_inner_texts()
    assert mark == absent


def test_plots_are_those_of_the_language(page: Any, tmp_path: Path) -> None:
    ran = run("site", SECOND, "--out", tmp_path / "site", "--quiet", "--plots")
    assert ran.code == 0, ran.err
    with served(tmp_path / "site") as url:
        for language in ("en", "ar"):
            go(page, f"{url}?lang={language}#/statistics")
            plots = page.locator(".plots img")
            plots.first.scroll_into_view_if_needed()
            until(page, "document.querySelector('.plots img').naturalWidth > 200")
            assert all(f"plots/{language}/" in str(plot.get_attribute("src")) for plot in plots.all())
            assert str(plots.last.get_attribute("alt")).endswith(": crew_of 1")


def test_the_text_of_a_corpus_is_never_markup(browser: Any, tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(SECOND, tmp_path / "hostile"))
    (corpus / "documents/storm.txt").write_text(HOSTILE, encoding="utf-8", newline="")
    path = corpus / "documents/storm.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record |= {"text_sha256": hashlib.sha256(HOSTILE.encode()).hexdigest(), "text_length": len(HOSTILE)}
    record["sentences"] = [{"id": "s1", "kind": "headline", "start": 0, "end": len(HOSTILE), "text": HOSTILE}]
    start = HOSTILE.index("ferry")
    kept = {"id": "m1", "type": "Ship", "level": "name", "start": start, "end": start + 5, "text": "ferry"}
    record |= {"mentions": [kept], "entities": [{"id": "x", "type": "Ship", "mentions": ["m1"]}]}
    record |= {"events": [], "event_clusters": [], "relations": []}
    path.write_text(json.dumps(record), encoding="utf-8")
    ran = run("format", corpus)
    assert ran.code == 0, ran.err
    with served(site_of(corpus, tmp_path / "site")) as url, opened(browser) as page:
        for route in ("", "#/?q=ferry", "#/concordance?q=ferry", "#/document/storm"):
            go(page, url + route)
            page.wait_for_timeout(100)
            assert page.evaluate("window.hit ?? null") is None
            assert page.locator("main img, main script").count() == 0
        assert page.locator(".line").inner_text() == HOSTILE
        go(page, f'{url}#/document/"><img src=x onerror=alert(1)>')
        assert page.locator("main .code").inner_text() == '"><img src=x onerror=alert(1)>'


ROUTES = {
    "documents": "#/?q=الرئيس&event=Contact.Meet",
    "document": "#/document/wadi-ceasefire/e4",
    "withheld": "#/document/interpol-seed",
    "labels": "#/labels",
    "label": "#/label/event/Conflict.Attack",
    "concordance": "#/concordance?q=الرئيس",
    "statistics": "#/statistics",
    "disagreements": "#/disagreements",
    "about": "#/about",
    "nowhere": "#/nowhere",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation(browser: Any, waqai: str, language: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as page:
        violations = {}
        for name, route in ROUTES.items():
            go(page, f"{waqai}?lang={language}{route}")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            # In the dark only the colours are others.
            only = ", runOnly: ['color-contrast']" if scheme == "dark" else ""
            results = page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{only}}})")
            violations[name] = [(v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in results["violations"]]
        assert violations == {name: [] for name in ROUTES}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wider_than_a_phone(browser: Any, waqai: str, language: str) -> None:
    with opened(browser, viewport={"width": 360, "height": 780}) as page:
        for route in ROUTES.values():
            go(page, f"{waqai}?lang={language}{route}")
            assert page.evaluate("document.documentElement.scrollWidth") == 360, route
