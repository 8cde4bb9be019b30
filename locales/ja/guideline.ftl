# The guideline behind the checklist: what it holds, a clause, who reads what, importing the official wording.

## What it holds
guideline-edition = ■ { $id }　{ $title } { $version }({ $published })：遵守事項 { $clauses }
guideline-counts = { $version } { $volume }：遵守事項 { $count }({ $chapters })、印字 { $printings }回
guideline-chapter-count = { $no }章 { $count }
guideline-links = { $version } 編どうしのつながり：{ $count }(確か { $sure }、おそらく { $likely }、不確か { $unsure })、対応の表 { $rows }行
guideline-holes = { $version } 相関表にない番号：{ $absent }。文が途中で切れている番号：{ $cut }
guideline-cited = { $edition } { $form }からガイドラインへの参照：{ $count }(遵守事項 { $clause }、節 { $section }、章の解説 { $chapter })、内容が別の箇所にあるもの { $noted }
guideline-words = { $version } 題と言い換え { $words }/{ $all }、取り込んだ原文 { $official }/{ $all }

## A clause
clause-title = { $reference } { $title }
clause-place = { $guideline } { $version } { $volume } { $place }
clause-official = 原文(自院で取り込んだもの)：
clause-official-differs = (原本に何度か印字され、ことばが一部違います。これはそのうちの一つです)
clause-no-official = 原文：取り込んでいません(「sonae frameworks import-text」で取り込めます)
clause-who = だれが：{ $roles }(求め方：{ $modality })
clause-approval = 承認：{ $role }の承認が要ります
clause-report = 報告：{ $role }への報告が要ります
clause-before = 第{ $version }版での該当箇所(印字のとおり)：{ $printed } { $remark }
clause-slip = ※{ $text }
clause-up = もとになる遵守事項：
clause-down = これを受ける遵守事項：
clause-link = 　- { $reference } { $title }({ $sure }{ $doubt })
clause-no-items = この遵守事項を引く点検項目はありません。
clause-items = 引いている点検項目：
clause-item = 　- { $edition } { $no } { $title }(印字：{ $printed })
clause-item-by-content = 　- { $edition } { $no } { $title }(印字は{ $printed }だが、内容はこの遵守事項)
clause-cited-clause = この遵守事項を番号で引いています
clause-cited-section = この遵守事項のある節を引いています
clause-cited-chapter = この遵守事項のある章の解説を引いています(どの遵守事項かは印字からは分かりません)
clause-several = { $count }件の遵守事項があります。番号まで書くと詳しく示します。
clause-listed = 　- { $reference } { $title }
modality-must = 必須
modality-conditional = 条件付き
modality-recommended = 望ましい
link-sure = 確か
link-likely = おそらく
link-unsure = 不確か
link-doubt-page-break = ：表がページをまたいでいる
link-doubt-two-clauses = ：経営管理編の二つが続けて印字されている
link-doubt-order = ：番号の順が戻っている
link-doubt-misplaced = ：欠けている番号の場所に印字されている
link-doubt-content = ：内容が合わない

## Who reads what
reading-because-on-premises = パターン{ $pattern }：施設に置いているシステム({ $systems })
reading-because-cloud = パターン{ $pattern }：クラウドのシステム({ $systems })
reading-staff = システム運用専任の担当者：いる
reading-no-staff = システム運用専任の担当者：いない(「担当者」を「企画管理者」と読みます)
reading-from-ledgers = システムは台帳から読み取りました。違うときは institution.toml の[guideline]に書いてください。
reading-volume = ■ { $volume }：読む { $read }、簡略にできる { $simplified }、読まなくてよい { $exempt }
reading-read = 　　○ { $no } { $title }({ $roles })
reading-simplified = 　　△ { $no } { $title }({ $roles })
reading-exempt = 　　－ { $no } { $title }({ $roles })
reading-confirmed-in-contract = 事業者に確かめ、契約などに含まれていれば簡略にできます：{ $place }
reading-no-electronic-signature = 電子署名を用いるシステムがない：{ $place }
reading-no-scanning = 紙などを電子化していない：{ $place }
reading-inferred = (どの遵守事項に当たるかは備えの読み方です)
reading-only = パターン{ $patterns }のシステムについて

## Importing the official wording
wording-volume = { $volume }：{ $found }/{ $all }件、印字 { $printings }回
wording-missing = 見つからなかった遵守事項 { $count }件：
wording-miscounted = 相関表と印字の回数が違うもの { $count }件：
wording-count = { $clause }(ファイル { $found }回、相関表 { $expected }回)
wording-differing = 印字によってことばが違うもの { $count }件(多いほう、同じなら先のものを残しました)：
wording-unmatched = 当てはまらなかった行 { $count }行：
wording-line = { $line }行目 { $kind }：{ $text }
wording-no-heading = 見出しのない番号
wording-no-such-number = 章にない番号
wording-loose = 遵守事項の外の文
wording-more = ほか { $count }件
wording-written = 書き込みました：{ $path }

## Failures
failure-no-guideline = × ガイドラインのデータがありません。
    .next = 「--frameworks-dir」で指定したフォルダの中身を確かめてください。
failure-no-pattern = × パターン「{ $pattern }」はありません(ある番号：{ $known })。
    .next = 「--pattern IV」のように書いてください。
failure-no-staff-answer = × システム運用専任の担当者がいるかどうかが書かれていないので、パターンを決められません。
    .next = institution.toml の[guideline]に「dedicated-staff = true」か「false」を書くか、「--pattern」で指定してください。
failure-no-systems = × どこでシステムを動かしているかが分からないので、パターンを決められません。
    .next = institution.toml の[guideline]に「systems」を書くか、「--pattern」で指定してください。
failure-wording-unreadable = × 原文のファイルを読めません({ $detail })
    .next = ファイルの場所と名前を確かめてください。
failure-wording-large = × 原文のファイルが大きすぎます({ $detail })
    .next = 各編間相関表だけを文字にしたファイルを指定してください。
failure-wording-nothing = × 遵守事項が一つも見つかりません({ $detail })。前に取り込んだ原文はそのままです。
    .next = ガイドライン第6.0版の各編間相関表を文字にしたファイル(.txt)を指定してください。
failure-wording-unwritable = × 原文を書き込めません({ $detail })
    .next = 書き込めるフォルダを「--data」か「--frameworks-dir」で指定してください。
