SELECT src_ip, count(*) AS n FROM events WHERE src_ip <> '' GROUP BY src_ip ORDER BY n DESC, src_ip LIMIT 30
