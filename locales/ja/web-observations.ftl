# 機器の観測: pages and commands

observations-kind-nmap = nmap（外から見えたもの）
observations-kind-arp = ARP表
observations-kind-dhcp = DHCPの貸出一覧
observations-kind-directory-computers = Active Directoryのコンピュータ
observations-kind-collector = 収集ツール
observations-kind-osquery = osquery
observations-kind-lynis = Lynis
observations-kind-xccdf = XCCDF・ARFの検査結果
observations-kind-security-policy = Windowsのセキュリティ設定（secedit）
observations-kind-hotfixes = Windowsの更新の一覧
observations-kind-network-config = ネットワーク機器の設定
observations-kind-snmp = SNMP
observations-kind-backup = バックアップの記録
observations-kind-sbom = 部品表（SBOM）
observations-kind-scan-report = 脆弱性の検査の結果

observations-device-server = サーバ
observations-device-endpoint = 端末PC
observations-device-network = ネットワーク機器
observations-device-medical = 医療機器
observations-device-other = その他
observations-device-unknown = 不明

observations-mark-number = 管理番号
observations-mark-sid = ディレクトリのID
observations-mark-serial = 製造番号
observations-mark-uuid = 機器のUUID
observations-mark-mac = MACアドレス
observations-mark-host = コンピュータ名
observations-mark-address = IPアドレス

observations-nameless = （名前なし）
observations-said-same = 台帳の { $number } と同じ機器として扱います。
observations-said-different = 台帳の { $number } とは別の機器として扱います。
observations-said-all-same = { $count }件を台帳の行と同じ機器として扱います。
observations-said-imported = { $name } から{ $count }件の観測を取り込みました。
observations-said-known = { $name } はもう取り込んであります。何も変わっていません。
observations-said-undone = { $name } を取り消しました。この観測は判定に使われません。

observations-aspect-system = OS・ファームウェア
observations-aspect-updates = 更新プログラム
observations-aspect-protection = ウイルス対策
observations-aspect-password = パスワードの設定
observations-aspect-media = USBメモリなど
observations-aspect-services = 要否を決めたいサービス
observations-aspect-reached = 外から届いたポート
observations-aspect-listening = 待ち受けているポート
observations-aspect-administration = 管理画面と管理者
observations-aspect-vpn = VPN
observations-aspect-software = 入っているソフトウェア
observations-none = なし
observations-off = （止まっています）
observations-from-anywhere = どこからでも
observations-updates-last = 最後に入れた日 { $on }
observations-updates-pending = 入っていない更新 { $count }件
observations-password-length = { $length }文字以上
observations-password-age = { $days ->
    [0] 期限なし
   *[other] { $days }日で変更
 }
observations-password-complex = 複雑さの要件あり
observations-password-simple = 複雑さの要件なし
observations-media-blocked = 使えない
observations-media-permitted = 許可したものだけ使える
observations-media-open = だれでも使える
observations-media-unknown = 分からない
observations-media-connected = つないだことのある機器 { $count }台
observations-vpn = { $kind }: 利用者{ $users }人、うち二要素なし{ $weak }人

audit-observation-imported = 観測のファイルを取り込んだ
audit-observation-undone = 観測のファイルを取り消した
audit-observation-identified = 同じ機器かどうかを答えた
audit-observation-added = 観測した機器を台帳に加えた
audit-observation-set-aside = 観測した機器を台帳に載せないことにした
audit-observation-aside-withdrawn = 台帳に載せないことにした機器を戻した

observations-new-number = 観測-{ $at }
observations-added-note = 機器の観測から追加({ $file }、{ $on })
observations-said-added = 台帳に { $number } を加えました。設置場所と利用者を書き足してください。
observations-said-aside = { $until }まで、台帳に載せない機器とします。
observations-said-aside-withdrawn = 台帳にない機器に戻しました。
observations-is-aside = 台帳に載せないことにしています({ $why })。{ $until }まで。{ $note }
observations-aside-guest = 患者・来客・職員の私物
observations-aside-vendor = 事業者が持ち込む機器
observations-aside-neighbour = 同じ建物のほかの施設・通信会社の機器
observations-aside-no-machine = 機器ではない(仮想のアドレス、別の機器の2つ目のアドレスなど)
observations-aside-other = そのほか
observations-wrong-number = 管理番号「{ $number }」は、ほかの行が使っています。別の番号にしてください。
observations-wrong-row = 「{ $number }」という管理番号・コンピュータ名の行が台帳にありません。
observations-wrong-reason = 台帳に載せない理由を書いてください。
observations-wrong-day = 期限は、今日から1年以内の日付にしてください。

