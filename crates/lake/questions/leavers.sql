-- What was done with accounts after the person's last day, and with accounts that the ledger says are disabled.
SELECT e.time, e.user_uid, e.user_name, a.name, a.left_on, a.disabled, e.class, e.activity, e.outcome, e.patient_uid, e.operation,
       e.terminal, e.src_ip, e.device, e.source, e.shard, e.leaf, e.nth
FROM events_by_user e
JOIN accounts a ON a.user_uid = e.user_uid
WHERE e.time >= $from AND e.time < $to AND (a.disabled OR e.time >= a.left_at)
ORDER BY e.time, e.shard, e.leaf, e.nth
