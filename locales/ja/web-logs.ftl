# Words of the pages and papers of the access logs.

## Done
logs-sealed-now = いままでのログを封印しました。
logs-verified-now = 検証しました。改ざんは見つかりませんでした。
logs-verified-found = 検証しました。{ $count }件の食い違いが見つかりました。
logs-source-kept = 送り元「{ $name }」の定めを保存しました。
logs-file-imported = 「{ $name }」から{ $count }件を取り込みました。
logs-imported-already = 「{ $name }」は、すでに取り込んであります。二重には入れていません。
logs-preview-already = 「{ $name }」は、すでに取り込んであります。もう一度取り込んでも、二重にはなりません。
logs-import-failed = 取り込めませんでした。{ $why }
logs-alert-kept = 警告への対応を残しました。
logs-tuning-kept = 期限まで、同じ知らせを止めました。
logs-tuning-ended = 知らせを再び出すようにしました。
logs-review-signed = 点検に署名しました。アクセスログの点検の台帳にも書きました。
logs-review-gone = 点検の対象が変わっていました。もう一度見てください。
logs-review-given-up = 始めた点検を取りやめました。
logs-compare-same = 一致しました。この封印の時点までのログは、書き換えられていません。
logs-compare-other = 一致しません。紙の値を確かめ、同じならば責任者に報告してください。ログが書き換えられたおそれがあります。
logs-compare-unknown = 保管庫のログが紙の件数より少ないため、比べられません。紙の件数を確かめてください。打ち間違いでなければ、ログが失われています。
logs-compare-unreadable = 件数か封印の値を読み取れません。
logs-hold-kept = 「{ $name }」として保全しました。
logs-hold-ended = 「{ $name }」の保全を解きました。
logs-key-kept = 鍵を替えました。前の鍵と新しい鍵の両方で封印してあります。
logs-anew-kept = 新しい帳「{ $shard }」で、ログの受け入れを始めました。
logs-anew-needless = 保管庫は封印と合っています。新しい帳を始める必要はありません。
logs-redaction-kept = この一件の中身を消しました。
logs-unsealed = 封印できませんでした。{ $why }
logs-unverified = 検証できませんでした。{ $why }

logs-settings-kept = ログの設定を保存しました。

## Settings
logs-set-udp = syslogを受け取る口（UDP）
    .help = 住所:番号。例：0.0.0.0:514。空なら閉じます。UDPは混むと失われるので、できるだけTCPかTLSを使います。
logs-set-tcp = syslogを受け取る口（TCP）
    .help = 例：0.0.0.0:601。空なら閉じます。
logs-set-tls = syslogを受け取る口（TLS）
    .help = 例：0.0.0.0:6514。備えの証明書を使います。空なら閉じます。
logs-set-tls-clients = 送り手の証明書を出した認証局
    .help = PEMファイルの場所。書くと、証明書のない送り手を断ります。
logs-set-watched = 監視フォルダ
    .help = このパソコンから見たフォルダの場所。中に「送り元の名前」のフォルダを作り、ファイルを置くと取り込みます。
logs-set-rules = 施設の規則（Sigma）のフォルダ
    .help = YAMLファイルを置いたフォルダの場所。なければ、備えの規則だけを使います。
logs-set-retention-days = 残す日数
    .help = 過ぎた分を、消したことの記録を残して消します。0なら消しません。保全したものは残ります。
logs-set-witness = 証人のアドレス
    .help = 証人を動かしている別のパソコン。例：http://192.0.2.20:8090
logs-set-witness-keys = 証人の鍵
    .help = 証人を動かしたときに表示される1行。1行に一つ。
logs-set-stamp = 時刻認証局のアドレス
    .help = 契約した時刻認証局（RFC 3161）。1時間ごとに時刻認証を受けます。
logs-set-stamp-anchors = 時刻認証局の証明書
    .help = PEMファイルの場所。
logs-set-from = 診療の始まり
    .help = これより前のカルテ参照を、時間外とします。例：8:30
logs-set-to = 診療の終わり
    .help = これより後のカルテ参照を、時間外とします。例：17:15
logs-set-holidays = 休診日
    .help = 日付を1行に一つ。例：2026/1/1
logs-set-patients-an-hour = 1時間に開く患者の数
    .help = 一人がこれより多く開いたら知らせます。
