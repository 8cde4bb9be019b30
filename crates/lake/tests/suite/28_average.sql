SELECT day, round(avg("count"), 6) AS average FROM events WHERE activity = 'print' GROUP BY day ORDER BY day
