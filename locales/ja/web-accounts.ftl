# Words of the pages of accounts that are composed in code.

accounts-refused = 利用者IDかパスワードが違います。大文字と小文字、入力の切り替えを確かめて、もう一度入力してください。
accounts-wrong-code = 数字か回復コードが違います。数字は30秒ごとに変わり、同じ数字は一度しか使えません。いまの数字を入力してください。
accounts-locked = 間違いが続いたので、しばらく受け付けません。{ $minutes }分ほど待って（{ $until }まで）、もう一度試してください。
accounts-signed-out = サインアウトしました。
accounts-name-changed = 名前を変えました。
accounts-password-changed = パスワードを変えました。ほかの端末のサインインは終わらせました。
accounts-session-ended = その端末のサインインを終わらせました。
accounts-sessions-ended = ほかの{ $count }台のサインインを終わらせました。
accounts-factor-removed = 2つ目の確認から外しました。
accounts-passkey = パスキー
accounts-passkey-added = パスキー「{ $label }」を登録しました。回復コードがまだなければ、作って控えておいてください。
accounts-token-revoked = APIトークンを取り消しました。もう使えません。

accounts-password-too-short = 短すぎます。{ $count }文字以上にしてください。
accounts-password-too-long = 長すぎます。{ $count }文字までにしてください。
accounts-password-holds-name = 名前、利用者ID、施設の名前が入っています。すぐに推測されるので、ほかの言葉にしてください。
accounts-password-guessable = よく使われる言葉や並びで、すぐに推測されます。関係のない言葉をいくつかつなげてください。
accounts-password-breached = 過去に漏れたパスワードの一覧に載っています。ほかで使っているなら、そこでも変えてください。
accounts-wrong-present = いまのパスワードが違います。もう一度入力してください。
accounts-wrong-again = 2回の入力が合っていません。もう一度、同じものを入力してください。
accounts-wrong-same = いまと同じパスワードです。別のものにしてください。
accounts-wrong-totp = 数字が合いません。スマートフォンの時刻が正しいか確かめて、いま出ている数字を入力してください。
accounts-wrong-no-name = 名前を入力してください。
accounts-wrong-no-label = 用途を入力してください。
accounts-wrong-no-scopes = できることを1つ以上選んでください。
accounts-wrong-expiry = 期限は、今日から1年以内の日付にしてください。
accounts-wrong-date = 期限を日付として読み取れません。2026/12/31 のように入力してください。

web-failure-factor-needed = 外せませんでした
    .means = この施設では、全員に2つ目の確認が必要です。これが最後の1つなので、外していません。
    .next = 先に別の方法（認証アプリかパスキー）を設定してから、外してください。

permission-read-forms = 点検票を見る
permission-answer-items = 点検票に回答する
permission-override-findings = 判定を上書きする
permission-add-evidence = 証跡を加える
permission-read-ledgers = 台帳を見る
permission-edit-ledgers = 台帳を変える
permission-read-vendors = 事業者を見る
permission-manage-vendors = 事業者とやり取りする
permission-read-plans = 連絡体制図・計画・規程を見る
permission-edit-plans = 連絡体制図・計画・規程を変える
permission-approve = 経営層として承認する
permission-read-inspection = 立入検査の画面を見る
permission-build-pack = 立入検査用一式を作る
permission-read-report = 経営層への報告を見る
permission-read-audit = 操作記録を見る
permission-manage-users = 利用者を管理する
permission-manage-settings = 設定を変える
permission-manage-backups = 備えのバックアップを扱う
permission-read-logs = アクセスログを見る
permission-manage-logs = アクセスログの取込みと設定を扱う
permission-review-logs = アクセスログの点検に署名する
permission-hold-audits = ガイドラインの点検・監査を行う
permission-fill-vendor-form = 自社の確認書に記入する

