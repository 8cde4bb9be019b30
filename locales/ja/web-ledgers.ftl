# Words of the pages of ledgers that are composed in code.

ledgers-who-command-line = コマンド
ledgers-who-schedule = 自動

ledgers-inferred = { $value }（推定）
ledgers-not-recorded = 未記入

ledgers-added = 「{ $label }」を追加しました。
ledgers-saved = 「{ $label }」を保存しました。
ledgers-saved-by-hand = 「{ $label }」を保存しました。システムが書き出した記録でしたが、これからは人が付けた記録として扱います。
ledgers-same = 「{ $label }」は、前と同じ内容なので変えていません。
ledgers-retired = 「{ $label }」を台帳から外しました。履歴から戻せます。
ledgers-restored = 第{ $version }版の内容に戻しました。
ledgers-nothing = 何も入力されていません。どれかの欄を入力してください。
ledgers-no-key = ほかの行と区別できません。{ $titles }のどれかを入力してください。
ledgers-conflict-short = 開いている間に、{ $by }がこの行を書き換えました。よければ、もう一度「保存」を押してください。

ledgers-help-date = 例：2026/1/20、R8.1.20、令和8年1月20日
ledgers-help-days = 例：毎日、週1回、90日、3か月
ledgers-help-number = 数字で入力します。
ledgers-help-list = いくつかあるときは「、」で区切ります。
ledgers-help-items = チェックリストの番号。いくつかあるときは「、」で区切ります。

ledgers-typed-import-date-impossible = 存在しない日付です：{ $value }。
    .next = 正しい日付を入力してください。
ledgers-typed-import-date-unreadable = 日付として読めません：{ $value }。
    .next = 「2026/1/20」「R8.1.20」「令和8年1月20日」のように入力してください。
ledgers-typed-import-date-fiscal-year = 年度ではなく日付が必要です：{ $value }。
    .next = 「2026/1/20」や「2026年1月」のように、年月日か年月を入力してください。
ledgers-typed-import-number-unreadable = 数として読めません：{ $value }。
    .next = 「3」のように数字で入力してください。
ledgers-typed-import-days-unreadable = 期間として読めません：{ $value }。
    .next = 「毎日」「週1回」「90日」「3か月」のように入力してください。
ledgers-typed-import-word-unknown = 「{ $title }」にない言葉です：{ $value }。
    .next = 次の言葉から選んでください：{ $known }
ledgers-typed-import-flag-unreadable = 「有」か「無」か分かりません：{ $value }。
    .next = 「有」か「無」で入力してください。
ledgers-typed-import-flag-unclear = 「{ $value }」は、有・無のどちらでもありません。
    .next = できていれば「有」、まだなら「無」を選び、事情は備考に書いてください。

audit-folder-imported = フォルダから取り込みました
audit-ledger-record-added = この画面で追加しました
audit-ledger-record-changed = この画面で書き換えました
audit-ledger-record-retired = 台帳から外しました
audit-ledger-record-restored = 前の版に戻しました
audit-ledger-imported = ファイルから取り込みました
audit-ledger-import-undone = 取り込みを取り消しました
audit-ledger-exported = 台帳を書き出しました
audit-stocktake-started = 棚卸を始めました
audit-stocktake-marked = 棚卸で確かめました
audit-stocktake-finished = 棚卸を終えました

web-failure-ledger-not-here = この台帳は、ここでは書き換えられません
    .means = 点検の回答と判定の上書きは、点検票の各項目の画面で書き換えます。何も変えていません。
    .next = 点検票から、その項目を開いてください。
web-failure-ledger-changed = 先に書き換えられていました
    .means = 画面を開いている間に、ほかの人がこの行を書き換えました。何も変えていません。
    .next = 前の画面に戻って開き直し、いまの内容を確かめてから、もう一度行ってください。
web-failure-ledger-no-reason = 理由が書かれていません
    .means = 台帳から外すには、理由が要ります。何も変えていません。
    .next = 前の画面に戻り、理由を書いてください。

ledgers-list-added = 増える行
ledgers-list-returned = 戻る行
ledgers-list-retired = 外れる行
ledgers-imported = 取り込みました。{ $count }件が変わりました。
ledgers-imported-nothing = いまの台帳と同じ内容だったので、何も変えていません。
ledgers-undone = 取り込みを取り消しました。{ $count }件を前の内容に戻しました。
ledgers-undone-but = 取り込みを取り消しました。{ $count }件を前の内容に戻しました。その後に書き換えられた{ $kept }件は、そのまま残しました。
ledgers-replaced = 書き出した形式にない文字が{ $count }字あり、「〓」に置き換えました。

ledgers-kind-pdf = PDF
ledgers-kind-image = 画像
ledgers-kind-word = 文書
ledgers-kind-slides = スライド
ledgers-kind-archive = 圧縮ファイル
ledgers-kind-empty = 空のファイル
ledgers-kind-other = 台帳ではないもの

ledgers-stocktake-title = 棚卸表
ledgers-stocktake-all = すべての機器
ledgers-stocktake-place = 設置場所
ledgers-stocktake-number = 管理番号
ledgers-stocktake-host = コンピュータ名
ledgers-stocktake-model = 型番
ledgers-stocktake-user = 利用者
ledgers-stocktake-outcome = 結果
ledgers-stocktake-seen = 見た
ledgers-stocktake-missing = 見つからない
ledgers-stocktake-disposed = 廃棄済み
ledgers-stocktake-later = あとで
ledgers-stocktake-open = まだ
ledgers-stocktake-signed = { $day } に { $by } が確かめました。
ledgers-stocktake-counts = 見た { $seen }台、見つからない { $missing }台、廃棄済み { $disposed }台、見ていない { $left }台
ledgers-stocktake-noted = 「{ $label }」は、先に{ $by }が「{ $outcome }」としていたので、変えていません。
ledgers-stocktake-done = 棚卸を終えました。見た機器 { $seen }台、見つからない機器 { $missing }台、見ていない機器 { $left }台。

web-failure-ledger-file-gone = ファイルがもうありません
    .means = 取り込む前のファイルは、1日だけ預かります。何も変えていません。
    .next = もう一度、ファイルを選んで取り込んでください。
web-failure-stocktake-finished = この棚卸は終わっています
    .means = 先に誰かが棚卸を終えました。何も変えていません。
    .next = 新しく棚卸を始めてください。
web-failure-ledger-file-secrets = このファイルには、パスワードなどの秘密の列があります
    .means = Excel などの表計算のファイルからは、秘密だけを取り除けません。ファイルは保存していません。何も変えていません。
    .next = パスワードの列を消してから保存し直すか、CSV で書き出して、もう一度取り込んでください。CSV と LDIF なら、秘密は自動で取り除きます。
