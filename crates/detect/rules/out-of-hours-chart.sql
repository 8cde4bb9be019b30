-- A chart was opened outside the working hours by somebody who was not on duty.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM seen r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.class = 6005
  AND r.outcome <> 'failure'
  AND r.patient_uid <> ''
  AND r.user_uid <> ''
  AND r.time >= c.early AND (r.time < c.opens OR r.time >= c.closes)
  AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.user_uid = r.user_uid AND a.any_hour)
  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.user_uid = r.user_uid AND d.from_time <= r.time AND r.time < d.to_time)
