# Words of the browser pages that are composed in code. Words that stand on a page are in its template.

web-date = { $y }年{ $m }月{ $d }日
web-date-both = { $date }（令和{ $y }年{ $m }月{ $d }日）
web-first-year = 元

next-runs-out = いまの「はい」の根拠は{ $date }まで有効です。
next-look-again = 根拠を新しくする

role-executive = 経営層
role-manager = 安全管理責任者・企画管理者
role-operator = システム運用担当者
role-viewer = 閲覧
role-auditor = 監査
role-vendor = 事業者
role-inspector = 検査

web-failure-forbidden = この操作はできません
    .means = いまの役割には、この画面や操作の権限がありません。
    .next = 必要なときは、利用者を管理している人（安全管理責任者・企画管理者）に頼んでください。
web-failure-not-found = 見つかりません
    .means = この場所には何もありません。消されたか、場所の書き間違いです。
    .next = 最初の画面からたどり直してください。
web-failure-foreign-origin = 操作を受け付けませんでした
    .means = 別のサイトの画面から送られた操作でした。何も変えていません。
    .next = 備えの画面を開き直して、もう一度行ってください。
web-failure-too-large = 送られたものが大きすぎます
    .means = 受け付けられる大きさを超えていたので、何も変えていません。
    .next = 小さく分けて送ってください。
web-failure-unreadable-form = 送られた内容を読み取れませんでした
    .means = 画面の入力欄として読めない内容でした。何も変えていません。
    .next = 前の画面に戻り、もう一度入力してください。
web-failure-too-many = 回数が多すぎます
    .means = 短い間に多くの操作がありました。しばらく受け付けません。
    .next = 少し待ってから、もう一度行ってください。
web-failure-fault = 内部で問題が起きました
    .means = 入力のせいではありません。途中の変更は残っていません。
    .next = もう一度試し、同じことが起きるときは、下の記録番号を添えて管理者に伝えてください。
web-failure-sign-in = サインインしてください
    .means = この画面を見るには、サインインが要ります。
    .next = サインインの画面を開いてください。

today-backup-no-key = 備えのバックアップの鍵がありません。鍵を作るまで、バックアップは作られません。
today-backup-failed = 備えのバックアップを作れませんでした。
today-backup-none = 備えのバックアップが、まだ一つもありません。
today-backup-late = 備えのバックアップが、予定の時間を過ぎても作られていません。
today-backup-second-place = 備えのバックアップを、二つ目の置き場所に写せませんでした。
