# Words of the use cases, the tables and the pack. Reasons of the rules stand in rules-*.ftl, problems of imports in import.ftl.

## Joining
list-separator = 、
list-and-more = { $names } ほか{ $more }件
reason-separator = ／
next-prefix = → 

## Ledgers
ledger-devices = 機器台帳
ledger-accounts = 利用者ID台帳
ledger-staff = 職員・退職者一覧
ledger-appointments = 体制(責任者の任命)
ledger-access-rights = 利用権限表
ledger-contracts = 事業者・契約一覧
ledger-maintenance-lines = リモート保守回線一覧
ledger-disclosures = MDS/SDS受領一覧
ledger-password-policies = パスワード方針
ledger-media-controls = 外部記録媒体の制限
ledger-auth-methods = 認証方式一覧
ledger-services = 稼働サービスの点検
ledger-source-restrictions = 接続元制限一覧
ledger-log-sources = アクセスログの取得状況
ledger-log-reviews = アクセスログの点検記録
ledger-backups = バックアップ一覧
ledger-recovery-procedures = 復旧手順一覧
ledger-contacts = 緊急連絡先
ledger-bcps = 事業継続計画(BCP)
ledger-drills = 訓練記録
ledger-regulations = 規程
ledger-educations = 教育記録
ledger-answers = 点検の回答
ledger-overrides = 判定の上書き
ledger-profile = 医療機関の基本情報
ledger-documents = 文書

## Places of records
place-file = { $file }
place-vault = アクセスログの保管庫
place-row = { $file } { $row }行目
place-sheet-row = { $file } 「{ $sheet }」{ $row }行目

## Answers
answer-yes = はい
    .mark = はい
answer-no = いいえ
    .mark = いいえ
answer-open = 未回答
    .mark = 未回答
answer-void = 記入不要
    .mark = 記入不要
assurance-verified = 検証済
assurance-examined = 文書
assurance-declared = 申告
status-satisfied = はい(満たしている)
status-not-satisfied = いいえ(満たしていない)
status-not-applicable = 記入不要
status-undetermined = 未判定(事実が足りない)
who-institution = 自院
tone-against = ×
tone-missing = ？
tone-support = ○
tone-advice = ・
scope-all = 全般
scope-server = サーバ
scope-endpoint = 端末PC
scope-network = ネットワーク機器

## What is wanting on the form
item-void = 事業者との契約がないなどの条件により記入不要
form-answer-missing = 回答がありません
    .next = 点検の回答ファイルに「はい」か「いいえ」と確認日を記入してください。
form-answer-outdated = 回答が古くなっています
    .next = 今の状態を確かめて、確認日を新しくしてください。
form-vendor-not-answered = 事業者の回答がありません
    .next = 事業者に「事業者確認用」を送り、記入してもらってください。
form-checked-on-missing = 確認日がありません
    .next = 確認した日を記入してください。
form-checked-on-future = 確認日が未来の日付です
    .next = 確認日を直してください。
form-target-missing = 「いいえ」の目標日がありません
    .next = { $until }までの対応目標日を決めて記入してください。
form-target-outside-year = 目標日が年度の外です
    .next = 目標日を{ $until }までの日付にしてください。
form-target-passed = 目標日({ $target })を過ぎています
    .next = 対応が済んだか確かめ、済んでいなければ目標日を決め直してください。
form-override-fallen = 判定の上書きが無効です(理由・判断者・判断日・有効期限のどれかがないか、期限切れ)
    .next = 上書きを続けるなら、理由・判断者・判断日・有効期限を書き直してください。

