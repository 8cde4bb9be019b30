SELECT date_part('hour', time) AS hour, count(*) AS n FROM events GROUP BY date_part('hour', time) ORDER BY hour
