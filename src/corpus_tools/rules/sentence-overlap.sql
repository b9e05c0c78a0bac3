-- level: 2
-- severity: error
-- Sentences do not overlap and stand in order.
--
-- Every character belongs to one sentence only.
SELECT document_id, format('/sentences/{}', position) AS pointer, format('sentence {} begins at {}, before sentence {} ends at {}', id, start, lag(id) OVER w, lag("end") OVER w) AS message
FROM sentences WINDOW w AS (PARTITION BY document_id ORDER BY position) QUALIFY start < lag("end") OVER w
