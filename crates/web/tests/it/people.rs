//! Accounts that can be stopped, ways in from outside, and lists of leaked credentials of which no secret is ever kept.

use std::path::Path;

use axum::http::StatusCode;
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;

use crate::common::Site;

/// A FortiGate that the ledger calls NW-001, with a VPN user without a second factor, named like a leaver's account.
const FORTIGATE: &[u8] = include_bytes!("../../../../fixtures/見本病院のUSBメモリ/FGT60F-01.conf");

/// What no byte of the data folder may hold.
const SECRETS: [&str; 3] = ["Invented-Secret-1", "Invented-Secret-2", "somebody-else@elsewhere.example.com"];

#[tokio::test]
async fn accounts_to_stop_are_named_with_reason_step_and_a_letter_and_nothing_is_stopped() {
    let site = Site::hospital().await;
    let before = site.web.house.known().await.unwrap().facts.accounts.len();
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let page = operator.get("/observations/accounts").await.text();
    for words in [
        "takahashi.i",
        "退職した人のアカウント",
        "無効にする。すぐには消さず、記録を残す",
        "Active Directoryの担当者への連絡文",
        "電子カルテの担当者への連絡文",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let table = operator.get("/observations/accounts/csv").await;
    let text = table.text();
    assert!(text.starts_with('\u{feff}') && text.contains("Active Directory,takahashi.i,"), "{text}");
    assert_eq!(site.web.house.known().await.unwrap().facts.accounts.len(), before);
    let item = operator.get("/forms/r7/institution/2-05").await.text();
    assert!(item.contains("/observations/accounts") && item.contains("/observations/leaks"), "{item}");
}

#[tokio::test]
async fn a_way_in_that_was_observed_stands_beside_the_line_that_was_declared() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let page = operator.get("/observations/lines").await.text();
    assert!(page.contains("台帳にある回線　2件") && page.contains("台帳だけ"), "{page}");
    let shown = operator.upload("/observations/import", &[], &[("file", "FGT60F-01.conf", FORTIGATE)]).await;
    let preview = operator.get(shown.location()).await.text();
    let file = preview.split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(operator.post("/observations/confirm", &[("file", &file), ("name", "FGT60F-01.conf")]).await.status, StatusCode::SEE_OTHER);
    // name and address are alike, but only a person says that it is the row
    let question = operator.get("/observations").await.text();
    if let Some(name) = question.split("name=\"name\" value=\"").nth(1).and_then(|rest| rest.split('"').next()) {
        let name = name.replace("&#58;", ":");
        assert_eq!(
            operator.post("/observations/identity", &[("number", "NW-001"), ("name", &name), ("same", "yes")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let page = operator.get("/observations/lines").await.text();
    assert!(page.contains("台帳どおり見えた") && page.contains("パスワードだけ：hoshu01"), "{page}");
    let known = site.web.house.known().await.unwrap();
    let account = known.facts.accounts.iter().find(|account| account.user_id == "hoshu01").unwrap();
    assert_eq!((account.vendor.as_str(), account.second_factor_required), ("㈱みほんメディカルシステム", Some(false)));
    let table = operator.get("/observations/lines/csv").await.text();
    assert!(table.contains("台帳どおり見えた"), "{table}");
}

/// Every file of the folder that holds one of the texts.
fn holding(folder: &Path, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            let holds = |text: &&&str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            found.extend(texts.iter().filter(holds).map(|text| format!("{}: {text}", entry.path().display())));
        }
    }
    found
}

#[tokio::test]
async fn of_a_list_of_leaked_credentials_only_the_hit_is_kept_and_no_secret_anywhere() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let list = "username,password,host\nishii.adm,Invented-Secret-1,\nsomebody-else@elsewhere.example.com,Invented-Secret-2,vpn.elsewhere.example.com\n";
    let shown = operator.upload("/observations/leaks", &[], &[("file", "ISACの一覧.csv", list.as_bytes())]).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text());
    let page = operator.get("/observations/leaks").await.text();
    assert!(page.contains("ishii.adm") && page.contains("ISACの一覧.csv") && page.contains("3行のうち、当院のものが1件"), "{page}");
    assert_eq!(holding(site.web.house.folder.path(), &SECRETS), Vec::<String>::new());
    assert!(!holding(site.web.house.folder.path(), &["ishii.adm"]).is_empty(), "the search finds what is there");

    let today = operator.get("/").await.text();
    assert!(today.contains("漏えいした認証情報の一覧に、当院のものが1件"), "{today}");
    let known = site.web.house.known().await.unwrap();
    let item = known.forms[0].assessment.items.iter().find(|item| item.no == "2-⑤").unwrap();
    assert!(item.finding.reasons.iter().any(|reason| reason.key == "account-leaked") && item.finding.status == Status::NotSatisfied);
    // the same list again is no second hit
    operator.upload("/observations/leaks", &[], &[("file", "ISACの一覧.csv", list.as_bytes())]).await;
    assert_eq!(site.web.house.known().await.unwrap().facts.leaks.len(), 1);

    let key = page.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(operator.post("/observations/leaks/settle", &[("key", key)]).await.status, StatusCode::SEE_OTHER);
    let page = operator.get("/observations/leaks").await.text();
    assert!(page.contains("対応済"), "{page}");
    let known = site.web.house.known().await.unwrap();
    let item = known.forms[0].assessment.items.iter().find(|item| item.no == "2-⑤").unwrap();
    assert!(!item.finding.reasons.iter().any(|reason| reason.key == "account-leaked"));

    let binary = operator.upload("/observations/leaks", &[], &[("file", "一覧.xlsx", b"PK\x03\x04\0\0")]).await;
    assert_eq!(binary.status, StatusCode::SEE_OTHER);
    let page = operator.get("/observations/leaks").await.text();
    assert!(page.contains("文字のファイルではない"), "{page}");
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    assert_eq!(viewer.upload("/observations/leaks", &[], &[("file", "a.csv", list.as_bytes())]).await.status, StatusCode::FORBIDDEN);
}
