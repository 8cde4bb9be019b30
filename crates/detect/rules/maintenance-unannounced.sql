-- A vendor signed in at a time for which it had announced no work.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM seen r
JOIN (SELECT user_uid, vendor FROM accounts WHERE vendor <> '' AND user_uid <> '') v ON v.user_uid = r.user_uid
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.class = 3002
  AND r.activity = 'logon'
  AND r.outcome <> 'failure'
  AND NOT EXISTS (
      SELECT 1 FROM work w
      WHERE w.vendor = v.vendor AND (w.user_uid = '' OR w.user_uid = r.user_uid) AND w.from_time <= r.time AND r.time < w.to_time
  )
