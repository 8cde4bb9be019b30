SELECT user_uid, terminal, count(*) AS n
FROM events
WHERE class = 3002 AND outcome = 'failure'
GROUP BY user_uid, terminal
ORDER BY n DESC, user_uid, terminal
LIMIT 40
