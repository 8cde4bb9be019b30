-- Several sign-ins of one account failed within ten minutes, and then one succeeded.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, r.failures AS count
FROM (
    SELECT *,
           sum(CASE WHEN outcome = 'failure' THEN 1 ELSE 0 END) OVER (
               PARTITION BY source, user_uid ORDER BY time RANGE BETWEEN 599999999 PRECEDING AND CURRENT ROW
           ) AS failures
    FROM seen
    WHERE class = 3002 AND activity = 'logon' AND outcome <> 'unknown' AND user_uid <> ''
) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.outcome = 'success' AND r.failures >= $failures_before_success AND $failures_before_success > 0
