# Reasons of the rules over accounts in use, patches, passwords, media, two factors, logs, services, source restriction and
# backups. `key` says what was found; `.next` says what to do. Arguments: $count (records), $names (the first of them), and
# those named beside a message.

## unneeded-accounts-disabled

accounts-none = 利用者ID台帳がありません。
    .next = 電子カルテやActive Directoryの利用者一覧を書き出して、台帳のフォルダに入れてください。
account-of-leaver-active = 退職した人のアカウントが{ $count }件、使える状態です({ $names })。
    .next = 退職者のアカウントを無効にし、利用者ID台帳の状態を「無効」に直してください。
account-past-its-date = 使用期限を過ぎたのに使える状態のアカウントが{ $count }件あります({ $names })。
    .next = 期限を過ぎたアカウントを無効にするか、続けて使うなら期限を見直して利用者ID台帳に書いてください。
# $days: institution's own limit
account-dormant = { $days }日を超えて使われていないアカウントが{ $count }件あります({ $names })。
    .next = 本人の部署に使うかどうかを尋ね、使わないアカウントを無効にしてください(育休や休職の人もいったん無効にできます)。
# $days: institution's own limit
account-never-used = 作ってから{ $days }日を超えて一度も使われていないアカウントが{ $count }件あります({ $names })。
    .next = 使う予定がなければ無効にしてください。
account-of-former-vendor = 契約の終わった事業者のアカウントが{ $count }件、使える状態です({ $names })。
    .next = 事業者にもう使わないことを確かめて無効にしてください。続きの契約があるなら、契約の台帳に書いてください。
account-leaked = 漏えいした認証情報の一覧に載っているアカウントが{ $count }件あります({ $names })。
    .next = すぐにパスワードを変え(要らないアカウントなら無効にし)、知らないログインがなかったかを記録で確かめてください。変えた日が台帳に入ると消えます。
account-named-like-leaver = 退職した人のアカウントと同じ名前で、持ち主の書いていないものが{ $count }件、使える状態です({ $names })。
    .next = 退職した人が使っていたものなら無効にし、別の人のものなら利用者ID台帳に氏名を書いてください。
account-namesake-unclear = 同じ氏名の退職者がいて、だれのアカウントか区別できないものが{ $count }件あります({ $names })。
    .next = 利用者ID台帳と職員の一覧の両方に職員番号を書いてください。
account-status-unknown = 使えるか無効かの記載がないアカウントが{ $count }件あります({ $names })。
    .next = 利用者ID台帳の「状態」に「使用可」または「無効」を書いてください。
account-without-owner = 持ち主(責任者や事業者)の書いていない、共用・サービス・事業者のアカウントが{ $count }件あります({ $names })。
    .next = だれが要るかを答える人を決め、利用者ID台帳の「管理責任者」か「事業者」に書いてください。
account-of-person-on-leave = 育休や休職の人のアカウントが{ $count }件あります({ $names })。退職ではないので数えません。
    .next = 戻るまで使わないなら、いったん無効にできます。
accounts-last-login-unknown = どのアカウントにも最終ログインの記載がなく、使われているかが分かりません。
    .next = 最終ログイン日の入った利用者一覧を、システムから書き出すか事業者に頼んでください。
staff-list-missing = 職員・退職者の一覧がなく、退職者のアカウントを見分けられません。
    .next = 人事担当者に、退職日の入った職員の一覧をもらって台帳のフォルダに入れてください。
accounts-all-needed = アカウントを職員・退職者の一覧と照らし合わせました。
account-of-leaver-disabled = 退職した人のアカウントが{ $count }件、無効になっています。
# $pairs: accounts; each is named together with the member of staff
account-name-variant = 氏名の字が二つの一覧で違うが、異体字として同じ人と見たものが{ $pairs }組あります({ $names })。
    .next = 別の人なら、利用者ID台帳と職員の一覧の両方に職員番号を書いてください。
leaver-without-account = 退職した人で、アカウントが見つからない人が{ $count }人います({ $names })。
    .next = 一度もアカウントがなかったのか、別の名前になっているのかを、部署に尋ねてください。

## security-patches-applied

patch-devices-none = この項目で見る機器が機器台帳にありません。
    .next = 機器台帳に機器と種別(サーバ・端末PC・ネットワーク機器)を書いてください。
device-out-of-support = サポートが終わった機器が{ $count }台動いています({ $names })。修正プログラムはもう配られません。
    .next = 入れ替えの時期を事業者と決め、それまでの間はネットワークから切り離せないか相談してください。有償の延長(ESU)を契約しているなら、その期限を機器台帳の「サポート終了日」に書いてください。
