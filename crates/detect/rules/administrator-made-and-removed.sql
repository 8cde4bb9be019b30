-- An account was made or was given a right, and was removed or lost it within 24 hours.
SELECT r.target AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM (
    SELECT *,
           max(CASE WHEN activity IN ('create', 'grant') THEN time END) OVER (
               PARTITION BY source, target ORDER BY time RANGE BETWEEN 86399999999 PRECEDING AND CURRENT ROW
           ) AS made
    FROM seen
    WHERE class = 3001 AND activity IN ('create', 'grant', 'delete', 'revoke') AND outcome <> 'failure' AND target <> ''
) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.activity IN ('delete', 'revoke') AND r.made IS NOT NULL
