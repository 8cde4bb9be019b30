SELECT day, user_uid, n
FROM (
    SELECT day, user_uid, count(*) AS n, row_number() OVER (PARTITION BY day ORDER BY count(*) DESC, user_uid) AS place
    FROM events_by_user
    GROUP BY day, user_uid
) AS ranked
WHERE place <= 3
ORDER BY day, place
