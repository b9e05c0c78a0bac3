-- level: 2
-- severity: warning
-- Continuous mentions nest or stand apart; they do not cross.
--
-- Two mentions that share some but not all of their words are almost always one wrong limit.
SELECT b.document_id, format('/mentions/{}', b.position) AS pointer, format('mention {} at [{}:{}] crosses mention {} at [{}:{}]', b.id, b.start, b."end", a.id, a.start, a."end") AS message
FROM mentions a JOIN mentions b ON a.document_id = b.document_id AND a.start < b.start AND b.start < a."end" AND a."end" < b."end"
WHERE a.fragments IS NULL AND b.fragments IS NULL
