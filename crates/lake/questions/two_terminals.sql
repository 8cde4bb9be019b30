-- One account on two terminals of one source within five minutes. A terminal is what the source calls one, else the address.
WITH places AS (
    SELECT time, user_uid, user_name, CASE WHEN terminal <> '' THEN terminal ELSE src_ip END AS place, activity, operation, source,
           shard, leaf, nth
    FROM events_by_user
    WHERE time >= $from AND time < $to AND user_uid <> '' AND (terminal <> '' OR src_ip <> '') AND outcome <> 'failure'
), moves AS (
    SELECT *, lag(place) OVER w AS other_terminal, lag(time) OVER w AS other_time, lag(shard) OVER w AS other_shard,
           lag(leaf) OVER w AS other_leaf
    FROM places
    WINDOW w AS (PARTITION BY source, user_uid ORDER BY time, shard, leaf, nth)
)
SELECT m.time, m.user_uid, m.user_name, m.place AS terminal, m.other_terminal, m.other_time, coalesce(a.shared, false) AS shared,
       m.activity, m.operation, m.source, m.shard, m.leaf, m.nth, m.other_shard, m.other_leaf
FROM moves m
LEFT JOIN accounts a ON a.user_uid = m.user_uid
WHERE m.place <> m.other_terminal AND m.time <= m.other_time + INTERVAL '5' MINUTE
ORDER BY m.time, m.shard, m.leaf, m.nth
