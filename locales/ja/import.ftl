# Problems of files that come in (crates/importers). Whoever shows a message puts its place (file, sheet, row, column) before it.
# Arguments that every message has: $file $sheet $row $column $header $value. `.next` says what to do.

-import-formats = Excel（.xlsx）またはCSV

## The file

import-secrets-cut = パスワードなどの秘密が{ $count }か所にありました({ $name })。読み取らず、保存もしません。保存するファイルからは取り除きます。
    .next = 元のファイルは、用が済んだら消してください。次からは、この列を含めずに書き出してください。
import-file-empty = ファイルの中身が空です。
    .next = 保存し直すか、別の場所にある元のファイルと入れ替えてください。
import-text-too-large = ファイルが大きすぎる（{ $size } MiB）ため、先頭の { $limit } MiB だけを読みました。
    .next = 必要な行だけを別のファイルに分けて保存してください。
import-workbook-too-large = ブックが大きすぎる（{ $size } MiB、上限 { $limit } MiB）ため、読みませんでした。
    .next = 台帳のシートだけを新しいブックにコピーして保存してください。画像は取り除いてください。
import-not-what-it-says = 名前は「.{ $says }」ですが、中身は{ $is ->
        [pdf] PDF
        [image] 画像
        [word] 文書（Wordなど）
        [slides] スライド（PowerPointなど）
        [archive] 圧縮ファイル（ZIPなど）
        [json] JSON
       *[other] 表ではないデータ
    }です。
    .next = 台帳なら{ -import-formats }で保存し直してください。文書なら本来の拡張子に戻せば、証跡として扱います。
import-workbook-locked = ブックにパスワードがかかっています。
    .next = パスワードを外したコピーを保存して、このフォルダに置いてください。
import-workbook-truncated = ブックが途中で切れています（保存やコピーが完了していません）。
    .next = 元のファイルを開いて保存し直すか、もう一度コピーしてください。
import-workbook-broken = ブックが壊れていて読めません（{ $why }）。
    .next = Excel で開いて修復し、別の名前で保存し直してください。
import-workbook-bomb = 展開すると異常に大きくなるブックのため、読みませんでした（{ $what }: { $size }）。
    .next = 心当たりのないファイルなら開かずに情報システム担当者へ知らせてください。自院の台帳なら、台帳のシートだけを新しいブックに保存してください。
import-format-unsupported = この形式（{ $format ->
        [xlsb] Excel バイナリブック（.xlsb）
        [html] Web ページ
        [xml] XML
       *[other] { $format }
    }）は読めません。
    .next = Excel で開き、「名前を付けて保存」で「Excel ブック（.xlsx）」を選んで保存してください。
import-undecodable = 読めない文字があります：{ $value }
    .next = 元のファイルでこのセルを入力し直し、{ -import-formats }で保存してください。
import-private-character = 外字（ほかのパソコンでは表示できない文字）があります：{ $value }
    .next = 標準の漢字に置き換えるか、この文字が何かを担当者に確認してください。
import-too-many-rows = 行が多すぎるため、{ $limit } 行目までを読みました。
    .next = 不要な行を削除するか、ファイルを分けてください。
import-too-many-columns = 列が多すぎるため、{ $limit } 列目までを読みました。
    .next = 不要な列を削除してください。
import-too-much = 表が大きすぎるため、この行から後ろを読みませんでした。
    .next = ファイルを分けてください。
import-too-many-sheets = シートが多すぎるため、先頭の { $limit } シートだけを読みました。
    .next = 台帳のシートだけを残したブックを保存してください。
import-cell-cut = セルの文字が長すぎるため、先頭の { $limit } KiB だけを読みました：{ $value }
    .next = 長い文章は別の文書にして、台帳には文書名を書いてください。
import-sheet-broken = シートの一部が壊れていて、読めない部分があります（{ $why }）。
    .next = Excel で開いて内容を確かめ、別の名前で保存し直してください。
import-unclosed-quote = 「"」が閉じられていません。この行だけ、記号を文字として読みました：{ $value }
    .next = 元のファイルで「"」を消すか、全角の「”」に直してください。

## Sheets and headers

import-sheet-ignored = 記入例や一覧用のシートとして読み飛ばしました。
    .next = 台帳なら、institution.toml にこのシートの名前と台帳の種類を書いてください。
import-sheet-hidden = 非表示のシートなので読み飛ばしました。
    .next = 台帳なら、再表示して保存するか、institution.toml にこのシートの名前を書いてください。
import-sheet-missing = institution.toml に書かれたシート「{ $name }」がありません。あるのは：{ $sheets }
    .next = institution.toml のシート名を直してください。
import-ledger-unknown = 表ですが、どの台帳か分かりませんでした。
    .next = 台帳なら、institution.toml に ledger = "{ $nearest }" のように種類を書くか、見出しを直してください（たとえば { $headers }）。台帳でなければ ledger = "ignore" と書いてください。
import-ledger-ambiguous = どの台帳か決められません。候補：{ $candidates }
    .next = institution.toml に ledger = "{ $first }" のように、どの台帳かを書いてください。
import-header-missing = 「{ $ledger }」の見出しの行が見つかりません。
    .next = 表の上に見出し（たとえば { $headers }）を付けるか、institution.toml に header-row と columns を書いてください。
import-columns-missing = 「{ $ledger }」に必要な列が見つかりません（たとえば { $headers }）。
    .next = 列を追加するか、institution.toml の columns で、どの見出しがそれに当たるかを書いてください。
