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
feeds-not-taken = { $path } は使いません: { $detail }
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
    いまの版: { $versions }
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

audit-feed-downloads-changed = データをダウンロードするかどうかを変えた
audit-feed-fetched = データをダウンロードした
audit-weakness-decided = 脆弱性について判断した
audit-weakness-decision-withdrawn = 脆弱性についての判断を取り消した
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

match-no-version = 版が分かりません
match-branch-only = 版が途中までしか分かりません
match-no-revision = Windowsのビルドの下の番号が分かりません
match-version-unread = 版の書き方を読めません
match-bound-unread = データの版の範囲を読めません
match-unbounded = データに版の範囲がありません
match-prose = データの版の範囲が文章で、読み取れません
match-update-unknown = パッチの番号が分かりません
match-edition-unknown = エディションが分かりません
match-hardware-unknown = 機種が分かりません
match-system-unknown = OSが分かりません
match-companion-unknown = 組み合わせて使う製品があるかどうか分かりません
match-rough-scheme = この製品の版は大小を正確に比べられません
match-distribution = 配布元が版を変えずに直していることがあります
match-negated = データが「これ以外」という書き方をしています
match-sources-disagree = データどうしが食い違っています
match-disputed = 脆弱性かどうかに異論が出ています

weaknesses-reached-outside = インターネットから
weaknesses-reached-vendor-line = 事業者の回線から
weaknesses-reached-unknown = 分かりません（外から届くものとして扱います）
weaknesses-reached-inside = 院内だけ
weaknesses-told-by-machine = 機器自身が示した版
weaknesses-told-by-ledger = 台帳の版
weaknesses-end-of-support = サポート終了
weaknesses-ended-on = サポート終了（{ $date }）
weaknesses-state-confirmed = 当たる
weaknesses-state-probable = おそらく当たる
weaknesses-state-potential = 言い切れない
weaknesses-state-ended = サポート終了
weaknesses-state-decided = 判断済み
weaknesses-order-urgent = 急ぐ順
weaknesses-order-device = 機器の名前
weaknesses-order-vendor = 事業者
weaknesses-order-product = 製品
weaknesses-judgement-not-affected = 当たらない
    .help = 使い方や構成から、この脆弱性は問題になりません。根拠を選んでください。
weaknesses-judgement-fixed = 版は同じだが直っている
    .help = 事業者が修正を当てた、延長サポートを契約している、など。版の番号だけからは分からないもの。
weaknesses-judgement-mitigated = 別の対策で守っている
    .help = 更新はできないが、切り離しや遮断で守っています。悪用が確認されたものは、2-⑥では「いいえ」のままです。
weaknesses-judgement-accepted = 期限まで受け入れる
    .help = 更新や入れ替えの日を決めて、それまでは残します。悪用が確認されたものは、2-⑥では「いいえ」のままです。
weaknesses-justification-component-not-present = 問題の部品が入っていない
weaknesses-justification-vulnerable-code-not-present = 部品はあるが、問題の機能が含まれていない
weaknesses-justification-vulnerable-code-not-in-execute-path = 問題の機能を使っていない、止めてある
weaknesses-justification-vulnerable-code-cannot-be-controlled-by-adversary = 外の人が問題の機能に届かない
weaknesses-justification-inline-mitigations-already-exist = 製品に組み込みの保護で防がれる
weaknesses-decision-lapsed = 期限切れ
weaknesses-decision-ends-soon = もうすぐ期限
weaknesses-decision-holds = 効いている
weaknesses-decision-unmet = 当たるものがない
weaknesses-decision-withdrawn = 取り消した
weaknesses-decided-until = { $judgement }（{ $until }まで数えません）
weaknesses-said-decided = { $count }件を、期限まで数えないことにしました。
weaknesses-said-withdrawn = 判断を取り消しました。次の照らし合わせから数えます。
weaknesses-wrong-cves = 判断するものを一つ以上選んでください。いま見つかっていないものは選べません。
weaknesses-wrong-judgement = 判断を選んでください。
weaknesses-wrong-justification = 「当たらない」とするときは、根拠を選んでください。
weaknesses-wrong-reason = 理由を書いてください（1000字まで）。
weaknesses-wrong-until = 今日から1年以内の日を書いてください。
today-weaknesses-lapsed = 脆弱性についての判断{ $count }件の期限が切れています。

feeds-decided = { $count }件を、{ $until }まで数えないことにしました。
feeds-decision-line = { $state }　{ $key }　{ $product } { $about }　{ $judgement }　{ $until }まで　{ $by }　{ $reason }
feeds-no-decisions = 判断したものはありません。
feeds-withdrawn = 判断を取り消しました。
failure-decision = × この判断は残せません: { $fields }
    .next = 脆弱性はいま見つかっているもの、理由は1000字まで、期限は今日から1年以内の日にしてください。「当たらない」（not-affected）には --justification が要ります。
failure-decision-none = × その番号の判断も、いま見つかっている脆弱性もありません。
    .next = sonae feeds decisions で番号を、sonae feeds work で製品を確かめてください。

feeds-came-never = まだ
feeds-came-new = 新しいものを取り込んだ
feeds-came-same = 変わりなし
feeds-came-failed = 取れなかった
feeds-said-fetched = 新しいもの{ $new }件、変わりなし{ $same }件、取れなかったもの{ $failed }件でした。
feeds-fetch-line = { $feed }: { $came } { $failure }
feeds-fetch-none = ダウンロードはすべて切ってあります。入れるには: sonae feeds fetch --on kev
feeds-fetch-switched = ダウンロードするもの: { $feeds }
feeds-fetch-nothing = ダウンロードするものはありません。
failure-fetch-off = × そのデータは、ダウンロードできないか、切ってあります: { $feeds }
    .next = 入れるには sonae feeds fetch --on 名前。名前は kev nvd jvn epss end-of-life です。

    .next = `sonae products aliases export` が書き出したファイルを指してください。
