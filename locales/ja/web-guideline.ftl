# ガイドライン: pages

guideline-systems-as-said = はじめの設定で答えたシステム
guideline-system-cloud = クラウド
guideline-inferred = 推定・{ $known }

guideline-status-satisfied = 満たしている
guideline-status-not-satisfied = 満たしていない
guideline-status-not-applicable = 対象外
guideline-status-undetermined = まだ分からない

guideline-answer-satisfied = はい
guideline-answer-not-satisfied = いいえ
guideline-answer-not-applicable = 対象外
guideline-answer-undetermined = 未確認

guideline-filter-no = 満たしていないもの
guideline-filter-open = まだ分からないもの
guideline-filter-yes = 満たしているもの
guideline-filter-na = 対象外のもの

guideline-basis-exempt = この施設には当てはまらない
guideline-basis-vendor = 事業者の確認と契約
guideline-basis-answer = 回答
guideline-basis-items = 点検票の判定（推定）
guideline-basis-clauses = 下の編の要件（推定）
guideline-basis-nothing = まだ何もない

guideline-want-overdue = 期限が過ぎています
guideline-want-contradiction = 回答と点検票の判定が食い違っています
guideline-want-improvement = 満たすように直す
guideline-want-approval = 経営層の承認を記録する
guideline-want-report = 報告を記録する
guideline-want-answer = 状態を答える
guideline-want-confirmation = 推定でよいか確かめて答える
guideline-want-review = 第5.2版から引き継いだ回答を見直す
guideline-want-evidence = 示す文書を書く
guideline-want-due-day = いつまでに直すか決める

guideline-modality-must = 必ずする
guideline-modality-conditional = 当てはまるときは必ずする
guideline-modality-recommended = 望ましい

guideline-because-confirmed-in-contract = 「{ $place }」は、事業者が確認し契約に入っていれば簡略化できます。{ $ours }
guideline-because-no-electronic-signature = 電子署名を使っていないため、「{ $place }」は対象外です。{ $ours }
guideline-because-no-scanning = 紙の記録を電子化していないため、「{ $place }」は対象外です。{ $ours }
guideline-because-ours = どの要件を指すかは、もとの資料からの読み取りです。

guideline-sureness-sure = 表で並んでいるもの
guideline-sureness-likely = 表からほぼ読み取れるもの
guideline-sureness-unsure = 表でははっきりしないもの

guideline-source-item = 点検票 { $no }（{ $edition }）
guideline-source-vendor = { $vendor }の確認書 { $no }（{ $edition }）
guideline-source-printed = マニュアルの参照：{ $printed }

guideline-done-document = （{ $document }）
guideline-done-approve = { $on }　{ $by }が承認{ $document }
guideline-done-report = { $on }　{ $by }に報告{ $document }
guideline-done-vendor = { $on }　{ $vendor }が確認{ $document }

guideline-said-circumstances = 施設の事情を保存しました。
guideline-said-answered = 回答を保存しました。
guideline-said-approved = 承認を記録しました。
guideline-said-reported = 報告を記録しました。
guideline-said-vendor = 事業者の確認を記録しました。

guideline-wrong-systems = システムの名前は200文字まで、100までです。保存していません。
guideline-wrong-answer = 選び直してください
guideline-wrong-note = 「対象外」のときは理由を書いてください。2000文字までです
guideline-wrong-evidence = 文書の名前は一つ200文字まで、20までです
guideline-wrong-owner = 200文字までです
guideline-wrong-due = 日付が読めません。2026/3/31 のように書いてください
guideline-wrong-on = 今日までの日付を 2026/1/20 のように書いてください
guideline-wrong-by = 200文字までです
guideline-wrong-document = 文書の名前は200文字までです
guideline-wrong-vendor = 事業者の名前は200文字までです

guideline-column-no = 番号
guideline-column-title = 要件
guideline-column-status = 状態
guideline-column-known = 根拠
guideline-column-want = 次にすること
guideline-column-owner = だれが
guideline-column-due = いつまで
guideline-column-note = 理由・文書
guideline-column-applied = 読み方
guideline-column-text = 言いかえ
guideline-applied-full = 読む
guideline-applied-simplified = 簡略化できる
guideline-applied-exempt = 対象外
guideline-sheet-gap = ガイドラインの達成状況
guideline-sheet-counts = { $clauses }の要件のうち、満たしている { $met }（うち推定 { $inferred }）、満たしていない { $unmet }、まだ分からない { $open }、対象外 { $na }。
guideline-sheet-inferred = 「推定」は、点検票の判定か下の編の要件から読み取ったもので、人はまだ確かめていません。
guideline-sheet-reading = { $role }が読む一覧
guideline-sheet-patterns = この施設の読み方：{ $patterns }
guideline-sheet-ours = 題と言いかえは備えが付けたものです。正式な文はガイドラインの本文を見てください。

guideline-round-self-inspection = 自己点検
guideline-round-internal = 内部監査
guideline-round-external = 外部監査
guideline-grade-nonconformity = 不適合
guideline-grade-observation = 観察事項
guideline-grade-conforming = 適合
guideline-act = { $by }　{ $on }
guideline-conflict-own = { $auditor }さんは、見る範囲の要件（{ $clauses }。全部で{ $count }件）の担当者か、回答した人です。
guideline-conflict-vendor = { $organisation }は、この施設と契約している事業者です。
guideline-said-round = 始めました。
guideline-said-kept = 保存しました。
guideline-wrong-round-title = 名前を書いてください。200文字までです
guideline-wrong-round-held-on = 日付を 2026/1/20 のように書いてください
guideline-wrong-round-auditors = 見る人を一人以上書いてください。20人までです
guideline-wrong-round-organisation = 外部監査では、見る人の会社を書いてください
guideline-wrong-round-volumes = 見る範囲を選んでください
guideline-wrong-round-independence = 見る人が担当者や契約している事業者です。独立していると言える理由を書いてください
guideline-wrong-round-clause = 見る範囲の要件の番号を一つ、運用13⑦ のように書いてください
guideline-wrong-round-text = 見たことを書いてください。2000文字までです
guideline-wrong-round-owner = 名前は200文字までです
guideline-wrong-round-due = 期限を 2026/3/31 のように書いてください
guideline-wrong-round-measure = したことを書いてください
guideline-wrong-round-checked = 対応した人とは別の人が確かめてください
guideline-wrong-round-conclusion = まとめを書いてください

audit-guideline-round-opened = ガイドラインの点検・監査を開始
audit-guideline-round-finding = 点検・監査の指摘を追加
audit-guideline-round-measure = 指摘への対応を記録
audit-guideline-round-checked = 指摘への対応を確認
audit-guideline-round-closed = ガイドラインの点検・監査を終了
audit-guideline-answered = ガイドラインの要件に回答
audit-guideline-approved = ガイドラインの要件の承認を記録
audit-guideline-reported = ガイドラインの要件の報告を記録
audit-guideline-confirmed-by-vendor = ガイドラインの要件の事業者確認を記録
audit-guideline-circumstances-changed = 施設の事情（ガイドラインの読み方）を変更