web-failure-observation-no-machine = どの機器のことか分かりません
    .means = このファイルには、どの機器のものかが書かれていません。
    .next = 前の画面に戻り、台帳のコンピュータ名か管理番号を書いてください。

paper-origin = 出所
paper-origin-kept = 台帳
paper-origin-observed = 観測（{ $file }）
paper-origin-note = 出所が「観測」の{ $count }行は、人が書いた行ではなく、機器やプログラムが書き出したファイルから作った行です。

coverage-none = 台帳の{ $all }{ $unit }のうち、観測できたものはありません。いまの判定は台帳だけによります。「見つからない」は「問題がない」ではありません。
coverage-some = 台帳の{ $all }{ $unit }のうち{ $observed }{ $unit }を観測しました(いちばん古い観測 { $oldest })。残りの{ $blank }{ $unit }は、観測では未確認です。
coverage-all = 台帳の{ $all }{ $unit }すべてを観測しました(いちばん古い観測 { $oldest })。
coverage-unit-machine = 台
coverage-unit-entry = 件
coverage-no-day = 日付なし
coverage-title = 観測: { $says }
coverage-group = 未確認: { $says } { $names }
coverage-why-never-seen = まだ一度も観測していません。
coverage-why-perhaps-seen = 似た機器は見えていますが、この行の機器かどうか決まっていません。
coverage-why-other-source = 観測できましたが、{ $by }からはこのことが分かりません。
coverage-why-no-right = { $on }に集めましたが、管理者として実行しなかったため、この項目は集められませんでした。
coverage-why-refused = { $on }に集めましたが、機器がこの項目に答えませんでした。
coverage-why-outdated = { $on }の観測は古くなり、数えません。
coverage-why-no-source = この種の機器からは、このことを観測できません。
coverage-next-answer = 「機器の観測」の画面で、同じ機器かどうかを答えてください。
coverage-next-ledger = 台帳に書いて、現物か設定の画面を確かめてください。
coverage-next-administrator = collect.cmd を右クリックし、「管理者として実行」でもう一度集めてください。
coverage-next-backup = バックアップのプログラムが出す一覧(wbadmin、restic、borg、CSV)を取り込んでください。
coverage-next-seen = ARP表・DHCPの貸出一覧・ADのコンピュータ一覧を取り込むか、現物を確かめて棚卸日を書いてください。
coverage-next-settings = 機器の設定の書き出し(FortiGate、YAMAHA、NEC IX、Ciscoなど)を取り込んでください。
coverage-next-medical = 医療機器には何も実行しないでください。事業者に確かめて台帳に書いてください。
coverage-next-collect = USBメモリの collect.cmd(Linuxでは sonae collect)を実行して、結果を取り込んでください。

web-failure-observation-nothing = 取り込めるものがありません
    .means = ファイルの中に、機器やバックアップについて書かれたものが見つかりませんでした。
    .next = 書き出し方を確かめて、別のファイルを選んでください。

