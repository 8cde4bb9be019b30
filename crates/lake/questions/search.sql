-- Any words, in any column; all must occur.
SELECT time, user_uid, user_name, patient_uid, class, activity, outcome, category, operation, code, terminal, src_ip, device, session,
       target, purpose, message, source, shard, leaf, nth
FROM events
WHERE time >= $from AND time < $to
  AND has_words($words, user_uid, user_name, patient_uid, category, operation, code, terminal, src_ip, device, session, target, purpose,
                message, source)
ORDER BY time, shard, leaf, nth
