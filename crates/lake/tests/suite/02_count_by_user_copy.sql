SELECT count(*) AS n, count(DISTINCT leaf) AS leaves FROM events_by_user