logs-set-failures-before-success = ログインの失敗の数
    .help = 10分以内にこれだけ失敗した後で成功したら知らせます。
logs-set-bulk-records = 一度に書き出す件数
    .help = これより多い書き出しや印刷を知らせます。
logs-set-wrong-number = 0以上の整数で書いてください（知らせる数は1以上）。
logs-set-wrong-time = 8:30のように書いてください。
logs-set-wrong-hours = 始まりと違う時刻にしてください。
logs-set-wrong-days = 日付として読めない行があります。2026/1/1のように書いてください。
logs-set-wrong-address = 住所と番号を、0.0.0.0:514のように書いてください。
logs-set-wrong-place = 場所を、/ やドライブの名前から始めて書いてください。
logs-set-wrong-url = http:// か https:// から始めて書いてください。
logs-set-wrong-key = 証人の鍵として読めない行があります。表示された1行をそのまま写してください。
logs-weekday-1 = 月
logs-weekday-2 = 火
logs-weekday-3 = 水
logs-weekday-4 = 木
logs-weekday-5 = 金
logs-weekday-6 = 土
logs-weekday-7 = 日

## Wrong fields
logs-wrong-sources = 点検した送り元を一つ以上選んでください。
logs-wrong-remarks = 所見を書いてください。
logs-wrong-name = 名前には、文字・数字と - _ . だけを使い、64文字までにしてください。
logs-wrong-taken = その名前の送り元は、すでにあります。
logs-wrong-format = 形式を選んでください。
logs-wrong-silent = 0以上の整数で書いてください。
logs-wrong-columns = 「見出し=項目」の形で書いてください。使える項目は上のとおりです。
logs-wrong-file = ファイルを選んでください。
logs-wrong-source = 送り元を選んでください。
logs-wrong-ask = 知りたいことを選んでください。
logs-wrong-subject = 対象を書いてください。
logs-wrong-date = 日付として読めません。2026/1/20のように書いてください。
logs-wrong-span = 終わりの日は、始まりの日より後にしてください。
logs-wrong-unmask = 患者の番号を見る権限がありません。
logs-wrong-hold-name = 名前を64文字までで書いてください。
logs-wrong-hold-taken = その名前の保全は、すでにあります。
logs-wrong-hold = 解く保全を選んでください。
logs-wrong-again = 「{ $line }」と同じに打ち込んでください。
logs-wrong-note = 確かめたことを書いてください。
logs-wrong-reason = 理由を書いてください。
logs-wrong-until = 今日から1年までの日付を書いてください。

## States
logs-arrival-yes = 届いています
logs-arrival-never = まだ届いていません
logs-arrival-silent = { $at }から途絶えています
logs-clock-right = 合っています
logs-clock-wrong = ずれています
logs-clock-unknown = 分かりません
logs-level-critical = 重大
logs-level-high = 高
logs-level-medium = 中
logs-level-low = 低
logs-level-informational = 参考
logs-alert-open = 未対応
logs-alert-settled = 対応済み
logs-alert-false-alarm = 問題なし
logs-alert-tuned = 知らせない
logs-never = ―
logs-file-whole = 取込み済み
logs-file-part = 途中
logs-mark-new = 新しい
logs-mark-silent = 途絶えている
logs-mark-holes = 抜け { $count }件
logs-days-spoken = { $days }日分、合計{ $count }件

## What was noticed about a source
logs-gap-numbers = { $after }番の次が{ $next }番です（{ $missing }件抜け）
logs-gap-restarted = 番号が付け直されました（{ $after }番の次が{ $next }番）
logs-gap-cleared = 送り元でログが消去されました
logs-gap-extract = 抜き出したファイルです（{ $of }件のうち{ $held }件）
logs-gap-torn = 最後の記録が途中で切れています
logs-gap-damaged = 壊れた部分があります（{ $detail }）
logs-gap-unread = 読み取れない行があります（{ $why } { $place }）
logs-gap-at = { $at }　{ $what }

