# What sonae serve, sonae audit and sonae backup say.
ops-serving =
    ブラウザで { $url } を開いてください。
    　データの場所：{ $data }
    　止めるときは、この画面で Ctrl と C を同時に押します。
ops-setup-code = 初回の設定を別のパソコンから行うときの合言葉：{ $code }
ops-certificate-new =
    自分で証明書を作りました。ほかのパソコンのブラウザで初めて開くと警告が出ます。警告の画面で証明書の「SHA-256 の指紋」がこれと同じことを確かめてください。
    　{ $fingerprint }
    　警告が出ないようにするには、{ $path } をほかのパソコンに入れます(手引きの13章)。
ops-certificate =
    証明書の「SHA-256 の指紋」：{ $fingerprint }
    　ほかのパソコンに入れる証明書：{ $path }
ops-sample-begins = 架空の「見本病院」を用意しています。
ops-sample-manager = 見本 管理者
ops-sample-executive = 見本 院長
ops-sample-viewer = 見本 閲覧者
ops-sample-users = 次の利用者IDとパスワードで入れます(見本だけの利用者です。パスワードは始めるたびに変わります)。
ops-sample-user = 　{ $role }　利用者ID：{ $id }　パスワード：{ $password }
ops-stopping = 終わります。動いている処理が終わるまでお待ちください(もう一度 Ctrl と C を押すと、待たずに終わります)。
ops-stopped = 終わりました。
failure-public-url = × 「--public-url { $url }」は使えません。
    .next = 「https://」で始まる住所にしてください(このパソコンだけで使い、暗号化もしないときに限り「http://」でもかまいません)。
failure-certificate = × 証明書を使えません：{ $path }({ $detail })
    .next = 証明書と秘密鍵が対になっているか、PEM形式かを確かめてください。
failure-port-taken = × ポート { $port } は、ほかのプログラム(または、すでに動いている sonae)が使っています。
    .next = 先にブラウザで開けるかを確かめてください。別のポートで始めるときは「--listen 127.0.0.1:8081」のように指定します。
failure-port-forbidden = × { $listen } で待ち受けることが、このパソコンの設定で許されていません({ $detail })。
    .next = 1024 以上のポート(例：「--listen 127.0.0.1:8080」)を指定してください。
failure-listen = × { $listen } で待ち受けられません({ $detail })。
    .next = 住所がこのパソコンのものかを確かめてください。
failure-sample-in-use = × { $path } には本物のデータがあるため、見本病院を開きませんでした。
    .next = 「--data」で別のフォルダを指定するか、「--sample」を付けずに始めてください。
failure-no-home = × このパソコンの利用者のフォルダが分かりません。
    .next = 「--data」でデータを置くフォルダを指定してください。
failure-no-data = × { $path } に sonae のデータがありません。
    .next = 「--data」でデータのフォルダを指定してください(「sonae serve」を始めたときに表示されます)。
failure-data-folder = × データのフォルダを使えません：{ $path }({ $detail })
    .next = フォルダの場所と、書き込みの権限を確かめてください。
failure-in-use = × { $path } は、すでに動いている sonae が使っています。
    .next = ブラウザで開けるかを確かめてください。開き直すときは、動いているほうを先に止めます。
ops-data-moved = 署名の鍵と記録を、書類と一緒に渡してしまわないように { $from } から { $to } へ移しました。
ops-data-not-moved = 署名の鍵と記録が { $from } にあります。書類を渡すときは、このフォルダを渡さないでください(ほかのプログラムを閉じてから { $to } へ移すと安全です)。
ops-audit-intact =
    操作記録は書き換えられていません({ $seq }件)。
    　控え：{ $seq } { $hash }
    　この控えを紙などに書き写しておくと、後で記録の終わりが消されたり全体が作り直されたりしたことも分かります(「--anchor」で照らし合わせます)。
ops-audit-intact-anchored =
    操作記録は書き換えられておらず、控えとも一致します({ $seq }件)。
    　新しい控え：{ $seq } { $hash }
ops-audit-missing = × { $seq }番の記録がありません。消されたおそれがあります。
ops-audit-inserted = × 後から差し込まれた記録があります(番号 { $seq })。
ops-audit-unlinked = × { $seq }番の記録が、その前の記録とつながりません。どちらかが入れ替えられたおそれがあります。
ops-audit-changed = × { $seq }番の記録の内容が、書かれたときと違います。
ops-audit-content-changed = × { $seq }番の操作で書かれたデータが、書かれたときと違います。
ops-audit-unrecorded = × 操作記録にない書き込みがあります(番号 { $seq })。
ops-audit-record-differs = × 「{ $ledger }」の「{ $record }」が、最後に記録された内容({ $seq }番)と違います。sonae の外で書き換えられたおそれがあります。
ops-audit-not-the-anchor = × { $seq }番の記録が、控えと一致しません。記録が作り直されたか、終わりが消されたおそれがあります。
ops-audit-broken-next = →データのフォルダをそのまま写し取って保管し、医療情報システム安全管理責任者に知らせてください。バックアップからの復元は、その後で行います。
ops-no-backup-key =
    バックアップはまだ作られていません。鍵を作ると、決まった間隔で作られるようになります(設定の画面、または次のコマンド)。
    　sonae backup key --data "{ $data }"