observe-unknown = 何のファイルか分かりません
observe-read = { $name }: { $kind }、{ $count }件
observe-imported = { $name }: { $count }件の観測を取り込みました(台帳と一致 { $tied }台、要確認 { $asked }台、台帳にない { $strangers }台)。
observe-nothing = { $name }: 取り込めるものがありませんでした。
observe-machine-taken = { $name }: どの機器のものか書かれていないため、{ $machine } のものとして取り込みます。
observe-machine-wanted = { $name }: どの機器のものか書かれていないため、取り込みませんでした。--machine に台帳のコンピュータ名か管理番号を付けてください。
observe-summary = 台帳にないネットワーク機器 { $network }台、台帳にない機器 { $unknown }台、同じ機器か確かめたいもの { $asked }台、一致 { $known }台、観測できていない台帳の行 { $unseen }件
observe-no-row = (台帳になし)
observe-no-file = { $hash } で始まるファイルは一つに決まりません。sonae observe list で確かめてください。
observe-place-record = { $record }: { "" }
observe-place-line = { $line }行目: { "" }
observe-place-line-record = { $line }行目 { $record }: { "" }
demo-feeds-read = USBメモリの脆弱性データを、台帳と機器の製品に照らし合わせました: 今週することは{ $count }行。ブラウザの「脆弱性とサポート終了」で見られます
demo-stick-read = USBメモリのファイル(各機器が自分で示したこと)を台帳と突き合わせました: 「検証済み」は{ $all }項目のうち{ $before }→{ $after }項目。ブラウザの「機器の観測」で見られます
collect-windows = 収集ツールを { $path } に書き出しました。各PCで collect.cmd を実行すると、同じ場所に結果のファイルができます。
collect-written = この機器のことを { $path } に書き出しました。
collect-not-here = この機器では collect.cmd を使ってください。sonae collect --windows フォルダ で書き出せます。

## 止めるアカウント

accounts-why-account-of-leaver-active = 退職した人のアカウント
accounts-why-account-of-leaver-active-since = 退職した人のアカウント（{ $since }に退職）
accounts-why-account-past-its-date = 使用期限を過ぎている
accounts-why-account-past-its-date-since = 使用期限を過ぎている（{ $since }まで）
accounts-why-account-of-former-vendor = 契約の終わった事業者のもの
accounts-why-account-of-former-vendor-since = 契約の終わった事業者のもの（{ $since }から契約がない）
accounts-why-account-leaked = 漏えいの一覧に載っている
accounts-why-account-leaked-since = 漏えいの一覧に載っている（{ $since }に確認）
accounts-why-account-dormant = 長く使われていない
accounts-why-account-dormant-since = 長く使われていない（最後は{ $since }）
accounts-why-account-never-used = 一度も使われていない
accounts-why-account-never-used-since = 一度も使われていない（{ $since }に作成）
accounts-why-account-named-like-leaver = 退職した人のアカウントと同じ名前
accounts-why-account-namesake-unclear = 同じ氏名の退職者がいる
accounts-why-account-status-unknown = 使えるかどうかの記載がない
accounts-why-account-without-owner = 持ち主（責任者や事業者）の記載がない
accounts-why-account-of-person-on-leave = 育休・休職の人のアカウント

accounts-step-account-of-leaver-active = 無効にする。すぐには消さず、記録を残す
accounts-step-account-past-its-date = 無効にする。続けて使うなら期限を書き直す
accounts-step-account-of-former-vendor = 事業者に確かめて無効にする
accounts-step-account-leaked = パスワードを変える。要らなければ無効にする
accounts-step-account-dormant = 部署に尋ね、使わなければ無効にする
accounts-step-account-never-used = 部署に尋ね、使わなければ無効にする
accounts-step-account-named-like-leaver = だれが使うかを確かめる
accounts-step-account-namesake-unclear = 職員番号で確かめる
accounts-step-account-status-unknown = 使えるかどうかを確かめて書く
accounts-step-account-without-owner = 責任を持つ人を決めて書く
accounts-step-account-of-person-on-leave = 何もしなくてよい。いったん無効にしてもよい

accounts-column-system = システム
accounts-column-id = ユーザID
accounts-column-person = 氏名
accounts-column-department = 所属
accounts-column-why = 理由
accounts-column-since = いつから
accounts-column-step = すること
accounts-column-observed = 出所
accounts-by-machine = システムの書き出し・機器の観測
accounts-by-people = 台帳
accounts-file = 止めるアカウント.csv
accounts-letter-no-system = システム
accounts-letter-subject = 【{ $institution }】アカウントの停止のお願い（{ $count }件）
accounts-letter-line = ・{ $id }　{ $person }　{ $why }　→ { $step }
accounts-letter-body =
    お世話になっております。{ $institution }です。
    医療情報システムの点検で、{ $system }に、使わなくてよいと思われるアカウントが{ $count }件ありました。

    { $list }

    お手数ですが、使う予定がないことをご確認のうえ、無効にしてください。業務で使っているものがあれば、使っている人と理由をお知らせください。
    終わりましたら、無効にした日をご返信ください。

