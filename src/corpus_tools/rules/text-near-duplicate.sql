-- level: 5
-- severity: error
-- scope: corpus
-- No two documents of different splits are nearly the same text.
--
-- What leaks from training to test makes every result too good. Texts are compared by their runs of five words
-- (Jaccard index of 0.5 or more).
SELECT b.path, b.line, format('its text is about {:.0f}% that of {}, which is in split {}', 100 * similarity, a.id, a.split) AS message
FROM near_duplicates s JOIN documents a ON a.number = s.first JOIN documents b ON b.number = s.second
WHERE similarity >= 0.5 AND a.split <> b.split AND a.text_sha256 <> b.text_sha256
