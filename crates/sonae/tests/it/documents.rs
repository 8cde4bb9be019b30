//! Documents that are made from data stay true to it.

use std::fmt::Write;

use sonae_domain::framework::{Audience, Frameworks};

use super::{code, root, sonae, stdout};

/// `docs/rules.md`: where each printed item is decided. `UPDATE_DOCS=1 cargo test -p sonae` rewrites it.
#[test]
fn the_table_of_rules_is_up_to_date() {
    let frameworks = Frameworks::embedded().unwrap();
    let mut text = String::from("# Where each item is decided\n\nMade from `frameworks/` by a test; do not edit.\n");
    for edition in frameworks.editions() {
        for form in &edition.forms {
            write!(
                text,
                "\n## {} {}\n\n| item | control | scope | rule |\n|---|---|---|---|\n",
                edition.edition_label, form.audience_label
            )
            .unwrap();
            for item in form.items_with_gate() {
                let file = item.control.as_str().replace('-', "_");
                assert!(root().join(format!("crates/domain/src/rules/{file}.rs")).is_file(), "{file}");
                let (no, control, scope) = (&item.no, &item.control, item.scope.as_str());
                writeln!(text, "| {no} | `{control}` | {scope} | [{file}](../crates/domain/src/rules/{file}.md) |").unwrap();
            }
        }
    }
    let path = root().join("docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n"), text, "run UPDATE_DOCS=1 cargo test -p sonae");
}

#[test]
fn the_frameworks_check_and_compare() {
    let check = sonae(&["frameworks", "check"]);
    assert_eq!(code(&check), 0, "{}", stdout(&check));
    assert!(stdout(&check).contains("医療機関確認用：19項目"));
    let diff = stdout(&sonae(&["frameworks", "diff", "r5", "r7"]));
    assert!(diff.contains("2(7)(ネットワーク機器)、2(7)(サーバ)、2(7)(端末PC) → 2-⑥"), "{diff}");
}

#[test]
fn every_item_is_explained_with_label_source_rule_and_finding() {
    let folder = root().join("fixtures/見本病院");
    let frameworks = Frameworks::embedded().unwrap();
    for item in frameworks.edition("r7").unwrap().form(Audience::Institution).unwrap().items() {
        let output = sonae(&["explain", &item.no]);
        assert_eq!(code(&output), 0, "{}", item.no);
        let said = stdout(&output);
        assert!(said.contains(&item.label) && said.contains("医政参発0514第2号") && said.contains("判定のしかた"), "{}: {said}", item.no);
    }
    let now = stdout(&sonae(&["explain", "2-5", "--folder", folder.to_str().unwrap()]));
    assert!(now.contains("takahashi.i") && now.contains("AD_users_20260115.csv"), "{now}");
    assert_eq!(code(&sonae(&["explain", "9-⑨"])), 2);
}

#[test]
fn a_new_folder_can_be_inspected_once_a_ledger_has_a_row() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("新しい診療所");
    let path = folder.to_str().unwrap();
    let made = sonae(&["new", path, "--name", "新しい診療所", "--kind", "clinic"]);
    assert_eq!(code(&made), 0, "{}", super::stderr(&made));
    assert!(folder.join("機器台帳.xlsx").is_file() && folder.join("institution.toml").is_file());
    assert_eq!(code(&sonae(&["new", path])), 2, "a used folder is not overwritten");
    assert_eq!(code(&sonae(&["inspect", path, "--no-pack"])), 2, "empty ledgers decide nothing");
    std::fs::write(folder.join("機器台帳.csv"), "管理番号,OS,コンピュータ名,設置場所,状態\n1,Windows 11 Pro 24H2,PC1,受付,稼働\n").unwrap();
    let output = sonae(&["inspect", path, "--no-pack"]);
    assert_eq!(code(&output), 1, "{}", super::stderr(&output));
    assert!(stdout(&output).contains("新しい診療所"));
}
