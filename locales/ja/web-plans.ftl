# 連絡体制図、事業継続計画、規程、バックアップ

plans-contact-tree = 連絡体制図

plans-confirmed = { $count }件の連絡先を、今日確認したものとして記録しました。
plans-contact-added = 連絡先を追加しました。
plans-bcp-added = 計画を追加しました。
plans-bcp-changed = 計画を書き換えました。承認されていた計画は、もう一度承認が要ります。
plans-drill-added = 訓練を記録しました。
plans-drill-improved = 改善したことを記録しました。
plans-education-added = 教育を記録しました。
plans-clause-added = 条を追加しました。
plans-backup-success = バックアップの成功を記録しました。
plans-restore-tested = 復元テストを記録しました。
plans-document-attached = 文書を保存しました。
plans-text-kept = 本文を保存しました。
plans-asked = 承認をお願いしました。経営層の方の画面に表示されます。
plans-approved = 承認を記録しました。
plans-changed-meanwhile = 承認しようとした内容が、その間に変わりました。新しい内容を確かめて、もう一度承認してください。
plans-text-meanwhile = ほかの方が先に書き換えました。いま入力した文は下に残っています。右の最新の文と比べて、もう一度保存してください。
plans-text-long = 文が長すぎます。60,000文字までにしてください。

plans-no-name = 名前を入れてください。
plans-no-organisation = 組織名、役割、氏名のどれかを入れてください。
plans-taken = 同じものがもう台帳にあります。台帳の行を開いて直してください。
plans-bad-date = 日付を読み取れません。2026/1/20、R8.1.20、令和8年1月20日のように入れてください。
plans-no-date = 日付を入れてください。
plans-future-date = 今日より後の日付は記録できません。行った日を入れてください。
plans-bad-number = 数字で入れてください。
plans-no-clause = 規程名と条を入れてください。
plans-no-covers = 対応する項目を1つ以上選んでください。
plans-file-empty = ファイルが選ばれていないか、中身がありません。
plans-file-too-large = ファイルが大きすぎます。16 MBまでにしてください。
plans-file-kind = この種類のファイルは受け取れません。PDF、Excel、Word、画像のどれかにしてください。

plans-group-inside = 施設内
plans-group-vendor = 事業者
plans-group-security-firm = 情報セキュリティ事業者
plans-group-expert = 外部有識者
plans-group-police = 警察
plans-group-mhlw = 厚生労働省
plans-group-authority = 都道府県・保健所など
plans-group-other = そのほか

plans-paper-reception = 受付票・診察券番号の控え
plans-paper-chart = 診療録（外来・入院）
plans-paper-orders = 指示票（注射・処置・食事）
plans-paper-prescription = 処方箋・調剤の控え
plans-paper-nursing = 看護記録・温度板
plans-paper-incident = 出来事の記録（時刻、したこと、した人）

plans-approval-none = 承認なし
plans-approval-asked = 承認待ち
plans-approval-asked-by = { $date }に{ $name }が承認をお願いしました。
plans-approval-given = 承認済み
plans-approval-given-by = { $date }に{ $name }が承認しました。
plans-approval-void = 承認は無効
plans-approval-void-by = { $date }の{ $name }の承認のあとで内容が変わりました。もう一度承認が要ります。
plans-approval-void-asked = { $date }に承認をお願いしたあとで内容が変わりました。もう一度お願いしてください。

plans-month = { $y }年{ $m }月
plans-year = { $y }年
