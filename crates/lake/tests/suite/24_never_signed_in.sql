SELECT count(DISTINCT user_uid) AS users
FROM events
WHERE user_uid NOT IN (SELECT user_uid FROM events WHERE class = 3002 AND outcome = 'success')
