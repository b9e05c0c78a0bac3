-- level: 2
-- severity: error
-- The date of a document is a day of the calendar.
--
-- Relative times are reckoned from it.
SELECT id AS document_id, '/date' AS pointer, format('{} is not a date', date) AS message FROM documents WHERE try_cast(date AS DATE) IS NULL
