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
permission-fill-vendor-form = 自社の確認書に記入する
