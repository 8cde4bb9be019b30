//! 事業者: links, the form behind them, and what a vendor may and may not see.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sonae_app::actor::Actor;
use sonae_app::records::{VENDOR_LINKS, ledger_record, own_record};
use sonae_app::vendors::VendorLink;
use sonae_domain::access::Role;
use sonae_domain::facts::Provenance;

use crate::common::{Browser, Site, encode};

const MEDICAL: &str = "みほんメディカルシステム株式会社";
const IMAGING: &str = "サンプル画像システム";

/// The vendor as the contracts spell it.
async fn spelt(site: &Site, part: &str) -> String {
    let known = site.web.house.known().await.unwrap();
    known.facts.contracted_vendors().into_iter().find(|vendor| vendor.contains(part)).unwrap()
}

/// Opens a link and gives its path.
async fn link(browser: &mut Browser<'_>, vendor: &str) -> String {
    let answer = browser.post("/vendors/link", &[("name", vendor), ("days", "30")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let page = answer.text();
    let token = page.split("/v/").nth(1).unwrap().split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next().unwrap();
    assert_eq!(token.len(), 43);
    format!("/v/{token}")
}

fn seen(page: &str, key: &str) -> String {
    let mark = format!("name=\"{key}-seen\" value=\"");
    page.split(&mark).nth(1).unwrap_or_else(|| panic!("{key}: {page}")).split('"').next().unwrap().to_owned()
}

async fn events(site: &Site, action: &str) -> usize {
    site.web.house.store.audit_events(..).await.unwrap().into_iter().filter(|event| event.action == action).count()
}

#[tokio::test]
async fn the_list_tells_how_far_every_vendor_is() {
    let site = Site::hospital().await;
    let page = site.signed_in(&[Role::Viewer]).await.page("/vendors").await;
    for text in ["2社", "みほんメディカルシステム", "サンプル画像システム", "14/14", "0/14", "2-⑧", "未受領", "PACS"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("見本事務機商会"));
}

#[tokio::test]
async fn a_vendors_page_shows_its_answers_beside_the_facts_and_what_the_contract_leaves_open() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let vendor = spelt(&site, "みほんメディカル").await;
    let page = browser.page(&format!("/vendors/show?name={}", encode(&vendor))).await;
    for text in ["食い違い", "三木", "セキュリティ更新", "リモート保守の回線", "回答用リンク"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(browser.get("/vendors/show?name=nobody").await.status, StatusCode::NOT_FOUND);
    let viewer = site.signed_in(&[Role::Viewer]).await.page(&format!("/vendors/show?name={}", encode(&vendor))).await;
    assert!(!viewer.contains("リンクを作る"));
}

#[tokio::test]
async fn behind_the_link_a_vendor_fills_in_its_form_and_hands_it_in() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let path = link(&mut site.signed_in(&[Role::Operator]).await, &vendor).await;
    let mut visitor = site.browser();
    let page = visitor.page(&path).await;
    assert!(page.contains("見本病院") && page.contains("事業者内に、医療情報システム等の提供に係る管理責任者を設置している。"), "{page}");
    let keys: Vec<String> =
        page.split("name=\"").filter_map(|part| part.split('"').next()?.strip_suffix("-seen").map(ToOwned::to_owned)).collect();
    assert_eq!(keys.len(), 14);
    // wrong input comes back with everything that was typed
    let remark = "<b>5月に</b>";
    let wrong = [("answered-by", ""), ("1-01-seen", "x"), ("1-01-answer", "yes"), ("1-01-checked", "きのう"), ("1-01-remarks", remark)];
    let answer = visitor.post(&path, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["＊確認日を読み取れません", "＊回答される方のお名前", "きのう", "&#60;b&#62;5月に"] {
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
    }
    assert!(site.web.house.known().await.unwrap().facts.answers.iter().all(|row| row.vendor != vendor));
    // not everything answered: it cannot be handed in
    let early = visitor.post(&format!("{path}/finish"), &[("name", "山田"), ("department", "保守部")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("まだ足りないところ"));
    let mut fields = vec![("answered-by".to_owned(), "山田 花子".to_owned())];
    for key in &keys {
        fields.push((format!("{key}-seen"), seen(&page, key)));
        fields.push((format!("{key}-answer"), if key == "2-03" { "no" } else { "yes" }.to_owned()));
        fields.push((format!("{key}-checked"), "R8.1.15".to_owned()));
        fields.push((format!("{key}-target"), if key == "2-03" { "令和8年3月31日" } else { "" }.to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = visitor.post(&path, &fields).await;
    assert_eq!(saved.location(), format!("{path}?saved=14"), "{}", saved.text());
    let known = site.web.house.known().await.unwrap();
    let rows: Vec<_> = known.facts.answers.iter().filter(|row| row.vendor == vendor).collect();
    assert_eq!(rows.len(), 14);
    assert!(rows.iter().all(|row| row.answered_by == "山田 花子" && row.provenance == Provenance::Statement));
    let done = visitor.post(&format!("{path}/finish"), &[("name", "山田 花子"), ("department", "保守部")]).await;
    assert_eq!(done.location(), format!("{path}/receipt"));
    assert!(visitor.page(&format!("{path}/receipt")).await.contains("保守部"));
    let paper = visitor.get(&format!("{path}/receipt.pdf")).await;
    assert!(paper.text().starts_with("pdf as of") && paper.text().contains(&vendor));
    // what is handed in stays until the institution opens it again
    let late = visitor.post(&path, &[("answered-by", "x"), ("1-01-answer", "no"), ("1-01-seen", "x")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let mut worker = site.signed_in(&[Role::Manager]).await;
    assert_eq!(worker.post("/vendors/reopen", &[("name", &vendor)]).await.status, StatusCode::SEE_OTHER);
    let page = visitor.page(&path).await;
    let mark = seen(&page, "1-01");
    let again = [("answered-by", "山田"), ("1-01-answer", "no"), ("1-01-checked", "2026/1/15"), ("1-01-seen", &mark)];
    assert_eq!(visitor.post(&path, &again).await.location(), format!("{path}?saved=1"));
    // used many times, noted once a day
    assert_eq!(events(&site, "vendor-link.used").await, 1);
    assert_eq!((events(&site, "vendor-form.finished").await, events(&site, "vendor-form.reopened").await), (1, 1));
}

#[tokio::test]
async fn a_wrong_an_expired_and_a_closed_link_look_alike() {
    let site = Site::hospital().await;
    let mut worker = site.signed_in(&[Role::Manager]).await;
    let vendor = spelt(&site, IMAGING).await;
    let store = &site.web.house.store;
    let path = link(&mut worker, &vendor).await;
    assert_eq!(site.browser().get(&path).await.status, StatusCode::OK);
    let (key, kept): (String, VendorLink) = sonae_app::records::all(store, VENDOR_LINKS).await.unwrap().remove(0);
    let wrong = site.browser().get("/v/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    // the last day counts, the day after does not
    for (expires, status) in [("2026-01-20", StatusCode::OK), ("2026-01-19", StatusCode::NOT_FOUND)] {
        let link = VendorLink { expires_on: Some(expires.parse().unwrap()), ..kept.clone() };
        let mut tx = store.begin().await.unwrap();
        tx.put_record(VENDOR_LINKS, own_record(&key, 0, &link)).await.unwrap();
        tx.commit(site.web.house.event(&Actor::command_line(), "test", "", serde_json::json!({}))).await.unwrap();
        let answer = site.browser().get(&path).await;
        assert_eq!(answer.status, status);
        if status == StatusCode::NOT_FOUND {
            assert_eq!(answer.text(), wrong.text());
        }
    }
    let open = link(&mut worker, &vendor).await;
    let all: Vec<(String, VendorLink)> = sonae_app::records::all(store, VENDOR_LINKS).await.unwrap();
    let newest = all.iter().find(|(other, _)| *other != key).unwrap();
    assert_eq!(worker.post("/vendors/link/close", &[("link", &newest.0)]).await.status, StatusCode::SEE_OTHER);
    let closed = site.browser().get(&open).await;
    assert_eq!((closed.status, closed.text()), (StatusCode::NOT_FOUND, wrong.text()));
    let post = site.browser().post(&open, &[("answered-by", "x")]).await;
    assert_eq!(post.status, StatusCode::NOT_FOUND);
    // guessing is cut off
    let mut last = StatusCode::OK;
    for at in 0..30 {
        last = site.browser().get(&format!("/v/{at:043}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn only_the_hash_of_a_link_is_kept_and_nobody_is_told_its_address() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let mut worker = site.signed_in(&[Role::Manager]).await;
    let path = link(&mut worker, &vendor).await;
    let token = path.trim_start_matches("/v/");
    let reminded = worker.post("/vendors/remind", &[("name", &vendor), ("do", "note"), ("subject", "s"), ("body", &path)]).await;
    assert_eq!(reminded.status, StatusCode::SEE_OTHER);
    site.browser().page(&path).await;
    let house = &site.web.house;
    let records = serde_json::to_string(&house.store.all_records().await.unwrap()).unwrap();
    let log = serde_json::to_string(&house.store.audit_events(..).await.unwrap()).unwrap();
    assert!(!records.contains(token) && !log.contains(token));
    let page = worker.page(&format!("/vendors/show?name={}", encode(&vendor))).await;
    assert!(!page.contains(token) && page.contains("自分で連絡"));
    let answer = site.browser().get(&path).await;
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert_eq!(answer.headers["x-robots-tag"], "noindex, nofollow");
    assert!(answer.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn behind_a_link_nothing_of_the_institution_or_of_other_vendors_is_seen() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let path = link(&mut site.signed_in(&[Role::Manager]).await, &vendor).await;
    let mut visitor = site.browser();
    let pages = ["", "/finish", "/disclosure"];
    for page in pages {
        let page = visitor.page(&format!("{path}{page}")).await;
        for secret in ["みほんメディカル", "FortiGate", "SV-FILE01", "食い違い", "takahashi", "三木", "/ledgers", "NW-001", "見本 健一"]
        {
            assert!(!page.contains(secret), "{secret} on {page}");
        }
    }
    let paper = visitor.get(&format!("{path}/receipt.pdf")).await.text();
    assert!(!paper.contains("みほんメディカル") && !paper.contains("FortiGate"));
    for closed in ["/vendors", "/vendors/form?name=x", "/own-form", "/contacts", "/ledgers", "/"] {
        assert_eq!(visitor.get(closed).await.status, StatusCode::SEE_OTHER, "{closed}");
    }
}

#[tokio::test]
async fn what_two_people_change_at_once_is_never_overwritten_unseen() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let path = link(&mut site.signed_in(&[Role::Manager]).await, &vendor).await;
    let (mut one, mut two) = (site.browser(), site.browser());
    let page = one.page(&path).await;
    let (first, second) = (seen(&page, "1-01"), seen(&page, "2-02"));
    let save = |answer: &'static str, remarks: &'static str| {
        vec![("answered-by", "甲"), ("1-01-answer", answer), ("1-01-remarks", remarks), ("1-01-checked", "2026/1/10")]
    };
    let mut fields = save("yes", "one");
    fields.push(("1-01-seen", &first));
    assert_eq!(one.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    // another item by somebody who has the old page: both stand
    let other = [("answered-by", "乙"), ("2-02-answer", "yes"), ("2-02-seen", &second), ("1-01-seen", &first)];
    assert_eq!(two.post(&path, &other).await.location(), format!("{path}?saved=1"));
    // the same item: shown, not overwritten
    let mut fields = save("no", "two");
    fields.push(("1-01-seen", &first));
    let answer = two.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    assert!(page.contains("ほかの方が先に変更しました") && page.contains("two"), "{page}");
    let known = site.web.house.known().await.unwrap();
    assert!(known.facts.answers.iter().any(|row| row.vendor == vendor && row.remarks == "one"));
    // saving once more, having seen it
    let mark = seen(&page, "1-01");
    let mut fields = save("no", "two");
    fields.push(("1-01-seen", &mark));
    assert_eq!(two.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let known = site.web.house.known().await.unwrap();
    assert!(known.facts.answers.iter().any(|row| row.vendor == vendor && row.remarks == "two"));
}

#[tokio::test]
async fn any_vendors_name_can_be_linked_opened_and_escaped() {
    let site = Site::hospital().await;
    let name = "A/B \"C\" & <D> '㈱'?#%";
    let contract = serde_json::json!({ "vendor": name, "systems": ["レセ<i>プト"], "kind": "maintenance" });
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_record("contracts", ledger_record("x/1".to_owned(), 99, &contract, Provenance::Document, None)).await.unwrap();
    tx.commit(site.web.house.event(&Actor::command_line(), "test", "", serde_json::json!({}))).await.unwrap();
    let mut worker = site.signed_in(&[Role::Manager]).await;
    assert!(!worker.page("/vendors").await.contains("<D>"));
    let page = worker.page(&format!("/vendors/show?name={}", encode(name))).await;
    assert!(page.contains("&#60;D&#62;") && !page.contains("<D>") && !page.contains("<i>プト"), "{page}");
    let path = link(&mut worker, name).await;
    let form = site.browser().page(&path).await;
    assert!(form.contains("&#60;D&#62;") && !form.contains("<D>"));
    let pdf: &[u8] = b"%PDF-1.7 statement";
    let fields = [("system", "レセ<i>プト"), ("kind", "sds")];
    let given = site.browser().upload(&format!("{path}/disclosure"), &fields, &[("file", "../x.pdf", pdf)]).await;
    assert_eq!(given.location(), format!("{path}?received=1"), "{}", given.text());
    let known = site.web.house.known().await.unwrap();
    let row = known.facts.disclosures.iter().find(|row| row.vendor == name).unwrap();
    assert!(row.received_on.is_some() && row.document.ends_with(".pdf") && !row.document.contains('/'));
    let sha256 = &known.facts.document(&row.document).unwrap().sha256;
    assert_eq!(worker.get(&format!("/evidence/{sha256}")).await.bytes, pdf);
    let program = site.browser().upload(&format!("{path}/disclosure"), &fields, &[("file", "x.pdf", b"MZ\x90\0")]).await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = [("system", "電子カルテ"), ("kind", "sds")];
    let foreign = site.browser().upload(&format!("{path}/disclosure"), &foreign, &[("file", "x.pdf", pdf)]).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_filled_file_is_read_into_the_form_and_saved_only_by_saving() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let path = link(&mut site.signed_in(&[Role::Manager]).await, &vendor).await;
    let csv = "版,事業者名,項目,回答,確認日,目標日,備考,回答者\n令和7年度,別会社,1-①,はい,R8.1.10,,読めた,佐藤\n〃,〃,2-②,いいえ,R8.1.10,R8.3.1,,佐藤\n";
    let answer = site.browser().upload(&format!("{path}/file"), &[], &[("file", "a.csv", csv.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let page = answer.text();
    for text in ["2項目をファイルから読み取りました", "別会社", "読めた", "2026/1/10", "佐藤"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let known = site.web.house.known().await.unwrap();
    assert!(known.facts.answers.iter().all(|row| row.vendor != vendor));
    let mark = seen(&page, "1-01");
    let fields = [("answered-by", "佐藤"), ("1-01-answer", "yes"), ("1-01-checked", "2026/1/10"), ("1-01-seen", &mark)];
    assert_eq!(site.browser().post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    for junk in [&b""[..], b"\x00\xff\xfe", b"a,b\n1,2\n", b"%PDF-1.7"] {
        let answer = site.browser().upload(&format!("{path}/file"), &[], &[("file", "a.xlsx", junk)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn roles_decide_who_manages_vendors_and_whose_form_is_whose() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, "みほんメディカル").await;
    for role in [Role::Viewer, Role::Auditor, Role::Executive] {
        let mut browser = site.signed_in(&[role]).await;
        browser.page("/vendors").await;
        for path in ["/vendors/link", "/vendors/reopen", "/vendors/link/close", "/vendors/remind"] {
            let answer = browser.post(path, &[("name", &vendor), ("link", "x"), ("do", "note")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
        assert_eq!(browser.get(&format!("/vendors/form?name={}", encode(&vendor))).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.get("/own-form").await.status, StatusCode::FORBIDDEN);
    }
    for role in [Role::Vendor, Role::Inspector] {
        assert_eq!(site.signed_in(&[role]).await.get("/vendors").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    // a user of the role vendor without a company has no form
    assert_eq!(site.signed_in(&[Role::Vendor]).await.get("/own-form").await.status, StatusCode::FORBIDDEN);
    let user = sonae_app::accounts::User {
        name: "事業者の人".to_owned(),
        roles: [Role::Vendor].into(),
        vendor: MEDICAL.to_owned(),
        ..Default::default()
    };
    let mut browser = site.signed_in(&[Role::Vendor]).await;
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_record("users", own_record("vendor", 0, &user)).await.unwrap();
    tx.commit(site.web.house.event(&Actor::command_line(), "test", "", serde_json::json!({}))).await.unwrap();
    let page = browser.page("/own-form").await;
    assert!(page.contains("みほんメディカルシステム") && page.contains("三木") && !page.contains("食い違い"), "{page}");
}

#[tokio::test]
async fn a_form_that_came_on_paper_is_kept_and_typed_in() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let mut worker = site.signed_in(&[Role::Operator]).await;
    let answer = worker.upload("/vendors/paper", &[("name", &vendor)], &[("file", "scan.pdf", b"%PDF-1.7 paper")]).await;
    let form = format!("/vendors/form?name={}", encode(&vendor));
    assert_eq!(answer.location(), form);
    let page = worker.page(&form).await;
    let mark = seen(&page, "1-01");
    let fields = [("answered-by", "紙の人"), ("1-01-answer", "yes"), ("1-01-checked", "R8.1.5"), ("1-01-seen", &mark)];
    assert_eq!(worker.post(&form, &fields).await.location(), format!("{form}&saved=1"));
    assert!(worker.page(&format!("/vendors/show?name={}", encode(&vendor))).await.contains("事業者確認用_"));
    let bad = worker.upload("/vendors/paper", &[("name", &vendor)], &[]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_letter_names_what_is_outstanding_and_is_sent_only_where_mail_is_on() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let mut worker = site.signed_in(&[Role::Manager]).await;
    let page = worker.page(&format!("/vendors/remind?name={}", encode(&vendor))).await;
    for text in ["事業者確認用チェックリストへの回答", "PACS", "2026/3/31", "mailto:"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("この文面でメールを送る"));
    let fields = [("name", vendor.as_str()), ("do", "send"), ("to", "a@b.example"), ("subject", "s"), ("body", "書いた文")];
    let answer = worker.post("/vendors/remind", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("設定されていません") && answer.text().contains("書いた文"));
    let fields = [("name", vendor.as_str()), ("do", "send"), ("to", "a@b.example, c@d.example"), ("subject", "s"), ("body", "b")];
    assert!(worker.post("/vendors/remind", &fields).await.text().contains("メールアドレスの形"));
    assert_eq!(events(&site, "vendor.reminded").await, 0);
}

#[tokio::test]
async fn a_form_behind_a_link_is_taken_from_browsers_that_hide_their_origin() {
    let site = Site::hospital().await;
    let vendor = spelt(&site, IMAGING).await;
    let path = link(&mut site.signed_in(&[Role::Manager]).await, &vendor).await;
    let request = Request::post(&path).header("origin", "null").header("content-type", "application/x-www-form-urlencoded");
    let answer = site.browser().send(request, Body::from("answered-by=x")).await;
    assert_eq!(answer.location(), format!("{path}?saved=0"));
}

#[tokio::test]
async fn a_vendors_page_tells_which_statement_is_missing_old_or_of_another_version() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let address = format!("/vendors/show?name={}", encode("サンプル画像システム株式会社"));
    let page = manager.page(&address).await;
    // the contract names PACS only; the ledger of devices has consoles of theirs
    assert!(page.contains("使用中の版 7.3") && page.contains("CT制御") && page.contains("契約の一覧にはなく、機器台帳に1台"), "{page}");
    let fields = [("system", "PACS"), ("kind", "mds"), ("product-version", "6.9")];
    let give = format!("/vendors/form/disclosure?name={}", encode("サンプル画像システム株式会社"));
    let given = manager.upload(&give, &fields, &[("file", "MDS.pdf", b"%PDF-1.7 statement")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    let page = manager.page(&address).await;
    assert!(page.contains("別の版") && page.contains("開示書の版 6.9"), "{page}");
    let known = site.web.house.known().await.unwrap();
    let key =
        &known.edition.form(sonae_domain::framework::Audience::Institution).unwrap().items().find(|item| item.no == "2-③").unwrap().key;
    let item = known.forms[0].assessment.items.iter().find(|item| item.key == *key).unwrap();
    let reasons: Vec<&str> = item.finding.reasons.iter().map(|reason| reason.key.as_str()).collect();
    assert!(reasons.contains(&"disclosure-of-other-version") && reasons.contains(&"disclosure-used-system-without"), "{reasons:?}");
    let newer = [("system", "PACS"), ("kind", "mds"), ("product-version", "V7.3.1")];
    manager.upload(&give, &newer, &[("file", "MDS2.pdf", b"%PDF-1.7 another")]).await;
    assert!(!manager.page(&address).await.contains("別の版"));
}
