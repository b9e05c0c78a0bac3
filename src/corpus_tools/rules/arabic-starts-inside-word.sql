-- level: 4
-- severity: warning
-- language: ar
-- A mention that begins inside a word begins behind proclitics.
--
-- Only و ف ب ل ك س and ا (of أ) can stand before a mention in its word; any other letter means that the span
-- begins too late. Attached pronouns begin inside their word by nature.
SELECT document_id, pointer, format('mention {} ({}) begins inside a word, behind {}', id, to_json(slice), before) AS message
FROM spans WHERE behind_word AND layer = 'mentions' AND before NOT IN ('و', 'ف', 'ب', 'ل', 'ك', 'س', 'أ') AND level <> 'pronoun'
