-- level: 3
-- severity: error
-- An office, a nationality and a language are never nominal.
--
-- LVL-1: OCC and NORP are name or pronoun, LNG is name, whatever they refer to.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {} ({}) is nominal', id, type) AS message
FROM mentions WHERE type IN ('OCC', 'NORP', 'LNG') AND level = 'nominal'
