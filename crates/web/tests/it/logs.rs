//! ログ: bringing files, asking, evidence, alerts, the review, the inspector's view.

use axum::http::StatusCode;
use sonae_domain::access::Role;
use sonae_domain::assessment::{Assurance, Status};

use crate::common::Site;

/// An export as medical-record systems write it.
const EXPORT: &str = "ユーザーID,氏名,時刻,カテゴリ,操作情報,患者ID,端末\r\n\
    abc@def,山田 太郎,2026/1/19 8:30:00,管理メニュー,ログイン,,PC-01\r\n\
    abc@def,山田 太郎,2026/1/19 8:31:10,カルテ,カルテ参照 患者00012345,00012345,PC-01\r\n\
    nurse01,佐藤 花子,2026/1/19 23:40:00,カルテ,カルテ参照 患者00067890,00067890,PC-07\r\n\
    abc@def,山田 太郎,2026/1/19 17:05:00,管理メニュー,ログアウト,,PC-01\r\n";

const SOURCE: &[(&str, &str)] = &[
    ("is-new", "yes"),
    ("name", "emr"),
    ("title", "電子カルテ操作ログ"),
    ("format", "csv"),
    ("host", "SV-EMR01"),
    ("system", "電子カルテ"),
    ("silent-after-hours", "0"),
    ("senders", ""),
    ("columns", ""),
];

fn asked<'a>(ask: &'a str, subject: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("ask", ask), ("subject", subject), ("from", "2026/1/1"), ("until", "2026/1/31"), ("sql", ""), ("reason", ""), ("format", "")]
}

/// A hospital with one file of logs in its vault.
async fn with_logs() -> Site {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let defined = operator.post("/logs/sources", SOURCE).await;
    assert_eq!((defined.status, defined.location()), (StatusCode::SEE_OTHER, "/logs/sources/emr"), "{}", defined.text());
    let shown = operator.upload("/logs/import", &[("source", "emr")], &[("file", "操作ログ.csv", EXPORT.as_bytes())]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    let file = shown.text().split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let taken = operator.post("/logs/import/confirm", &[("file", &file), ("name", "操作ログ.csv"), ("source", "emr")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    drop(operator);
    site
}

#[tokio::test]
async fn a_file_is_looked_at_before_it_comes_in_and_never_comes_in_twice() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    operator.post("/logs/sources", SOURCE).await;
    let nothing = operator.upload("/logs/import", &[("source", "")], &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("file-err") && nothing.text().contains("source-err"));
    let shown = operator.upload("/logs/import", &[("source", "emr")], &[("file", "a.csv", EXPORT.as_bytes())]).await.text();
    for words in ["列の読み方", "患者ID", "ログイン", "山田 太郎", "2026/1/19 8:30:00"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let file = shown.split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("file", file.as_str()), ("name", "a.csv"), ("source", "emr")];
    operator.post("/logs/import/confirm", &fields).await;
    let page = operator.page("/logs/import").await;
    assert!(page.contains("4件を取り込みました") && page.contains("取込み済み"), "{page}");
    let again = operator.upload("/logs/import", &[("source", "emr")], &[("file", "b.csv", EXPORT.as_bytes())]).await.text();
    assert!(again.contains("すでに取り込んであります"), "{again}");
    operator.post("/logs/import/confirm", &fields).await;
    let page = operator.page("/logs").await;
    assert!(page.contains("電子カルテ操作ログ") && page.contains("届いています"), "{page}");
}

#[tokio::test]
async fn what_makes_no_sense_as_a_source_is_said_and_what_was_typed_stays() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let wrong = [
        ("is-new", "yes"),
        ("name", "a/b"),
        ("title", "検査"),
        ("format", "csv"),
        ("silent-after-hours", "0"),
        ("columns", ""),
        ("senders", ""),
    ];
    let again = operator.post("/logs/sources", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("name-err") && again.text().contains("検査"));
    let mut fields = wrong.to_vec();
    fields[1] = ("name", "lab");
    fields[4] = ("silent-after-hours", "ときどき");
    fields[5] = ("columns", "利用者");
    let again = operator.post("/logs/sources", &fields).await.text();
    assert!(again.contains("silent-after-hours-err") && again.contains("columns-err"), "{again}");
    assert!(operator.page("/logs").await.contains("まだ送り元がありません"));
}

#[tokio::test]
async fn questions_are_answered_masked_and_a_reason_unmasks_for_those_who_may() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let answer = manager.post("/logs/ask", &asked("of-user", "abc@def")).await.text();
    assert!(answer.contains("カルテ参照") && answer.contains("/logs/lines/") && answer.contains("全3件"), "{answer}");
    assert!(!answer.contains("00012345"), "{answer}");
    let mut whole = asked("of-patient", "00012345");
    whole[5] = ("reason", "本人からの問い合わせの調査");
    let answer = manager.post("/logs/ask", &whole).await.text();
    assert!(answer.contains("00012345") && answer.contains("全1件"), "{answer}");
    let events = site.web.house.store.audit_events(..).await.unwrap();
    let unmasked = events.iter().find(|event| event.action == "logs.unmasked").unwrap();
    assert!(unmasked.detail.to_string().contains("問い合わせ"));
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let refused = operator.post("/logs/ask", &whole).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("reason-err") && !refused.text().contains("/logs/lines/"));
    let mut csv = asked("five-columns", "");
    csv[6] = ("format", "csv");
    let file = operator.post("/logs/ask", &csv).await;
    assert!(file.text().contains("ユーザーID,氏名,時刻,カテゴリ,操作情報") && !file.text().contains("00067890"), "{}", file.text());
    let missing = operator.post("/logs/ask", &asked("of-patient", "")).await;
    assert!(missing.status == StatusCode::UNPROCESSABLE_ENTITY && missing.text().contains("subject-err"));
}

