SELECT time, patient_uid, activity, outcome, leaf FROM events_by_user WHERE user_uid = 'u012' ORDER BY time, shard, leaf, nth LIMIT 200
