# OSCAL: what stands in exported documents, and what import says.
oscal-plan-title = { $name } { $edition }点検表の点検計画
oscal-results-title = { $name } { $edition }点検表の点検結果
oscal-poam-title = { $name } { $edition }点検表の対応計画
oscal-result-description = { $date }の時点で判定した{ $edition }の{ $form }
oscal-role-subject = 点検を受ける施設と事業者
oscal-no-ssp = システムセキュリティ計画(SSP)は作られていません。台帳と確認の記録がその代わりです。
oscal-tool = 台帳と記録から点検表を判定するプログラム
oscal-answered = 回答：{ $answer ->
    [yes] はい
   *[other] いいえ
}　{ $remarks }
oscal-mapping = 経営管理編、企画管理編、システム運用編の結びつきは各編間相関表、点検表との結びつきはチェックリストマニュアルによる。確かさは印字の並びから判断した。
oscal-head-item = 項目
oscal-head-confirmed = 確認日
oscal-head-target = 目標日

# Import
oscal-too-large = { $file }：大きすぎて読めません({ $place }バイト。読めるのは{ $detail }バイトまで)
oscal-too-many = { $file }：中の値が多すぎて読めません({ $detail }個まで)
oscal-syntax = { $file } { $place }：OSCALのJSONとして読めません({ $detail })
oscal-unknown-model = { $file }：OSCALの文書ではありません(先頭の名前は「{ $detail }」)
oscal-not-a-framework = { $file }：「{ $detail }」は取り込めません。取り込めるのは catalog と profile です
oscal-no-catalog = catalog の文書がありません。profile だけでは取り込めません
oscal-catalog-twice = { $file }：catalog が二つあります。一度に取り込めるのは一つです
oscal-audience-twice = { $file }：同じ相手({ $detail })の profile が二つあります。別の版として取り込んでください
oscal-control-twice = { $file }：同じ id「{ $detail }」の control が二つあります
oscal-empty = { $file }：選ばれている control がありません
oscal-too-much = { $file }：control や選択が多すぎるか、id が長すぎて、様式にできません
oscal-deadline-missing = 期限が書かれていません。「--deadline 日付」で指定してください
oscal-edition-id = 「{ $detail }」は版の名前に使えません。「--id 名前」に英小文字・数字・ハイフンで指定してください
oscal-edition-taken = 版「{ $detail }」はもうあります。「--id 名前」で別の名前を指定してください
oscal-flawed = 取り込むと、版のデータに誤りができます。
    { $detail }
oscal-unknown-control = { $file }：catalog にない control「{ $detail }」が選ばれています(飛ばしました)
oscal-altered = { $file }：control「{ $detail }」への加筆は、様式には反映していません(文書には残ります)
oscal-other-import = { $file }：二つ目の取り込み元「{ $detail }」は、この catalog のものとして読みました

# Command
oscal-written = 書き出しました：{ $path }({ $model })
oscal-no-poam = 足りないものがないので、対応計画(POA&M)はありません。
oscal-imported = 版「{ $id }」として取り込みました：{ $path }
oscal-imported-form = 　{ $form }：{ $count }項目
oscal-form-institution = 医療機関の様式
oscal-form-pharmacy = 薬局の様式
oscal-form-vendor = 事業者の様式
oscal-import-next = 「sonae frameworks check」で確かめ、「sonae explain 番号 --edition { $id }」で項目を見られます。
audit-oscal-exported = OSCALの文書を書き出した

# Command line
cli-frameworks-oscal-about = 点検表・ガイドライン・点検結果を、米国NISTの形式OSCAL(JSON)で書き出す、取り込む
cli-frameworks-oscal-export-about = 版のデータを書き出す。「--folder」か「--data」を付けると、点検の計画・結果・対応計画も書き出す
cli-frameworks-oscal-import-about = ほかで作られた catalog と profile を、点検表の版として取り込む
cli-arg-oscal-version = OSCALの版：1.1.3(書かなければこれ) 1.2.1
cli-arg-oscal-files = OSCALの文書(catalog を一つと、あれば profile)
cli-arg-edition-id = 取り込んだ版の名前(英小文字・数字・ハイフン)
cli-arg-family = 版のまとまりの名前(英小文字・数字・ハイフン。書かなければ文書にある名前か oscal)
cli-arg-deadline = すべての項目に「はい」と答える期限(2026-03-31、R8.3.31 など)