#[tokio::test]
async fn sql_only_reads_and_only_for_those_who_may_read_everything() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let sql = |text: &'static str| {
        let mut fields = asked("sql", "");
        fields[4] = ("sql", text);
        fields
    };
    let answer = manager.post("/logs/ask", &sql("SELECT user_uid, count(*) AS n FROM events GROUP BY user_uid ORDER BY 1")).await;
    assert!(answer.status == StatusCode::OK && answer.text().contains("nurse01"), "{}", answer.text());
    for wrong in ["DROP TABLE events", "SELEC", "SELECT * FROM nowhere"] {
        let answer = manager.post("/logs/ask", &sql(wrong)).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("sql-err"), "{wrong}");
    }
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post("/logs/ask", &sql("SELECT 1")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_line_is_shown_as_evidence_and_its_bytes_only_for_a_reason() {
    let site = with_logs().await;
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    let answer = auditor.post("/logs/ask", &asked("of-user", "nurse01")).await.text();
    let link = answer.split("href=\"/logs/lines/").nth(1).unwrap().split('"').next().unwrap();
    let link = format!("/logs/lines/{link}");
    let page = auditor.page(&link).await;
    assert!(page.contains("佐藤 花子") && page.contains("操作ログ.csv") && !page.contains("00067890"), "{page}");
    assert_eq!(auditor.post(&link, &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let whole = auditor.post(&link, &[("reason", "監査")]).await.text();
    assert!(whole.contains("nurse01,佐藤 花子,2026/1/19 23:40:00,カルテ,カルテ参照 患者00067890"), "{whole}");
    let proof = auditor.get(&format!("{link}/proof")).await;
    assert_eq!((proof.status, &proof.bytes[..2]), (StatusCode::OK, &b"PK"[..]));
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post(&link, &[("reason", "見たい")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(operator.get(&format!("{link}/proof")).await.status, StatusCode::FORBIDDEN);
    for nowhere in ["/logs/lines/2026/999999", "/logs/lines/1999/0", "/logs/lines/../0"] {
        assert_eq!(operator.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_review_signs_exactly_what_was_sealed_and_stands_in_the_ledger_and_the_checklist() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert!(manager.page("/").await.contains("まだ一度も点検していません"));
    assert_eq!(manager.post("/logs/review/begin", &[]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs/review").await;
    assert!(page.contains("無作為に選んだ4件") && page.contains("点検に署名する") && page.contains("電子カルテ操作ログ"), "{page}");
    let root = page.split("name=\"root\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let empty = manager.post("/logs/review/sign", &[("root", &root), ("remarks", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("remarks-err") && empty.text().contains("sources-err"));
    let signed = [("root", root.as_str()), ("sources", "emr"), ("remarks", "異常なし。時間外の1件は救急対応。")];
    assert_eq!(manager.post("/logs/review/sign", &signed).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs/review").await;
    assert!(page.contains("点検に署名しました") && page.contains("救急対応") && page.contains(&root), "{page}");
    let again = manager.post("/logs/review/sign", &signed).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(manager.page("/logs/review").await.contains("点検の対象が変わっていました"));
    let rows = site.web.house.store.records("log-reviews").await.unwrap();
    let ours = rows.iter().filter(|row| row.body["result"] == "異常なし。時間外の1件は救急対応。").count();
    assert_eq!(ours, 1, "{rows:?}");
    let known = site.web.house.known().await.unwrap();
    let feed = known.facts.log_feeds.iter().find(|feed| feed.name == "emr").unwrap();
    assert_eq!((feed.reviewed_by.as_str(), feed.reviewed_root.as_str()), ("manager さん", root.as_str()));
    let reading = site.web.house.vaults().reading();
    let shard = reading.shards().unwrap().pop().unwrap();
    let kept = reading.records(&shard, 0).unwrap().filter(|record| {
        let kind = record.as_ref().unwrap().envelope.kind;
        kind == sonae_app::logs::terms::Kind::Reviewed
    });
    assert_eq!(kept.count(), 1);
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post("/logs/review/begin", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(operator.post("/logs/review/sign", &signed).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_server_whose_log_arrives_is_told_on_its_item_and_is_not_verified_while_its_clock_is_unknown() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let page = manager.post("/logs/verify", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(manager.page("/logs").await.contains("改ざんは見つかりませんでした"));
    let known = site.web.house.known().await.unwrap();
    let feed = known.facts.log_feeds.iter().find(|feed| feed.name == "emr").unwrap();
    assert_eq!((feed.intact, feed.logins_seen, feed.operations_seen), (Some(true), true, true));
    let item = known.forms[0].assessment.items.iter().find(|item| item.control == *"access-logs-managed").unwrap();
    let keys: Vec<&str> = item.finding.reasons.iter().map(|reason| reason.key.as_str()).collect();
    assert!(keys.contains(&"log-feed-arriving") && keys.contains(&"log-feed-clock-unknown"), "{keys:?}");
    assert_ne!((item.finding.status, item.finding.assurance), (Status::Satisfied, Some(Assurance::Verified)), "{keys:?}");
    let page = manager.page("/forms/r7/institution/2-11").await;
    assert!(page.contains("/logs/sources/emr") && page.contains("アクセスログの保管庫"), "{page}");
}

#[tokio::test]
async fn a_printed_seal_is_compared_with_the_vault() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/logs/seal", &[]).await;
    let reading = site.web.house.vaults().reading();
    let seal = reading.checkpoint(&reading.shards().unwrap().pop().unwrap()).unwrap().unwrap();
    let said = async |manager: &mut crate::common::Browser<'_>, text: &str| {
        manager.post("/logs/compare", &[("seal", text)]).await;
        manager.page("/logs").await
    };
    let value = sonae_app::logs::seal_value(&seal);
    let typed = format!("{}\n{}\n{value}", seal.origin, seal.size);
    assert!(said(&mut manager, &typed).await.contains("一致しました"));
    let slip = typed.replace(&value[..4], "0000");
    assert!(said(&mut manager, &slip).await.contains("読み取れません"));
    let report = manager.get("/logs/report/pdf").await;
    assert!(report.status == StatusCode::OK && report.text().contains("LogReport") && report.text().contains("電子カルテ操作ログ"));
    assert!(manager.page("/logs").await.contains("印刷した報告"));
}

#[tokio::test]
async fn the_inspector_sees_the_five_columns_in_the_order_of_the_manual_and_nothing_else() {
    let site = with_logs().await;
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    let page = inspector.page("/inspection/logs?from=2026/1/1&until=2026/1/31").await;
    let heads: Vec<usize> = ["ユーザーID", "氏名", "時刻", "カテゴリ", "操作情報"]
        .iter()
        .map(|head| page.find(&format!("<th scope=\"col\">{head}</th>")).unwrap_or_else(|| panic!("{head}: {page}")))
        .collect();
    assert!(heads.is_sorted(), "{heads:?}");
    assert!(page.contains("山田 太郎") && page.contains("2026/1/19 8:30:00") && !page.contains("00012345"), "{page}");
    let csv = inspector.get("/inspection/logs/csv?user=nurse01&from=2026/1/1&until=2026/1/31").await.text();
    assert!(csv.starts_with("\u{feff}ユーザーID,氏名,時刻,カテゴリ,操作情報,検証\r\nnurse01,佐藤 花子,"), "{csv}");
    let pdf = inspector.get("/inspection/logs/pdf?from=2026/1/1&until=2026/1/31").await;
    assert!(pdf.status == StatusCode::OK && pdf.text().contains("foot: \"封印"), "{}", pdf.text());
    assert!(inspector.page("/inspection/logs?from=%3Cscript%3E").await.contains("from-err"));
    for path in ["/logs", "/logs/ask", "/logs/review", "/logs/alerts"] {
        assert_eq!(inspector.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn without_a_vault_every_page_says_what_to_do() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert!(manager.page("/logs").await.contains("まだ送り元がありません"));
    assert!(manager.page("/logs/review").await.contains("まだログが届いていません"));
    assert!(manager.page("/logs/alerts").await.contains("未対応の警告はありません"));
    manager.page("/logs/ask").await;
    manager.page("/inspection/logs").await;
    assert!(!manager.page("/").await.contains("today-logs"));
    let answer = manager.post("/logs/ask", &asked("leavers", "")).await;
    assert!(answer.text().contains("当てはまるログはありません"), "{}", answer.text());
}
