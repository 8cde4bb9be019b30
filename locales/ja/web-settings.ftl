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
mail-digest-line = ・{ $name }
mail-digest-outro = 備えの「今日やること」を開くと、くわしい内容と、直す画面への入口があります。
