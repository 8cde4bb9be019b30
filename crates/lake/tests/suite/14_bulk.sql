SELECT time, user_uid, patient_uid, "count" AS records, leaf
FROM events
WHERE activity = 'print' AND "count" > 250
ORDER BY time, leaf
