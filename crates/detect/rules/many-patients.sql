-- One user opened the charts of more different patients within an hour than the policy allows. An opening counts until the same
-- patient is opened again, or for an hour; how many count at a moment is the sum of what began less what ended until then.
WITH charts AS (
    SELECT * FROM seen WHERE class = 6005 AND outcome <> 'failure' AND patient_uid <> '' AND user_uid <> ''
),
opened AS (SELECT DISTINCT source, user_uid, patient_uid, time FROM charts),
lasting AS (
    SELECT source, user_uid, time AS began,
           least(coalesce(lead(time) OVER (PARTITION BY source, user_uid, patient_uid ORDER BY time), time + 3600000000),
                 time + 3600000000) AS ended
    FROM opened
),
steps AS (
    SELECT source, user_uid, began AS at, 1 AS step FROM lasting
    UNION ALL
    SELECT source, user_uid, ended AS at, -1 AS step FROM lasting
),
changes AS (SELECT source, user_uid, at, sum(step) AS change FROM steps GROUP BY source, user_uid, at),
counts AS (
    SELECT source, user_uid, at, sum(change) OVER (PARTITION BY source, user_uid ORDER BY at) AS patients
    FROM changes
)
SELECT r.user_uid AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, m.patients AS count
FROM counts m
JOIN charts r ON r.source = m.source AND r.user_uid = m.user_uid AND r.time = m.at
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE m.patients > $patients_an_hour AND $patients_an_hour > 0
