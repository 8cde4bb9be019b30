# 事業者

vendors-disclosure-name = { $kind }_{ $vendor }_{ $system }
vendors-paper-name = 事業者確認用_{ $vendor }_{ $year }

vendors-gap-updates = セキュリティ更新をどちらが行うか、契約に書かれていません。
vendors-gap-logs = アクセスログをどちらが管理するか、契約に書かれていません。
vendors-gap-split = 責任分界を定めた文書が確かめられていません。
vendors-gap-manager = 事業者の管理責任者の名前がありません。
vendors-gap-remote = リモート保守があるかどうかが分かりません。
vendors-gap-contact = 電話番号もメールアドレスもありません。
vendors-gap-document = 契約書のファイルがありません。

vendors-wanting-answer = 「はい」か「いいえ」を選んでください。
vendors-wanting-checked-on = 確認日を入れてください。
vendors-wanting-target-on = 「いいえ」のときは、対応の目標日を入れてください。

vendors-bad-checked-on = 確認日を読み取れません。2026/1/20、R8.1.20、令和8年1月20日のように入れてください。
vendors-bad-target-on = 目標日を読み取れません。2026/3/31、R8.3.31、令和8年3月31日のように入れてください。
vendors-future-checked-on = 確認日が今日より後になっています。実際に確かめた日を入れてください。
vendors-bad-name = 回答される方のお名前を入れてください。
vendors-long-remarks = 備考が長すぎます。1,000文字までにしてください。
vendors-meanwhile = ほかの方が先に変更しました。いまの内容は「{ $kept }」です。このままでよければ、もう一度保存してください。
vendors-meanwhile-none = 未回答

vendors-yes = はい
vendors-no = いいえ

vendors-saved =
    { $count ->
        [0] 変わったところがないため、保存するものはありませんでした。
       *[other] { $count }項目を保存しました。
    }
vendors-file-empty = ファイルが選ばれていないか、中身がありません。
vendors-file-too-large = ファイルが大きすぎます。16 MBまでにしてください。
vendors-file-no-answers = このファイルからは、この確認書への回答を読み取れませんでした。お配りした用紙（Excel）か、項目・回答・確認日の列のある表をお使いください。
vendors-file-kind = この種類のファイルは受け取れません。PDF、Excel、Word、画像のどれかにしてください。
vendors-file-other-vendor = ファイルには「{ $vendor }」と書かれています。この確認書の事業者と同じかどうか、確かめてください。
vendors-file-unread = 読み取れなかった行が{ $count }行あります。
vendors-file-read = { $count }項目をファイルから読み取りました。まだ保存していません。確かめてから保存してください。
vendors-unknown-system = 対象のシステムを選んでください。

vendors-link-closed = 回答用リンクを閉じました。このリンクではもう開けません。
vendors-disclosure-received = 開示書を受け取り、台帳に記録しました。
vendors-paper-received = 届いた用紙を証跡として保存しました。内容を見ながら回答を入力してください。
vendors-reopened = 確認書をもう一度開きました。事業者が内容を変えられます。
vendors-not-finished = この確認書は提出されていません。
vendors-reminded-sent = { $to } にメールを送り、記録しました。
vendors-reminded-noted = 連絡したことを記録しました。
vendors-no-address = メールアドレスの形になっていません。1件だけ、半角で入れてください。
vendors-mail-off = メールの送信が設定されていません。文面を写して、ご自分のメールで送ってください。
vendors-mail-failed = メールを送れませんでした。設定の「通知」を確かめるか、文面を写してご自分のメールで送ってください。
vendors-incomplete = まだ足りないところがあります。下の項目を確かめてください。
vendors-bad-signature = お名前と部署の両方を入れてください。
vendors-finished-already = この確認書は提出済みです。直すときは、医療機関に「もう一度開いてほしい」とご連絡ください。

vendors-mail-subject = サイバーセキュリティ対策チェックリスト（{ $year }・事業者確認用）のお願い（{ $institution }）
vendors-mail-form = ・{ $year }の事業者確認用チェックリストへの回答（いまのところ { $all }項目中 { $answered }項目）
vendors-mail-disclosure = ・医療情報セキュリティ開示書（MDS/SDS）のご提出（{ $system }）
vendors-mail-disclosure-again = ・医療情報セキュリティ開示書（MDS/SDS）の、いまの版でのご提出（{ $system }。お預かりしている開示書は、古いか、使用中の版のものではありません）
vendors-mail-disclosure-any = ・医療情報セキュリティ開示書（MDS/SDS）のご提出
vendors-mail-nothing = ・ご回答はすべて届いています。内容に変わりがあればお知らせください。
vendors-mail-link =
    次のページで回答できます。アカウントは要りません。{ $until } まで開けます。
    { $url }
    このアドレスを知っている人は誰でも回答できますので、担当の方以外には転送しないでください。
vendors-mail-no-link = 回答用のページのアドレスがお手元にないときは、このメールにご返信ください。添付の用紙（Excel）に記入してご返送いただいても構いません。
vendors-mail-body =
    { $vendor }
    ご担当者様

    いつもお世話になっております。{ $institution }です。
    医療機関の立入検査で使うチェックリストのため、次のものをお願いしております。

    { $asked }

    期限：{ $deadline }

    { $way }

    ご不明な点がありましたらご連絡ください。どうぞよろしくお願いいたします。

    { $institution }

vendors-form-title = 事業者確認用チェックリスト（{ $vendor }）
vendors-finish-title = 内容の確認と提出
vendors-receipt-title = 提出した内容
vendors-disclosure-title = 開示書（MDS/SDS）を渡す

vendors-chip-finished = 提出済み
vendors-chip-all = 全項目回答
vendors-chip-some = 途中
vendors-chip-none = 未回答

vendors-link-none = なし
vendors-link-over = 期限切れ・閉鎖
vendors-link-open = { $until }まで（未使用）
vendors-link-used = { $until }まで（使用あり）

vendors-found-yes = はい
vendors-found-no = いいえ
vendors-found-open = 分からない
vendors-found-na = 対象外

vendors-duty-vendor = 事業者
vendors-duty-institution = 医療機関
vendors-duty-shared = 双方
vendors-duty-unspecified = 契約に記載なし

vendors-flag-yes = あり
vendors-flag-no = なし
vendors-flag-unknown = 不明

# How a disclosure statement stands
vendors-disclosure-current = 受領
vendors-disclosure-other-version = 別の版
vendors-disclosure-outdated = 古い
vendors-disclosure-receipt-unknown = 受領日なし
vendors-disclosure-system-unclear = 対象が不明
vendors-disclosure-requested = 未受領
vendors-disclosure-absent = 未受領
