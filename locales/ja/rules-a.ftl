# 判定の理由と次にすること: 体制、台帳、リモート保守、開示書、利用権限、連絡体制図、BCP、規程
# Arguments of every message: $count (number of records), $names (the first records, joined). Others are named where used.

## safety-manager-appointed. $role: safety-manager, system-manager, system-operator

appointment-none =
    { $role ->
        [system-manager] システム管理責任者(企画管理者または安全管理責任者)
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }が体制の表に書かれていません。
    .next =
        { $role ->
            [system-operator] 薬局の管理者に、システム運用担当者(兼任でもかまいません)を決めてもらい、体制の表に役割・氏名・任命日を書き入れてください。
            [system-manager] 薬局の管理者に、システム管理責任者(兼任でもかまいません)を決めてもらい、体制の表に役割・氏名・任命日を書き入れてください。
           *[safety-manager] 院長などの経営層に医療情報システム安全管理責任者を決めてもらい、体制の表に役割・氏名・任命日を書き入れてください。
        }
appointment-of-vendor =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }として書かれているのは事業者の人だけです({ $names })。
    .next = 施設の中の責任者はどなたかを経営層に確かめ、体制の表に施設の方の氏名を書き入れてください。
appointment-unnamed =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }の行はありますが、氏名が空欄です。
    .next = 体制の表のその行に、任命された方の氏名を書き入れてください。
appointment-not-yet =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }の任命日がまだ来ていません({ $names })。
    .next = 任命日までの間の責任者を経営層に決めてもらい、体制の表に書き入れてください。
appointment-ended =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }の任期が終わっています({ $names })。
    .next = 再任または後任を経営層に決めてもらい、体制の表の任期か氏名を書き直してください。
appointment-of-leaver =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }として書かれている方が退職しています({ $names })。
    .next = 後任を経営層に決めてもらい、体制の表の氏名と任命日を書き直してください。
appointment-stands =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }が決まっています({ $names })。
appointment-document-not-attached =
    { $role ->
        [system-manager] システム管理責任者
        [system-operator] システム運用担当者
       *[safety-manager] 医療情報システム安全管理責任者
    }の任命書などの文書が、フォルダーに見当たりません({ $names })。
    .next = 任命書や体制図の写しをフォルダーに入れ、体制の表にそのファイル名を書き入れてください。

## vendor-manager-appointed

vendor-manager-none = 事業者の管理責任者が記録されていません。
    .next = 事業者に「事業者確認用」への記入を依頼し、管理責任者の氏名を契約の一覧に書き入れてください。
vendor-manager-unnamed = 事業者の管理責任者の行はありますが、氏名が空欄です。
    .next = 事業者の担当者に管理責任者の氏名を聞き、体制の表に書き入れてください。
vendor-manager-not-yet = 事業者の管理責任者の任命日がまだ来ていません({ $names })。
    .next = それまでの責任者を事業者の担当者に確かめ、体制の表に書き入れてください。
vendor-manager-ended = 事業者の管理責任者の任期が終わっています({ $names })。
    .next = 後任の氏名を事業者の担当者に聞き、体制の表を書き直してください。
vendor-manager-named = 事業者の管理責任者の名前が記録されています({ $names })。
vendor-manager-document-not-attached = 事業者の管理責任者を示す契約書や通知が、フォルダーに見当たりません({ $names })。
    .next = 契約書か体制の通知の写しをフォルダーに入れ、一覧にそのファイル名を書き入れてください。

## medical-system-in-use

medical-system-unknown = 医療情報システムを使っているかどうかの記録がありません。
    .next = 電子カルテやレセコンなどを使っていれば機器台帳をフォルダーに入れ、使っていなければ施設の設定にそのことを書いてください。
medical-system-denied-but-in-ledger = 施設の設定では医療情報システムを使っていないことになっていますが、台帳には機器が{ $count }台あります({ $names })。
    .next = 使っているかどうかを院長などに確かめ、施設の設定か機器台帳のどちらかを直してください。
