SELECT count(*) AS n
FROM events e
JOIN events_by_user u ON e.shard = u.shard AND e.leaf = u.leaf AND e.nth = u.nth
WHERE e.user_uid = u.user_uid AND e.time = u.time AND e.patient_uid = u.patient_uid AND e.operation = u.operation
