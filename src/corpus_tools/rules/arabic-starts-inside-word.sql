-- level: 4
-- severity: warning
-- language: ar
-- A mention that begins inside a word begins behind proclitics.
--
-- Only و ف ب ل ك س and ا (of أ) can stand before a mention in its word; any other letter means that the span
-- begins too late. Attached pronouns begin inside their word by nature.
SELECT s.document_id, s.pointer, format('mention {} ({}) begins inside a word, behind {}', s.id, to_json(slice), before) AS message
FROM spans s JOIN mentions m ON m.document_id = s.document_id AND m.id = s.id
WHERE s.layer = 'mentions' AND m.level <> 'pronoun' AND regexp_matches(before, '[\p{L}\p{N}\p{M}]') AND before NOT IN ('و', 'ف', 'ب', 'ل', 'ك', 'س', 'أ')
