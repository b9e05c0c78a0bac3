"""Sets of characters that sentences and tokens agree on, as parts of a regular expression's character class."""

from __future__ import annotations

from typing import Final

#: What str.isspace calls space; UAX 44 leaves out U+001C to U+001F.
SPACE: Final = r"\s\x1C-\x1F"
#: Signs that stand around a number: format characters, and yet visible.
SIGN: Final = r"\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\U000110BD\U000110CD"
#: What words are made of, with the tatweel.
WORD: Final = rf"\p{{L}}\p{{N}}\p{{M}}_{SIGN}"
#: Zero width joiner and non-joiner, which go with what they follow.
JOIN: Final = r"\u200C\u200D"
#: Marks of direction, soft hyphen, word joiner: they may stand in a word and never belong to its edge.
INNER: Final = r"\u00AD\u061C\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF"