medical-system-not-in-use = 医療情報システムを使っていません。ほかの項目の記入は要りません。
    .next = 今後、電子カルテやレセコンなどを入れるときは、施設の設定を直してから点検をやり直してください。
medical-system-stated = 施設の設定に、医療情報システムを使っていると書かれています。
medical-system-in-ledger = 使っている機器が台帳に{ $count }台あります。

## asset-ledger-maintained

assets-none = 機器台帳がない、または使っている機器が一台も載っていません。
    .next = サーバ、端末PC、ネットワーク機器を書き出した機器台帳を作り、フォルダーに入れてください(マニュアルの例の12列で十分です)。
asset-lost = 所在不明の機器が{ $count }台あります({ $names })。
    .next = 使っていた部署に聞いて機器を探し、見つからなければ安全管理責任者に報告し、台帳に結果を書き入れてください。
# $machines: the first names that no row of the ledger has
asset-not-in-ledger = ほかの一覧に出てくるのに、機器台帳に載っていない機器があります: { $machines }(書かれている行: { $names })。
    .next = 設置した事業者か使っている部署に現物を確かめ、その機器を管理番号・設置場所・状態とともに機器台帳に書き足してください。
# $machines: what was observed and no row is like
asset-observed-network-not-in-ledger = 台帳にないルーターやVPN装置などのネットワーク機器が{ $count }台見つかりました: { $machines }。
    .next = 知らないうちに外部とつながっているおそれがあります。今日のうちに設置場所と持ち主を確かめ、必要な機器なら台帳に載せ、不要なら外してください。
asset-observed-not-in-ledger = 台帳にない機器が{ $count }台、ネットワークで見つかりました: { $machines }。
    .next = 持ち主を確かめ、必要な機器なら台帳に書き足し、そうでなければネットワークから外してください。
# $machines: what a person said belongs in no ledger
asset-observed-set-aside = 台帳に載せないと決めた機器が{ $count }台あります: { $machines }。
    .next = 期限を過ぎると、また「台帳にない機器」に数えます。もう来ない機器かどうかを「機器の観測」の画面で見直してください。
asset-identity-doubtful = 台帳の行と同じ機器かどうか決め手のない機器が{ $count }台あります({ $names })。
    .next = 「機器の観測」の画面で、同じ機器かどうかを答えてください。台帳にMACアドレスか製造番号を書くと、次から自動で一致します。
asset-not-seen = 同じ種別のほかの機器は観測できたのに、{ $days }日のあいだ一度も観測できていない機器があります({ $names })。
    .next = まだその場所にあるかを確かめてください。もうなければ台帳の状態を「廃棄済」か「所在不明」に直してください。
# $machines: the first descriptions that match no row of the ledger
asset-name-unmatched = 機器台帳のどの行のことか分からない書き方があります: { $machines }(書かれている行: { $names })。
    .next = その行の機器の欄を、台帳にある管理番号かコンピュータ名に書き直し、台帳にない機器なら台帳に書き足してください。
# $kind: server, endpoint, network
asset-kind-none =
    機器台帳に{ $kind ->
        [server] サーバ
        [endpoint] 端末PC
       *[network] ネットワーク機器(ルーター、無線LANなど)
    }が一台も載っていません。
    .next =
        { $kind ->
            [server] サーバが施設にあれば台帳に書き足し、クラウド型などで本当になければ、この項目の備考に「サーバなし」と書いて回答してください。
            [endpoint] 端末PCを台帳に書き足すか、本当になければ、この項目の備考にそのことを書いて回答してください。
           *[network] ルーターや無線LANの機器を事業者に聞いて台帳に書き足し、本当になければ、この項目の備考にそのことを書いて回答してください。
        }
asset-unidentifiable = どの機器のことか分からない行が{ $count }行あります(管理番号もコンピュータ名も製造番号もありません)。
    .next = 台帳のその行に管理番号を付け、機器の本体にも同じ番号のシールを貼ってください。
