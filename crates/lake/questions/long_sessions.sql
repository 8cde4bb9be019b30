-- Sessions of more than 24 hours, and sessions that never ended. A sign-in is paired with the next sign-in or sign-out of the
-- same user on the same terminal, in the same session where the source tells one. It is a notice: the manual's own example of a
-- log has such a session.
WITH ends AS (
    SELECT time, user_uid, user_name, terminal, src_ip, session, activity, source, shard, leaf, nth,
           lead(activity) OVER w AS next_activity, lead(time) OVER w AS next_time, lead(shard) OVER w AS next_shard,
           lead(leaf) OVER w AS next_leaf
    FROM events_by_user
    WHERE time >= $from AND time < $to AND class = 3002 AND activity IN ('logon', 'logoff') AND outcome <> 'failure' AND user_uid <> ''
    WINDOW w AS (PARTITION BY source, user_uid, terminal, src_ip, session ORDER BY time, shard, leaf, nth)
), sessions AS (
    SELECT *, CASE WHEN next_activity = 'logoff' THEN next_time END AS ended,
           CASE WHEN next_activity = 'logoff' THEN next_leaf END AS ended_leaf,
           CASE WHEN next_activity = 'logoff' THEN next_shard END AS ended_shard,
           coalesce(next_time, $to) AS until
    FROM ends
    WHERE activity = 'logon'
)
SELECT time, user_uid, user_name, terminal, src_ip, session, ended, until, source, shard, leaf, nth, ended_shard, ended_leaf
FROM sessions
WHERE until > time + INTERVAL '24' HOUR
ORDER BY time, shard, leaf, nth
