SELECT user_uid, count(DISTINCT patient_uid) AS patients, count(*) AS n
FROM events
WHERE patient_uid <> ''
GROUP BY user_uid
ORDER BY patients DESC, user_uid
LIMIT 50
