-- Bursts of failed sign-ins followed by a success: at least so many failures as the policy says within the ten minutes before it,
-- the last try before it a failure.
WITH tries AS (
    SELECT time, user_uid, user_name, outcome, terminal, src_ip, device, source, shard, leaf, nth,
           lag(outcome) OVER (PARTITION BY user_uid ORDER BY time, shard, leaf, nth) AS before,
           sum(CASE WHEN outcome = 'failure' THEN 1 ELSE 0 END) OVER (
               PARTITION BY user_uid ORDER BY time RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW
           ) AS failures,
           min(time) OVER (
               PARTITION BY user_uid ORDER BY time RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW
           ) AS first_try
    FROM events_by_user
    WHERE time >= $from AND time < $to AND class = 3002 AND activity = 'logon' AND user_uid <> '' AND outcome <> 'unknown'
)
SELECT t.time, t.user_uid, t.user_name, t.failures, t.first_try, t.terminal, t.src_ip, t.device, t.source, t.shard, t.leaf, t.nth
FROM tries t
CROSS JOIN policy p
WHERE t.outcome = 'success' AND t.before = 'failure' AND p.failures_before_success > 0 AND t.failures >= p.failures_before_success
ORDER BY t.time, t.shard, t.leaf, t.nth
