//! Every page that can be reached by links, looked at by axe, at a desk's width and at a phone's.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use serde_json::Value;

use crate::driver::Browser;
use crate::program::{Program, fixture};

/// Addresses that are files or end the session.
fn is_page(path: &str) -> bool {
    let plain = path.split(['?', '#']).next().unwrap_or(path);
    let file =
        [".pdf", ".xlsx", ".csv", ".zip", ".json", ".age", ".txt", ".ics", ".svg", ".html"].iter().any(|ending| plain.ends_with(ending));
    let given_out = ["/assets/", "/evidence/", "/api/v1", "/logout"].iter().any(|start| plain.starts_with(start));
    let export = plain.ends_with("/pdf")
        || plain.ends_with("/paper")
        || plain.ends_with("/xlsx")
        || plain.ends_with("/proof")
        || plain.contains("/export")
        || plain.contains("/download")
        || path.contains("format=");
    path.starts_with('/') && !path.starts_with("//") && !file && !given_out && !export
}

/// The kind of page behind an address: which ledger, item, record, user or pack is meant is left out, and so is how a list is sorted.
fn kind(path: &str) -> String {
    let (plain, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = plain.split('/').collect();
    let fixed = |at: usize, part: &str| match parts.get(1).copied() {
        Some("ledgers") => at != 2 || matches!(part, "import"),
        Some("forms") => at < 2,
        Some("inspection") => !part.chars().any(|c| c.is_ascii_digit()) && parts.get(at.wrapping_sub(1)) != Some(&"papers"),
        Some("logs") => parts.get(2) != Some(&"lines") || at < 3 || part == "redact",
        Some("guideline") => at < 3 || !matches!(parts.get(2), Some(&"clause" | &"audits")),
        Some("settings") => parts.get(2) != Some(&"users") || at < 3 || part == "new",
        _ => !part.contains('%'),
    };
    let named: Vec<&str> = parts.iter().enumerate().map(|(at, part)| if fixed(at, part) { part } else { "*" }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    let names =
        names.into_iter().filter(|name| !matches!(*name, "sort" | "dir" | "page" | "show" | "q" | "search" | "subject" | "key" | "name"));
    format!("{}?{}", named.join("/"), names.collect::<Vec<_>>().join("&"))
}

async fn links(browser: &Browser) -> Vec<String> {
    let script = "return Array.from(document.querySelectorAll('a[href]:not([download])')).map(a => a.getAttribute('href'));";
    let found = browser.driver.execute(script, Vec::new()).await.unwrap();
    let Value::Array(found) = found.json().clone() else { return Vec::new() };
    found.iter().filter_map(|href| href.as_str().map(|href| href.split('#').next().unwrap_or(href).to_owned())).collect()
}

/// The present page, whatever led to it: what axe finds, what is too wide, what is a failure; and a picture of it where they are wanted.
async fn check(browser: &Browser, name: &str, width: u32) -> Vec<String> {
    println!("{width} {name}");
    let mut wrong: Vec<String> = browser.axe().await.into_iter().map(|violation| format!("{name} at {width}: {violation}")).collect();
    let overflow = browser.overflow().await;
    if overflow > 0 {
        wrong.push(format!("{name} at {width}: the page is {overflow} px too wide"));
    }
    if let Some(folder) = std::env::var_os("SONAE_SCREENSHOTS").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).unwrap();
        let file: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        browser.screenshot(&folder.join(format!("{}-{width}.png", &file[..file.len().min(60)]))).await;
    }
    let text = browser.text().await;
    if text.contains("内部で問題が起きました") || text.contains("見つかりません\n") {
        wrong.push(format!("{name} at {width}: {}", text.lines().next().unwrap_or_default()));
    }
    wrong
}

/// Looks at everything that can be reached; what is wrong, by address.
async fn look(browser: &Browser, program: &Program, width: u32) -> (usize, Vec<String>) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut wrong = Vec::new();
    let mut pages = 0;
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(kind(&path)) {
            continue;
        }
        browser.goto(&program.url(&path)).await;
        pages += 1;
        wrong.extend(check(browser, &path, width).await);
        waiting.extend(links(browser).await.into_iter().filter(|link| is_page(link)));
    }
    (pages, wrong)
}

/// Brings the sample's log into the vault, as a person does.
async fn bring_logs(browser: &Browser, program: &Program) {
    browser.goto(&program.url("/logs/sources/new")).await;
    browser.fill("#name", "emr").await;
    browser.fill("#title", "電子カルテの操作ログ").await;
    browser.click("form[action='/logs/sources'] button").await;
    browser.goto(&program.url("/logs/import")).await;
    choose_log(browser).await;
    browser.click("form[action='/logs/import/confirm'] button").await;
    browser.expect("478件を取り込みました").await;
}

