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
audit-logs-removed = 保管期間を過ぎたアクセスログを除いた

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
logs-failure-retention = × 保管期間を過ぎた記録を除けません({ $detail })
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

## 検索結果の列
logs-yes = はい
logs-no = いいえ
lake-column-time = 時刻
lake-column-time-told = 時刻の記載
lake-column-class = 区分
lake-column-activity = 動作
lake-column-outcome = 結果
lake-column-user-uid = ユーザーID
lake-column-user-name = 氏名
lake-column-patient-uid = 患者ID
lake-column-category = カテゴリ
lake-column-operation = 操作情報
lake-column-code = コード
lake-column-terminal = 端末
lake-column-src-ip = 接続元
lake-column-device = 機器
lake-column-session = セッション
lake-column-target = 対象
lake-column-purpose = 目的
lake-column-count = 件数
lake-column-message = 本文
lake-column-source = 送り元
lake-column-shard = 年
lake-column-leaf = 記録番号
lake-column-nth = 枝番
lake-column-seq = 送り元の番号
lake-column-file = ファイル
lake-column-received = 受取り
lake-column-first = 最初
lake-column-last = 最後
lake-column-hours = 時間
lake-column-vendor = 事業者
lake-column-left-on = 退職日
lake-column-disabled = 無効
lake-column-terminals = 端末
lake-column-failures = 失敗
lake-column-announced = 事前の連絡
lake-column-silent-since = 途絶えた時刻

## コマンドの表示
logs-digested = 読み取り：記録{ $records }件、できごと{ $events }件、新しい警告{ $alerts }件
logs-unreadable = ！ 読めないところがあります：{ $detail }
logs-rule-problem = ！ 使えない規則があります：{ $file }({ $detail })
logs-forgotten = ！ 数える規則の途中の状態が多すぎて、{ $count }件をあきらめました
logs-rows = { $count }件
logs-cut-off = ！ { $count }件で打ち切りました。--limit で増やすか、条件で絞ってください
logs-ask-whom = × 「{ $question }」には、だれ(何)についてかを続けて書いてください。
logs-importing = 取り込んでいます
logs-digesting = 読み取っています
logs-imported = ○ { $name }：{ $records }件を取り込みました(送り元：{ $source })
logs-import-already = ＝ { $name }：前に取り込んだファイルです。何も足していません(送り元：{ $source }、{ $records }件)
logs-import-resumed = ○ { $name }：前に途中で止まった取込みを{ $resumed }件目の次から続けました(送り元：{ $source }、全部で{ $records }件)
logs-notice-gap = ！ 送り元の番号が抜けています({ $detail })
logs-notice-restarted = ！ 送り元の番号が始めに戻りました({ $detail })
logs-notice-clock = ！ 送り元の時計について({ $detail })
logs-notice-unread = ！ 意味を読み取れない行があります({ $detail })
logs-notice-torn = ！ ファイルの最後の行が途中で切れています
logs-notice-damaged = ！ 壊れているところを飛ばしました({ $detail })
logs-sealed = ○ 封印しました：{ $shard }、{ $size }件まで
logs-stamped = ○ 時刻認証を受けました：{ $by }、{ $size }件まで
logs-not-a-line = × 「{ $line }」は記録の番号として読めません(例：2026/12345)
logs-proved = ○ 証明を書き出しました：{ $path }({ $bytes }バイト)
logs-proof-holds = ○ 証明は正しいものです：{ $origin } の { $leaf } 番の記録
logs-proof-fails = × 証明になりません：{ $detail }
logs-looked-through = { $path }：記録{ $records }件、該当{ $hits }件
logs-source-line = { $name }　{ $title }　記録{ $records }件　最初 { $first }　最後 { $last }　欠け{ $gaps }　読めない行{ $unread }
logs-witness-requested = ○ 証人への依頼を書き出しました：{ $path }
    USBメモリーなどで証人のパソコンへ運び、「sonae logs witness sign」で返事を作ってください。
logs-witness-key = 証人の鍵：{ $key }
logs-witness-signed = ○ 返事を書き出しました：{ $path }
logs-witness-refused = × 証人は署名しませんでした：{ $detail }
logs-witness-serving = 証人として待っています：http://{ $address }/add-checkpoint (止めるには Ctrl-C)
logs-witnessed = ○ 証人の署名を受け取りました：{ $by }、{ $shard } の{ $size }件まで
logs-listen-nowhere = × どこで受け取るかが決まっていません。
    .next = --udp、--tcp、--tls-listen のどれかで住所とポートを示してください(例：--udp 0.0.0.0:514)。
logs-listening = syslogを受け取ります：{ $kind } { $address }
logs-listened = 受け取った数：{ $received }、保管した数：{ $kept }、保管できなかった数：{ $refused }、届く前に失われた数(UDP)：{ $dropped }
logs-watching = フォルダを見ています：{ $path } (止めるには Ctrl-C)
logs-watched = ○ { $path }：{ $records }件を取り込みました
logs-watch-failed = × { $path }：{ $detail }
logs-verified-shard = { $shard }：記録{ $leaves }件、封印済み{ $sealed }件、封印{ $checkpoints }通、期限で除いた{ $removed }件、黒塗り{ $redacted }件
logs-more-findings = ほかに{ $count }件あります(--json ですべて出せます)
logs-window = 外部の控え：{ $by }。{ $since } より後の{ $leaves }件は、まだ外部に控えがありません
logs-window-none = 外部の控えがありません。このパソコンを支配した人には、書き換えて封印し直すことができます(証人・時刻認証・印刷のどれかを使ってください)
logs-intact = ○ 保管庫は、取り込んだときのままです
logs-not-intact = × 保管庫に、取り込んだときと違うところが{ $count }件あります
logs-finding = × { $kind }：{ $shard } の記録 { $leaves }(送り元 { $source }、番号 { $seq }、ファイル { $file })　{ $detail }
logs-finding-changed = 変えられた
logs-finding-removed = 消された
logs-finding-inserted = 差し込まれた
logs-finding-reordered = 順番が変えられた
logs-finding-duplicated = 二重にされた
logs-finding-truncated = 終わりが切られた
logs-finding-truncated-and-continued = 終わりを切ってから書き足された
logs-finding-re-signed = 別の鍵で封印し直された
logs-finding-split-view = 同じ大きさの封印が二通りある
logs-finding-rolled-back = 前の状態に巻き戻された
logs-finding-key-swapped = 鍵がすり替えられた
logs-finding-checkpoint-damaged = 封印のファイルが壊れている
logs-finding-tile-damaged = 木のファイルが壊れている
logs-finding-check-file-damaged = 照合用のファイルが壊れている
logs-finding-stamp-damaged = 時刻認証のファイルが壊れている
logs-finding-unreadable = 読めない
logs-finding-chain-broken = 年のつながりが切れている
logs-finding-original-damaged = 元のファイルが違っている
logs-finding-derived-damaged = 派生したファイルが違っている
logs-finding-unrecorded-redaction = 記録のない黒塗り

## 見本
sample-log-name = 電子カルテ操作ログ_202601.csv
sample-log-title = 電子カルテの操作ログ
sample-log-system = 電子カルテ
demo-logs = 見本のアクセスログ{ $records }件を保管庫に取り込み、封印し、検証しました({ $alerts }件の警告。ブラウザの「アクセスログ」で見られます)
demo-logs-bad = × 見本のアクセスログの検証で、違うところが見つかりました
