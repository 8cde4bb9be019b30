SELECT user_uid, min(time) AS first_time, max(time) AS last_time FROM events_by_user GROUP BY user_uid ORDER BY user_uid
