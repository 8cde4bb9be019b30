SELECT time, patient_uid, leaf
FROM events_by_user
WHERE user_uid = 'u006' AND time >= '2026-11-02 00:00:00+09:00' AND time < '2026-11-03 00:00:00+09:00'
ORDER BY time, leaf