accounts-policy-changed = 2つ目の確認の決まりを変えました。
accounts-user-changed = { $name }さんの内容を変えました。
accounts-user-disabled = { $id }を停止しました。サインインもすべて終わらせました。
accounts-user-enabled = { $id }をまた使えるようにしました。
accounts-emergency-acknowledged = 緊急用アカウントの使用を確かめたことを記録しました。使った封筒の代わりを作ってください。
accounts-emergency-closed = 緊急用アカウントを閉じました。
accounts-wrong-id = 利用者IDは、半角の英小文字、数字、「.」「-」「_」「@」で40文字までにしてください。
accounts-wrong-taken = その利用者IDは、いまの利用者か以前の利用者のものです。別のIDにしてください。
accounts-wrong-no-role = 役割を1つ以上選んでください。
accounts-wrong-no-vendor = 所属する事業者を入力してください。
accounts-wrong-last-manager = この変更をすると、利用者を管理できる人がいなくなります。先に別の人を「安全管理責任者・企画管理者」にしてください。
web-failure-last-manager = 停止できませんでした
    .means = この人を停止すると、利用者を管理できる人がいなくなります。何も変えていません。
    .next = 先に別の人を「安全管理責任者・企画管理者」にしてから、停止してください。

accounts-role-executive = 決まったことをすべて見て、経営層として承認します。記入や変更はしません。
accounts-role-manager = 一年の点検を進めます。利用者と設定も管理します。
accounts-role-operator = 台帳と回答を記入し、事業者とやり取りし、備えのバックアップを取ります。
accounts-role-viewer = 点検票、台帳、計画を見ます。
accounts-role-auditor = すべてと操作記録を見ます。何も変えません。
accounts-role-vendor = 自社の確認書だけを見て、記入します。
accounts-role-inspector = 立入検査で見せる画面だけを見ます。

audit-user-added = 利用者を加えた
audit-user-changed = 利用者の内容を変えた
audit-user-disabled = 利用者を停止した
audit-user-enabled = 利用者をまた使えるようにした
audit-user-reset = パスワードを再発行した
audit-user-policy-changed = 2つ目の確認の決まりを変えた
audit-user-signed-in = サインインした
audit-user-signed-out = サインアウトした
audit-user-sign-in-failed = サインインに失敗した
audit-user-sessions-ended = サインインを終わらせた
audit-user-password-changed = パスワードを変えた
audit-user-password-rehashed = パスワードの保存のしかたを新しくした
audit-user-factor-added = 2つ目の確認を加えた
audit-user-factor-removed = 2つ目の確認を外した
audit-user-recovery-codes-made = 回復コードを作った
audit-user-token-issued = APIトークンを作った
audit-user-token-revoked = APIトークンを取り消した
audit-emergency-prepared = 緊急用アカウントの封筒を作った
audit-emergency-opened = 緊急用アカウントが使われた
audit-emergency-closed = 緊急用アカウントを閉じた
audit-emergency-acknowledged = 緊急用アカウントの使用を確かめた
audit-oidc-changed = 施設の認証基盤の設定を変えた

accounts-oidc-changed = 施設の認証基盤の設定を変えました。
accounts-wrong-issuer = 発行者のアドレスは、https:// で始まるアドレスにしてください。
accounts-wrong-client-id = クライアントIDを入力してください。
accounts-wrong-claim = 利用者IDにあたる項目を選んでください。
web-failure-oidc-refused = サインインできませんでした
    .means = 施設の認証基盤からの返事が、備えに登録してある利用者のものではないか、別の操作への返事でした。
    .next = サインインの画面からやり直してください。続くときは、利用者の登録を、管理している人に確かめてください。
web-failure-oidc-failed = 施設の認証基盤と話せませんでした
    .means = 認証基盤が止まっているか、設定が合っていません。
    .next = 利用者IDとパスワードでサインインし、設定→利用者→施設の認証基盤でのサインイン を確かめてください。

accounts-cli-password =
    利用者ID：{ $id }
    一度だけ使えるパスワード：{ $password }
    72時間以内にサインインして、自分のパスワードに変えてください。このパスワードは二度と表示できません。
accounts-cli-no-user = 利用者 { $id } はいません。「sonae user list」で確かめてください。
accounts-cli-disabled = 停止中
accounts-cli-must-change = パスワード未設定
accounts-cli-emergency = 緊急用アカウント
accounts-cli-second = 2つ目の確認あり
