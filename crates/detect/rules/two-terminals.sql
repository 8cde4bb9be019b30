-- One account worked on two terminals within five minutes, without signing out at the first.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM (
    SELECT *,
           lag(terminal) OVER (PARTITION BY source, user_uid ORDER BY time, shard, leaf, nth) AS last_terminal,
           lag(activity) OVER (PARTITION BY source, user_uid ORDER BY time, shard, leaf, nth) AS last_activity,
           lag(time) OVER (PARTITION BY source, user_uid ORDER BY time, shard, leaf, nth) AS last_time
    FROM seen
    WHERE class IN (3002, 6005)
      AND outcome <> 'failure'
      AND user_uid <> ''
      AND terminal <> ''
      AND terminal NOT LIKE 'pts/%'
      AND terminal NOT LIKE 'tty%'
) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.last_terminal <> r.terminal
  AND r.last_activity <> 'logoff'
  AND r.activity <> 'logoff'
  AND r.last_time >= r.time - 300000000