asset-place-unknown = 所在が分からない機器が{ $count }台あります({ $names })。
    .next = 機器の現物を見て、台帳に設置場所(なければIPアドレス)を書き入れてください。
asset-status-unknown = 状態(稼働・停止など)が書かれていない機器が{ $count }台あります({ $names })。
    .next = 機器を使っている部署に聞き、台帳の状態の欄に「稼働」「停止」「廃棄」のどれかを書き入れてください。
asset-number-duplicate = 同じ管理番号の行が重なっています({ $names })。
    .next = 現物のシールを見て、どちらかの管理番号を直すか、同じ機器なら一行にまとめてください。
asset-stocktaking-outdated = 棚卸しから日数がたった機器が{ $count }台あります({ $names })。
    .next = その機器があるかを見て回り、台帳の棚卸日を書き直してください。
# $servers, $endpoints, $networks, $others: machines of each kind
asset-ledger-covers = 機器台帳に{ $count }台が載っています(サーバ{ $servers }、端末PC{ $endpoints }、ネットワーク機器{ $networks }、その他{ $others })。
asset-number-missing = 管理番号のない機器が{ $count }台あります({ $names })。
    .next = 台帳で管理番号を付け、機器の本体にも同じ番号のシールを貼ってください。
asset-version-unknown = OSもソフトウェアのバージョンも書かれていない機器が{ $count }台あります({ $names })。
    .next = 機器の画面を見るか事業者に聞いて、OSかソフトウェアのバージョンを台帳に書き入れてください。
asset-user-unknown = 利用者の書かれていない端末が{ $count }台あります({ $names })。
    .next = 端末を使っている部署か人の名前を、台帳の利用者の欄に書き入れてください。
asset-kind-unknown = サーバ・端末PC・ネットワーク機器のどれか分からない機器が{ $count }台あります({ $names })。
    .next = 台帳に種別の列を作り、その機器の種別を書き入れてください。
asset-stocktaking-none = 棚卸日のない機器が{ $count }台あります({ $names })。
    .next = 年に一度は現物を見て回り、見た日を台帳の棚卸日に書き入れてください。

## remote-maintenance-identified

remote-no-contract = 保守や運用の契約をしている事業者がないので、記入は要りません。
remote-contracts-none = 事業者との契約の記録がありません。
    .next = 保守や運用の契約をしている事業者を契約の一覧に書き入れ、契約がなければ施設の設定にそのことを書いてください。
remote-line-undeclared = 事業者の答えは「リモート保守なし」ですが、回線や機器の記録があります({ $names })。
    .next = その回線や機器を何に使っているかを事業者に聞き、使っていれば契約の一覧を「あり」に、使っていなければ回線を外してもらい記録を直してください。
remote-channel-undeclared = 外から操作できるソフトウェアが見つかりましたが、リモート保守の記録がありません({ $names })。
    .next = だれが何のために入れたかを確かめ、事業者の保守なら保守回線と契約の一覧に記録し、そうでなければ取り除いてください。
remote-vpn-undeclared = VPNが使える設定の機器がありますが、リモート保守に使っているかどうかの記録がありません({ $names })。
    .next = 機器台帳の「リモート保守」に有無を書き、事業者が使うなら保守回線に記録してください。使っていなければVPNを止めてください。
remote-vendor-not-asked = リモート保守の有無を聞いていない契約が{ $count }件あります({ $names })。
    .next = 事業者に「リモートで保守している機器はありますか」と聞き、答えと確認日を契約の一覧に書き入れてください。
remote-confirmation-undated = リモート保守の有無を確認した日が、書かれていないか先の日付になっています({ $names })。
    .next = いつ確認したかを調べ、分からなければ事業者に聞き直して、確認日を契約の一覧に書き入れてください。
remote-confirmation-outdated = リモート保守の有無の確認が古くなっています({ $names })。
    .next = 事業者にもう一度、リモートで保守している機器の有無を聞き、確認日を書き直してください。
