-- Everything of one user.
SELECT time, user_uid, user_name, patient_uid, class, activity, outcome, category, operation, terminal, src_ip, device, session,
       source, shard, leaf, nth
FROM events_by_user
WHERE user_uid = $user AND time >= $from AND time < $to
ORDER BY time, shard, leaf, nth
