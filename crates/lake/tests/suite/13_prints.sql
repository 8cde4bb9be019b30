SELECT user_uid, sum("count") AS records, max("count") AS most
FROM events
WHERE activity = 'print'
GROUP BY user_uid
ORDER BY records DESC, user_uid
