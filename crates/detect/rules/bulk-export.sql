-- One user exported or printed more records within an hour than the policy allows; what does not say how many is one.
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, r.records AS count
FROM (
    SELECT *,
           sum(CASE WHEN count > 1 THEN CAST(count AS BIGINT) ELSE 1 END) OVER (
               PARTITION BY source, user_uid ORDER BY time RANGE BETWEEN 3599999999 PRECEDING AND CURRENT ROW
           ) AS records
    FROM seen
    WHERE activity IN ('export', 'print') AND outcome <> 'failure' AND user_uid <> ''
) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.records > $bulk_records AND $bulk_records > 0
