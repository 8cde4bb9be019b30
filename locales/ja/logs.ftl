## アクセスログの保管庫：操作記録の言葉
audit-logs-source-defined = ログの送り元を決めた
audit-logs-file-imported = ログのファイルを取り込んだ
audit-logs-asked = アクセスログを調べた
audit-logs-line-shown = アクセスログの1行を表示した
audit-logs-exported = アクセスログを書き出した
audit-logs-proved = アクセスログの証明を作った
audit-logs-unmasked = 伏せた患者番号を表示した
audit-logs-alerts-found = アクセスログから警告を見つけた
audit-logs-alert-settled = 警告の扱いを決めた
audit-logs-alerts-tuned = 誤報を知らせないことにした
audit-logs-tuning-lifted = 誤報の扱いを取り消した
audit-logs-duty-put = 当直を記録した
audit-logs-work-announced = 事業者の作業予定を記録した
audit-logs-settings-changed = アクセスログの設定を変えた
audit-logs-sealed = アクセスログを封印した
audit-logs-lake-rebuilt = アクセスログの検索用データを作り直した
audit-logs-verified = アクセスログの保管庫を検証した
audit-logs-anchored = 封印を外部に控えた
audit-logs-intake-stopped = ログの受取りが止まった

## うまくいかなかったとき
logs-failure-forbidden = × この操作をする権限がありません。
logs-failure-store = × データの読み書きに失敗しました({ $detail })
logs-failure-disagrees = × 保管庫の中身が、最後の封印と合いません({ $detail })。何も書き足さずに止めました。
    .next = 「sonae logs verify」で、どの行がどう変わったかを調べてください。
logs-failure-newer = × 保管庫は、もっと新しい版の sonae で書かれています({ $detail })。
    .next = 新しい版の sonae で開いてください。
logs-failure-open = × 保管庫を開けません({ $detail })
logs-failure-busy = × 保管庫には、いま別の sonae(サーバー)が書き込んでいます。
    .next = ブラウザの画面から取り込むか、監視フォルダにファイルを置いてください。調べる(query・ask・verify)ことは、動いている間もできます。
logs-failure-stopped = × 保管庫に書き込めないので、受取りを止めました({ $detail })
    .next = ディスクの空きと状態を確かめてから、もう一度始めてください。受け取ったと返事をしたものは失われていません。
logs-failure-read = × 保管庫を読めません({ $detail })
    .next = 「sonae logs verify」で、読めないところを調べてください。
logs-failure-sql = × SQLを実行できません({ $detail })
logs-failure-not-reading = × 読むだけのSQL(SELECT、WITH)を1つだけ書いてください。
logs-failure-too-much = × 時間かメモリーがかかりすぎるので、調べるのを止めました。
    .next = 期間や条件で絞ってください。
logs-failure-lake-damaged = × 検索用のデータが壊れています({ $detail })
    .next = 「sonae logs rebuild」で作り直せます。元の記録は保管庫にあります。
logs-failure-lake = × 検索用のデータを読み書きできません({ $detail })
logs-failure-no-time = × 日時の列が見つかりません({ $detail })
    .next = --mapping で、どの列が何かを示してください。
logs-failure-other-format = × 形式が違うようです({ $detail })
    .next = --format で形式を示してください。
logs-failure-file = × ファイルを読めません({ $detail })
logs-failure-changed = × 読んでいる間にファイルが変わりました({ $detail })
    .next = 書き終わってから、もう一度取り込んでください。二重にはなりません。
logs-failure-no-format = × 何の形式か分かりません({ $detail })
    .next = --format csv|syslog|fhir|evtx|journald|auditd のどれかを示してください。
logs-failure-source = × 送り元の決め方が正しくありません({ $detail })
    .next = 名前は64文字までの文字・数字・「-」「_」「.」です。
logs-failure-no-source = × その送り元はありません({ $detail })
logs-failure-missing = × 見つかりません({ $detail })
logs-failure-io = × ファイルを読み書きできません({ $detail })
logs-failure-values = × 使えない値があります({ $detail })
logs-failure-cut-off = × 途中で止められました。
logs-failure-listen = × 受取り口を開けません({ $detail })
logs-failure-anchor = × 外部への控えができません({ $detail })
logs-failure-proof = × 証明を作れません({ $detail })

## 証明の説明書
logs-proof-readme =
    アクセスログ { $shard } の { $leaf } 番の記録と、その証明です。
    entry.bin         記録そのもの(塩・封筒・元の行)
    entry.tlog-proof  この記録が、署名された封印の下にあることの証明(C2SP tlog-proof)
    policy.txt        署名した鍵。別の方法で受け取った鍵と見比べてください
    checkpoint.tsr    封印への時刻認証(RFC 3161)。あるときだけ
    確かめるには：sonae logs prove --check このフォルダ --key 鍵
