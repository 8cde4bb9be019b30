SELECT max(length(message)) AS longest, sum(length(message)) AS total FROM events
