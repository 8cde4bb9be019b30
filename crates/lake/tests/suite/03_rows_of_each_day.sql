SELECT day, count(*) AS n, min(time) AS first_time, max(time) AS last_time FROM events GROUP BY day ORDER BY day
