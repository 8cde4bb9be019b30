# Words of the first start that are composed in code.

setup-role-safety = 医療情報システム安全管理責任者
setup-role-planning = 企画管理者
setup-role-operator = システム運用担当者
setup-role-system = システム管理責任者

setup-kind-hospital = 病院
setup-kind-clinic = 診療所
setup-kind-dental = 歯科診療所
setup-kind-birth-centre = 助産所
setup-kind-pharmacy = 薬局

pattern-i = パターンⅠ
    .means = システムを施設の中に置き、専任の担当者がいる形です。ガイドラインの経営管理編・企画管理編・システム運用編を、どれも全部読んで当てはめます。
pattern-ii = パターンⅡ
    .means = 主にクラウドサービスを使い、専任の担当者がいる形です。契約で事業者に任せてあると確かめた部分は、読む範囲を減らせます。
pattern-iii = パターンⅢ
    .means = システムを施設の中に置き、専任の担当者がいない形です。全部読んで当てはめ、担当者の役目は企画管理者が引き受けます。
pattern-iv = パターンⅣ
    .means = 主にクラウドサービスを使い、専任の担当者がいない形です。契約で事業者に任せてあると確かめた部分は読む範囲を減らせ、残る担当者の役目は企画管理者が引き受けます。

setup-wrong-code = 合言葉が合いません。備えを動かしているパソコンの画面（黒い画面）に出ている文字を、もう一度確かめて入力してください。
setup-wrong-name = 施設の名前がありません。入力してください。
setup-wrong-kind = 施設の種類が選ばれていません。一つ選んでください。
setup-wrong-beds = 病床の数が読めません。0から{ $most }までの数字で入力してください。病床がなければ0です。
setup-wrong-systems = 選ばれていません。近いほうを選んでください。
setup-wrong-vendors = 選ばれていません。「ある」か「ない」を選んでください。
setup-wrong-vendor-names = 「ある」のときは、会社の名前を一つ以上、1行に一つずつ入力してください。
setup-wrong-too-long = 長すぎます。{ $most }文字までにしてください。
setup-wrong-again = 2回のパスワードが違います。同じものを入力してください。
setup-wrong-id = 利用者IDとして使えません。半角の英小文字、数字、「.」「-」「_」「@」で入力してください。
setup-wrong-user-name = 名前がありません。入力してください。
setup-done = 準備ができました。次にすることから始めてください。