import-field-unknown = institution.toml の「{ $field }」という項目は、台帳「{ $ledger }」にありません。
    .next = 次の中から選んでください：{ $fields }
import-header-unknown = institution.toml に書かれた見出し「{ $name }」が、この表にありません。
    .next = institution.toml の見出しを、表のとおりに直してください。

## Rows

import-example-row = 記入例の行として読み飛ばしました：{ $value }
    .next = 実際の記録なら、「例」の文字を消してください。
import-heading-row = 小見出しまたは注記の行として読み飛ばしました：{ $value }
    .next = 実際の記録なら、ほかの列も記入してください。
import-numbered-blank-rows = 番号だけで中身のない行が { $count } 行あり、読み飛ばしました。
    .next = 使っていない行なら、そのままで構いません。
import-struck-through = 取消線が引かれた行です：{ $value }
    .next = もう使っていないものなら、状態の列に「廃棄済」「削除済」などと書いてください。取消線だけでは判断できません。
import-ditto-alone = 「{ $value }」とありますが、上の行に値がありません。
    .next = 値を書いてください。
import-several-in-row = 1行に複数の機器が書かれているようです：{ $value }
    .next = 1台ずつ状態が違うなら、1台1行に分けてください。同じなら、そのままで構いません。
import-duplicate-key = 同じ番号・名前（{ $value }）が { $first } 行目にもあります。どちらも残しました。
    .next = 別のものなら番号を変え、同じものなら片方を消してください。
import-key-missing = 番号や名前がない行です：{ $value }
    .next = 区別できるように、番号や名前を書いてください。

## Cells

import-date-impossible = 存在しない日付です：{ $value }（{ $title }は空欄として読みました）
    .next = 正しい日付に直してください。
import-date-unreadable = 日付として読めません：{ $value }（{ $title }は空欄として読みました）
    .next = 「2025/4/1」または「令和7年4月1日」のように書いてください。
import-date-fiscal-year = 年度ではなく日付が必要です：{ $value }
    .next = 「2025/4/1」や「2025年4月」のように、年月日か年月を書いてください。
import-date-several = 日付がいくつか書かれているので、最後の { $date } を読みました：{ $value }
    .next = 違っていれば、使う日付だけを残してください。
import-number-unreadable = 数として読めません：{ $value }（{ $title }は空欄として読みました）
    .next = 「3」のように数字で書いてください。
import-days-unreadable = 期間として読めません：{ $value }（{ $title }は空欄として読みました）
    .next = 「毎日」「週1回」「90日」「3か月」のように書いてください。
import-word-unknown = 「{ $title }」に知らない言葉があります：{ $value }
    .next = 次のような言葉で書いてください：{ $known }
import-flag-unreadable = 「有」か「無」か分かりません：{ $value }（{ $title }は空欄として読みました）
    .next = 「有」「無」、「はい」「いいえ」、「○」「×」のどれかで書いてください。
import-flag-unclear = 「{ $value }」は、はい・いいえのどちらでもないので、未記入として読みました（{ $title }）。
    .next = できていれば「有」、まだなら「無」と書き、事情は備考に書いてください。
import-version-as-number = バージョンが数値で保存されています：{ $value }（2.10 が 2.1 になっているかもしれません）
    .next = 正しければそのままで構いません。違っていれば、セルの書式を「文字列」にして入力し直してください。
import-cell-fault = 数式のエラーが入っています：{ $value }（{ $title }は空欄として読みました）
    .next = 数式を直すか、値を入力してください。
import-more-of-a-kind = 同じ種類の問題がほかに { $count } 件あります。
    .next = 上に示した行を直すときに、同じ列のほかの行も確かめてください。

## Forms that come back

import-form-empty = チェックリストに、まだ何も記入されていません（{ $count } 項目）。
    .next = 記入したファイルと入れ替えてください。事業者の様式なら、記入して返すよう事業者に頼んでください。
import-form-no-answer = { $no } の回答がありません。
    .next = 「はい」か「いいえ」を選んでください。
import-form-no-date = { $no } の確認日がありません。
    .next = 確認した日付を書いてください。
import-form-no-target = { $no } は「いいえ」ですが、目標日がありません。
    .next = 年度内に対応する目標の日付を書いてください。
import-form-answer-unclear = { $no } の回答が「はい」か「いいえ」か分かりません：{ $value }
    .next = 「はい」か「いいえ」のどちらか1つを書いてください。
import-form-date-outside = { $no } の日付が、この年度（{ $from } ～ { $to }）の外です：{ $value }
    .next = 日付を確かめてください。
import-form-item-unknown = この様式にない項目の行です：{ $value }
    .next = 様式を作り直して、回答を書き写してください。
import-form-item-twice = { $no } の行が2つあります。先の行を使いました。
    .next = 行のコピーなら、あとの行を消してください。
import-form-items-missing = 様式の項目のうち、次の行が見つかりません：{ $items }
    .next = 行が消されていないか確かめ、消されていれば様式を作り直してください。
import-form-unknown = 知らない版の様式です（{ $edition }）。
    .next = 点検する年度の様式を使ってください。
import-form-no-vendor = 事業者の様式ですが、事業者名が書かれていないため、どの事業者の回答か分かりません。
    .next = 「事業者名」の欄に書くか、institution.toml の defaults に vendor = "事業者名" と書いてください。
