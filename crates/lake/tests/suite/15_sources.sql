SELECT source, count(*) AS n, min(leaf) AS first_leaf, max(leaf) AS last_leaf FROM events GROUP BY source ORDER BY source
