SELECT a.patient_uid, count(*) AS n
FROM events a
JOIN events b ON a.patient_uid = b.patient_uid AND a.leaf < b.leaf AND a.user_uid <> b.user_uid
WHERE a.patient_uid <> '' AND a.patient_uid < '00000100' AND b.time < a.time + INTERVAL '30' MINUTE
GROUP BY a.patient_uid
ORDER BY n DESC, a.patient_uid
LIMIT 20
