//! Every page that can be reached by links, looked at by axe, at a desk's width and at a phone's.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use serde_json::Value;

use crate::driver::Browser;
use crate::program::Program;

/// Addresses that are files or end the session.
fn is_page(path: &str) -> bool {
    let plain = path.split(['?', '#']).next().unwrap_or(path);
    let file =
        [".pdf", ".xlsx", ".csv", ".zip", ".json", ".age", ".txt", ".ics", ".svg", ".html"].iter().any(|ending| plain.ends_with(ending));
    let given_out = ["/assets/", "/evidence/", "/api/v1", "/logout"].iter().any(|start| plain.starts_with(start));
    let export = plain.ends_with("/pdf")
        || plain.ends_with("/paper")
        || plain.ends_with("/xlsx")
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

/// Looks at everything that can be reached; what is wrong, by address.
async fn look(browser: &Browser, program: &Program, width: u32) -> (usize, Vec<String>) {
    let pictures = std::env::var_os("SONAE_SCREENSHOTS").map(PathBuf::from);
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
        println!("{width} {path}");
        for violation in browser.axe().await {
            wrong.push(format!("{path} at {width}: {violation}"));
        }
        let overflow = browser.overflow().await;
        if overflow > 0 {
            wrong.push(format!("{path} at {width}: the page is {overflow} px too wide"));
        }
        if let Some(folder) = &pictures {
            std::fs::create_dir_all(folder).unwrap();
            let name: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            browser.screenshot(&folder.join(format!("{pages:03}-{}-{width}.png", &name[..name.len().min(60)]))).await;
        }
        let text = browser.text().await;
        if text.contains("内部で問題が起きました") || text.contains("見つかりません\n") {
            wrong.push(format!("{path} at {width}: {}", text.lines().next().unwrap_or_default()));
        }
        waiting.extend(links(browser).await.into_iter().filter(|link| is_page(link)));
    }
    (pages, wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_and_none_is_wider_than_its_window() {
    let Some(desk) = Browser::open(1280).await else { return };
    let program = Program::sample();
    let mut wrong = Vec::new();
    crate::journey::sign_in_to_sample(&desk, &program, "manager").await;
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
