-- Sources from which nothing was received for longer than they may be silent, at the end of the span. One from which nothing came
-- within the span is waited for since its beginning.
SELECT s.source AS about, s.source, s.since AS time, s.since AS day, '' AS shard, CAST(0 AS BIGINT) AS leaf, 0 AS nth,
       ($to - s.last) / 3600000000 AS count
FROM (
    SELECT w.source, coalesce(e.last, $from) AS last, coalesce(e.last, $from) + w.after_hours * 3600000000 AS since
    FROM watched w
    LEFT JOIN (
        SELECT source, max(CAST(received AS BIGINT)) AS last
        FROM events
        WHERE CAST(received AS BIGINT) >= $from AND CAST(received AS BIGINT) < $to
        GROUP BY source
    ) e ON e.source = w.source
    WHERE w.after_hours > 0
) s
WHERE s.since < $to
