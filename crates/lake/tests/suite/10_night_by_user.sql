SELECT user_uid, count(*) AS n
FROM events_by_user
WHERE date_part('hour', time) < 7 OR date_part('hour', time) >= 21
GROUP BY user_uid
ORDER BY n DESC, user_uid
