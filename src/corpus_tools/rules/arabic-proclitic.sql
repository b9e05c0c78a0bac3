-- level: 4
-- severity: warning
-- language: ar
-- A mention begins behind the proclitics و ف ب ك ل and before the article.
--
-- «وبالرباط» is the mention «الرباط». A mention that begins with a proclitic and the article is nearly always one
-- letter too long.
SELECT document_id, pointer, format('mention {} begins with a proclitic: {}', id, to_json(slice)) AS message FROM spans
WHERE may_hold_proclitic AND layer = 'mentions' AND NOT is_fragment AND regexp_matches(slice, '^[وفبك]ال\p{Arabic}{2,}') AND NOT regexp_matches(slice, '^(والدة|والده|والدي|بالغ|بالون|فالح|فالنسيا|فالدي|والي |والٍ|كالي|بالي|والت|والتر|كالا)')