patches-not-applied = パッチ未適用の機器が{ $count }台あります({ $names })。
    .next = 事業者またはシステム担当者に適用を依頼し、終わったら適用日を機器台帳に書いてください。
patches-not-applied-with-reason = 理由があってパッチを当てていない機器が{ $count }台あります({ $names })。
    .next = いつまでに当てられるかを事業者に確かめ、目標日を様式に書いてください。それまでの守り方(切り離しなど)も相談してください。
device-extension-unrecorded = サポート終了後の有償延長(ESU)を使っているように見えますが、期限の記載がない機器が{ $count }台あります({ $names })。
    .next = 延長の契約があるかを事業者に確かめ、あれば期限を機器台帳の「サポート終了日」に書いてください。
support-end-contradicts = OSのサポートは終わっているのに、台帳のサポート終了日が先の日付の機器が{ $count }台あります({ $names })。
    .next = 台帳の日付が、OSではなく機器の保守の期限になっていないかを確かめて直してください。
support-depends-on-edition = OSの版によってサポートが終わっているかどうかが変わる機器が{ $count }台あります({ $names })。
    .next = 機器の「設定→システム→バージョン情報」で版(Pro、LTSCなど)を確かめ、機器台帳のOSに書いてください。
patch-state-unknown = パッチの適用状況が分からない機器が{ $count }台あります({ $names })。
    .next = 適用状況と適用日を事業者またはシステム担当者に確かめ、機器台帳に書いてください。
patch-date-unrecorded = 「最新」と書いてあるが、いつの状態か分からない機器が{ $count }台あります({ $names })。
    .next = 最後に適用した日を機器台帳の「パッチ適用日」に書いてください。
# $days: institution's own limit
patch-outdated = 最後の適用から{ $days }日を過ぎた機器が{ $count }台あります({ $names })。
    .next = 新しいパッチがないかを確かめて適用し、その日を機器台帳の「パッチ適用日」に書いてください。
patches-applied = { $count }台の機器に、決めた日数のうちにパッチを当てています。
patch-idle-device = 停止中の機器やプリンタ等に、サポート切れまたはパッチ未適用のものが{ $count }台あります({ $names })。
    .next = 使うときは、ネットワークにつなぐ前にパッチを当ててください。使わないなら廃棄を検討してください。
# $days: how far ahead it warns
support-ends-soon = { $days }日以内にサポートが終わる機器が{ $count }台あります({ $names })。
    .next = 入れ替えまたは更新の予定を事業者と決めてください。
support-depends-on-release = OSのリリース(24H2など)が分からず、サポートの終わる日を決められない機器が{ $count }台あります({ $names })。
    .next = リリースの番号を確かめ、機器台帳のOSに「Windows 11 Pro 24H2」のように書いてください。
support-end-unrecorded = サポートの終わる日が分からない機器が{ $count }台あります({ $names })。
    .next = メーカーまたは事業者にサポート終了日を確かめ、機器台帳に書いてください。
patch-antivirus-unrecorded = ウイルス対策ソフトの記載がない端末・サーバが{ $count }台あります({ $names })。
    .next = ウイルス対策ソフトの有無を確かめ、機器台帳に書いてください。
patch-exploited-vulnerability = 悪用が確認されている脆弱性のある機器があります({ $names })。
    .next = 「脆弱性とサポート終了」の画面のいちばん上から、事業者に更新を頼んでください。更新できるまでは、外からの接続を止めることを相談してください。
patch-vulnerability-known = 知られている脆弱性のある機器があります({ $names })。
    .next = 「脆弱性とサポート終了」の画面で、いつ更新するかを決めてください。
patch-vulnerability-unclear = 版が分からないなどの理由で、脆弱性に当たるかどうか言えない機器があります({ $names })。
    .next = 「脆弱性とサポート終了」の画面の確認事項にある製品の版を、台帳に書くか、事業者に聞いてください。
patch-exploited-with-reason = 悪用が確認されている脆弱性を、理由をつけて直さずに使っている機器があります({ $names })。
    .next = パッチを当てていないことに変わりはないため「いいえ」になります。更新か入れ替えの時期を事業者と決めてください。判断の一覧は「脆弱性とサポート終了」の画面にあります。
patch-vulnerability-decided = 理由と期限をつけて、数えないと判断した脆弱性が{ $cases }件あります({ $names })。
    .next = 「脆弱性とサポート終了」の画面の「判断したもの」で、理由が今も正しいかを期限の前に見直してください。
patch-decision-lapsed = 脆弱性についての判断の期限が切れた機器があります({ $names })。
    .next = 「脆弱性とサポート終了」の画面で、更新するか、もう一度判断するかを決めてください。
