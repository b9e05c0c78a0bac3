"""Writes the table of docs/formats.md from the format modules."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.formats.listing import markdown

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
BEGIN, END = "<!-- formats -->\n", "<!-- /formats -->"

before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
PAGE.write_text(f"{before}{BEGIN}{markdown()}{END}{rest.partition(END)[2]}", encoding="utf-8")
