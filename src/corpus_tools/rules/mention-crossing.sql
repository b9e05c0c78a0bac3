-- level: 2
-- severity: warning
-- Continuous mentions nest or stand apart; they do not cross.
--
-- Two mentions that share some but not all of their words are almost always one wrong limit.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} at [{}:{}] crosses mention {} at [{}:{}]', id, start, "end", other_id, other_start, other_end) AS message
FROM crossings
