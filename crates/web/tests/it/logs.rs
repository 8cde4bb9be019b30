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
    let sample = shown.split("最初の値").nth(1).unwrap().split("</tbody>").next().unwrap();
    assert!(sample.contains("2026/1/19 8:30:00") && sample.contains("PC-01"), "the first values stand beside the headings: {sample}");
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

/// Where the line of this user lies.
async fn line_of(manager: &mut crate::common::Browser<'_>, user: &str) -> String {
    let answer = manager.post("/logs/ask", &asked("of-user", user)).await.text();
    let link = answer.split("href=\"/logs/lines/").nth(1).unwrap_or_else(|| panic!("{answer}")).split('"').next().unwrap();
    format!("/logs/lines/{link}")
}

#[tokio::test]
async fn an_answer_is_saved_as_ocsf_and_one_that_tells_of_no_events_is_not_offered_so() {
    let site = with_logs().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.post("/logs/ask", &asked("of-user", "nurse01")).await.text().contains("value=\"ocsf\""));
    assert!(!operator.post("/logs/ask", &asked("silent-sources", "")).await.text().contains("value=\"ocsf\""));
    let mut ocsf = asked("of-user", "nurse01");
    ocsf[6] = ("format", "ocsf");
    let file = operator.post("/logs/ask", &ocsf).await.text();
    let event: serde_json::Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
    assert_eq!((&event["class_uid"], &event["actor"]["user"]["uid"]), (&6005.into(), &"nurse01".into()));
    assert!(event["resources"][0]["uid"].is_string() && !file.contains("00067890"), "{file}");
    let mut none = asked("silent-sources", "");
    none[6] = ("format", "ocsf");
    let refused = operator.post("/logs/ask", &none).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("ask-err"), "{}", refused.text());
}

