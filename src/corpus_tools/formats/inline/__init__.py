"""Inline notation: text and, under each line of it, what is said about it. docs/inline.md has the grammar."""

from corpus_tools.formats.inline.reader import read_record
from corpus_tools.formats.inline.writer import write_record

__all__ = ["read_record", "write_record"]