## Table
table-heading = { $name } ｜ { $edition } { $form } ｜ { $as-of } 時点 ｜ すべて「はい」にする期限 { $deadline }
table-heading-after = { $name } ｜ { $edition } { $form } ｜ { $as-of } 時点 ｜ この版の期限 { $deadline } は過ぎています
institution-unnamed = (名称未設定：institution.toml の name)
table-item = 項目
table-answer = 回答
table-assurance = 根拠
table-missing = わかったこと・足りないもの
table-next = 次にすること
table-vendors = ■ 事業者確認用
table-vendor = 事業者
table-contradictions = 食い違い
table-totals = はい { $yes }(検証済 { $verified }・文書 { $examined }・申告だけ { $declared })　いいえ { $no }　未回答 { $open }　記入不要 { $void }　食い違い { $contradictions }
vendor-not-returned = 確認書が返ってきていません。「sonae vendor form { $vendor }」で送る用紙を作れます。
vendor-contradicted = 回答と自院の事実が食い違う項目を事業者に確かめてください。
vendor-incomplete = 未回答の{ $count }項目を事業者に確かめてください。
contradictions-heading = ■ 回答と事実が食い違っています({ $count }件)。先にここを確かめてください。
contradiction-line = 　{ $no } { $who }の回答「{ $said }」に対して：{ $seen }
contradiction-said = { $who }の回答は「{ $said }」
item-declared = 申告のみ。裏づけの記録なし
item-declared-by = 申告のみ({ $by })。裏づけの記録なし
item-overruled = 判定を上書き({ $by })

## Reading a folder
progress-reading = 読み取り中
progress-printing = 印刷中
file-line = ■ { $file } { $read }
file-read = { $ledger } { $rows }行
file-unreadable = × { $file } を開けません({ $detail })。ほかのソフトで開いていれば閉じてください。
problems-more = 　ほか{ $count }件(「--all-problems」ですべて表示)
severity-error = ×
severity-warning = △
severity-info = ・
problem-row = { $row }行目：
problem-column = 「{ $column }」列：
problem-row-column = { $row }行目「{ $column }」列：
problem-sheet = シート「{ $sheet }」：
problem-sheet-row = シート「{ $sheet }」{ $row }行目：
problem-sheet-row-column = シート「{ $sheet }」{ $row }行目「{ $column }」列：
profile-file-not-there = △ institution.toml の [files] にある「{ $file }」がフォルダにありません。ファイル名を確かめてください。
inspect-nothing = × { $path } に読み取れる台帳が1行もありません。
    機器台帳(CSVかExcel)などを入れてから、もう一度実行してください。「sonae new フォルダ名」でひな形を作れます。

## Import
mapping-file = ■ { $file } → { $ledger }
mapping-column = { $column }列「{ $header }」→ { $field }
mapping-unused = { $column }列「{ $header }」→ (使わない)
mapping-how = 列の読み取りが違うときは、institution.toml の [files."ファイル名".columns] に「"列名" = "項目名"」と書いて直せます。
import-change = 　{ $ledger }：追加 { $added }、変更 { $changed }、なくなった行 { $retired }、戻った行 { $returned }
import-nothing-changes = 前回の取り込みから変わったところはありません。
import-ask = この内容を取り込みますか [y/N] 
import-needs-yes = 取り込むには「--yes」を付けて実行してください。
import-kept = 取り込みました。
import-not-kept = 取り込みませんでした。
store-upgraded = データを新しい形式にしました(版 { $from } → { $to })。前のデータの写し：{ $copy }

## Output
out-folder = 点検結果
# Folder inside an institution's folder in which lie files that machines wrote: scans, collected facts, settings
observations-folder = 観測
feeds-folder = 脆弱性データ
pack-name = 立入検査用一式_{ $as-of }
pack-written =
    立入検査用一式を書きました：{ $path }
    　中身 { $files } ファイル(一覧と公開鍵を除く)。証跡のほかは { $out } にも置いてあります。
    　署名鍵の指紋：{ $fingerprint }
    　別のパソコンでは「sonae verify」で、書き換えがないかを確かめられます。
characters-replaced = △ { $document }：印刷できない文字を〓にしました({ $characters })
pack-dir-forms = 01_点検票
pack-dir-originals = 02_現物
pack-dir-vendors = 03_事業者確認用
pack-dir-ledgers = 04_台帳
pack-dir-evidence = 06_証跡
pack-dir-licences = 99_ライセンス
pack-file-index = 00_目次
pack-file-summary = 05_経営層への報告
pack-file-findings = 07_判定.json
pack-summary = 経営層への報告
pack-contact-tree = 連絡体制図
pack-section-forms = 点検票
pack-section-originals = 現物
    .note = 立入検査で現物を確認されるもの
