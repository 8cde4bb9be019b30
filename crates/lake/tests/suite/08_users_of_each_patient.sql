SELECT patient_uid, count(DISTINCT user_uid) AS users
FROM events
WHERE patient_uid <> ''
GROUP BY patient_uid
HAVING count(DISTINCT user_uid) > 3
ORDER BY users DESC, patient_uid
LIMIT 50
