-- A log was cleared.
SELECT CASE WHEN r.device = '' THEN r.source ELSE r.device END AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM seen r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.class = 1008 AND r.activity = 'clear'