#[tokio::test]
async fn a_line_is_redacted_after_its_number_was_typed_once_more_and_never_under_a_hold() {
    let site = with_logs().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let line = line_of(&mut operator, "nurse01").await;
    let place = line.trim_start_matches("/logs/lines/").to_owned();
    assert!(operator.page(&line).await.contains(&format!("{line}/redact")));
    let redact = format!("{line}/redact");
    assert!(operator.page(&redact).await.contains("二度と戻せません"));
    let hold = [("name", "照会1"), ("hold-reason", "警察の照会"), ("sources", "emr"), ("from", "2026/1/1"), ("until", "")];
    assert_eq!(operator.post("/logs/keeping/hold", &hold).await.status, StatusCode::SEE_OTHER);
    let page = operator.page("/logs/keeping").await;
    assert!(page.contains("照会1") && page.contains("電子カルテ操作ログ") && page.contains("2026年1月1日から"), "{page}");
    assert!(operator.page(&redact).await.contains("保全されているので"));
    let typed = [("reason", "誤記"), ("again", place.as_str())];
    assert_eq!(operator.post(&redact, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = operator.post("/logs/keeping/lift", &[("lift", "照会1"), ("lift-reason", "")]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text().contains("lift-reason-err"), "{}", nothing.text());
    let lifted = operator.post("/logs/keeping/lift", &[("lift", "照会1"), ("lift-reason", "終結")]).await;
    assert_eq!(lifted.status, StatusCode::SEE_OTHER);
    let slip = operator.post(&redact, &[("reason", ""), ("again", "2026/1")]).await;
    assert!(slip.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", slip.text());
    assert!(slip.text().contains("reason-err") && slip.text().contains("again-err"), "{}", slip.text());
    let done = operator.post(&redact, &typed).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, line.as_str()), "{}", done.text());
    assert!(operator.page(&line).await.contains("ハッシュ値だけが残っています"));
    let gone = operator.post("/logs/ask", &asked("of-user", "nurse01")).await.text();
    assert!(gone.contains("当てはまるログはありません"), "{gone}");
    operator.post("/logs/verify", &[]).await;
    assert!(operator.page("/logs").await.contains("改ざんは見つかりませんでした"));
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    for (path, fields) in [(redact.as_str(), &typed[..]), ("/logs/keeping/hold", &hold[..]), ("/logs/keeping/lift", &[])] {
        assert_eq!(auditor.post(path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_hold_is_said_beside_its_field_and_what_was_typed_stays() {
    let site = with_logs().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let wrong = [("name", ""), ("hold-reason", "<b>訴訟</b>"), ("sources", "nowhere"), ("from", "2026/2/1"), ("until", "2026/1/1")];
    let again = operator.post("/logs/keeping/hold", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = again.text();
    for field in ["name", "sources", "until"] {
        assert!(page.contains(&format!("{field}-err")) && page.contains(&format!("id=\"{field}\"")), "{field}: {page}");
    }
    assert!(page.contains("&#60;b&#62;訴訟") || page.contains("&lt;b&gt;訴訟"), "{page}");
    let odd = operator.post("/logs/keeping/hold", &[("name", "a"), ("hold-reason", "b"), ("from", "いつか")]).await.text();
    assert!(odd.contains("from-err"), "{odd}");
}

#[tokio::test]
async fn the_key_is_changed_with_a_reason_and_a_fresh_shard_is_begun_only_where_the_evidence_disagrees() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let before = sonae_app::logs::log_keys(&site.web.house, &sonae_app::actor::Actor::command_line()).await.unwrap();
    assert!(manager.post("/logs/keeping/key", &[("key-reason", "")]).await.text().contains("key-reason-err"));
    assert_eq!(manager.post("/logs/keeping/key", &[("key-reason", "担当者の交代")]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs/keeping").await;
    assert!(page.contains("鍵を替えました") && page.contains("前の公開鍵") && !page.contains("新しい帳で受け入れを始める"), "{page}");
    assert!(page.contains(&before[0].replace('+', "&#43;")) || page.contains(&before[0]), "{page}");
    manager.post("/logs/keeping/anew", &[("anew-reason", "x")]).await;
    assert!(manager.page("/logs/keeping").await.contains("封印と合っています"));
    site.web.house.vaults().close();
    let segments = site.web.house.folder.vault().join("2026/segments");
    let files = std::fs::read_dir(segments).unwrap().map(|entry| entry.unwrap().path());
    let segment = files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "seg")).unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&segment, bytes).unwrap();
    assert_eq!(manager.post("/logs/seal", &[]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs").await;
    assert!(page.contains("封印できませんでした") && page.contains("受け入れを止めています"), "{page}");
    assert!(manager.page("/logs/keeping").await.contains("新しい帳で受け入れを始める"));
    assert!(manager.post("/logs/keeping/anew", &[("anew-reason", "")]).await.text().contains("anew-reason-err"));
    assert_eq!(manager.post("/logs/keeping/anew", &[("anew-reason", "ディスクの故障")]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs/keeping").await;
    assert!(page.contains("新しい帳「2026-02」") && !page.contains("新しい帳で受け入れを始める"), "{page}");
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    assert!(!auditor.page("/logs/keeping").await.contains("<form method=\"post\" action=\"/logs/keeping"));
    for path in ["/logs/keeping/key", "/logs/keeping/anew"] {
        assert_eq!(auditor.post(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_begun_review_can_be_dropped_and_begun_again() {
    let site = with_logs().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/logs/review/begin", &[]).await;
    assert!(manager.page("/logs/review").await.contains("action=\"/logs/review/drop\""));
    assert_eq!(manager.post("/logs/review/drop", &[]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/logs/review").await;
    assert!(page.contains("取りやめました") && page.contains("点検を始める") && !page.contains("点検に署名する"), "{page}");
}

#[tokio::test]
async fn errors_of_an_alerts_forms_lead_to_the_fields_of_that_alert() {
    let site = Site::hospital().await;
    sonae_app::logs::sample_logs(&site.web.house, &sonae_app::actor::Actor::command_line()).await.unwrap();
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let page = operator.page("/logs/alerts").await;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}")).split('"').next().unwrap().to_owned();
    let leads = |page: &str, field: &str| {
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {page}");
        assert_eq!(page.matches(&format!(" id=\"{field}\"")).count(), 1, "{field}");
        assert!(page.contains(&format!("id=\"{field}-err\"")), "{field}");
    };
    let again = operator.post("/logs/alerts/settle", &[("id", &id), ("state", "false-alarm"), ("remarks", "")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    leads(&again.text(), "remarks");
    assert!(again.text().contains("value=\"false-alarm\" checked"));
    let again = operator.post("/logs/alerts/tune", &[("id", &id), ("reason", ""), ("expires-on", "いつか")]).await.text();
    leads(&again, "reason");
    leads(&again, "expires-on");
    assert!(again.contains("value=\"いつか\""), "{again}");
}

#[tokio::test]
async fn the_settings_of_the_logs_are_changed_and_slips_are_named() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.page("/logs/settings").await.contains("name=\"udp\""));
    let typed = [
        ("udp", "127.0.0.1:5514"),
        ("retention_days", "1,825"),
        ("from", "8:30"),
        ("to", "17:15"),
        ("days", "1"),
        ("days", "2"),
        ("patients_an_hour", "60"),
        ("failures_before_success", "5"),
        ("bulk_records", "100"),
        ("holidays", "2026/1/1\nR8.1.2"),
    ];
    let kept = operator.post("/logs/settings", &typed).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let logs = site.web.house.settings().await.unwrap().logs;
    assert_eq!((logs.udp.as_str(), logs.retention_days, logs.limits.days.as_slice()), ("127.0.0.1:5514", 1825, &[1, 2][..]));
    assert_eq!(logs.limits.holidays.len(), 2);
    let page = operator.page("/logs/settings").await;
    assert!(
        page.contains("ログの設定を保存しました") && page.contains("value=\"127.0.0.1:5514\"") && page.contains("value=\"8:30\""),
        "{page}"
    );
    let mut wrong = typed.to_vec();
    wrong[0].1 = "514";
    wrong.push(("watched", "logs"));
    wrong.push(("witness_keys", "鍵"));
    let again = operator.post("/logs/settings", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["udp", "watched", "witness_keys"] {
        assert!(again.text().contains(&format!("id=\"{field}-err\"")), "{field}");
    }
    assert_eq!(site.web.house.settings().await.unwrap().logs, logs);
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    assert_eq!(auditor.post("/logs/settings", &typed).await.status, StatusCode::FORBIDDEN);
}
