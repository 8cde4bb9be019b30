# 脆弱性とサポート終了: commands and the page

feeds-name-kev = 悪用が確認された脆弱性（CISA KEV）
feeds-name-nvd = 脆弱性データベース（NVD）
feeds-name-cve5 = CVEの記録
feeds-name-overrides = NVDの補い
feeds-name-csaf = メーカーの勧告（CSAF）
feeds-name-msrc = Microsoftの勧告（MSRC）
feeds-name-jvn = JVN iPedia
feeds-name-jvn-products = JVNの製品名の一覧
feeds-name-jvn-rss = JVN iPedia の新着
feeds-name-epss = 悪用される見込み（EPSS）
feeds-name-end-of-life = サポート終了日（endoflife.date）
feeds-name-eol-jp = 国内機器のサポート終了日

feeds-read = { $file }: { $feed } { $rows }件を読みました(読めなかったもの { $rejected }件)。
feeds-refused = { $file }: { $feed } として読むと、読めないものが多すぎます({ $rejected }件)。このファイルは使いません。
feeds-nothing = 取り込めるものがありませんでした。
feeds-delta = { $feed }: 追加{ $added } 変更{ $changed } 削除{ $removed } → { $rows }件
feeds-older = { $feed }: いまより古いデータです。
feeds-line-fresh = ○ { $feed }: { $as-of }({ $age }日前)、{ $rows }件
feeds-line-amber = △ { $feed }: { $as-of }({ $age }日前)、{ $rows }件。そろそろ新しいものを
feeds-line-red = × { $feed }: { $as-of }({ $age }日前)、{ $rows }件。古すぎます
feeds-line-missing = － { $feed }: ありません
feeds-work-update = { $class } { $product } を更新: { $devices }({ $cves }件の脆弱性)
feeds-work-replace = { $class } { $product } を入れ替え(サポート終了): { $devices }
feeds-packed = { $path } に{ $feeds }種類のデータをまとめました(通し番号 { $serial })。受け取る側では、はじめに一度 sonae feeds trust { $key } を実行してください。
feeds-pack-good = 署名も中身も正しい一式です(通し番号 { $serial }、{ $made }、鍵 { $key })。
feeds-pack-bad = この一式は使えません: { $detail }
feeds-trusted = この鍵の一式を受け取ります: { $key }
feeds-went-back = { $to }番の状態に戻しました(いまは{ $now }番)。
failure-feeds = × データを扱えませんでした: { $detail }
    .next = ファイルが壊れていないか、ディスクに空きがあるかを確かめて、もう一度実行してください。

feeds-class-1 = 悪用あり・外から届く
feeds-class-2 = 悪用あり・院内
feeds-class-3 = サポート終了
feeds-class-4 = 重大で悪用されやすい
feeds-class-5 = 月に一度
feeds-mail-update-subject = { $product } の更新のお願い（{ $institution }）
feeds-mail-update-body = { $vendor } 御中

    いつもお世話になっております。{ $institution }です。
    次の機器で使っている { $product } に、知られている脆弱性があります。

    機器: { $devices }
    脆弱性: { $cves }
    直った版: { $fixed }

    更新できるか、いつできるか、できないときはその理由と代わりの対策を教えてください。
    医療情報システムの安全管理に関する立入検査で確認されるため、書面かメールでのお返事をお願いします。
feeds-mail-replace-subject = { $product } のサポート終了について（{ $institution }）
feeds-mail-replace-body = { $vendor } 御中

    いつもお世話になっております。{ $institution }です。
    次の機器で使っている { $product } は、メーカーのサポートが終わっています。

    機器: { $devices }

    入れ替えの予定、または延長サポートの有無と期限を教えてください。入れ替えまでの代わりの対策もあわせてお願いします。

audit-feed-imported = 脆弱性などのデータを取り込んだ
audit-feed-packed = 脆弱性などのデータをUSBメモリ用にまとめた
audit-feed-key-trusted = データの一式の鍵を信頼した
audit-feed-went-back = データを前の状態に戻した

weaknesses-feed-fresh = 新しい
weaknesses-feed-amber = 古くなりかけ
weaknesses-feed-red = 古すぎる
weaknesses-feed-missing = ありません
weaknesses-days-ago = { $days }日前
weaknesses-said-pack = 一式から{ $count }種類のデータを取り込みました。
weaknesses-said-read = { $name } を取り込みました（{ $rows }件）。
weaknesses-said-nothing = { $name } からは何も取り込めませんでした。何のデータか、壊れていないかを確かめてください。
weaknesses-said-no-file = ファイルが選ばれていないか、中身が空です。
web-failure-feed-not-trusted = この一式は受け取れません
    .means = 信頼している鍵で署名されていません。
    .next = 一式を作った人に鍵を聞き、sonae feeds trust で登録してから、もう一度取り込んでください。
web-failure-feed-old = この一式は古いものです
    .means = これより新しい一式を、すでに取り込んであります。
    .next = 新しい一式を作ってもらってください。
web-failure-feed-damaged = この一式は壊れています
    .means = 署名と中身が合いません。コピーの途中で壊れたか、書き換えられています。
    .next = 作り直したものを、もう一度持ってきてください。