/// Chooses the sample's log and its source, and has them looked at.
async fn choose_log(browser: &Browser) {
    browser.choose_file("#file", &fixture("../crates/app/data/sample-log.csv")).await;
    browser.click("#source option[value=emr]").await;
    browser.click("form[action='/logs/import'] button").await;
    browser.expect("列の読み方").await;
}

/// The pages of the logs to which no link leads: a review that was begun, a file before it comes in, an answer, what is wrong with a form.
async fn look_at_logs(browser: &Browser, program: &Program, width: u32) -> Vec<String> {
    let mut wrong = Vec::new();
    browser.goto(&program.url("/logs/review")).await;
    browser.click("form[action='/logs/review/begin'] button").await;
    browser.expect("点検に署名する").await;
    wrong.extend(check(browser, "review begun", width).await);
    browser.click("form[action='/logs/review/sign'] button").await;
    browser.expect("所見を書いてください").await;
    wrong.extend(check(browser, "review refused", width).await);
    browser.click("form[action='/logs/review/drop'] button").await;
    browser.expect("取りやめました").await;

    browser.goto(&program.url("/logs/import")).await;
    browser.click("form[action='/logs/import'] button").await;
    browser.expect("ファイルを選んでください").await;
    wrong.extend(check(browser, "import refused", width).await);
    choose_log(browser).await;
    wrong.extend(check(browser, "import preview", width).await);

    browser.goto(&program.url("/logs/ask")).await;
    browser.click("form[action='/logs/ask'] button.primary").await;
    browser.expect("対象を書いてください").await;
    wrong.extend(check(browser, "question refused", width).await);
    browser.fill("#subject", "takahashi-i").await;
    browser.fill("#from", "2026/1/1").await;
    browser.fill("#until", "2026/1/31").await;
    browser.click("form[action='/logs/ask'] button.primary").await;
    browser.expect("OCSFで保存").await;
    wrong.extend(check(browser, "question answered", width).await);
    browser.click("#result tbody a").await;
    browser.expect("保管庫での位置").await;
    wrong.extend(check(browser, "evidence", width).await);
    browser.press("この一件の中身を消す").await;
    browser.click("main form button").await;
    browser.expect("と同じに打ち込んでください").await;
    wrong.extend(check(browser, "redaction refused", width).await);

    browser.goto(&program.url("/logs/keeping")).await;
    browser.press("新しく保全する").await;
    browser.click("form[action='/logs/keeping/hold'] button").await;
    browser.expect("理由を書いてください").await;
    wrong.extend(check(browser, "hold refused", width).await);
    browser.goto(&program.url("/logs/settings")).await;
    browser.fill("#udp", "514").await;
    browser.click("form[action='/logs/settings'] button").await;
    browser.expect("0.0.0.0:514のように").await;
    wrong.extend(check(browser, "settings of logs refused", width).await);
    browser.goto(&program.url("/logs/alerts")).await;
    browser.press("対応を残す").await;
    browser.click("details[open] form[action='/logs/alerts/settle'] button").await;
    browser.expect("確かめたことを書いてください").await;
    wrong.extend(check(browser, "alert refused", width).await);
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_and_none_is_wider_than_its_window() {
    let Some(desk) = Browser::open(1280).await else { return };
    let program = Program::sample();
    let mut wrong = Vec::new();
    crate::journey::sign_in_to_sample(&desk, &program, "manager").await;
    bring_logs(&desk, &program).await;
    let (pages, found) = look(&desk, &program, 1280).await;
    wrong.extend(found);
    drop(desk);
    let phone = Browser::open(390).await.unwrap();
    crate::journey::sign_in_to_sample(&phone, &program, "manager").await;
    let (on_phone, found) = look(&phone, &program, 390).await;
    wrong.extend(found);
    println!("{pages} pages at 1280, {on_phone} at 390");
    assert!(pages > 30, "only {pages} pages were reached");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_pages_of_the_logs_to_which_no_link_leads() {
    let Some(desk) = Browser::open(1280).await else { return };
    let program = Program::sample();
    crate::journey::sign_in_to_sample(&desk, &program, "manager").await;
    bring_logs(&desk, &program).await;
    let mut wrong = look_at_logs(&desk, &program, 1280).await;
    drop(desk);
    let phone = Browser::open(390).await.unwrap();
    crate::journey::sign_in_to_sample(&phone, &program, "manager").await;
    wrong.extend(look_at_logs(&phone, &program, 390).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
