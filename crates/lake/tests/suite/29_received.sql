SELECT time_told, file, count(*) AS n, min(received) AS first_received FROM events GROUP BY time_told, file ORDER BY time_told, file