## How far the evidence is held
logs-verified-never = まだ検証していません。
logs-verified-intact = { $at }に{ $records }件を検証し、改ざんは見つかりませんでした。
logs-verified-damaged = { $at }に{ $records }件を検証し、{ $found }件の食い違いが見つかりました。
logs-hold-always = すべて
logs-hold-from = { $from }から
logs-hold-until = { $until }まで
logs-window-nothing = まだ何も保管していません。
logs-window-open = 封印の控えが外にありません。この機器の管理者がその気になれば、書き換えに気づけません。証人を置くか、月次報告を印刷して保管してください。
logs-window-minutes = 最後に外へ控えを出した{ $at }より後の{ $count }分間は、この機器の管理者が書き換えても気づけません。
logs-window-hours = 最後に外へ控えを出した{ $at }より後の{ $count }時間は、この機器の管理者が書き換えても気づけません。
logs-anchor-witness = 証人 { $by }（{ $at }）
logs-anchor-stamp = タイムスタンプ { $by }（{ $at }）
logs-anchor-paper = 印刷した報告（{ $at }）
logs-anchor-none = ありません
logs-chip-intact = 改ざんなし
logs-chip-damaged = 食い違いあり
logs-chip-unverified = 未検証

## Questions
logs-ask-of-user = ある利用者のすべて
logs-ask-of-patient = ある患者を開いた人
logs-ask-leavers = 退職者・停止したIDの利用
logs-ask-out-of-hours = 時間外のカルテ参照
logs-ask-burst-then-success = 失敗が続いた後のログイン
logs-ask-two-terminals = 一つのIDを二か所で同時に
logs-ask-long-sessions = 24時間を超えるログイン
logs-ask-maintenance = 事業者の保守と予定
logs-ask-silent-sources = 届かなかった送り元
logs-ask-search = 言葉で探す
logs-ask-five-columns = 五つの列の一覧
logs-ask-sql = SQL
logs-span = { $from }から{ $until }まで

## Columns of answers
logs-column-time = 時刻
logs-column-user_uid = ユーザーID
logs-column-user_name = 氏名
logs-column-patient_uid = 患者ID
logs-column-class = 種類
logs-column-activity = 動作
logs-column-outcome = 結果
logs-column-category = カテゴリ
logs-column-operation = 操作情報
logs-column-code = コード
logs-column-terminal = 端末
logs-column-src_ip = 接続元
logs-column-device = 機器
logs-column-session = セッション
logs-column-target = 対象
logs-column-purpose = 目的
logs-column-count = 件数
logs-column-message = 内容
logs-column-source = 送り元
logs-column-failures = 失敗の数
logs-column-first_try = 最初の失敗
logs-column-vendor = 事業者
logs-column-announced = 予定あり
logs-column-ended = ログアウト
logs-column-until = ここまで
logs-column-left_on = 退職日
logs-column-disabled = 停止中
logs-column-rows = 件数
logs-column-first_time = 最初の時刻
logs-column-last_time = 最後の時刻
logs-column-last_received = 最後に届いた時刻
logs-column-other_terminal = もう一方の端末
logs-column-other_time = もう一方の時刻
logs-column-received = 受け取った時刻
logs-column-day = 日
logs-value-yes = はい
logs-value-no = いいえ
logs-class-0 = その他
logs-class-1001 = ファイル
logs-class-1007 = プロセス
logs-class-1008 = ログの操作
logs-class-2004 = 検知
logs-class-3001 = IDの変更
logs-class-3002 = 認証
logs-class-4001 = 通信
logs-class-6002 = ソフトの起動・停止
logs-class-6003 = API
logs-class-6005 = 診療情報
logs-activity-logon = ログイン
logs-activity-logoff = ログアウト
logs-activity-read = 参照
logs-activity-create = 登録
logs-activity-update = 更新
logs-activity-delete = 削除
logs-activity-query = 検索
logs-activity-print = 印刷
logs-activity-export = 出力
logs-activity-import = 取込
logs-activity-start = 開始
logs-activity-stop = 停止
logs-activity-grant = 権限の付与
logs-activity-revoke = 権限の取消
logs-activity-clear = ログの消去
logs-activity-open = 通過
logs-activity-refuse = 拒否
logs-activity-other = その他
logs-activity-unknown = ―
logs-outcome-success = 成功
logs-outcome-failure = 失敗
logs-outcome-unknown = ―
logs-format-csv = CSV（電子カルテなどの書き出し）
logs-format-syslog = syslog（ATNAを含む）
logs-format-fhir = FHIR AuditEvent
logs-format-evtx = Windowsイベントログ（EVTX）
logs-format-journald = journald
logs-format-auditd = auditd（Linux）

