-- Everyone who opened one patient's data.
SELECT time, user_uid, user_name, patient_uid, class, activity, outcome, category, operation, terminal, src_ip, device, purpose,
       "count", source, shard, leaf, nth
FROM events
WHERE patient_uid = $patient AND time >= $from AND time < $to
ORDER BY time, shard, leaf, nth
