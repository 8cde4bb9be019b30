WITH moves AS (
    SELECT user_uid, terminal, lag(terminal) OVER (PARTITION BY user_uid ORDER BY time, leaf) AS other
    FROM events_by_user
    WHERE terminal <> ''
)
SELECT user_uid, count(*) AS n FROM moves WHERE terminal <> other GROUP BY user_uid ORDER BY user_uid