pack-section-vendors = 事業者確認用
    .note = 契約している事業者から回収したもの
pack-section-ledgers = そのほかの台帳
pack-section-summary = 経営層への報告
pack-section-evidence = 証跡
    .note = 貴院のフォルダにあるファイルそのもの
pack-form-remarks = はい { $yes }・いいえ { $no }・未回答 { $open }
pack-ledger-remarks = { $rows }行
pack-original-missing = 記録がありません
pack-document-missing = 台帳に書かれていますが、フォルダにありません
pack-original-possible = 求められたら実際の画面で示します
pack-original-asset-ledger-maintained = 機器台帳
pack-original-incident-contact-tree = 連絡体制図
pack-original-cyber-bcp-established = 事業継続計画(BCP)
pack-original-regulations-cover-all-items = 規程類
pack-original-access-logs-managed = アクセスログ
pack-vendors-none = 契約している事業者はありません
pack-evidence-left-out = 大きい({ $mebibytes }MB)ため同梱していません
paper-chapter = チェックリスト { $no }
form-overruled = 判定を上書き：{ $reason }（{ $by }）
contact-title = { $organisation }（{ $role }）
contact-tree-note-1 = 異常に気づいたら、電源は切らずにネットワークから切り離し、まず院内の第一報先へ連絡する。
contact-tree-note-2 = サイバー攻撃の疑いがあるときは、院内の第一報のあと、保守契約のある事業者、厚生労働省、警察へ速やかに連絡する。
contact-tree-note-3 = この図は印刷して、コンピュータが使えないときも見られる場所に置く。

## Verify
verify-head = { $institution } ｜ 版 { $edition } ｜ { $as-of } 時点
verify-good = ○ { $intact }ファイルすべて、作成時のままです。署名も正しく確認できました。
verify-key-compare =
    署名鍵の指紋：{ $fingerprint }
    　この指紋が、医療機関から聞いているものと同じか確かめてください。
verify-key-known = 署名鍵は、指定された鍵と同じです({ $fingerprint })。
verify-bad = × 問題が{ $count }件あります(無事なファイル { $intact })。作成した医療機関から受け取り直してください。
pack-not-a-zip = × ZIPファイルとして読めません。壊れているか、別の種類のファイルです。
pack-no-manifest = × 一覧(MANIFEST.txt)がないか、壊れています。
pack-no-key = × 公開鍵(KEY.txt)がないか、壊れています。
pack-bad-signature = × 一覧(MANIFEST.txt)が署名のあとで書き換えられています。
pack-other-key = × 指定された鍵とは別の鍵で署名されています。
pack-file-changed = × 変更されています：{ $file }
pack-file-missing = × なくなっています：{ $file }
pack-file-added = × あとから加えられています：{ $file }
pack-repacked = △ 中身のファイルはすべて作成時のままですが、ZIPが作り直されたか、ファイル以外の部分が壊れています。

## Vendors
vendor-form-file = 事業者確認用_{ $edition }_{ $vendor }.xlsx
vendor-form-written =
    { $vendor }に送る用紙を書きました：{ $path }
    　記入してもらったファイルを台帳のフォルダに入れると、次の点検で読み取ります。
vendor-none = 契約している事業者はありません(売買だけの相手には確認書は不要です)。
vendor-state = ■ { $vendor }：{ $asked }項目のうち{ $answered }項目に回答
vendor-state-blank = 　未回答：{ $items }
vendor-state-contradicted = 　自院の事実と食い違う：{ $items }

## Demo and new folder
demo-hospital = 見本病院
# Folder of its USB stick
demo-stick = 見本病院のUSBメモリ
demo-out = { $name }_点検結果
demo-intro = 架空の病院「見本病院」の台帳を { $path } に置き、点検します。
demo-outro = ほかの見本(診療所・薬局)も { $out } にあります。「sonae inspect フォルダ名」で点検できます。
new-written =
    { $path } に{ $files }個のひな形を作りました。
    　institution.toml に名称などを書き、機器台帳などを埋めてから「sonae inspect { $path }」を実行してください。
new-answers-file = 点検の回答_{ $form }.xlsx

