-- Sign-ins with accounts of vendors, and the announced work in which they fall: none, and it was not announced.
SELECT e.time, e.user_uid, e.user_name, a.vendor, max(w.purpose) IS NOT NULL AS announced, max(w.purpose) AS purpose, e.outcome,
       e.terminal, e.src_ip, e.device, e.source, e.shard, e.leaf, e.nth
FROM events_by_user e
JOIN accounts a ON a.user_uid = e.user_uid
LEFT JOIN announced w
  ON w.vendor = a.vendor AND (w.user_uid = '' OR w.user_uid = e.user_uid) AND e.time >= w.from_time AND e.time < w.to_time
WHERE e.time >= $from AND e.time < $to AND a.vendor <> '' AND e.class = 3002 AND e.activity = 'logon'
GROUP BY e.time, e.user_uid, e.user_name, a.vendor, e.outcome, e.terminal, e.src_ip, e.device, e.source, e.shard, e.leaf, e.nth
ORDER BY e.time, e.shard, e.leaf, e.nth
