-- Somebody signed in from outside, out of hours, was not on duty, and is no vendor that had announced work.
WITH remote AS (
    SELECT r.user_uid, r.source, r.time, c.day, r.shard, r.leaf, r.nth
    FROM (SELECT *, lower(category || '|' || operation || '|' || code) AS words FROM seen) r
    JOIN calendar c ON r.time >= c.day AND r.time < c.next
    WHERE r.class = 3002
      AND r.activity = 'logon'
      AND r.outcome <> 'failure'
      AND r.user_uid <> ''
      AND (r.words LIKE '%vpn%' OR r.words LIKE '%rdp%' OR r.words LIKE '%remote%' OR r.words LIKE '%terminalservices%' OR r.words LIKE '%tunnel%'
           OR lower(r.message) LIKE '%logontype=10%')
      AND r.time >= c.early AND (r.time < c.opens OR r.time >= c.closes)
      AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.user_uid = r.user_uid AND a.any_hour)
      AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.user_uid = r.user_uid AND d.from_time <= r.time AND r.time < d.to_time)
),
vendors AS (SELECT user_uid, vendor FROM accounts WHERE vendor <> '')
SELECT r.user_uid AS about, r.source, r.time, r.day, r.shard, r.leaf, r.nth, 0 AS count
FROM remote r
WHERE NOT EXISTS (SELECT 1 FROM vendors v WHERE v.user_uid = r.user_uid)
UNION ALL
SELECT r.user_uid AS about, r.source, r.time, r.day, r.shard, r.leaf, r.nth, 0 AS count
FROM remote r
JOIN vendors v ON v.user_uid = r.user_uid
WHERE NOT EXISTS (
      SELECT 1 FROM work w
      WHERE w.vendor = v.vendor AND (w.user_uid = '' OR w.user_uid = r.user_uid) AND w.from_time <= r.time AND r.time < w.to_time
  )
