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
