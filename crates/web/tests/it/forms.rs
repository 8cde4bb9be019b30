//! 点検票: answers, overrides, evidence, and what they do to the decisions.

use axum::http::StatusCode;
use sonae_domain::access::Role;

use crate::common::Site;

const FORM: &str = "/forms/r7/institution";

/// Address of the item with this printed number.
async fn item(site: &Site, no: &str) -> String {
    let known = site.web.house.known().await.unwrap();
    let item = known.forms[0].form.items().find(|item| item.no == no).unwrap();
    format!("{FORM}/{}", item.key)
}

#[tokio::test]
async fn the_form_shows_every_item_with_its_state_and_the_filters_choose() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    let all = browser.page(FORM).await;
    assert_eq!(all.matches("class=\"idx num\"").count(), 19);
    let clashes = browser.page(&format!("{FORM}?show=contradictions")).await;
    let known = site.web.house.known().await.unwrap();
    let expected = known.forms[0].assessment.totals().contradictions as usize;
    assert_eq!(clashes.matches("class=\"idx num\"").count(), expected);
    assert!(expected > 0);
    let list = browser.page("/forms").await;
    assert!(list.contains("みほんメディカルシステム株式会社") && list.contains("/forms/r5/institution"), "{list}");
}

#[tokio::test]
async fn an_answer_is_kept_with_its_audit_event_and_changes_what_holds() {
    let site = Site::with("みほん診療所").await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let path = item(&site, "3-①").await;
    let events = site.web.house.store.audit_head().await.unwrap().seq;
    let fields =
        [("round", "1"), ("answer", "no"), ("checked-on", "R8.1.19"), ("target-on", "令和8年3月20日"), ("remarks", "<b>手配中</b>")];
    let answer = browser.post(&format!("{path}/answer"), &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, path.as_str()), "{}", answer.text());
    assert_eq!(site.web.house.store.audit_head().await.unwrap().seq.0, events.0 + 1);
    let page = browser.page(&path).await;
    assert!(page.contains("の回答を保存しました") && page.contains("2026年1月19日") && page.contains("&#60;b&#62;手配中"), "{page}");
    assert!(!page.contains("<b>手配中"));
    let known = site.web.house.known().await.unwrap();
    let result = known.forms[0].assessment.items.iter().find(|result| path.ends_with(&result.key)).unwrap();
    let said = result.attestation.as_ref().unwrap();
    assert_eq!((said.remarks.as_str(), said.answered_by.as_str()), ("<b>手配中</b>", "operator さん"));
}

#[tokio::test]
async fn a_yes_against_the_facts_stays_no_and_the_page_says_so_first() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let path = item(&site, "2-⑥").await;
    browser.post(&format!("{path}/answer"), &[("round", "1"), ("answer", "yes"), ("checked-on", "2026/1/20")]).await;
    let page = browser.page(&path).await;
    assert!(page.contains("回答と事実が食い違っています") && page.contains("class=\"panel verdict no\""), "{page}");
    assert!(page.contains("/ledgers/devices/record?key="));
}

#[tokio::test]
async fn what_cannot_be_is_shown_again_with_what_was_typed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let path = item(&site, "2-①").await;
    let before = site.web.house.store.audit_head().await.unwrap();
    let fields = [("round", "1"), ("answer", "yes"), ("checked-on", "あした"), ("remarks", "見直し済み")];
    let answer = browser.post(&format!("{path}/answer"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("日付として読めません") && page.contains("value=\"あした\"") && page.contains("見直し済み"), "{page}");
    for (field, value) in [("checked-on", "2026/2/1"), ("round", "9"), ("round", "x")] {
        let fields: Vec<(&str, &str)> = [("round", "1"), ("answer", "yes")].into_iter().filter(|(name, _)| *name != field).collect();
        let answer = browser.post(&format!("{path}/answer"), &[&fields[..], &[(field, value)]].concat()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
    }
    assert_eq!(site.web.house.store.audit_head().await.unwrap(), before);
}

#[tokio::test]
async fn an_override_needs_a_reason_and_an_end_and_can_be_withdrawn() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let path = item(&site, "2-⑥").await;
    let short = [("override-answer", "yes"), ("reason", "代替策あり"), ("expires-on", "2027/1/1")];
    let answer = browser.post(&format!("{path}/override"), &short).await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("理由が短すぎます") && page.contains("90日後まで") && page.contains(">代替策あり<"), "{page}");
    let reason = "対象の機器は閉じたネットワークに隔離し、製造販売業者の回答を待っています。";
    let good = [("override-answer", "yes"), ("reason", reason), ("expires-on", "2026/3/1")];
    assert_eq!(browser.post(&format!("{path}/override"), &good).await.status, StatusCode::SEE_OTHER);
    let page = browser.page(&path).await;
    assert!(page.contains("上書きが有効です") && page.contains(reason), "{page}");
    let key = path.rsplit('/').next().unwrap().to_owned();
    let overruled =
        |known: &sonae_app::house::Known| known.forms[0].assessment.items.iter().any(|item| item.key == key && item.overruled.is_some());
    assert!(overruled(&site.web.house.known().await.unwrap()));
    browser.post(&format!("{path}/withdraw"), &[]).await;
    assert!(!overruled(&site.web.house.known().await.unwrap()));
    assert!(browser.page(&path).await.contains("判定の上書きを取り下げ"));
}

