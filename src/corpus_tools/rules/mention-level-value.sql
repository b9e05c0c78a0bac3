-- level: 3
-- severity: error
-- Mentions of types that do not corefer are values or names, all others no values.
--
-- The level 'value' marks times, numbers and the like; entities have names, nominals and pronouns.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {}: {} cannot have the level {}', id, m.type, level) AS message
FROM mentions m JOIN entity_types t ON t.type = m.type WHERE t.corefers = (level = 'value') AND (t.corefers OR level <> 'name')