remote-machine-unnamed = リモート保守は「あり」ですが、どの機器・どの回線かの記録がありません({ $names })。
    .next = 事業者に対象の機器とつなぎ方を聞き、リモート保守回線の一覧に書き入れてください。
remote-line-unconfirmed = 契約の一覧にない事業者の回線で、確認していないものが{ $count }本あります({ $names })。
    .next = 回線を使っている相手に、どの機器の保守に使っているかを聞き、回線の一覧に事業者名と確認日を書き入れてください。
remote-device-vendor-unclear = リモート保守ありの機器のうち、どの契約事業者が保守しているか分からないものが{ $count }台あります({ $names })。
    .next = 機器を納めた会社に、だれがどの回線で保守しているかを聞き、台帳の事業者の欄に書き入れてください。
remote-maintenance-confirmed = リモート保守の有無を事業者に確認しています({ $names })。
remote-line-unrecorded = リモート保守ありの機器のうち、回線の記録がないものが{ $count }台あります({ $names })。
    .next = 事業者につなぎ方(VPNなど)を聞き、リモート保守回線の一覧に書き入れてください。

## security-disclosure-collected. $systems: the first systems (or vendors); $total: how many

disclosure-no-contract = 保守や運用の契約をしている事業者がないので、記入は要りません。
disclosure-contracts-none = 事業者との契約の記録がないため、だれから開示書をもらうか分かりません。
    .next = 保守や運用の契約をしている事業者と対象システムを、契約の一覧に書き入れてください。
disclosures-none = 医療情報セキュリティ開示書(MDS/SDS)の受け取りの記録がありません。
    .next = 手元にある開示書をフォルダーに入れて受け取りの一覧に書き、なければ契約している事業者に提出を依頼してください。
disclosure-not-received = 開示書(MDS/SDS)を受け取っていないものが{ $total }件あります: { $systems }(契約: { $names })。
    .next = その事業者の担当者に開示書(MDS/SDS)の提出を依頼し、受け取ったら受領日を一覧に書き入れてください。
disclosure-requested-only = 開示書(MDS/SDS)を依頼したまま、まだ受け取っていないものが{ $total }件あります: { $systems }({ $names })。
    .next = 事業者の担当者にいつ届くかを聞き、受け取ったら受領日を一覧に書き入れてください。
disclosure-receipt-unknown = 開示書(MDS/SDS)の依頼日も受領日も書かれていないものが{ $total }件あります: { $systems }({ $names })。
    .next = 開示書が手元にあるかを見て、受領日を一覧に書き入れてください。
disclosure-system-unclear = どのシステムの開示書(MDS/SDS)か分からないため、次のものを受け取ったか判断できません: { $systems }({ $names })。
    .next = 開示書の表紙を見て、対象システムの名前を受け取りの一覧に書き入れてください。
disclosure-outdated = 受け取ってから日数がたった開示書(MDS/SDS)が{ $total }件あります: { $systems }({ $names })。
    .next = 事業者に今の版の開示書があるかを聞き、受け取って受領日を書き直してください。
disclosures-received = 開示書(MDS/SDS)を{ $count }通受け取っています({ $names })。
disclosure-negatives = 「いいえ」と答えた項目のある開示書(MDS/SDS)があります({ $names })。
    .next = 「いいえ」の項目が施設にどう影響するかを安全管理責任者と事業者で話し合い、結果を残してください。
disclosure-unexplained = 「対象外」と答えた理由が書かれていない項目のある開示書(MDS/SDS)があります({ $names })。
    .next = なぜ対象外なのかを事業者に確かめ、備考に書いてもらってください。
disclosure-of-other-version = いま使っている版の開示書(MDS/SDS)がないものが{ $total }件あります。開示書の版 → 使っている版: { $systems }({ $names })。
    .next = いま使っている版の開示書を、事業者からもらってください。台帳の版が古いだけなら、台帳を直してください。
