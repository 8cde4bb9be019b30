-- An account was used after its person had left, or although the ledger holds it disabled.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM seen r
JOIN (SELECT user_uid, left_on FROM accounts WHERE user_uid <> '' AND (disabled OR left_on IS NOT NULL)) a ON a.user_uid = r.user_uid
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.outcome <> 'failure'
  AND (a.left_on IS NULL OR a.left_on < c.date)