patch-feeds-outdated = 悪用されている脆弱性のデータが{ $days }日より古いため、見つからなかったとは言えません。
    .next = 新しいデータをUSBメモリで持ってきて、sonae feeds import で取り込んでください。
patch-duty-unwritten = セキュリティ更新をだれが行うか書いていない契約が{ $count }件あります({ $names })。
    .next = 次の契約更新のときに、セキュリティ更新を行う人を契約書に書くよう事業者と相談してください。

## password-strength-enforced

password-figures-none = この版の様式は、パスワードの文字数を定めていません。
    .next = 院内の決まりに照らして「はい」「いいえ」を答えてください。
password-policies-none = パスワードの決まり(文字数など)の記載がありません。
    .next = システムごとの最小文字数・混在・変更間隔を、パスワード方針の台帳に書いてください。
# $length: shortest length with periodic change; $long: shortest length without; $days: longest interval
password-too-short = パスワードが短すぎるシステムが{ $count }件あります({ $names })。
    .next = 最小文字数を{ $long }文字以上にするか、{ $length }文字以上で二要素認証を使うよう、設定の変更を事業者に依頼してください。
# $long: shortest length without
password-not-mixed = 英数字と記号の混在を求めていないシステムが{ $count }件あります({ $names })。
    .next = 英字・数字・記号をすべて使う設定にするか、{ $long }文字以上にするよう、設定の変更を依頼してください。
# $long, $days: as above
password-not-changed = { $long }文字に満たないのに、定期的に変更していないシステムが{ $count }件あります({ $names })。
    .next = { $days }日以内ごとに変更する設定にするか、{ $long }文字以上または二要素認証にしてください。
password-not-required = パスワードなしでもよい設定のアカウントが{ $count }件、使える状態です({ $names })。
    .next = システムの担当者に頼んで「パスワード不要」の設定を外し、パスワードを付けてください。使わないなら無効にしてください。
password-never-expires = 定期的に変えるはずなのに、パスワードが無期限のアカウントが{ $count }件あります({ $names })。
    .next = アカウントの「パスワードを無期限にする」の設定を外すよう、システム担当者に依頼してください。
password-older-than-interval = 変更間隔を過ぎたパスワードで使われているアカウントが{ $count }件あります({ $names })。
    .next = 本人にパスワードの変更を求め、期限が過ぎたら変更を強制する設定になっているかを確かめてください。
password-length-unknown = 最小文字数の記載がないシステムが{ $count }件あります({ $names })。
    .next = パスワードの最小文字数を設定画面または事業者に確かめ、パスワード方針に書いてください。
password-mixing-unknown = 英数字・記号の混在を求めているか分からないシステムが{ $count }件あります({ $names })。
    .next = 混在を求める設定かを確かめてください(Windowsの「複雑さの要件」は記号を必須にしません)。
# $long, $days: as above
password-change-unknown = { $long }文字に満たず、定期変更または二要素認証があるか分からないシステムが{ $count }件あります({ $names })。
    .next = 変更間隔(日数)と二要素認証の有無を確かめ、パスワード方針に書いてください。
# $days: institution's own limit
password-policy-outdated = 確認から{ $days }日を過ぎたパスワード方針が{ $count }件あります({ $names })。
    .next = 今の設定を確かめ直し、確認日を書き直してください。
password-policy-none-for = パスワード方針のない種別の機器が{ $count }台あります({ $names })。
    .next = その種別(サーバ・端末PC・ネットワーク機器)のパスワード方針を1行書いてください。事業者が管理していれば事業者に尋ねてください。
password-strong = { $count }件のシステムで、パスワードの強さが足りています。
# $long: as above
password-long-not-mixed = { $long }文字以上ですが、英数字・記号の混在が確かめられないシステムが{ $count }件あります({ $names })。
    .next = 推測しにくいパスワードになるよう、混在も設定できないか確かめてください。
password-strength-default-unchanged = 出荷時のパスワードのままのシステムが{ $count }件あります({ $names })。
    .next = すぐに出荷時のパスワードから変えてください。
password-policy-undated = 確認日のないパスワード方針が{ $count }件あります({ $names })。
    .next = 設定を見た日を確認日に書いてください。
password-policy-none-for-system = パスワード方針の行がないシステムが{ $count }件あります({ $names })。
    .next = ほかの方針と共通でなければ、そのシステムの行を足してください。
password-policy-document-not-attached = パスワード方針に書いてある文書がフォルダにありません({ $names })。
    .next = 設定画面の写しなどの文書をフォルダに入れてください。

## password-reuse-prohibited