disclosure-used-system-without = 台帳にある医療用のシステムや機器のうち、開示書(MDS/SDS)の見当たらないものが{ $total }件あります: { $systems }({ $names })。
    .next = 契約先の事業者に、その開示書があるかを聞いてください。契約のシステムに含まれるものなら、開示書の一覧の対象システムに名前を書き加えてください。
disclosure-version-unstated = どの版の製品の開示書(MDS/SDS)か書かれていないものがあります({ $names })。
    .next = 開示書の表紙にある製品の版を、受け取りの一覧に書き入れてください。
disclosure-vendor-unclear = 台帳にある医療用のシステムや機器のうち、どの契約で保守しているか分からないものが{ $count }台あります({ $names })。
    .next = 保守の契約があれば、台帳の事業者の欄と契約の一覧に書き入れ、開示書(MDS/SDS)をもらってください。
disclosure-form-old = 今の書式(Ver.{ $form })より古い書式の開示書(MDS/SDS)があります({ $names })。
    .next = 次に更新するときは、今の書式の開示書を事業者に頼んでください。
disclosure-document-not-attached = 一覧に書かれた開示書(MDS/SDS)のファイルが、フォルダーに見当たりません({ $names })。
    .next = 開示書のファイルをフォルダーに入れ、一覧のファイル名と合わせてください。

## access-rights-by-role

access-rights-none = 職種・担当業務別の利用権限表がありません。
    .next = 職種ごとに、どの情報をどこまで扱えるか(閲覧・入力など)を表にし、安全管理責任者の承認を受けてフォルダーに入れてください。
access-right-incomplete = 利用権限表に、職種・情報の区分・権限のどれかが空いた行が{ $count }行あります({ $names })。
    .next = 利用権限表の空欄を、システムの設定画面を見ながら書き入れてください。
access-accounts-none = 利用者IDの台帳がないため、だれが管理者権限を持っているか分かりません。
    .next = 電子カルテなどの利用者一覧を書き出し、利用者ID台帳としてフォルダーに入れてください。
accounts-all-privileged = 利用者{ $count }人の全員が管理者権限を持っています({ $names })。
    .next = 管理者権限が本当に必要な人を安全管理責任者と決め、ほかの人のアカウントは事業者に頼んで一般の権限に変えてください。
privileged-account-shared = 共用アカウントに管理者権限があり、だれが管理者か分かりません({ $names })。
    .next = 管理者を使う人ごとにアカウントを分けるか、共用をやめて管理者権限を外すよう、システムの担当者か事業者に頼んでください。
privileged-account-not-approved = 承認されていない管理者権限のアカウントが{ $count }件あります({ $names })。
    .next = 管理者権限が必要かどうかを安全管理責任者に判断してもらい、承認を記録するか権限を外してください。
account-privilege-unknown = 管理者権限かどうか分からないアカウントが{ $count }件あります({ $names })。
    .next = システムの設定画面か事業者への問い合わせで権限を確かめ、利用者ID台帳の権限の欄に書き入れてください。
privileged-account-of-nobody = 管理者権限があるのに、だれのものか分からないアカウントが{ $count }件あります({ $names })。
    .next = だれが使うアカウントかをシステムの担当者か事業者に聞き、利用者ID台帳に氏名か管理責任者を書き入れてください。
privileged-accounts-none = 利用者ID台帳に、管理者権限を持つアカウントが一つも載っていません。
    .next = システムの管理者がだれか(事業者の場合もあります)を確かめ、そのアカウントを利用者ID台帳に書き足してください。
# $jobs, $classes: different jobs and classes of information; $administrators: administrators' accounts
access-rights-set = 利用権限表があります(職種・担当業務{ $jobs }、情報の区分{ $classes })。管理者権限のアカウントは{ $administrators }件です。
access-rights-unapproved = 利用権限表に、承認の記録がない行が{ $count }行あります({ $names })。
    .next = 利用権限表を安全管理責任者に見てもらい、承認者と承認日を書き入れてください。
