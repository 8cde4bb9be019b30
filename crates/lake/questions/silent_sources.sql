-- Sources from which nothing came in this time, with the last that came at all.
SELECT s.source, s."rows", s.first_time, s.last_time, s.last_received
FROM sources s
WHERE s.first_time < $to
  AND NOT EXISTS (SELECT 1 FROM events_by_user e WHERE e.source = s.source AND e.time >= $from AND e.time < $to)
ORDER BY s.last_time, s.source