password-reuse-none-recorded = パスワードの使い回しについての記載がありません。
    .next = システムや機器ごとに使い回しの有無を確かめ、パスワード方針の台帳に書いてください。
password-reused = 同じパスワードを使い回しているものが{ $count }件あります({ $names })。
    .next = 機器ごとに別のパスワードへ変えるよう、管理する人または事業者に依頼してください。
password-default-unchanged = 工場出荷時のパスワードのままのものが{ $count }件あります({ $names })。
    .next = すぐに出荷時のパスワードから変え、初期パスワード変更の欄を直してください。
password-reuse-unknown = 使い回しの有無が分からないものが{ $count }件あります({ $names })。
    .next = 管理する人または事業者に尋ね、パスワード方針の「使い回し」に書いてください。
password-default-unknown = 初期パスワードを変えたか分からないものが{ $count }件あります({ $names })。
    .next = 管理する人または事業者に尋ね、パスワード方針の「初期パスワード変更」に書いてください。
# $days: institution's own limit
password-reuse-outdated = 使い回しの確認から{ $days }日を過ぎたものが{ $count }件あります({ $names })。
    .next = もう一度確かめ、確認日を書き直してください。
password-reuse-unrecorded-for = 使い回しについて何も書いていない種別の機器が{ $count }台あります({ $names })。
    .next = その種別(サーバ・端末PC・ネットワーク機器)の行をパスワード方針に足してください。事業者が管理していれば事業者に尋ねてください。
password-administrators-alike = 同じ名前の管理者のパスワードが同じ日に設定された機器が{ $count }台あります({ $names })。同じパスワードかもしれません。
    .next = 機器ごとに別のパスワードに変えてください。Windows LAPS を使うと、一台ずつ違うパスワードに自動で変わります。
password-administrators-differ = { $count }台で、機器の管理者のパスワードが一台ずつ違い、自動で変わります(LAPS)。
password-not-reused = { $count }件で、使い回しがなく初期パスワードも変えてあります。
password-shared-account = 何人かで共用しているアカウントが{ $count }件あります({ $names })。
    .next = 一人ずつのアカウントに分けられないか、システム担当者と相談してください。
password-reuse-undated = 使い回しの確認日がないものが{ $count }件あります({ $names })。
    .next = 確かめた日を確認日に書いてください。

## removable-media-restricted

media-controls-none = USB等の接続制限についての記載がありません。
    .next = 端末とサーバのUSBの制限の有無と方法を、外部記録媒体の台帳に書いてください。
media-unrestricted = USB等の接続を制限していない対象が{ $count }件あります({ $names })。
    .next = 許可した媒体のほかはつなげない設定にするよう、システム担当者または事業者に依頼してください。
media-restriction-unknown = 制限の有無が分からない対象が{ $count }件あります({ $names })。
    .next = 実際の機器で未登録のUSBがつながるかを確かめ、制限の有無を書いてください。
# $days: institution's own limit
media-control-outdated = 確認から{ $days }日を過ぎた対象が{ $count }件あります({ $names })。
    .next = 今も制限が効いているかを確かめ、確認日を書き直してください。
media-control-none-for = USB等の制限についての記載がない端末・サーバが{ $count }台あります({ $names })。
    .next = その機器の制限の有無を確かめて台帳に足してください。全部に同じ制限なら「全端末」「全サーバ」と書いてもかまいません。
media-restricted = { $count }件の対象で、USB等の接続を制限しています。
media-exception-undefined = 業務で使う媒体の取扱いを決めていない対象が{ $count }件あります({ $names })。
    .next = 使ってよい媒体、使う前のウイルススキャン、使った後の初期化を決めて書いてください。
media-method-unrecorded = 制限の方法の記載がない対象が{ $count }件あります({ $names })。
    .next = どのように制限しているか(ソフトの名前や設定)を書いてください。
media-control-undated = 確認日のない対象が{ $count }件あります({ $names })。
    .next = 制限を確かめた日を書いてください。
media-control-document-not-attached = 台帳に書いてある文書がフォルダにありません({ $names })。
    .next = その文書をフォルダに入れてください。

## two-factor-authentication

two-factor-dates-none = この版の様式は、二要素認証の期限を定めていません。
    .next = 二要素認証の状況を確かめて「はい」「いいえ」を答えてください。
two-factor-observed-without = 設定を見ると、パスワードだけで入れる管理者やVPNの利用者がいるネットワーク機器が{ $count }台あります({ $names })。
    .next = 事業者に二要素認証(トークンや証明書)の設定を頼んでください。すぐにできなければ、実装予定日を認証方式の台帳に書いてください。
