"""Plots: they show what the tables say, they are the same bytes every time, and they can be read, in Arabic too."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, ROOT, SECOND, run
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from corpus_tools import Corpus, load
from corpus_tools.distributions import Distribution, Row, binned, distributions
from corpus_tools.plots import FONT, FORMATS, figure, plot
from corpus_tools.schema import load as load_schema
from corpus_tools.wording import ARABIC, LANGUAGES, worded

ROLES = Distribution("roles", "Arguments by role", ("mentions", "spans"), (Row("Who", (3, 1)), Row("Place", (9, 0)), Row("What", (0, 2))))
MODES = Distribution(
    "modes",
    "Events by type and mode",
    ("events",),
    (Row("", (1,), "Arrive"), Row("late", (2,), "Arrive"), Row("unspecified", (9,), "Expect")),
    labelled=True,
)


@pytest.fixture(scope="module")
def waqai() -> tuple[Distribution, ...]:
    return distributions(load(ROOT / "corpus"))


def _drawn(distribution: Distribution, language: str) -> dict[str, tuple[float, ...]]:
    """Return the widths of the bars beside each name of a plot without groups."""
    found: dict[str, tuple[float, ...]] = {}
    for axes in figure(distribution, language).axes:
        names = [label.get_text() for label in axes.get_yticklabels()]
        widths = zip(*([bar.get_width() for bar in part] for part in axes.containers), strict=True)
        found.update(zip(names, widths, strict=True))
    return found


# ------------------------------------------------------------------------------------------------------- the values


def test_distances_and_lengths_are_counted_as_by_hand() -> None:
    found = {one.id: [(row.name, row.counts) for row in one.rows] for one in distributions(load(SECOND))}
    assert found["arguments-sentences"] == [("0", (14,))]
    assert found["arguments-tokens"] == [("0", (3, 2, 0)), ("1", (1, 1, 0)), ("2", (2, 0, 0)), ("3–4", (0, 1, 0)), ("5–8", (1, 0, 0))]
    assert found["documents-genre"] == [("brief", (1, 0)), ("other", (0, 1)), ("wire", (1, 0))]
    assert found["documents-length"][0] == ("12–13", (1,))
    assert found["documents-length"][-1] == ("24–25", (1,))


def test_the_distributions_of_a_whole_agree_with_one_another(waqai: tuple[Distribution, ...]) -> None:
    total = {one.id: sum(row.total for row in one.rows) for one in waqai}
    assert total["mentions-type"] == total["mentions-depth"]
    assert total["events-type"] == total["events-mode"] == total["events-attribute"] / 4
    assert total["arguments-role"] == total["arguments-sentences"]


def _tokens_between(corpus: Corpus) -> Counter[tuple[str, int]]:
    """Count the tokens wholly between triggers and what fills their roles, one by one."""
    found: Counter[tuple[str, int]] = Counter()
    tokens = {
        (row["document_id"], row["sentence_id"]): list(zip(row["starts"], row["ends"], strict=True)) for row in _rows(corpus, "tokens")
    }
    events = {(row["document_id"], row["id"]): row for row in _rows(corpus, "events")}
    for row in _rows(corpus, "arguments"):
        event = events[row["document_id"], row["event_id"]]
        inside = tokens.get((row["document_id"], event["sentence_id"]), [])
        if inside and inside[0][0] <= row["start"] < inside[-1][1]:
            first, last = sorted([(row["start"], row["end"]), (event["trigger_start"], event["trigger_end"])])
            side = "around" if last[0] < first[1] else "before" if first[0] == row["start"] else "after"
            found[side, sum(first[1] <= start and end <= last[0] for start, end in inside)] += 1
    return found


def _rows(corpus: Corpus, config: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = corpus.table(config).to_pylist()
    return rows


def test_tokens_between_are_those_that_counting_one_by_one_finds(waqai: tuple[Distribution, ...]) -> None:
    (one,) = [one for one in waqai if one.id == "arguments-tokens"]
    counted = _tokens_between(load(ROOT / "corpus"))
    names = {0: "0", 1: "1", 2: "2"} | dict.fromkeys(range(3, 5), "3–4") | dict.fromkeys(range(5, 9), "5–8")
    names |= dict.fromkeys(range(9, 17), "9–16") | dict.fromkeys(range(17, 33), "17–32") | dict.fromkeys(range(33, 200), "≥ 33")
    expected: Counter[tuple[str, str]] = Counter()
    for (side, number), n in counted.items():
        expected[names[number], side] += n
    assert {(row.name, side): n for row in one.rows for side, n in zip(one.parts, row.counts, strict=True) if n} == dict(expected)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, []),
        ({7: 3}, [("7", 3)]),
        ({0: 1, 2: 5}, [("0", 1), ("1", 0), ("2", 5)]),
        ({98: 1, 140: 2}, [("95–99", 1), *((f"{n}–{n + 4}", 0) for n in range(100, 140, 5)), ("140–144", 2)]),
        ({10: 10, 11: 10, 5000: 1}, [("10", 10), ("≥ 11", 11)]),
        ({1000: 1, 12999: 1}, [(f"{n:,}–{n + 999:,}", int(n in (1000, 12000))) for n in range(1000, 13000, 1000)]),
    ],
)
def test_bins(counts: dict[int, int], expected: list[tuple[str, int]]) -> None:
    assert list(binned(counts)) == expected


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 10_000), st.integers(1, 9), min_size=1))
def test_bins_lose_nothing(counts: dict[int, int]) -> None:
    bins = list(binned(counts))
    assert sum(n for _, n in bins) == sum(counts.values())
    assert len(bins) <= 13
    assert len({name for name, _ in bins}) == len(bins)


# ------------------------------------------------------------------------------------------------------ the drawing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bar_is_what_the_table_says(waqai: tuple[Distribution, ...], language: str) -> None:
    for one in waqai:
        if any(row.group for row in one.rows):
            continue
        names = [row.name if one.labelled else worded(row.name, language) for row in one.rows]
        assert _drawn(one, language) == dict(zip(names, (row.counts for row in one.rows), strict=True)), one.id


def _texts(distribution: Distribution, language: str) -> list[str]:
    return [text.get_text() for text in figure(distribution, language).texts]


def test_the_largest_comes_first_and_the_key_has_the_sums() -> None:
    assert list(_drawn(ROLES, "en").items()) == [("Place", (9, 0)), ("Who", (3, 1)), ("What", (0, 2))]
    assert _texts(ROLES, "en") == ["Arguments by role", "mentions (12)", "spans (3)"]
    assert _texts(ROLES, "ar") == ["المشاركون بحسب الدور", "ذِكر (12)", "مقاطع (3)"]


def test_each_part_begins_where_the_one_before_ends() -> None:
    mentions, spans = figure(ROLES).axes[0].containers
    assert [bar.get_x() for bar in mentions] == [0, 0, 0]
    assert [bar.get_x() for bar in spans] == [9, 3, 0]


@pytest.mark.parametrize(("language", "none"), [("en", "(none)"), ("ar", "(بلا)")])
def test_groups_have_headings_and_labels_stay_labels(language: str, none: str) -> None:
    drawn = figure(MODES, language)
    assert [text.get_text() for text in drawn.texts[1:]] == ["Expect (9)", "Arrive (3)"]
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["unspecified", "late", none]
    assert [bar.get_width() for bar in drawn.axes[0].containers[0]] == [9, 2, 1]


def test_arabic_reads_from_right_to_left() -> None:
    left, right = figure(ROLES, "en"), figure(ROLES, "ar")
    assert (left.axes[0].get_xlim(), right.axes[0].get_xlim()) == ((0, 9), (9, 0))
    assert [(text.get_horizontalalignment(), text.get_position()[0]) for text in (left.texts[0], right.texts[0])] == [
        ("left", 0),
        ("right", 1),
    ]
    labels = right.axes[0].yaxis.get_major_ticks()[0]
    assert (labels.label1.get_visible(), labels.label2.get_visible()) == (False, True)
    assert left.texts[2].get_position()[0] > left.texts[1].get_position()[0]
    assert right.texts[2].get_position()[0] < right.texts[1].get_position()[0]


def _long(name: str, rows: int = 3) -> Distribution:
    return Distribution("long", "Events by type", ("events",), tuple(Row(f"{name}{n}", (10**n if n < 9 else n,)) for n in range(rows)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_and_widths_are_those_of_columns_and_pages(waqai: tuple[Distribution, ...], language: str) -> None:
    for one in waqai:
        drawn = _whole(one, language)
        assert drawn.get_figwidth() * 2.54 == pytest.approx(8.4 if len(drawn.axes) == 1 else 17.0)
        assert drawn.get_figheight() * 2.54 < 24


@pytest.mark.parametrize(
    ("one", "columns", "width", "language"),
    [
        *((_long("T"), 1, 8.4, language) for language in LANGUAGES),
        *((_long("Label" * 12), 1, 17.0, language) for language in LANGUAGES),
        *((_long("Label" * 40), 1, 27.1, language) for language in LANGUAGES),
        # These two take half a minute between them: one language each is enough.
        (_long("Label.Type", 700), 3, 17.0, "en"),
        (_long("Label" * 12, 200), 1, 17.0, "ar"),
        *((replace(MODES, rows=tuple(replace(r, group=r.group * 12) for r in MODES.rows)), 1, 17.0, language) for language in LANGUAGES),
        *((replace(ROLES, title="Arguments " * 7), 1, 17.0, language) for language in LANGUAGES),
    ],
)
def test_any_inventory_fits(one: Distribution, columns: int, width: float, language: str) -> None:
    drawn = _whole(one, language)
    assert (len(drawn.axes), round(drawn.get_figwidth() * 2.54, 1)) == (columns, width)
    assert all(axes.get_position().width * drawn.get_figwidth() * 2.54 > 0.9 for axes in drawn.axes)
    assert sum(len(axes.get_yticks()) for axes in drawn.axes) == len(one.rows)


def _whole(one: Distribution, language: str) -> Figure:
    """Return a figure none of whose texts is cut off."""
    drawn = figure(one, language)
    drawn.dpi = 300
    drawn.draw_without_rendering()
    texts = [*drawn.texts, *(text for axes in drawn.axes for text in [*axes.texts, *axes.get_yticklabels(), *_right(axes)])]
    for text in texts:
        box = text.get_window_extent()
        assert -2 < box.x0 <= box.x1 < drawn.bbox.width + 2, (one.id, text.get_text())
        assert -2 < box.y0 <= box.y1 < drawn.bbox.height + 2, (one.id, text.get_text())
    return drawn


def _right(axes: Axes) -> list[Text]:
    return [tick.label2 for tick in axes.yaxis.get_major_ticks()]


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_colours_of_parts_differ_in_grey(number: int) -> None:
    one = Distribution("x", "x", tuple(map(str, range(number))), (Row("x", (1,) * number),))
    bars = [part[0].get_facecolor() for part in figure(one).axes[0].containers]
    grey = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue, _ in bars]
    assert min(light - dark for dark, light in itertools.pairwise(grey)) > 0.1


# ------------------------------------------------------------------------------------------------------------ Arabic


def test_all_words_but_labels_have_an_arabic_form(waqai: tuple[Distribution, ...]) -> None:
    document = load_schema("document")
    words = {one.title for one in waqai} | {part for one in waqai for part in one.parts} | {"(none)"}
    words |= {row.name for one in waqai if not (one.labelled or one.ordered) for row in one.rows}
    words |= {row.group for one in waqai if not one.labelled for row in one.rows} - {""}
    words |= set(document["properties"]["genre"]["enum"])
    assert words - set(ARABIC) == set()


def test_arabic_letters_are_joined_and_there_in_the_default_font() -> None:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    def width(text: str) -> float:
        return text_to_path.get_text_width_height_descent(text, FontProperties(family=FONT, size=100), ismath=False)[0]

    assert width("لا") < 0.8 * (width("ل") + width("ا"))
    assert width("بسبب") < 0.8 * sum(map(width, "بسبب"))
    letters = get_font(findfont(FONT)).get_charmap()
    assert {letter for word in ARABIC.values() for letter in word} - set(map(chr, letters)) == set()


# --------------------------------------------------------------------------------------------------------- the files


@pytest.mark.parametrize("form", FORMATS)
def test_the_bytes_are_the_same_whatever_the_user_has_set(form: str, tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: none\naxes.facecolor: red\n", encoding="utf-8")
    code = (
        "import sys; from test_plots import ROLES; from corpus_tools.plots import plot; sys.stdout.buffer.write(plot(ROLES, *sys.argv[1:]))"
    )
    environment = os.environ | {"MATPLOTLIBRC": str(tmp_path), "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run([sys.executable, "-c", code, form, "ar"], capture_output=True, check=True, env=environment)
    assert ran.stdout == plot(ROLES, form, "ar")
    assert ran.stdout == plot(ROLES, form, "ar")


def test_svg_has_outlines_and_no_text() -> None:
    svg = plot(ROLES, "svg").decode()
    assert "<text" not in svg
    assert "<dc:date>" not in svg


def test_the_command_draws_the_same_from_a_corpus_and_from_its_dataset(second: Path, second_built: Path, tmp_path: Path) -> None:
    ids = [one.id for one in distributions(Corpus(second))]
    for source, out in ((second, tmp_path / "a"), (second_built, tmp_path / "b")):
        ran = run("plot", source, "--out", out, "--format", "svg")
        assert (ran.code, ran.err, ran.out.split()) == (0, "", [f"{out}/{id}.svg" for id in ids])
    for id in ids:
        assert (tmp_path / "a" / f"{id}.svg").read_bytes() == (tmp_path / "b" / f"{id}.svg").read_bytes()


def test_what_is_not_there_is_not_drawn(second: Path, tmp_path: Path) -> None:
    for path in (second / "documents").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(record | {"relations": []}), encoding="utf-8")
    ran = run("plot", second, "--out", tmp_path / "out", "--format", "png")
    assert "relations-type" not in ran.out
    assert (tmp_path / "out" / "mentions-type.png").read_bytes().startswith(b"\x89PNG")


def test_a_font_that_is_not_there_is_said(tmp_path: Path) -> None:
    ran = run("plot", SECOND, "--out", tmp_path / "out", "--font", "Nusakh")
    assert (ran.code, ran.out, ran.err) == (1, "", "corpus: no font 'Nusakh' is installed\n")
    assert not (tmp_path / "out").exists()


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ran = run("plot", SECOND, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (1, "corpus: matplotlib is not installed; pip install 'corpus-tools[plot]' installs it\n")


def test_a_folder_that_cannot_be_written_is_said() -> None:
    out = DATA / "second" / "corpus.toml" / "plots"
    ran = run("plot", SECOND, "--out", out, "--format", "png")
    assert (ran.code, ran.err) == (1, f"corpus: {out / 'documents-genre.png'}: Not a directory\n")
