-- level: 4
-- severity: error
-- A nominal ends before its relative clause.
--
-- SPAN-6: no relative pronoun stands inside a nominal mention.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} holds a relative pronoun: {}', id, to_json(text)) AS message
FROM mentions WHERE level = 'nominal' AND regexp_matches(text, '(^|[ ،])(الذي|التي|الذين|اللذان|اللذين|اللتان|اللتين|اللواتي|اللاتي)( |$)')