## Explain
explain-title = { $no } { $title }
explain-label = { $edition } { $form }：{ $label }
explain-note = ※{ $note }
explain-heading = 小見出し：{ $heading }
explain-source = 出典：{ $title }({ $publisher } { $notice } { $date })
explain-guideline = ガイドライン：{ $guideline } { $clauses }
explain-manual-no = マニュアルでの番号：{ $no }
explain-control = 管理策：{ $control }(対象：{ $scope })
explain-needs = 必要な台帳：{ $needs }
explain-no-rule = この項目は記録から判定せず、担当者の回答によります。
explain-now = ■ { $who }の今の判定：{ $status }
explain-valid-until = この判定が有効なのは{ $until }まで
explain-prior = ・前回({ $edition } { $no })の回答：{ $said } { $checked }

## Frameworks
frameworks-edition = ■ { $id }　{ $label } { $title }(期限 { $deadline })
frameworks-form = 　{ $form }：{ $items }項目
frameworks-partial = 　わかっていることだけ：
frameworks-frozen = 　固定済み { $hash }
frameworks-not-frozen = 　固定されていません { $hash }
frameworks-counts = { $edition } { $form }：{ $items }項目、現物確認 { $originals }、契約がなければ記入不要 { $void }
frameworks-good = ○ 問題はありません。
frameworks-bad = × 問題が{ $count }件あります。
diff-heading = ■ { $from } → { $to }　{ $form }
diff-line = 　{ $from } → { $to }　{ $title }：{ $changes }
diff-number = { $no }({ $scope })
diff-none = －
diff-same = 変わらず
diff-new = 新設
diff-gone = なくなった
diff-merged = 統合
diff-split = 分割
diff-moved = 番号が移動
diff-rescoped = 対象が変更
diff-reworded = 文言が変更
diff-parameter = 　数値 { $name }：{ $from } → { $to }

## Failures
failure-folder = × フォルダを読めません：{ $path }({ $detail })
    .next = フォルダの場所と名前を確かめてください。
failure-profile = × institution.toml の{ $line }行目を読めません({ $detail })。誤った設定で判定しないよう、ここで止めました。
    .next = その行を直してから、もう一度実行してください。
failure-data = × データファイルを開けません({ $kind }：{ $detail })
    .next = 「--data」で別のフォルダを指定するか、新しい版の sonae を使ってください。
failure-store = × データの読み書きに失敗しました({ $kind }：{ $detail })
    .next = ほかに sonae が動いていないか、ディスクの空きがあるかを確かめてください。記録済みの内容は失われていません。
failure-frameworks = × 点検表の版のデータを読めません({ $detail })
    .next = 「--frameworks-dir」で指定したフォルダの中身を確かめてください。
failure-no-form = × 版「{ $edition }」には、この種類の医療機関が記入する様式がありません。
    .next = 「sonae frameworks list」で様式のある版を確かめてください。
failure-no-edition = × 版「{ $id }」はありません(ある版：{ $known })。
    .next = 「--edition」を直してください。
failure-no-item = × 項目「{ $item }」はありません。
    .next = 点検表の番号は「2-⑥」か「2-6」、ガイドラインの遵守事項は「企画13⑦」のように書いてください。
failure-no-vendor = × 「{ $name }」という契約中の事業者はありません(契約中：{ $known })。
    .next = 事業者・契約一覧の名前で指定してください。
failure-key = × 署名鍵のファイルが壊れています。
    .next = バックアップから戻すか、壊れたファイルを別の場所へ移してください(新しい鍵が作られ、指紋が変わります)。
failure-out = × 書き込めません：{ $path }({ $detail })
    .next = 「--out」で書き込めるフォルダを指定してください。
failure-location = × データの場所の指定を読めません({ $detail })
    .next = フォルダ名か postgres:// で始まる接続先を指定してください。
failure-read = × ファイルを読めません：{ $path }({ $detail })
    .next = ファイルの場所と名前を確かめてください。
failure-not-empty = × { $path } にはすでにファイルがあります。
    .next = 新しいフォルダ名を指定してください。
failure-other = × うまくいきませんでした({ $detail })
