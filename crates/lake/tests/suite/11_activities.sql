SELECT class, activity, outcome, count(*) AS n FROM events GROUP BY class, activity, outcome ORDER BY class, activity, outcome
