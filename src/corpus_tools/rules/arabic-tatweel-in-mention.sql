-- level: 4
-- severity: warning
-- language: ar
-- A mention holds no tatweel.
--
-- The lengthening stroke is decoration: with it a name is not found as itself. The text keeps it; `normalized` may
-- give the name without.
SELECT s.document_id, s.pointer, format('mention {} holds a tatweel: {}', s.id, to_json(slice)) AS message FROM spans s JOIN mentions m ON m.document_id = s.document_id AND m.id = s.id
WHERE s.layer = 'mentions' AND slice LIKE '%ـ%' AND m.normalized IS NULL
