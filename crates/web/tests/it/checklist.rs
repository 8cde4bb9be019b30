//! 点検票 at its edges: every form of every edition, hostile names and dates, what falls by itself.

use axum::http::{StatusCode, header};
use sonae_app::records::{ITEM_EVIDENCE, UPLOADS};
use sonae_domain::access::Role;
use sonae_domain::assessment::ItemResult;
use sonae_domain::ledger::YesNo;

use crate::common::{Browser, Site, encode};

const FORM: &str = "/forms/r7/institution";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

/// How an item of the institution's own form stands now.
async fn own(site: &Site, key: &str) -> ItemResult {
    let known = site.web.house.known().await.unwrap();
    known.forms[0].assessment.items.iter().find(|item| item.key == key).unwrap().clone()
}

/// The newest event of the operation log: who, what, about what.
async fn newest(site: &Site) -> (String, String, String) {
    let event = site.web.house.store.audit_events(..).await.unwrap().pop().unwrap();
    (event.actor, event.action, event.subject)
}

async fn answer(browser: &mut Browser<'_>, item: &str, fields: &[(&str, &str)]) -> crate::common::Answer {
    browser.post(&format!("{item}/answer"), fields).await
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

#[tokio::test]
async fn every_form_and_every_item_of_every_edition_has_a_page() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let overview = browser.page("/forms").await;
    for text in ["令和7年度", "令和5年度版", "医療機関確認用", "みほんメディカルシステム", "サンプル画像システム"]
    {
        assert!(overview.contains(text), "{text}");
    }
    for edition in ["r7", "r5"] {
        let edition = site.web.house.frameworks.edition(edition).unwrap();
        let known = site.web.house.known_of(edition).await.unwrap();
        for form in &known.forms {
            let (audience, subject) = (form.form.audience.as_str(), encode(&form.assessment.subject));
            let page = browser.page(&format!("/forms/{}/{audience}?subject={subject}", edition.id)).await;
            for item in form.form.items_with_gate() {
                assert!(page.contains(&item.label), "{}", item.key);
                browser.page(&format!("/forms/{}/{audience}/{}?subject={subject}", edition.id, encode(&item.key))).await;
            }
        }
    }
    for path in ["/forms/r6/institution", "/forms/r7/pharmacy", "/forms/r7/nobody", "/forms/r9/institution", "/forms/r7/vendor"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.get(&format!("{FORM}/no-such-item")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&format!("{FORM}/2-06?subject=%E3%81%AA%E3%81%84")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wrong_answers_are_shown_again_with_what_was_typed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let item = format!("{FORM}/4-01");
    let before = newest(&site).await;
    let long = "あ".repeat(2001);
    for (fields, message) in [
        (vec![("round", "1"), ("answer", "yes"), ("checked-on", "2026/1/21")], "今日より後"),
        (vec![("round", "1"), ("answer", "yes"), ("checked-on", "きのう<i>")], "日付として読めません"),
        (vec![("round", "1"), ("answer", "yes"), ("checked-on", "2026年1月")], "日付として読めません"),
        (vec![("round", "1"), ("answer", ""), ("checked-on", "2026/1/20")], "回答が選ばれていません"),
        (vec![("answer", "yes"), ("round", "2")], "様式にない回"),
        (vec![("round", "1"), ("answer", "yes"), ("remarks", long.as_str())], "長すぎます"),
    ] {
        let again = answer(&mut browser, &item, &fields).await;
        let text = again.text();
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains(message) && text.contains("class=\"summary\""), "{message}");
    }
    let again =
        answer(&mut browser, &item, &[("round", "1"), ("answer", "yes"), ("checked-on", "きのう<i>"), ("remarks", "残す")]).await.text();
    assert!(again.contains("きのう&#60;i&#62;") && again.contains(">残す</textarea>") && again.contains("aria-invalid"));
    assert_eq!(newest(&site).await, before, "nothing was kept");
    // outside the fiscal year: kept, and said
    let fields = [("round", "1"), ("answer", "no"), ("checked-on", "2026/1/20"), ("target-on", "2026/9/30")];
    assert_eq!(answer(&mut browser, &item, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(own(&site, "4-01").await.form_gaps.iter().any(|gap| gap.key == "form-target-outside-year"));
}

#[tokio::test]
async fn an_override_needs_a_reason_and_a_near_expiry_and_falls_by_itself() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let item = format!("{FORM}/2-06");
    let short = browser
        .post(&format!("{item}/override"), &[("override-answer", "yes"), ("reason", "代替策あり"), ("expires-on", "2026/3/1")])
        .await;
    let text = short.text();
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("理由が短すぎます") && text.contains(">代替策あり</textarea>"));
    let reason = "この端末は院内のどの網にもつないでおらず、二月に廃棄する契約を結んだため。";
    for far in ["2026/4/21", "2026/1/19", ""] {
        let fields = [("override-answer", "yes"), ("reason", reason), ("expires-on", far)];
        assert_eq!(browser.post(&format!("{item}/override"), &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{far}");
    }
    let fields = [("override-answer", "yes"), ("reason", reason), ("expires-on", "2026/4/20")];
    assert_eq!(browser.post(&format!("{item}/override"), &fields).await.status, StatusCode::SEE_OTHER);
    let overruled = own(&site, "2-06").await;
    assert_eq!((overruled.answer, overruled.valid_until), (Some(YesNo::Yes), Some(jiff::civil::date(2026, 4, 20))));
    assert_eq!(newest(&site).await.1, "finding.overruled");
    let page = browser.page(&item).await;
    assert!(page.contains(reason) && page.contains("manager さん"));
    // the day after its expiry it has fallen
    let later = sonae_app::load_facts::load_facts(&site.web.house.store, jiff::civil::date(2026, 4, 21)).await.unwrap();
    let edition = site.web.house.frameworks.edition("r7").unwrap();
    let decided = sonae_app::decide_forms::decide_forms(site.web.house.frameworks, edition, later).unwrap();
    let fallen = decided.forms[0].assessment.items.iter().find(|item| item.key == "2-06").unwrap();
    assert_eq!((fallen.answer, fallen.overruled.is_none()), (Some(YesNo::No), true));
    // withdrawn before
    assert_eq!(browser.post(&format!("{item}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(own(&site, "2-06").await.answer, Some(YesNo::No));
    assert_eq!(browser.post(&format!("{item}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn evidence_is_kept_once_by_its_hash_and_given_out_as_it_was() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let item = format!("{FORM}/2-06");
    let files: [(&str, &str, &[u8]); 2] = [("files", "報告書.pdf", PDF), ("files", "一覧.csv", "番号,OS\n".as_bytes())];
    let added = browser.upload(&format!("{item}/evidence"), &[("note", "<i>四月分</i>")], &files).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    assert_eq!(newest(&site).await.1, "evidence.attached");
    // the same bytes under another name: one file for this item
    browser.upload(&format!("{item}/evidence"), &[], &[("files", "同じもの.pdf", PDF)]).await;
    let store = &site.web.house.store;
    assert_eq!(store.records(ITEM_EVIDENCE).await.unwrap().len(), 2);
    let page = browser.page(&item).await;
    let sha256 = hash(PDF);
    assert!(page.contains(&sha256) && page.contains("&#60;i&#62;四月分"), "{page}");
    assert!(page.contains("証跡を追加"), "the history tells it");
    let known = site.web.house.known().await.unwrap();
    assert!(known.facts.documents.contains_key("一覧.csv"), "ledgers can name it");
    let saved = browser.get(&format!("/evidence/{sha256}")).await;
    assert_eq!((saved.bytes.as_slice(), &saved.headers["x-content-type-options"]), (PDF, &header::HeaderValue::from_static("nosniff")));
    assert!(saved.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert!(saved.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    let csv = browser.get(&format!("/evidence/{}", hash("番号,OS\n".as_bytes()))).await;
    assert!(csv.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"), "text is never shown");
    for path in [format!("/evidence/{}", "0".repeat(64)), "/evidence/..%2F..%2Fsonae.db".to_owned()] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // off the item, but still kept
    browser.post(&format!("{item}/detach"), &[("sha256", &sha256)]).await;
    assert_eq!(store.records(ITEM_EVIDENCE).await.unwrap().len(), 1);
    assert_eq!(browser.get(&format!("/evidence/{sha256}")).await.status, StatusCode::OK);
    assert_eq!(browser.post(&format!("{item}/detach"), &[("sha256", &sha256)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_and_pages_are_refused_and_names_are_made_harmless() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let path = format!("{FORM}/2-06/evidence");
    for (name, bytes) in [("a.pdf", &b"MZ\x90\0\x03\0"[..]), ("b.txt", b"<script>alert(1)</script>"), ("c.png", b""), ("d.csv", b"a\0b")] {
        let refused = browser.upload(&path, &[("note", "残す")], &[("files", name, bytes)]).await;
        let text = refused.text();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(text.contains(&format!("「{name}」")) && text.contains("value=\"残す\""), "{name}");
    }
    assert_eq!(browser.upload(&path, &[], &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = format!("{}.pdf", "長".repeat(400));
    let names = ["../../etc/passwd.pdf", "C:\\秘密\\x.pdf", "契約\u{202e}fdp.pdf", "<img src=x onerror=alert(1)>.pdf", &long];
    for (at, name) in names.iter().enumerate() {
        let bytes = [PDF, at.to_string().as_bytes()].concat();
        let kept = browser.upload(&path, &[], &[("files", name, &bytes)]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{name}");
    }
    let page = browser.page(&format!("{FORM}/2-06")).await;
    assert!(!page.contains("<img src") && !page.contains('\u{202e}') && !page.contains("../"));
    let uploads = site.web.house.store.records(UPLOADS).await.unwrap();
    assert!(uploads.iter().all(|upload| !upload.key.contains(['/', '\\']) && upload.key.chars().count() <= 120));
    assert!(uploads.iter().any(|upload| upload.key == "passwd.pdf"));
}

#[tokio::test]
async fn a_vendor_may_have_any_name() {
    let site = Site::hospital().await;
    let name = "㈱A&B/\"<医療>?#％ 100%";
    let row = sonae_domain::ledger::Contract {
        vendor: name.to_owned(),
        kind: sonae_domain::ledger::ContractKind::Maintenance,
        ..Default::default()
    };
    let body = serde_json::to_value(&row).unwrap();
    let record = sonae_app::records::ledger_record("odd".to_owned(), 99, &body, sonae_domain::facts::Provenance::Document, None);
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_record("contracts", record).await.unwrap();
    let event = site.web.house.event(&sonae_app::actor::Actor::command_line(), "record.changed", "odd", serde_json::json!({}));
    tx.commit(event).await.unwrap();
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let overview = browser.page("/forms").await;
    let link = format!("/forms/r7/vendor?subject={}", encode(name));
    assert!(overview.contains(&link) && !overview.contains("<医療>"));
    browser.page(&link).await;
    let path = format!("/forms/r7/vendor/2-02/answer?subject={}", encode(name));
    let fields = [("round", "1"), ("answer", "yes"), ("checked-on", "2026/1/20"), ("answered-by", "営業 太郎")];
    let kept = browser.post(&path, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    assert!(browser.page(kept.location()).await.contains("営業 太郎"));
    let known = site.web.house.known().await.unwrap();
    let form = known.forms.iter().find(|form| form.assessment.subject == name).unwrap();
    assert_eq!(form.assessment.items.iter().find(|item| item.key == "2-02").unwrap().attestation.as_ref().unwrap().answer, YesNo::Yes);
}

#[tokio::test]
async fn last_years_answer_is_taken_over_without_its_day() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let item = format!("{FORM}/2-02");
    assert!(!own(&site, "2-02").await.prior.is_empty(), "something was answered in the year before");
    answer(&mut browser, &item, &[("round", "1"), ("answer", "")]).await;
    assert_eq!(own(&site, "2-02").await.attestation, None);
    let prior = own(&site, "2-02").await.prior[0].answer;
    let taken = browser.post(&format!("{FORM}/take-over"), &[("item", "2-02")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let said = own(&site, "2-02").await.attestation.unwrap();
    assert_eq!((said.answer, said.checked_on), (prior, None));
    assert!(browser.page(&item).await.contains("確認日"));
}
#[tokio::test]
async fn an_answer_changes_the_form_and_stands_in_the_operation_log() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let item = format!("{FORM}/4-01");
    let fields =
        [("round", "1"), ("answer", "no"), ("checked-on", "R8.1.19"), ("target-on", "令和8年3月1日"), ("remarks", "<b>規程</b>を改訂中")];
    let answered = answer(&mut browser, &item, &fields).await;
    assert_eq!((answered.status, answered.location()), (StatusCode::SEE_OTHER, item.as_str()));
    let result = own(&site, "4-01").await;
    assert_eq!((result.answer, result.target_on), (Some(YesNo::No), Some(jiff::civil::date(2026, 3, 1))));
    let said = result.attestation.unwrap();
    assert_eq!((said.checked_on, said.answered_by.as_str()), (Some(jiff::civil::date(2026, 1, 19)), "operator さん"));
    let (actor, action, subject) = newest(&site).await;
    assert_eq!((actor.as_str(), action.as_str(), subject.as_str()), ("operator", "item.answered", "r7 4-①"));
    let page = browser.page(&item).await;
    assert!(page.contains("の回答を保存しました。") && page.contains("「いいえ」と回答") && page.contains("operator さん"));
    assert!(!page.contains("<b>規程</b>"), "what was typed is text");
    // taken back: the answer goes, the history stays
    answer(&mut browser, &item, &[("round", "1"), ("answer", "")]).await;
    assert_eq!(own(&site, "4-01").await.attestation, None);
    assert!(browser.page(&item).await.contains("回答を取り消し"));
}

#[tokio::test]
async fn remarks_without_an_answer_are_still_there_when_the_page_is_opened_again() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let item = format!("{FORM}/4-01");
    let fields = [("round", "1"), ("answer", ""), ("target-on", "2026/3/1"), ("remarks", "改訂案を作成中")];
    assert_eq!(answer(&mut browser, &item, &fields).await.status, StatusCode::SEE_OTHER);
    let page = browser.page(&item).await;
    assert!(page.contains(">改訂案を作成中</textarea>") && page.contains("value=\"2026/3/1\""));
}