## 保守回線

lines-column-state = 状態
lines-column-device = 機器
lines-column-vendor = 事業者
lines-column-method = 方式
lines-column-source = 接続元の制限
lines-column-second-factor = 二要素認証
lines-column-logged = ログ
lines-column-seen = 見えた日
lines-column-confirmed = 事業者に確かめた日
lines-file = 保守回線.csv
lines-yes = あり
lines-no = なし
lines-unknown = 不明
lines-state-undeclared = 台帳にない
lines-state-own = だれのものか確かめる
lines-state-seen = 台帳どおり見えた
lines-state-declared = 台帳だけ

## 漏えいした認証情報

leaks-what-account = アカウント
leaks-what-mail = メールアドレス
leaks-what-host = 機器
leaks-what-address = IPアドレス
leaks-said-hits = 「{ $name }」を調べました。{ $lines }行のうち、当院のものが{ $hits }件ありました。一覧そのものは保存していません。
leaks-said-none = 「{ $name }」を調べました。{ $lines }行に、当院のものは見つかりませんでした。一覧そのものは保存していません。
leaks-said-settled = 「{ $name }」を対応済にしました。
leaks-no-text = 「{ $name }」は文字のファイルではないため、調べられませんでした。
audit-leak-searched = 漏えいの一覧を調べた
audit-leak-settled = 漏えいに対応した
today-leaks = 漏えいした認証情報の一覧に、当院のものが{ $count }件あります。パスワードを変え、知らないログインがなかったかを確かめてください。

observations-page-machines = 機器の観測
observations-page-accounts = 止めるアカウント
observations-page-lines = 保守回線
observations-page-leaks = 漏えいの一覧
observe-accounts-summary = アカウント{ $accounts }件を見ました。止めるもの{ $stop }件、確かめるもの{ $ask }件。

## LDAP

audit-observation-directory = ディレクトリからいなくなったアカウントを台帳から外した
observe-ldap-read = { $domain }：利用者{ $people }人、グループ{ $groups }個、コンピュータ{ $computers }台を読みました。利用者ID台帳の変わった行は{ $changed }件、ディレクトリからいなくなって外した行は{ $gone }件です。
observe-ldap-password = { $name } のパスワード(打った文字は見えません): 
failure-ldap-no-password = × ディレクトリに入るパスワードがありません。
    .next = 端末で打ち込むか、--password-file で1行目にパスワードを書いたファイルを指すか、環境変数 SONAE_LDAP_PASSWORD に入れてください。
failure-ldap-address = × 「{ $url }」はディレクトリの場所として読めません。
    .next = ldaps://dc01.hosp.local のように書いてください。
failure-ldap-in-the-clear = × 「{ $url }」では、パスワードが暗号化されずに流れてしまいます。
    .next = ldaps:// にするか、--starttls を付けてください。
failure-ldap-authority = × 証明書のファイルを読めません。
    .next = 院内の認証局の証明書を、PEM の形で指定してください。
failure-ldap-connection = × { $url } につながりません({ $detail })。
    .next = 住所とポート、証明書を確かめてください。院内の認証局の証明書なら、--authority で指定します。
failure-ldap-refused = × { $url } に入れません({ $detail })。
    .next = --bind-dn の名前とパスワードを確かめてください。閲覧だけの利用者で足ります。
failure-ldap-search = × { $url } を読めません({ $detail })。
    .next = --base の書き方(DC=hosp,DC=local など)と、その利用者が読める範囲を確かめてください。
failure-ldap-unreadable = × { $url } の返事を読めません。
    .next = LDAP の口かどうか、ポートを確かめてください。