access-rights-document-not-attached = 利用権限表に書かれた規程などのファイルが、フォルダーに見当たりません({ $names })。
    .next = そのファイルをフォルダーに入れ、表のファイル名と合わせてください。
privileged-account-approval-unrecorded = 管理者権限の承認が記録されていないアカウントが{ $count }件あります({ $names })。
    .next = 管理者権限のアカウントの一覧を安全管理責任者に見てもらい、承認を利用者ID台帳に記録してください。
privileged-account-shared-with-owner = 管理者権限のある共用アカウントが{ $count }件あります。責任者は決まっています({ $names })。
    .next = 使う人ごとにアカウントを分けられるかを、システムの担当者か事業者に相談してください。
privileged-account-of-vendor = 事業者が管理者権限を持つアカウントが{ $count }件あります({ $names })。
    .next = 保守に必要な間だけ使えるようになっているかを、事業者の担当者に確かめてください。

## incident-contact-tree. $group: inside, vendor, mhlw, police, authority; security-firm, expert

contacts-none = インシデント発生時の連絡先の一覧がありません。
    .next = 施設内、契約している事業者、厚生労働省、警察、保健所などの連絡先を書いた一覧を作り、フォルダーに入れてください。
contact-group-none =
    連絡体制図に{ $group ->
        [inside] 施設内の連絡先
        [vendor] 契約している事業者
        [mhlw] 厚生労働省
        [police] 警察
       *[authority] 所管の役所(都道府県・保健所など)
    }がありません。
    .next =
        { $group ->
            [inside] 院長、安全管理責任者など、施設の中で最初に知らせる人の電話番号を連絡先の一覧に書き足してください。
            [vendor] 保守を頼んでいる事業者の、緊急時の窓口と電話番号を聞いて連絡先の一覧に書き足してください。
            [mhlw] マニュアルに書かれた厚生労働省の窓口と電話番号を、連絡先の一覧に書き足してください。
            [police] 都道府県警察のサイバー犯罪の相談窓口と電話番号を調べ、連絡先の一覧に書き足してください。
           *[authority] 所管の都道府県の担当課か保健所の窓口と電話番号を調べ、連絡先の一覧に書き足してください。
        }
contact-vendor-none = 契約しているのに、連絡体制図に載っていない事業者が{ $count }社あります({ $names })。
    .next = その事業者に緊急時の窓口と電話番号を聞き、連絡先の一覧に書き足してください。
contact-vendors-unknown = 事業者の連絡先がなく、契約している事業者があるかどうかの記録もありません。
    .next = 保守を頼んでいる事業者があれば契約の一覧と連絡先の一覧に書き、なければ施設の設定にそのことを書いてください。
contact-unreachable = 電話番号もメールアドレスもない連絡先が{ $count }件あります({ $names })。
    .next = その連絡先の電話番号を調べ、連絡先の一覧に書き入れてください。
contact-check-outdated = 番号を確かめてから日数がたった連絡先が{ $count }件あります({ $names })。
    .next = 担当者と番号が今も正しいかを確かめ、連絡先の一覧の確認日を書き直してください。
contacts-listed = 連絡先の一覧に{ $count }件の連絡先があります。
contact-group-recommended =
    連絡体制図に{ $group ->
        [security-firm] 情報セキュリティの会社
       *[expert] 外部の有識者
    }がありません。
    .next =
        { $group ->
            [security-firm] 攻撃を受けたときに相談できる情報セキュリティの会社を事業者などに聞き、連絡先の一覧に書き足してください。
           *[expert] 相談できる外部の有識者(大学や医師会の担当など)があれば、連絡先の一覧に書き足してください。
        }
contact-phone-none = 電話番号のない連絡先が{ $count }件あります({ $names })。
    .next = 攻撃を受けるとメールが使えないことがあるので、電話番号も調べて書き足してください。
contact-check-undated = 確認日のない連絡先が{ $count }件あります({ $names })。
    .next = 番号が正しいかを確かめ、確かめた日を連絡先の一覧に書き入れてください。
