WITH ends AS (
    SELECT activity, lead(activity) OVER (PARTITION BY user_uid, terminal ORDER BY time, leaf) AS next_activity
    FROM events_by_user
    WHERE class = 3002 AND activity IN ('logon', 'logoff')
)
SELECT coalesce(next_activity, 'nothing') AS next_activity, count(*) AS n
FROM ends
WHERE activity = 'logon'
GROUP BY coalesce(next_activity, 'nothing')
ORDER BY n DESC, next_activity