two-factor-observed = { $count }台のネットワーク機器で、管理者とVPNの利用者の全員に二要素認証が設定されています。
two-factor-accounts-observed = { $count }件の利用者アカウントは、ICカードなどの二要素がないとサインインできません。
two-factor-entrance-leaked = 漏えいした認証情報の一覧に載っている機器が{ $count }台あります({ $names })。パスワードだけで入れるなら、今も入られます。
    .next = すべての利用者のパスワードを変え、二要素認証を設定してください。知らない接続がなかったかを、機器の記録で確かめてください。
two-factor-none-recorded = 認証方式についての記載がありません。
    .next = システムごとの認証方式と二要素認証の有無を、認証方式の台帳に書いてください。
# $by: last day by which a plan counts
two-factor-no-plan = 二要素認証がなく、実装の予定もないシステムが{ $count }件あります({ $names })。
    .next = { $by }までに実装する予定を事業者と決め、実装予定日を書いてください。
# $by: as above
two-factor-renewal-without-plan = 次の更新は{ $by }までにあるが、二要素認証を入れる予定の記載がないシステムが{ $count }件あります({ $names })。
    .next = 更新の仕様に二要素認証を入れるよう事業者に求め、実装予定日を書いてください。
# $by: as above
two-factor-plan-too-late = 実装予定日が{ $by }より後のシステムが{ $count }件あります({ $names })。
    .next = 予定を早められないか事業者と相談してください。
two-factor-plan-overdue = 実装予定日を過ぎたのに、まだ実装していないシステムが{ $count }件あります({ $names })。
    .next = 遅れの理由を事業者に確かめ、新しい予定日を決めてください。
two-factor-unknown = 二要素認証があるか分からないシステムが{ $count }件あります({ $names })。
    .next = 二要素認証の有無を確かめ、なければ実装予定日を書いてください。
# $by: as above
two-factor-plan-inexact = 実装予定日が{ $by }までかどうか分からないシステムが{ $count }件あります({ $names })。
    .next = 実装予定日を年月日まで書いてください。
# $days: institution's own limit
two-factor-outdated = 確認から{ $days }日を過ぎた認証方式が{ $count }件あります({ $names })。
    .next = 今の認証方式と予定を確かめ直し、確認日を書き直してください。
two-factor-unrecorded-for = 認証方式の記載がない種別の機器が{ $count }台あります({ $names })。
    .next = その種別(サーバ・端末PC・ネットワーク機器)へのログインのしかたを確かめ、認証方式の台帳に行を足してください。
two-factor-successor-unrecorded = 廃止するシステムしか書かれておらず、あとを継ぐシステムが分かりません({ $names })。
    .next = 新しいシステムの認証方式または実装予定日を書いてください。
two-factor-implemented = { $count }件のシステムで二要素認証を使っています。
two-factor-planned = { $count }件のシステムで、期限までに実装する予定があります。
# $day: first day on which a system in service is asked
two-factor-retires-before = { $count }件のシステムは{ $day }より前に廃止するので、求められていません。
two-factor-plan-after-renewal = 次の更新より後に実装する予定のシステムが{ $count }件あります({ $names })。
    .next = 更新のときに一緒に入れられないか事業者と相談してください。
two-factor-fallback-undefined = 二要素認証が使えないときの代替手段の記載がないシステムが{ $count }件あります({ $names })。
    .next = カードの紛失や災害のときにどうログインし、だれが管理するかを決めて書いてください。
two-factor-undated = 確認日のない認証方式が{ $count }件あります({ $names })。
    .next = 確かめた日を確認日に書いてください。
two-factor-document-not-attached = 認証方式の台帳に書いてある文書がフォルダにありません({ $names })。
    .next = その文書をフォルダに入れてください。

## access-logs-managed

log-sources-none = サーバのアクセスログについての記載がありません。
    .next = サーバごとにログを取っているかを事業者に確かめ、アクセスログの台帳に書いてください。
log-source-none-for-server = アクセスログの記載がないサーバが{ $count }台あります({ $names })。
    .next = そのサーバのログの取り方を事業者に確かめて書いてください。サーバでなければ機器台帳の種別を直してください。
log-not-collected = アクセスログを取っていないものが{ $count }件あります({ $names })。
    .next = ログを取る設定を事業者に依頼してください。機能がなければ業務日誌などの代わりの記録を決めて書いてください。
log-collection-unknown = アクセスログを取っているか分からないものが{ $count }件あります({ $names })。
    .next = ログを取っているかを事業者に確かめてください。
log-content-lacking = ログイン時刻・アクセス時間・操作内容のどれかがログに入っていないものが{ $count }件あります({ $names })。
    .next = 三つとも記録する設定にできるか事業者に相談してください。できなければ代わりの記録を決めて書いてください。
