-- level: 2
-- severity: error
-- Every reference leads to an item of the layer that it must lead to.
--
-- An argument, cluster or relation that points to nothing was usually left behind when a mention was deleted.
SELECT r.document_id, r.pointer, CASE WHEN i.layer IS NULL THEN format('{} points to {}, which is not in {}', r.id, r.target, r.target_layer)
  ELSE format('{} points to {}, which is in {}, not in {}', r.id, r.target, i.layer, r.target_layer) END AS message
FROM refs r LEFT JOIN id_rows i ON i.key = r.target_key WHERE r.target_position IS NULL
