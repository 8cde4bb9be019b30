SELECT time, user_uid, operation, shard, leaf, nth FROM events WHERE patient_uid = '00000042' ORDER BY time, shard, leaf, nth