log-content-unknown = ログに何が入っているか分からないものが{ $count }件あります({ $names })。
    .next = ログイン時刻・アクセス時間・操作内容が入っているかを、実際のログを見て確かめてください。
log-access-open = だれでもログを見られるものが{ $count }件あります({ $names })。
    .next = ログを見られる人を管理者だけにする設定を依頼してください。
log-tamperable = ログの削除や書き換えを防いでいないものが{ $count }件あります({ $names })。
    .next = ログを別のサーバに送る、書き換えられない場所に保存するなどの対策を事業者と相談してください。
log-protection-unknown = ログのアクセス制限・改ざん防止が分からないものが{ $count }件あります({ $names })。
    .next = ログを見られる人と、消したり書き換えたりできないかを事業者に確かめて書いてください。
# $days: institution's own limit
log-source-outdated = ログの設定の確認から{ $days }日を過ぎたものが{ $count }件あります({ $names })。
    .next = 今もログが取れているかを確かめ、確認日を書き直してください。
log-reviews-none = アクセスログを点検した記録がありません。
    .next = ログを見て、点検した日・見た人・結果をアクセスログの点検に書いてください。
log-review-none-for = ログを点検した記録がないものが{ $count }件あります({ $names })。
    .next = そのシステムのログを見て、点検の記録を書いてください。
# $days: institution's own limit
log-review-overdue = 最後の点検から{ $days }日を過ぎたものが{ $count }件あります({ $names })。
    .next = ログを点検して記録し、次に点検する日を予定に入れてください。
log-collected = { $count }件で、必要な内容のアクセスログを取っています。
log-substituted = { $count }件で、業務日誌などの代わりの記録を付けています。
log-reviewed = ログを定期的に点検した記録が{ $count }件あります。
log-time-unsynchronised = 時刻を合わせていないものが{ $count }件あります({ $names })。
    .next = 時刻を自動で合わせる設定(NTP)を依頼してください。時刻がずれると、いつ何が起きたか分からなくなります。
# $days: institution's own limit
log-retention-short = 点検の間隔({ $days }日)より前に消えるログが{ $count }件あります({ $names })。
    .next = 保存期間を延ばすか、外のサーバに送って残すよう依頼してください。
log-not-collected-elsewhere = サーバ以外でログを取っていないものが{ $count }件あります({ $names })。
    .next = VPN装置などのログも、外に送って残せないか事業者と相談してください。
log-source-undated = 確認日のないログの記載が{ $count }件あります({ $names })。
    .next = ログの設定を確かめた日を書いてください。
log-review-document-not-attached = 点検の記録文書がフォルダにありません({ $names })。
    .next = 点検の記録をフォルダに入れてください。
log-feed-verified = { $count }件の送り元から、改ざんされていないアクセスログが途切れずに届いています。
log-feed-arriving = { $count }件の送り元からアクセスログが届いています(時刻が合っているかは確かめられていません)。
log-feed-nothing-yet = 保管庫にまだ一度もログが届いていない送り元が{ $count }件あります({ $names })。
    .next = その機器の送り先の設定を確かめるか、「ログ」の「取り込み」で書き出したファイルを取り込んでください。
log-feed-silent = 保管庫にログが届かなくなった送り元が{ $count }件あります({ $names })。
    .next = 機器が動いているか、ログの送り先の設定が変わっていないかを確かめてください。
log-feed-silent-though-collected = 台帳では「取得している」のに、保管庫に届いていない送り元が{ $count }件あります({ $names })。
    .next = ログが実際に取れているかを機器で確かめ、届くように直すか、台帳を直してください。
log-feed-gaps = 途中の番号が抜けている、または壊れたログがある送り元が{ $count }件あります({ $names })。
    .next = 「ログ」の概要で抜けた範囲を見て、機器に残っていれば取り込み直し、残っていなければ点検の所見に理由を書いてください。
log-feed-damaged = 保管したログに、改ざんまたは破損が見つかった送り元が{ $count }件あります({ $names })。
    .next = 「ログ」の検証の結果で場所を確かめ、別の機器の控え(証人・バックアップ)と比べ、責任者に報告してください。
# $days: institution's own limit
log-feed-unverified = { $days }日以内に改ざんの有無を検証していない送り元が{ $count }件あります({ $names })。
    .next = 「ログ」の概要で「検証する」を押してください。
log-feed-content-unseen = 届いたログに、ログインの時刻か操作内容が見当たらない送り元が{ $count }件あります({ $names })。
    .next = 「取り込み」で列の読み方を確かめるか、両方を記録する設定にできるか事業者に相談してください。
