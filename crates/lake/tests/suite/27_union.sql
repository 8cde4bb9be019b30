SELECT 'chart' AS what, count(*) AS n FROM events WHERE class = 6005
UNION ALL
SELECT 'sign-in', count(*) FROM events WHERE class = 3002
UNION ALL
SELECT 'network', count(*) FROM events WHERE class = 4001
ORDER BY what
