-- level: 4
-- severity: warning
-- language: ar
-- A mention holds no tatweel.
--
-- The lengthening stroke is decoration: with it a name is not found as itself. The text keeps it; `normalized` may
-- give the name without. The هـ of a Hijri year is its abbreviation.
SELECT document_id, pointer, format('mention {} holds a tatweel: {}', id, to_json(slice)) AS message
FROM spans WHERE holds_tatweel AND contains(replace(slice, 'هـ', ''), 'ـ') AND layer = 'mentions' AND NOT has_normalized
