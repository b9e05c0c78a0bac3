-- level: 4
-- severity: warning
-- language: ar
-- A mention that ends inside a word ends before an attached pronoun.
--
-- Behind the end of a mention only ه ها هم هن هما ك كم نا ي ني can go on the word.
SELECT s.document_id, s.pointer, format('mention {} ({}) ends inside a word, before {}', s.id, to_json(slice), "after") AS message
FROM spans s WHERE before_word AND s.layer = 'mentions' AND "after" NOT IN ('ه', 'ك', 'ن', 'ي')
