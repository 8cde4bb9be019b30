-- Charts opened out of hours by somebody who was not on duty.
SELECT e.time, e.user_uid, e.user_name, e.patient_uid, e.activity, e.category, e.operation, e.terminal, e.source, e.shard, e.leaf, e.nth
FROM events_by_user e
JOIN closed_hours c ON c.day = e.day AND e.time >= c.from_time AND e.time < c.to_time
LEFT JOIN accounts a ON a.user_uid = e.user_uid
WHERE e.time >= $from AND e.time < $to AND e.class = 6005 AND e.patient_uid <> '' AND coalesce(a.any_hour, false) = false
  AND NOT EXISTS (
      SELECT 1 FROM duties d WHERE d.user_uid = e.user_uid AND e.time >= d.from_time AND e.time < d.to_time
  )
ORDER BY e.time, e.shard, e.leaf, e.nth
