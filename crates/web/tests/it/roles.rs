//! Role × page: what each role gets to see. A change of this table is a change of who may do what, and is reviewed as such.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sonae_domain::access::Role;

use crate::common::Site;

/// Every address that is opened by a link: the route, and an example of it in the invented hospital.
const PAGES: &[(&str, &str)] = &[
    ("/", "/"),
    ("/backups", "/backups"),
    ("/contacts", "/contacts"),
    ("/contacts/paper", "/contacts/paper"),
    ("/continuity", "/continuity"),
    ("/continuity/kit", "/continuity/kit"),
    ("/continuity/text", "/continuity/text?key=x"),
    ("/continuity/text/paper", "/continuity/text/paper?key=x"),
    ("/evidence/{sha256}", "/evidence/0"),
    ("/forms", "/forms"),
    ("/forms/{edition}/{audience}", "/forms/r7/institution"),
    ("/forms/{edition}/{audience}/print", "/forms/r7/institution/print"),
    ("/forms/{edition}/{audience}/{item}", "/forms/r7/institution/2-06"),
    ("/guideline", "/guideline"),
    ("/guideline/audits", "/guideline/audits"),
    ("/guideline/audits/{id}", "/guideline/audits/1"),
    ("/guideline/clause/{key}", "/guideline/clause/p13-07"),
    ("/guideline/papers/{paper}/{format}", "/guideline/papers/gap/pdf"),
    ("/guideline/{volume}", "/guideline/planning"),
    ("/inspection", "/inspection"),
    ("/inspection/contact-tree", "/inspection/contact-tree"),
    ("/inspection/contact-tree/pdf", "/inspection/contact-tree/pdf"),
    ("/inspection/files/{sha256}", "/inspection/files/0"),
    ("/inspection/forms/{at}", "/inspection/forms/0"),
    ("/inspection/forms/{at}/items/{key}", "/inspection/forms/0/items/2-06"),
    ("/inspection/forms/{at}/pdf", "/inspection/forms/0/pdf"),
    ("/inspection/logs", "/inspection/logs"),
    ("/inspection/logs/csv", "/inspection/logs/csv"),
    ("/inspection/logs/pdf", "/inspection/logs/pdf"),
    ("/inspection/packs", "/inspection/packs"),
    ("/inspection/packs/progress", "/inspection/packs/progress"),
    ("/inspection/packs/{id}", "/inspection/packs/1"),
    ("/inspection/papers/{id}", "/inspection/papers/devices"),
    ("/inspection/papers/{id}/pdf", "/inspection/papers/devices/pdf"),
    ("/ledgers", "/ledgers"),
    ("/ledgers/import", "/ledgers/import"),
    ("/ledgers/import/preview", "/ledgers/import/preview"),
    ("/ledgers/{ledger}", "/ledgers/devices"),
    ("/ledgers/{ledger}/edit", "/ledgers/devices/edit?key=NW-001"),
    ("/ledgers/{ledger}/export", "/ledgers/devices/export"),
    ("/ledgers/{ledger}/history", "/ledgers/devices/history?key=NW-001"),
    ("/ledgers/{ledger}/new", "/ledgers/devices/new"),
    ("/ledgers/{ledger}/quick", "/ledgers/devices/quick?key=NW-001"),
    ("/ledgers/{ledger}/record", "/ledgers/devices/record?key=NW-001"),
    ("/ledgers/{ledger}/row", "/ledgers/devices/row?key=NW-001"),
    ("/ledgers/{ledger}/stocktake", "/ledgers/devices/stocktake"),
    ("/ledgers/{ledger}/stocktake/round", "/ledgers/devices/stocktake/round?id=x"),
    ("/ledgers/{ledger}/stocktake/sheet", "/ledgers/devices/stocktake/sheet?id=x"),
    ("/logs", "/logs"),
    ("/logs/alerts", "/logs/alerts"),
    ("/logs/ask", "/logs/ask"),
    ("/logs/duties", "/logs/duties"),
    ("/logs/import", "/logs/import"),
    ("/logs/keeping", "/logs/keeping"),
    ("/logs/lines/{shard}/{leaf}", "/logs/lines/2026/0"),
    ("/logs/lines/{shard}/{leaf}/proof", "/logs/lines/2026/0/proof"),
    ("/logs/lines/{shard}/{leaf}/redact", "/logs/lines/2026/0/redact"),
    ("/logs/report/pdf", "/logs/report/pdf"),
    ("/logs/review", "/logs/review"),
    ("/logs/settings", "/logs/settings"),
    ("/logs/sources/new", "/logs/sources/new"),
    ("/logs/sources/{name}", "/logs/sources/x"),
    ("/me", "/me"),
    ("/me/password", "/me/password"),
    ("/me/second-factor", "/me/second-factor"),
    ("/me/totp", "/me/totp"),
    ("/observations", "/observations"),
    ("/observations/accounts", "/observations/accounts"),
    ("/observations/accounts/csv", "/observations/accounts/csv"),
    ("/observations/import", "/observations/import"),
    ("/observations/leaks", "/observations/leaks"),
    ("/observations/lines", "/observations/lines"),
    ("/observations/lines/csv", "/observations/lines/csv"),
    ("/observations/machine", "/observations/machine?name=x"),
    ("/observations/products", "/observations/products"),
    ("/observations/products/list", "/observations/products/list"),
    ("/observations/preview", "/observations/preview?file=0&name=x"),
    ("/regulations", "/regulations"),
    ("/report", "/report"),
    ("/report/approved/{key}", "/report/approved/x"),
    ("/report/approved/{key}/pdf", "/report/approved/x/pdf"),
    ("/report/pdf", "/report/pdf"),
    ("/settings", "/settings"),
    ("/settings/audit", "/settings/audit"),
    ("/settings/audit/export", "/settings/audit/export?format=csv"),
    ("/settings/audit/verify", "/settings/audit/verify"),
    ("/settings/backups", "/settings/backups"),
    ("/settings/emergency", "/settings/emergency"),
    ("/settings/feeds", "/settings/feeds"),
    ("/settings/institution", "/settings/institution"),
    ("/settings/mail", "/settings/mail"),
    ("/settings/oidc", "/settings/oidc"),
    ("/settings/policy", "/settings/policy"),
    ("/settings/start-over", "/settings/start-over"),
    ("/settings/users", "/settings/users"),
    ("/settings/users/new", "/settings/users/new"),
    ("/settings/users/{id}", "/settings/users/manager"),
    ("/vendors", "/vendors"),
    (
        "/vendors/blank",
        "/vendors/blank?name=%E3%81%BF%E3%81%BB%E3%82%93%E3%83%A1%E3%83%87%E3%82%A3%E3%82%AB%E3%83%AB%E3%82%B7%E3%82%B9%E3%83%86%E3%83%A0%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE&format=xlsx",
    ),
    (
        "/vendors/remind",
        "/vendors/remind?name=%E3%81%BF%E3%81%BB%E3%82%93%E3%83%A1%E3%83%87%E3%82%A3%E3%82%AB%E3%83%AB%E3%82%B7%E3%82%B9%E3%83%86%E3%83%A0%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE",
    ),
    (
        "/vendors/show",
        "/vendors/show?name=%E3%81%BF%E3%81%BB%E3%82%93%E3%83%A1%E3%83%87%E3%82%A3%E3%82%AB%E3%83%AB%E3%82%B7%E3%82%B9%E3%83%86%E3%83%A0%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE",
    ),
    ("/weaknesses", "/weaknesses"),
    ("/weaknesses/list", "/weaknesses/list"),
    ("/weaknesses/product", "/weaknesses/product?name=x"),
];

#[tokio::test]
async fn each_role_sees_what_it_may_see() {
    let site = Site::hospital().await;
    // whose page is opened
    site.signed_in(&[Role::Manager]).await;
    let mut table = format!("{:<40} nobody", "");
    for role in Role::ALL {
        table.push_str(&format!(" {role:<9}"));
    }
    for (route, path) in PAGES {
        let nobody = site.browser().get(path).await.status.as_u16();
        table.push_str(&format!("\n{route:<40} {nobody:<6}"));
        for role in Role::ALL {
            let status = site.signed_in(&[*role]).await.get(path).await.status.as_u16();
            table.push_str(&format!(" {status:<9}"));
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// A new page belongs into the table.
#[test]
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