contact-manager-absent = 責任者として任命された方が、連絡体制図に載っていません({ $names })。
    .next = その方の氏名と電話番号を、施設内の連絡先として書き足してください。

## cyber-bcp-established

bcps-none = 事業継続計画(BCP)の記録がありません。
    .next = BCPがあればファイルをフォルダーに入れてBCPの一覧に書き、なければ厚生労働省のひな形をもとに安全管理責任者と作り始めてください。
bcp-without-cyber-attack = サイバー攻撃を想定したBCPがありません(災害などのBCPだけです: { $names })。
    .next = 厚生労働省のひな形をもとに、サイバー攻撃を受けたときの計画を作るか、今のBCPに書き足してください。
bcp-not-yet-established = BCPの策定日がまだ来ていません({ $names })。
    .next = 経営層にBCPの案を見てもらい、決まった日を策定日として書き直してください。
bcp-cyber-attack-unknown = BCPがサイバー攻撃を想定しているかどうか書かれていません({ $names })。
    .next = BCPの中身を見て、サイバー攻撃を受けたときの対応が書かれているかをBCPの一覧に書き入れてください。
bcp-date-unknown = BCPの策定日が分かりません({ $names })。
    .next = BCPの表紙などを見て、策定日をBCPの一覧に書き入れてください。
bcp-approval-pending = BCPの承認日がまだ来ていません({ $names })。
    .next = 経営層の承認を受け、承認者と承認日をBCPの一覧に書き入れてください。
bcp-review-overdue = BCPの見直しの期日を過ぎています({ $names })。
    .next = 安全管理責任者とBCPを見直し、改訂日と次の見直しの期日を書き直してください。
bcp-established = サイバー攻撃を想定したBCPがあります({ $names })。
bcp-planned = サイバー攻撃を想定したBCPを、この版の示す日までに策定する予定です({ $names })。
bcp-approval-unrecorded = BCPの承認者と承認日が書かれていません({ $names })。
    .next = だれがいつ承認したかを確かめ、BCPの一覧に書き入れてください。
bcp-document-not-attached = BCPのファイルが、フォルダーに見当たりません({ $names })。立入検査では現物を見せます。
    .next = BCPのファイルをフォルダーに入れ、BCPの一覧にそのファイル名を書き入れてください。
bcp-drill-none = サイバー攻撃を想定した訓練の、最近の記録がありません。
    .next = 電子カルテが止まったと想定した短い訓練を行い、訓練の記録に実施日を書き入れてください。

## regulations-cover-all-items$items: the items; $total: how many (of regulation-items-uncovered)

regulations-none = 運用管理規程などの記録がありません。
    .next = 今ある規程や手順書のファイルをフォルダーに入れ、規程の一覧に、条ごとにどの項目に当たるかを書いてください。
# $items: printed numbers of the items, joined; $total: how many
regulation-items-uncovered = 実施方法を定めた条のない項目が{ $total }件あります: { $items }。
    .next = その項目の実施方法を規程か手順書に書き足し、規程の一覧に条と対応する項目を書き入れてください。
regulation-not-yet-in-force = 制定日がまだ来ていない規程があります({ $names })。
    .next = 規程をいつから使うかを経営層に確かめ、もう使い始めているなら制定日を書き直してください。
regulation-clauses-unmapped = 規程の一覧に、どの条がどの項目に当たるかが書かれていません({ $names })。
    .next = 規程を見ながら、条ごとに対応するチェック項目の番号を規程の一覧に書き入れてください。
# $covered: how many items
regulations-cover = { $covered }の項目に、対応する条があります({ $names })。
regulation-approval-unrecorded = 承認者の書かれていない規程が{ $count }条あります({ $names })。
    .next = だれが承認した規程かを確かめ、規程の一覧に書き入れてください。
regulation-document-not-attached = 規程のファイルが、フォルダーに見当たりません({ $names })。立入検査では現物を見せます。
    .next = 規程のファイルをフォルダーに入れ、規程の一覧にそのファイル名を書き入れてください。
