WITH tries AS (
    SELECT time, user_uid, outcome, leaf,
           sum(CASE WHEN outcome = 'failure' THEN 1 ELSE 0 END) OVER (
               PARTITION BY user_uid ORDER BY time RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW
           ) AS failures
    FROM events_by_user
    WHERE class = 3002 AND activity = 'logon'
)
SELECT time, user_uid, failures, leaf FROM tries WHERE outcome = 'success' AND failures >= 1 ORDER BY time, leaf
