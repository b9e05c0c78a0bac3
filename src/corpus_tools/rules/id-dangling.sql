-- level: 2
-- severity: error
-- Every reference leads to an item of the layer that it must lead to.
--
-- An argument, cluster or relation that points to nothing was usually left behind when a mention was deleted.
SELECT document_id, pointer, CASE WHEN is_in IS NULL THEN format('{} points to {}, which is not in {}', id, target, target_layer)
  ELSE format('{} points to {}, which is in {}, not in {}', id, target, is_in, target_layer) END AS message
FROM refs WHERE target_position IS NULL