#[tokio::test]
async fn evidence_is_kept_by_its_hash_and_given_out_as_what_it_is() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let path = item(&site, "2-①").await;
    let pdf: &[u8] = b"%PDF-1.7\n1 0 obj\n";
    let files = [("files", "../棚卸 <x>.pdf", pdf)];
    let answer = browser.upload(&format!("{path}/evidence"), &[("note", "棚卸の記録")], &files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = browser.page(&path).await;
    assert!(page.contains("棚卸 x.pdf") && page.contains("棚卸の記録"), "{page}");
    let link = page.split("href=\"/evidence/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let file = browser.get(&format!("/evidence/{link}")).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, pdf));
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(file.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    std::fs::write(site.web.house.folder.evidence_file(&link).unwrap(), b"%PDF-1.7\n1 0 obj!").unwrap();
    let damaged = browser.get(&format!("/evidence/{link}")).await;
    assert_eq!(damaged.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post(&format!("{path}/detach"), &[("sha256", &link)]).await;
    assert!(browser.page(&path).await.contains("証跡を外した"));
}

#[tokio::test]
async fn a_file_of_another_kind_is_not_taken_and_stops_no_other() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let path = item(&site, "2-①").await;
    let files = [("files", "x.pdf", &b"MZ\x90\0\x03\0\0\0"[..]), ("files", "y.txt", "記録".as_bytes())];
    let answer = browser.upload(&format!("{path}/evidence"), &[], &files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("「x.pdf」は受け付けていない種類"), "{}", answer.text());
    assert!(browser.page(&path).await.contains("y.txt"));
    assert_eq!(browser.upload(&format!("{path}/evidence"), &[], &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn whoever_only_reads_changes_nothing() {
    let site = Site::hospital().await;
    let path = item(&site, "2-①").await;
    let before = site.web.house.store.audit_head().await.unwrap();
    for role in [Role::Viewer, Role::Executive, Role::Auditor, Role::Inspector, Role::Vendor] {
        let mut browser = site.signed_in(&[role]).await;
        let after_sign_in = site.web.house.store.audit_head().await.unwrap();
        for act in ["answer", "override", "withdraw", "detach"] {
            let answer = browser.post(&format!("{path}/{act}"), &[("round", "1"), ("answer", "yes")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role} {act}");
        }
        let answer = browser.upload(&format!("{path}/evidence"), &[], &[("files", "a.txt", b"a")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(site.web.house.store.audit_head().await.unwrap(), after_sign_in);
    }
    assert!(before.seq < site.web.house.store.audit_head().await.unwrap().seq);
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post(&format!("{path}/override"), &[]).await.status, StatusCode::FORBIDDEN);
    let shown = site.signed_in(&[Role::Viewer]).await.page(&path).await;
    assert!(!shown.contains("回答を保存する") && !shown.contains("上書きする</button>"));
}

#[tokio::test]
async fn a_form_with_three_rounds_takes_each_of_them_and_a_vendors_form_is_typed_in() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let form = site.web.house.frameworks.edition("r5").unwrap().form(sonae_domain::framework::Audience::Institution).unwrap();
    let path = format!("/forms/r5/institution/{}", form.items().next().unwrap().key);
    for round in ["1", "2"] {
        let fields = [("round", round), ("answer", if round == "1" { "no" } else { "yes" }), ("checked-on", "2023/12/1")];
        assert_eq!(browser.post(&format!("{path}/answer"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let page = browser.page(&path).await;
    assert_eq!(page.matches("name=\"round\"").count(), 3);
    let vendor = site.web.house.known().await.unwrap().forms[1].assessment.subject.clone();
    let form = site.web.house.known().await.unwrap().forms[1].form;
    let query = format!("?subject={}", crate::common::encode(&vendor));
    let path = format!("/forms/r7/vendor/{}", form.items().next().unwrap().key);
    let fields = [("round", "1"), ("answer", "yes"), ("checked-on", "2026/1/10"), ("answered-by", "保守 太郎")];
    assert_eq!(browser.post(&format!("{path}/answer{query}"), &fields).await.status, StatusCode::SEE_OTHER);
    assert!(browser.page(&format!("{path}{query}")).await.contains("保守 太郎"));
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&format!("{path}?subject=%22%3E%3Cx")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_form_is_printed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    for (format, starts) in [("pdf", "pdf as of 2026-01-20: Form"), ("xlsx", "xlsx as of")] {
        let answer = browser.get(&format!("{FORM}/print?format={format}")).await;
        assert!(answer.text().starts_with(starts), "{}", answer.text());
    }
    assert_eq!(browser.get(&format!("{FORM}/print?format=exe")).await.status, StatusCode::NOT_FOUND);
}
