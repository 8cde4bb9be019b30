# Words of the pages of inspection that are composed in code.

inspection-nothing-came = 確認書がまだ届いていません。
inspection-unfilled = 回答、確認日、目標日のどれかが足りない項目があります（{ $items }）。
inspection-document-missing = 台帳に書かれている「{ $name }」が、備えに入っていません。
inspection-pack-begun = 立入検査用一式を作り始めました。
inspection-pack-busy = ほかの人が作っているところです。終わってから、もう一度行ってください。
inspection-tone-against = 満たしていない理由
inspection-tone-missing = 足りないもの
inspection-tone-support = 満たしている理由
inspection-tone-advice = 参考
inspection-group-inside = 院内
inspection-group-vendor = 事業者
inspection-group-security = 情報セキュリティの会社
inspection-group-expert = 外部の専門家
inspection-group-ministry = 厚生労働省
inspection-group-authority = 都道府県・保健所など
inspection-group-police = 警察

web-failure-pack-damaged = 立入検査用一式を渡せません
    .means = ファイルがなくなったか、作ったときから変わっています。
    .next = もう一度作ってください。心当たりがなければ、データのフォルダに触れられる人を確かめてください。