ops-backup-key-new =
    バックアップを開く鍵を作りました。この鍵は二度と表示されません。紙に書き写すか印刷し、金庫などに入れてください。

    　　{ $key }

    　この鍵がないと、バックアップからは誰も復元できません。このパソコンの中には残さないでください。
ops-backup-key-known =
    鍵はすでに作られています(公開鍵：{ $recipient })。
    　紙に控えた鍵をなくしたときは「--renew」で新しい鍵に替えられます。前のバックアップを開くには前の鍵が要ります。
ops-backup-made = バックアップを作りました：{ $path }({ $size } MB)
ops-backup-copied = 写しを置きました：{ $path }
ops-backup-not-copied = 写しを置けませんでした。{ $detail }
ops-backup-removed = 古いものを消しました：{ $name }
ops-backup-no-database = データベースは PostgreSQL にあるため、このバックアップには入っていません。「pg_dump」など、サーバーの道具でも必ずバックアップしてください(証跡のファイルと署名鍵は入っています)。
ops-backup-none = バックアップはまだありません。
ops-backup-checked-good = 最後の復元テスト：{ $day }、{ $name }、復元できます。
ops-backup-checked-bad = 最後の復元テスト：{ $day }、{ $name }、復元できません。新しいバックアップを作ってください。
ops-backup-never-checked = 復元テストはまだ行われていません(「sonae restore --check ファイル名」)。
ops-backup-failed = × { $day } のバックアップは失敗しました({ $detail })。
ops-restore-type = 紙に控えた鍵(AGE-SECRET-KEY- で始まる)を入力して、Enter を押してください。入力した文字は画面に見えます。
ops-restore-head = { $institution }　{ $made } に作られたバックアップ(操作記録 { $events }件)
ops-restore-ledger = 　{ $ledger }　{ $count }件
ops-restore-good = すべて復元できます({ $files }個のファイル、{ $size } MB)。ファイルのハッシュ値、データベース、操作記録のつながりを確かめました。
ops-restore-noted = この復元テストを操作記録に残しました。
ops-restored =
    { $path } に復元しました。
    　「sonae serve --data "{ $path }"」で開けます。
failure-backup-no-key = × バックアップを暗号化する鍵がまだありません。
    .next = 「sonae backup key」で鍵を作り、表示された鍵を紙に控えてください。
failure-backup-wrong-key = × この鍵(または合言葉)では、このバックアップを開けません。
    .next = 書き写しの間違いがないか、このバックアップを作ったときの鍵かを確かめてください。
failure-backup-busy = × ほかのバックアップを作っている最中です。
    .next = しばらく待ってから、もう一度実行してください。
failure-backup-full = × ディスクがいっぱいで、バックアップを作れませんでした：{ $path }
    .next = 不要なファイルを消すか、残す世代の数を減らしてください。前のバックアップはそのまま残っています。
failure-backup-file = × 読み書きできません：{ $path }({ $detail })
    .next = ディスクがつながっているか、書き込めるかを確かめてください。
failure-backup-not-as-written = × 書いたものと、ディスクから読み戻したものが違います：{ $path }
    .next = ディスクが壊れかけているおそれがあります。別のディスクに作ってください。
failure-backup-damaged = × このバックアップからは復元できません({ $detail })。
    .next = 別の世代のバックアップを確かめてください。
failure-backup-newer = × このバックアップは新しい版の sonae で作られています({ $detail })。
    .next = 新しい版の sonae で復元してください。
failure-backup-store = × バックアップの途中でデータの読み書きに失敗しました({ $detail })
    .next = ほかに sonae が動いていないか、ディスクの空きがあるかを確かめてください。
failure-empty-secret = × { $path } の1行目に何も書かれていません。
    .next = 鍵か合言葉を1行目に書いてください。
failure-no-secret = × バックアップを開く鍵が分かりません。
    .next = 「--identity」で鍵を書いたファイルを指定するか、画面から実行して入力してください。

audit-backup-made = 備えのバックアップを作った
audit-backup-failed = 備えのバックアップを作れなかった
audit-backup-mended = 備えのバックアップがまた作れるようになった
audit-backup-checked = 備えのバックアップを復元できるか確かめた
audit-backup-key-made = 備えのバックアップの鍵を作った
audit-backup-restored = 備えのバックアップから復元した
