//! ガイドライン: the map, a volume, a clause with its links and sources, an answer that clashes, an approval, a clinic's pattern.

use axum::http::StatusCode;
use sonae_domain::access::Role;

use crate::common::Site;

#[tokio::test]
async fn the_map_shows_every_chapter_and_what_each_role_does_next() {
    let site = Site::hospital().await;
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    let page = viewer.page("/guideline").await;
    for words in ["259の要件", "経営管理編", "企画管理編", "システム運用編", "href=\"/guideline/operation#c13\"", "次にすること", "経営層"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(page.matches("class=\"cell ").count(), 5 + 16 + 18);
    assert!(!page.contains("施設の事情を直す"), "a viewer changes nothing");
    let found = viewer.page("/guideline?q=%E3%83%90%E3%83%83%E3%82%AF%E3%82%A2%E3%83%83%E3%83%97").await;
    assert!(found.contains("バックアップ") && found.contains("/guideline/clause/"), "{found}");
    assert!(viewer.page("/guideline?q=%E3%81%AC%E3%81%AC%E3%81%AC").await.contains("当てはまる要件はありません"));
    let volume = viewer.page("/guideline/planning").await;
    assert!(volume.contains("9③") && volume.contains("id=\"c16\""), "the hole of the source is told: {volume}");
    let unmet = viewer.page("/guideline/operation?state=no").await;
    assert!(unmet.contains("満たしていない") && !unmet.contains("まだ分からない</span>"), "{unmet}");
    assert_eq!(viewer.get("/guideline/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(viewer.get("/guideline/clause/p99-01").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_clause_is_answered_approved_and_tells_from_what_it_is_known() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let clause = "/guideline/clause/p01-05";
    let page = operator.page(clause).await;
    for words in ["企画1⑤", "経営層の承認", "つながり", "何から分かるか", "回答を保存する"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("action=\"/guideline/clause/p01-05/approve\""), "an operator cannot approve");
    let wrong = [("answer", "not-applicable"), ("note", ""), ("evidence", ""), ("owner", ""), ("due", "いつか")];
    let again = operator.post(&format!("{clause}/answer"), &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("日付が読めません") && again.text().contains("理由を書いてください"), "{}", again.text());
    let typed = [("answer", "satisfied"), ("note", "規程で定めた"), ("evidence", "運用管理規程.pdf"), ("owner", "事務長"), ("due", "")];
    assert_eq!(operator.post(&format!("{clause}/answer"), &typed).await.status, StatusCode::SEE_OTHER);
    assert!(operator.page(clause).await.contains("経営層の承認を記録する"));
    let act = [("on", "2026/1/15"), ("by", "院長"), ("document", "理事会議事録.pdf")];
    assert_eq!(operator.post(&format!("{clause}/approve"), &act).await.status, StatusCode::FORBIDDEN);
    let mut director = site.signed_in(&[Role::Executive]).await;
    assert_eq!(director.post(&format!("{clause}/approve"), &act).await.status, StatusCode::SEE_OTHER);
    let done = operator.page(clause).await;
    assert!(done.contains("院長が承認（理事会議事録.pdf）") && done.contains("はい<small>文書</small>"), "{done}");
}

#[tokio::test]
async fn a_clinic_in_the_cloud_says_so_and_reads_less() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let said = [("staff", "no"), ("signature", "no"), ("scanning", ""), ("systems", "クラウド電子カルテ／クラウド\n")];
    assert_eq!(manager.post("/guideline/circumstances", &said).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/guideline").await;
    assert!(page.contains("パターンⅣ") && page.contains("クラウド電子カルテ"), "{page}");
    let exempt = manager.page("/guideline/clause/p14-01").await;
    assert!(exempt.contains("電子署名を使っていないため"), "{exempt}");
    let simplified = manager.page("/guideline/clause/p05-01").await;
    assert!(simplified.contains("簡略化できます") && simplified.contains("事業者の確認"), "{simplified}");
    let word = [("vendor", "株式会社見本クラウド"), ("on", "2026/1/10"), ("document", "契約書.pdf")];
    assert_eq!(manager.post("/guideline/clause/p05-01/vendor", &word).await.status, StatusCode::SEE_OTHER);
    assert!(manager.page("/guideline/clause/p05-01").await.contains("株式会社見本クラウドが確認（契約書.pdf）"));
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post("/guideline/circumstances", &said).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_auditor_walks_through_a_round() {
    let site = Site::hospital().await;
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(!operator.page("/guideline/audits").await.contains("新しく始める"));
    let empty = [("kind", "external"), ("title", ""), ("held-on", ""), ("auditors", "")];
    let again = auditor.post("/guideline/audits", &empty).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("見る範囲を選んでください") && again.text().contains("見る人の会社"), "{}", again.text());
    let typed = [
        ("kind", "internal"),
        ("title", "令和7年度 内部監査"),
        ("held-on", "2026/1/19"),
        ("auditors", "監査 花子"),
        ("organisation", "監査室"),
        ("volumes", "operation"),
    ];
    let opened = auditor.post("/guideline/audits", &typed).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let round = "/guideline/audits/1";
    let outside = [("clause", "企画13⑦"), ("grade", "nonconformity"), ("text", "記録がない"), ("owner", ""), ("due", "")];
    let refused = auditor.post(&format!("{round}/finding"), &outside).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("見る範囲の要件の番号"), "{}", refused.text());
    let inside = [("clause", "運用 13 ⑦"), ("grade", "nonconformity"), ("text", "記録がない"), ("owner", "事務長"), ("due", "2026/2/28")];
    assert_eq!(auditor.post(&format!("{round}/finding"), &inside).await.status, StatusCode::SEE_OTHER);
    let measure = [("at", "0"), ("measure", "記録を付けはじめた")];
    assert_eq!(operator.post(&format!("{round}/measure"), &measure).await.status, StatusCode::SEE_OTHER);
    assert_eq!(operator.post(&format!("{round}/checked"), &[("at", "0")]).await.status, StatusCode::FORBIDDEN);
    assert!(auditor.page("/guideline/audits").await.contains("うち対応待ち 1件"));
    assert_eq!(auditor.post(&format!("{round}/checked"), &[("at", "0")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(auditor.post(&format!("{round}/close"), &[("conclusion", "一件を直して適合")]).await.status, StatusCode::SEE_OTHER);
    let page = auditor.page(round).await;
    for words in ["運用13⑦", "不適合", "記録を付けはじめた", "確かめました", "一件を直して適合"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("見つかったことを加える"), "it is closed");
}