## The inspector's five columns
logs-five-title = アクセスログ
logs-five-span = { $from }から{ $until }まで
logs-five-span-user = { $from }から{ $until }まで、{ $user }
logs-five-user_uid = ユーザーID
logs-five-user_name = 氏名
logs-five-time = 時刻
logs-five-category = カテゴリ
logs-five-operation = 操作情報
logs-five-verified = 検証
logs-five-yes = 検証済
logs-five-no = 未検証
logs-five-note = 「検証済」は、届いたままの行が封印の後に変わっていないことを確かめた印です。
logs-five-cut-off = 件数が多いため、途中までを示しています。
logs-five-foot = 封印 { $at }　{ $origin }　{ $size }件まで　{ $value }
logs-five-unsealed = まだ封印していません。
logs-five-file = アクセスログ_{ $from }_{ $until }

## The review
logs-review-period = { $from }〜{ $to }
logs-review-all = すべての送り元
logs-review-span = { $from }から{ $to }まで
logs-review-span-first = { $to }まで
logs-review-waiting = 前の点検の後に届いたログを見ます。
logs-review-waiting-first = これまでに届いたログを見ます。
logs-review-waiting-nothing = まだログが届いていません。送り元を加えると点検できます。

## The monthly report
logs-report-period = { $y }年{ $m }月
logs-report-events = 受け取ったログ
logs-report-failures = ログインの失敗
logs-report-out-of-hours = 時間外のカルテ参照
logs-report-alerts = 検知
logs-report-name = アクセスログ月次報告_{ $date }

## Tasks on the first page
today-logs-overdue = アクセスログの点検の期限（{ $due }）を過ぎています。
today-logs-never = 保管しているアクセスログを、まだ一度も点検していません。
today-logs-silent = { $count }件の送り元からログが届かなくなりました（{ $names }）。
today-logs-alerts = 未対応のログの警告が{ $count }件あります。
today-logs-damaged = 保管したログに食い違いが見つかっています。すぐに確かめてください。
today-logs-stopped = ログの受け入れが止まっています。すぐに確かめてください。

## Audit
audit-logs-review-begun = アクセスログの点検を始めた
audit-logs-review-dropped = 始めたアクセスログの点検を取りやめた
audit-logs-reviewed = アクセスログの点検に署名した
audit-logs-review-kept = アクセスログの点検を保管庫に残した
audit-logs-seal-compared = 紙の封印の値と保管庫を比べた

web-failure-logs = ログの画面を開けません
    .means = 保管庫を使えないか、ほかの備えが書き込んでいます。
    .next = しばらくしてからもう一度開いてください。続くときは、ログの概要で状態を確かめてください。

mail-digest-logs = ■ アクセスログ

web-api-field-log-subject = この質問には対象が必要です。
web-api-field-log-until = 始まりの日より後の日を指定してください。

## What a verification found
logs-found-place = { $kind }：{ $place }（{ $detail }）
logs-found-lines = { $kind }：{ $place } の { $leaves }件目 { $source }（{ $detail }）

## API
web-api-tag-logs = アクセスログ
web-api-op-list_log_sources = ログの送り元の一覧
web-api-op-ask_logs_question = アクセスログを調べる
web-api-op-list_log_alerts = ログの警告の一覧
web-api-op-settle_log_alert = 警告への対応を残す
web-api-op-log_seal = 最後の封印
web-api-op-make_log_seal = いま封印する
web-api-op-verify_log_evidence = 保管庫を検証する
web-api-op-list_log_reviews = ログの点検の一覧
web-api-op-list_log_holds = 保全しているログの一覧
web-api-op-set_log_hold = ログを保全する
web-api-op-lift_log_hold = ログの保全を解く
web-api-op-redact_log_line = ログの一件の中身を消す
web-api-op-list_log_keys = 封印の鍵の一覧
web-api-op-change_key_of_logs = 封印の鍵を替える

logs-duty-wrong-moment = 日と時刻を、2026/1/20 22:00 のように書いてください。
logs-duty-wrong-order = 終わりは、始まりより後にしてください。
logs-duty-wrong-user = 利用者IDを書いてください。
logs-duty-wrong-vendor = 事業者の名前を書いてください。
logs-duty-kept = { $user } の当直を記録しました。
logs-work-kept = { $vendor } の作業を記録しました。
