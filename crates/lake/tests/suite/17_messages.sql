SELECT leaf, message FROM events WHERE message LIKE '%u012%' ORDER BY leaf LIMIT 100
