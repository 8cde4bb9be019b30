# 台帳の文字から読み取った製品について(crates/products)。
# なぜそう読んだか。引数：$name $product $version $build $products $word $by $on

product-why-name = 名前「{ $name }」から
product-why-model = 型番「{ $name }」から
product-why-vendor-and-version = 名前「{ $name }」とバージョンから
product-why-several-versions = 複数のバージョンが書かれています
product-why-version-missing = 製品は分かりますが、バージョンが書かれていません
product-why-cycle-unknown = バージョン{ $version }だけでは、サポート期間の区分が決まりません
product-why-release-missing = どの版(年・リリース)か書かれていません
product-why-edition-missing = 版({ $version })は分かりますが、エディションによってサポート期限が違います
product-why-build-shared = ビルド{ $build }は複数の製品に共通です
product-why-several-products = 複数の製品が書かれています：{ $products }
product-why-vendor-only = メーカー名・シリーズ名だけで、製品が決まりません
product-why-category = 機器や用途の種類を表す言葉「{ $word }」です
product-why-medical-category = 医療用のシステム・機器の種類を表す言葉「{ $word }」です。事業者に確認してください
product-why-medical-column = 医療用システムの欄にあり、公開の製品名に見当たりません。事業者に確認してください
product-why-unknown = 知っている製品名が見当たりません
product-why-fill-down = 上の行と同じという印です
product-why-confirmed = { $by }さんが{ $on }に確認した答えです
product-why-non-value-none = 「ない」という意味の記入です
product-why-non-value-unknown = 「分からない」という意味の記入です
product-why-non-value-elsewhere = ほかの書類を見るようにという記入です
product-why-non-value-latest = 「最新」はバージョンではありません
product-why-non-value-address = 接続のしかたの記入です
product-why-non-value-state = 状態や一般名の記入です

product-kind-match = 製品
product-kind-no-public-id = 事業者へ確認
product-kind-not-product = 製品ではない
product-kind-ambiguous = 決まらない
product-kind-fill-down = 上と同じ

product-column-raw = 書いてある文字
product-column-kind = 判断
product-column-product = 製品
product-column-version = バージョン
product-column-edition = エディション
product-column-cycle = サポート期間の区分
product-column-why = 理由

products-waiting = 台帳の書き方から製品を決められないものが{ $count }件あります。
products-said-answered = 「{ $text }」の答えを残しました。次の照らし合わせから使います。
products-said-withdrawn = 答えを取り消しました。
products-said-imported = 答えを{ $added }件取り込みました（もうあるもの{ $known }件、読めないもの{ $unreadable }件）。
aliases-exported = { $path } に{ $count }件の答えを書き出しました。
aliases-unreadable = { $path } の{ $line }行目は答えとして読めません。
aliases-line = ○ { $text }　→　{ $meaning }　{ $by }　{ $on }　{ $note }
aliases-question = ？ { $text }（{ $count }台）
aliases-question-suggested = ？ { $text }（{ $count }台）　候補：{ $names }
failure-aliases = × 答えを扱えませんでした: { $detail }
    .next = ファイルがあるか、1行に1件のJSONかを確かめてください。
audit-product-confirmed = 台帳の書き方がどの製品かを答えた
audit-product-confirmation-withdrawn = 製品についての答えを取り消した
audit-product-confirmations-imported = 製品についての答えの一覧を取り込んだ
web-failure-product-unknown = その製品は選べません
    .means = 製品が選ばれていないか、備えの知らない製品です。
    .next = 候補か一覧から選ぶか、「該当なし・事業者に確認」を押してください。
