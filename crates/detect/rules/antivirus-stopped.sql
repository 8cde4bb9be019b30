-- Protection against malware was switched off or stopped.
SELECT CASE WHEN r.device = '' THEN r.source ELSE r.device END AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM (
    SELECT *, lower(category || '|' || operation || '|' || target || '|' || message) AS words
    FROM seen
    WHERE class = 6002 AND activity = 'stop' OR code IN ('5001', '5010', '5012')
) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE (r.words LIKE '%defender%' OR r.words LIKE '%windefend%' OR r.words LIKE '%antivirus%' OR r.words LIKE '%anti-virus%' OR r.words LIKE '%antimalware%' OR r.words LIKE '%endpoint protection%' OR r.words LIKE '%virus%' OR r.words LIKE '%ウイルス%')
