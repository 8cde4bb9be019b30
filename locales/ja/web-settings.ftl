# Words of the pages of settings that are composed in code, and of the letters that are sent.

mail-test-subject = 【備え】メールの確認
mail-test-body =
    { $institution } の備え（sonae）から送った確認のメールです。
    これが届いていれば、メールの設定はできています。
mail-digest-subject = 【備え】{ $institution } 期限が近いもの
mail-digest-intro = { $institution } の備え（sonae）からのお知らせです。
mail-digest-steps = ■ 期限が近いもの・過ぎたもの
mail-digest-due = ・{ $no } { $title }：{ $date }まで（あと{ $days }日）{ $next }
mail-digest-late = ・{ $no } { $title }：{ $date }を{ $days }日過ぎています。{ $next }
mail-digest-vendors = ■ 確認書が届いていない事業者
mail-digest-backups = ■ 備え自身のバックアップ
mail-digest-emergency = ■ 緊急用アカウント
mail-digest-backup-failed = ・{ $date }のバックアップは作れませんでした。
mail-digest-copy-failed = ・{ $date }のバックアップは、第二の置き場所に写せませんでした。
mail-digest-emergency-used = ・{ $date }に「{ $id }」が使われました。使ったことを確かめてください。
mail-digest-line = ・{ $name }
mail-digest-outro = 備えの「今日やること」を開くと、くわしい内容と、直す画面への入口があります。

## Figures of the policy
policy-dormant-days = 使われていないIDを「不要」とみなす日数
    .means = この日数より長く使われていない利用者IDを、不要なIDとして挙げます。
policy-never-used-days = 一度も使われていないIDを「不要」とみなす日数
    .means = 作ってからこの日数がたっても一度も使われていない利用者IDを挙げます。
policy-patch-days = 更新プログラムの適用から許す日数
    .means = 最後に更新を当てた日からこの日数を過ぎた機器を「いいえ」の理由にします。
policy-password-change-days = パスワードの定期的な変更とみなす間隔
    .means = パスワードを変えるまでの最も長い日数が、これ以下なら「定期的な変更」とみなします。
policy-log-review-days = アクセスログを点検する間隔
    .means = 最後の点検からこの日数を過ぎると、点検が途切れているとみなします。
policy-disclosure-days = 開示書（MDS/SDS）が有効な日数
    .means = 受け取ってからこの日数を過ぎた開示書は、受け取り直すものとして挙げます。
policy-backup-lateness = バックアップの遅れを許す倍数
    .means = 決めた間隔の何倍までの遅れを許すかです。3なら、毎日のバックアップは3日までの遅れを許します。
policy-recovery-days = 復旧の手順を確かめる間隔
    .means = 復旧手順を最後に確かめた日から、この日数までを有効とします。
policy-check-days = 確認したことが有効な日数
    .means = 棚卸、設定の確認、連絡先の見直しなど、誰かが確かめたことを、この日数まで有効とします。
policy-answer-days = 回答が有効な日数
    .means = 点検票の回答を、確認日からこの日数まで有効とします。
policy-all-items = すべての項目

settings-changed = 設定を変えました。
settings-mail-sent = { $to } に確認のメールを送りました。届いているか確かめてください。
settings-mail-failed = メールを送れませんでした。
settings-wrong-value = { $least }から{ $most }までの数字で入力してください。
settings-wrong-edition = その版には、この種類の施設が記入する点検票がありません。別の版を選んでください。
settings-wrong-host = サーバの名前がないか、使えない文字が入っています。英数字と「.」「-」で入力してください。
settings-wrong-port = ポート番号は1から65535までの数字で入力してください。
settings-wrong-from = 差出人のメールアドレスとして読めません。「sonae@example.jp」のような形で入力してください。
settings-wrong-to = 宛先のメールアドレスとして読めないものがあるか、宛先がありません。1行に一つずつ入力してください。
settings-wrong-test-to = 送り先のメールアドレスを入力してください。
settings-backup-made = バックアップを作りました（{ $name }）。
settings-backup-not-copied = バックアップは作りましたが、第二の置き場所に写せませんでした。場所がつながっているか確かめてください。
settings-wrong-generations = 残す世代の数は3から400までの数字で入力してください。
settings-wrong-every_hours = 間隔は0から744までの数字（時間）で入力してください。0にすると、自動では作りません。
settings-wrong-second_place = そのフォルダが見つからないか、備えのデータの中にあります。いまつながっている別の場所を、はじめから全部書いてください。

## Columns of the operation log as a file
audit-column-seq = 番号
audit-column-at = 日時（UTC）
audit-column-actor = 操作した人
audit-column-action = 操作の記号
audit-column-word = 操作
audit-column-subject = 対象
audit-column-detail = 内容
audit-column-hash = ハッシュ値

## What was done, as the operation log says it. Every action of every use case has words here (tested).
audit-approval-asked = 承認の依頼
audit-approval-given = 経営層の承認
audit-audit-exported = 操作記録の持ち出し
audit-backups-changed = バックアップの設定の変更
audit-contacts-confirmed = 連絡先の確認
audit-disclosure-received = 開示書（MDS/SDS）の受領
audit-forms-decided = 点検票の判定
audit-institution-changed = 施設の情報の変更
audit-ledgers-imported = 台帳の取り込み
audit-mail-changed = メールの設定の変更
audit-mail-tested = 確認のメールの送信
audit-notice-sent = お知らせのメールの送信
audit-pack-built = 立入検査用一式の作成
audit-pack-downloaded = 立入検査用一式の持ち出し
audit-plan-added = 計画・規程などの行の追加
audit-plan-changed = 計画・規程などの行の変更
audit-plan-document-attached = 計画・規程などへの文書の添付
audit-plan-text-written = 計画の本文の変更
audit-policy-changed = 施設で決める日数の変更
audit-settings-changed = 設定の変更
audit-setup-answered = はじめの質問への回答
audit-setup-finished = はじめの準備の完了
audit-vendor-form-finished = 事業者確認用の提出
audit-vendor-form-reopened = 事業者確認用の差し戻し
audit-vendor-form-saved = 事業者確認用の入力
audit-vendor-link-closed = 事業者へのリンクの停止
audit-vendor-link-opened = 事業者へのリンクの発行
audit-vendor-link-used = 事業者へのリンクの使用
audit-vendor-paper-received = 事業者の紙の確認書の受領
audit-vendor-reminded = 事業者への催促
