-- Shadow copies or the means of recovery were deleted.
SELECT CASE WHEN r.device = '' THEN r.source ELSE r.device END AS about, r.source, r.time, c.day, r.shard, r.leaf, r.nth, 0 AS count
FROM (SELECT *, lower(operation || '|' || target || '|' || message) AS words FROM seen WHERE class = 1007) r
JOIN calendar c ON r.time >= c.day AND r.time < c.next
WHERE r.words LIKE '%vssadmin%' AND r.words LIKE '%delete%' AND r.words LIKE '%shadows%'
   OR r.words LIKE '%vssadmin%' AND r.words LIKE '%resize%' AND r.words LIKE '%shadowstorage%'
   OR r.words LIKE '%wmic%' AND r.words LIKE '%shadowcopy%' AND r.words LIKE '%delete%'
   OR r.words LIKE '%win32_shadowcopy%' AND r.words LIKE '%delete%'
   OR r.words LIKE '%win32_shadowcopy%' AND r.words LIKE '%remove-%'
   OR r.words LIKE '%diskshadow%' AND r.words LIKE '%delete%' AND r.words LIKE '%shadows%'
   OR r.words LIKE '%wbadmin%' AND r.words LIKE '%delete%' AND r.words LIKE '%backup%'
   OR r.words LIKE '%wbadmin%' AND r.words LIKE '%delete%' AND r.words LIKE '%catalog%'
   OR r.words LIKE '%bcdedit%' AND r.words LIKE '%recoveryenabled%' AND r.words LIKE '%no%'
