-- The five columns of the checklist manual, in its order, then where the proof is. A name that the log does not tell is that of
-- the ledger.
SELECT e.user_uid, CASE WHEN e.user_name <> '' THEN e.user_name ELSE coalesce(a.name, '') END AS user_name, e.time, e.category,
       e.operation, e.source, e.shard, e.leaf, e.nth
FROM events_by_user e
LEFT JOIN accounts a ON a.user_uid = e.user_uid
WHERE ($user = '' OR e.user_uid = $user) AND e.time >= $from AND e.time < $to
ORDER BY e.time, e.shard, e.leaf, e.nth
