# Words of the pages of forms that are composed in code.

forms-tone-against = いいえ
forms-tone-missing = 未確認
forms-tone-support = はい
forms-tone-advice = 参考

forms-original-required = 検査のときに現物を見せる項目です。
forms-original-possible = 検査のときに現物を求められることがある項目です。

forms-prior = { $edition }の{ $no }：{ $said }
forms-prior-checked = { $edition }の{ $no }：{ $said }（確認日 { $checked }）
forms-prior-remarks = { $said }　備考：{ $remarks }

forms-past-answered = 「{ $answer }」と回答
forms-past-taken-back = 回答を取り消し
forms-past-overruled = 判定を「{ $answer }」に上書き：{ $text }
forms-past-withdrawn = 判定の上書きを取り下げ
forms-past-brought = 証跡を追加：{ $text }
forms-past-detached = 証跡を外した：{ $text }

forms-said-answered = { $no }の回答を保存しました。
forms-said-overruled = { $no }の判定を上書きしました。
forms-said-withdrawn = { $no }の判定の上書きを取り下げました。
forms-said-attached = { $count }件のファイルを加えました。
forms-said-detached = ファイルをこの項目から外しました。ファイルそのものは残っています。
forms-said-taken-over = 前の年度の回答を{ $count }件、下書きとして写しました。

forms-wrong-date = 日付として読めません。2026/1/20やR8.1.20のように、年月日を書いてください。
forms-wrong-future = 確認日が、今日より後の日付です。確かめた日を書いてください。
forms-wrong-no-answer = 確認日があるのに回答が選ばれていません。「はい」か「いいえ」を選んでください。
forms-wrong-round = この様式にない回の回答です。画面を開き直してください。
forms-wrong-long = 長すぎます。2000文字までで書いてください。
forms-wrong-choose = 「はい」か「いいえ」を選んでください。
forms-wrong-short-reason = 理由が短すぎます。何を根拠にそう答えるのかを、{ $least }文字以上で書いてください。
forms-wrong-expiry = 有効期限は、今日から{ $days }日後までの日付にしてください。
forms-wrong-date-needed = 有効期限を、2026/3/31のように書いてください。
forms-wrong-large-file = 「{ $name }」は大きすぎます。{ $most }までにしてください。
forms-wrong-kind = 「{ $name }」は受け付けていない種類のファイルです。PDF、画像、Word、Excel、テキストにしてください。
forms-wrong-no-file = ファイルが選ばれていません。

web-failure-evidence-damaged = この証跡は取り出せません
    .means = 置き場所にないか、保存したときと中身が変わっています。変わったファイルは渡しません。
    .next = 管理者に伝えて、備えのバックアップから戻してください。

audit-item-answered = 点検票の項目に回答した
audit-finding-overruled = 判定を上書きした
audit-override-withdrawn = 判定の上書きを取り下げた
audit-evidence-attached = 証跡を加えた
audit-evidence-detached = 証跡を外した