log-feed-clock-off = 時計が合っていない送り元が{ $count }件あります({ $names })。
    .next = 時刻を自動で合わせる設定(NTP)を依頼してください。時刻がずれると、いつ何が起きたか分からなくなります。
log-feed-clock-unknown = 時計が合っているか分からない送り元が{ $count }件あります({ $names })。
    .next = 時刻同期の状態もログに含めて送るか、台帳の時刻同期に確かめた結果を書いてください。
log-feed-reviewed = { $count }件の送り元のログを、封印を付けて点検しています。
log-feed-though-not-collected = 台帳では「取得していない」のに、ログが届いているものが{ $count }件あります({ $names })。
    .next = 台帳のログの取得を直してください。
log-feed-none-for = ログが保管庫に届いていないサーバが{ $count }台あります({ $names })。
    .next = ログを保管庫に送る設定を事業者に依頼してください。届けば、台帳への記載に頼らず確かめられます。

## unneeded-services-stopped

services-none = 動いているソフトウェアやサービスを点検した記録がありません。
    .next = タスクマネージャやプログラム一覧を見て、要らないものがないかを確かめ、稼働サービスの点検に書いてください。
service-unneeded-running = 要らないサービスが{ $count }件動いています({ $names })。
    .next = 止めても差し支えないかを事業者に確かめてから止め、状態を「停止」に直してください。
service-need-unknown = 要るか要らないか分からないサービスが{ $count }件動いています({ $names })。
    .next = 何に使うものかを事業者に確かめ、要否と用途を書いてください。
service-state-unknown = 動いているか分からないサービスが{ $count }件あります({ $names })。
    .next = 機器で状態を確かめ、稼働または停止と要否を書いてください。
# $days: institution's own limit
services-outdated = 点検から{ $days }日を過ぎた機器があります({ $names })。
    .next = もう一度点検し、確認日を書き直してください。
services-unchecked = サービスの点検の記録がない機器が{ $count }台あります({ $names })。
    .next = その機器を点検して記録してください。同じ設定の端末をまとめて確かめたなら、対象に「全端末」と書いてもかまいません。
services-checked = { $count }件の点検で、要らないものは動いていませんでした。
service-purpose-unrecorded = 用途の記載がないサービスが{ $count }件あります({ $names })。
    .next = 何のために動かしているかを書いてください。
service-host-unknown = 機器台帳にない名前の点検が{ $count }件あります({ $names })。
    .next = 対象を、機器台帳の管理番号またはコンピュータ名に直してください。
services-undated = 確認日のない点検があります({ $names })。
    .next = 点検した日を書いてください。

## network-source-restricted

source-restrictions-none = 接続元制限についての記載がありません。
    .next = ルータ・VPN装置・無線LANごとに、どこからつなげるかを事業者に確かめ、接続元制限の台帳に書いてください。
source-unrestricted = 接続元を制限していないものが{ $count }件あります({ $names })。
    .next = 決めたところからしかつなげない設定にするよう、事業者に依頼してください。
line-source-open = どこからでもつながる保守回線が{ $count }件あります({ $names })。
    .next = 事業者の決まった接続元からだけつながるよう、制限を事業者に求めてください。
source-allowed-anywhere = 制限ありなのに、許可する接続元が「どこからでも」になっているものが{ $count }件あります({ $names })。
    .next = 実際の設定を事業者に確かめ、許可する接続元を書き直してください。
source-restriction-unknown = 接続元制限の有無が分からないものが{ $count }件あります({ $names })。
    .next = 制限の有無を事業者に確かめて書いてください。
source-restriction-unrecorded = 接続元制限の記載がないネットワーク機器が{ $count }台あります({ $names })。
    .next = その機器につなげる接続元を事業者に確かめて書いてください。ネットワーク機器でなければ機器台帳の種別を直してください。
# $days: institution's own limit
source-restriction-outdated = 確認から{ $days }日を過ぎたものが{ $count }件あります({ $names })。
    .next = 今の設定を確かめ直し、確認日を書き直してください。
line-source-unknown = 接続元を制限しているか分からない保守回線が{ $count }件あります({ $names })。
    .next = 接続元制限の有無を事業者に確かめ、リモート保守回線の台帳に書いてください。
source-restricted = { $count }件で、接続元を制限しています。
line-source-restricted = 保守回線{ $count }件で、接続元を制限しています。
source-mac-only = MACアドレスだけで制限しているものが{ $count }件あります({ $names })。
    .next = MACアドレスによる制限は効果が限られます。証明書などの対策を足せないか事業者と相談してください。
