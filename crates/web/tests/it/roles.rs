//! Role × page: what each role gets to see. A change of this table is a change of who may do what, and is reviewed as such.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sonae_domain::access::Role;

use crate::common::Site;

/// Every address that is opened by a link: the route, and an example of it in the invented hospital.
const PAGES: &[(&str, &str)] = &[
    ("/", "/"),
    ("/forms", "/forms"),
    ("/inspection", "/inspection"),
    ("/inspection/contact-tree", "/inspection/contact-tree"),
    ("/inspection/packs", "/inspection/packs"),
    ("/ledgers", "/ledgers"),
    ("/ledgers/import", "/ledgers/import"),
    ("/ledgers/{ledger}", "/ledgers/devices"),
    ("/ledgers/{ledger}/new", "/ledgers/devices/new"),
    ("/ledgers/{ledger}/stocktake", "/ledgers/devices/stocktake"),
    ("/me", "/me"),
    ("/me/password", "/me/password"),
    ("/me/second-factor", "/me/second-factor"),
    ("/me/totp", "/me/totp"),
    ("/report", "/report"),
    ("/settings", "/settings"),
    ("/settings/audit", "/settings/audit"),
    ("/settings/audit/export", "/settings/audit/export?format=csv"),
    ("/settings/backups", "/settings/backups"),
    ("/settings/emergency", "/settings/emergency"),
    ("/settings/institution", "/settings/institution"),
    ("/settings/mail", "/settings/mail"),
    ("/settings/oidc", "/settings/oidc"),
    ("/settings/policy", "/settings/policy"),
    ("/settings/users", "/settings/users"),
    ("/settings/users/new", "/settings/users/new"),
    ("/settings/users/{id}", "/settings/users/manager"),
];

#[tokio::test]
async fn each_role_sees_what_it_may_see() {
    let site = Site::hospital().await;
    // whose page is opened
    site.signed_in(&[Role::Manager]).await;
    let mut table = format!("{:<30} nobody", "");
    for role in Role::ALL {
        table.push_str(&format!(" {role:<9}"));
    }
    for (_, path) in PAGES {
        let nobody = site.browser().get(path).await.status.as_u16();
        table.push_str(&format!("\n{path:<30} {nobody:<6}"));
        for role in Role::ALL {
            let status = site.signed_in(&[*role]).await.get(path).await.status.as_u16();
            table.push_str(&format!(" {status:<9}"));
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// Run it to see which addresses still stand in no table: `cargo test -p sonae-web --test it -- --ignored every_page_is_in_the_table`.
#[test]
#[ignore = "the table grows with the pages"]
fn every_page_is_in_the_table() {
    let known: BTreeSet<&str> = PAGES.iter().map(|(route, _)| *route).collect();
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages")];
    let mut missing = BTreeSet::new();
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(std::fs::read_dir(&file).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        missing.extend(routes(&file).into_iter().filter(|route| !known.contains(route.as_str())));
    }
    let open = ["/login", "/setup"];
    missing.retain(|route| !open.iter().any(|area| route.starts_with(area)));
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The routes of a source that are opened by a link.
fn routes(source: &PathBuf) -> Vec<String> {
    let text = std::fs::read_to_string(source).unwrap();
    let routes = text.split(".route(\"").skip(1).filter_map(|rest| rest.split_once('"'));
    routes
        .filter(|(_, handler)| handler.trim_start_matches(',').trim_start().starts_with("get("))
        .map(|(route, _)| route.to_owned())
        .collect()
}
