SELECT leaf FROM events WHERE patient_uid = '99999999' OR time > '2099-01-01 00:00:00+09:00' ORDER BY leaf