source-restriction-undated = 確認日のない接続元制限が{ $count }件あります({ $names })。
    .next = 設定を確かめた日を書いてください。
source-restriction-document-not-attached = 接続元制限の台帳に書いてある文書がフォルダにありません({ $names })。
    .next = その文書をフォルダに入れてください。

## backup-and-recovery-confirmed

backups-none = バックアップについての記載がありません。
    .next = 診療に要るシステムごとに、何をどこに何日おきに何世代取っているかを事業者に確かめて書いてください。
# $times: how many intervals late it may be
backup-late = 最後の成功から、間隔の{ $times }倍を過ぎたバックアップが{ $count }件あります({ $names })。
    .next = バックアップが止まっていないかをすぐに事業者に確かめ、直ったら最終成功日を書き直してください。
# $needed: generations asked for
backup-too-few-generations = { $needed }世代に足りないバックアップが{ $count }件あります({ $names })。
    .next = { $needed }世代以上残す設定にするよう、事業者に依頼してください。
backup-restore-failed = 復旧テストが失敗したままのバックアップが{ $count }件あります({ $names })。
    .next = 原因を事業者に調べてもらい、もう一度復旧テストをしてください。
backup-success-unknown = 最後に成功した日が分からないバックアップが{ $count }件あります({ $names })。
    .next = バックアップの記録を実際に見て、最終成功日を書いてください。
backup-interval-unknown = 間隔が分からないバックアップが{ $count }件あります({ $names })。
    .next = 何日おきに取っているかを確かめて書いてください。
# $needed: generations asked for
backup-generations-unknown = 世代数が分からないバックアップが{ $count }件あります({ $names })。
    .next = 何世代残しているかを確かめて書いてください({ $needed }世代以上が求められています)。
backup-none-for = バックアップの記載がないサーバが{ $count }台あります({ $names })。
    .next = バックアップがあるかを事業者に確かめて書いてください。取らなくてよいサーバなら、機器台帳の重要度を「低」にしてください。
recovery-procedures-none = 復旧手順の記載がありません。
    .next = 止まったときにどう戻すかの手順書を事業者と作り、一度たどってみて、確認した日を書いてください。
recovery-procedure-none-for = 復旧手順のないシステムのバックアップが{ $count }件あります({ $names })。
    .next = そのシステムの復旧手順を作り、確認した日を書いてください。
recovery-procedure-unconfirmed = 確認した日の記載がない復旧手順が{ $count }件あります({ $names })。
    .next = 担当者と手順をたどり、確認した日を書いてください。
# $days: institution's own limit
recovery-procedure-outdated = 確認から{ $days }日を過ぎた復旧手順が{ $count }件あります({ $names })。
    .next = 今のシステムで手順をたどり直し、確認した日を書き直してください。
backup-taken = { $count }件のバックアップが予定どおり取れています。
recovery-procedure-confirmed = { $count }件の復旧手順を確認しています。
backup-not-isolated = オフラインでも書き込み不可でもないバックアップが{ $count }件あります({ $names })。攻撃を受けると一緒に暗号化されます。
    .next = 古い世代を、ふだんは切り離した媒体や書き換えられない場所に取れないか事業者と相談してください。
backup-isolation-unknown = オフラインまたは書き込み不可か分からないバックアップが{ $count }件あります({ $names })。
    .next = ネットワークから切り離した世代、書き換えられない世代があるかを確かめて書いてください。
backup-restore-never-tested = 復旧テストの記載がないバックアップが{ $count }件あります({ $names })。
    .next = 実際に戻せるかを一度試し、日付と結果を書いてください。
backup-restore-test-old = 復旧テストが古いバックアップが{ $count }件あります({ $names })。
    .next = 次の訓練などに合わせて、もう一度戻してみてください。
backup-single-method = 一つの方式でしかバックアップしていないシステムがあります({ $names })。
    .next = 重要なファイルは、もう一つ別の方式(別の場所や媒体)でも取れないか事業者と相談してください。
backup-data-unrecorded = 何のデータか書いていないバックアップが{ $count }件あります({ $names })。
    .next = 診療を続けるのに要るデータが入っているかを確かめ、対象データを書いてください。
backup-none-for-contract = バックアップの記載がないシステムの契約が{ $count }件あります({ $names })。
    .next = そのシステムにデータがあれば、バックアップの有無を事業者に確かめて書いてください。
backup-document-not-attached = バックアップの台帳に書いてある文書がフォルダにありません({ $names })。
    .next = バックアップの記録や報告書をフォルダに入れてください。
recovery-procedure-document-not-attached = 復旧手順書がフォルダにありません({ $names })。
    .next = 手順書をフォルダに入れ、紙でも手元に置いてください。
