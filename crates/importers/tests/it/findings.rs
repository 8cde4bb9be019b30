//! What the rules find in the accounts of ../shared/data, against what is expected there.

use serde_json::{Value, json};
use sonae_domain::facts::{Facts, Origin, RecordRef};
use sonae_domain::framework::{Audience, Frameworks, Scope};
use sonae_domain::ledger::LedgerId;
use sonae_domain::rules::{Context, RULES};

use crate::import;
use crate::shared::shared;

/// Facts of these files on the day of the expectation; `None` where the data is not there.
fn facts(files: &[&str], as_of: &str) -> Option<Facts> {
    let mut facts = Facts { as_of: as_of.parse().unwrap(), ..Facts::default() };
    for file in files {
        let report = import(file, &shared(&format!("accounts/{file}"))?);
        for batch in &report.batches {
            for row in &batch.rows {
                let origin = Origin { key: row.key.clone(), source: row.source.clone(), provenance: row.provenance };
                facts.push(batch.importer, origin, row.body.clone()).unwrap();
            }
        }
    }
    facts.observe();
    Some(facts)
}

/// The records that a reason of a rule names, in the order of the finding.
fn records(facts: &Facts, control: &str, key: &str) -> Vec<RecordRef> {
    let frameworks = Frameworks::embedded().unwrap();
    let parameters = &frameworks.edition("r7").unwrap().parameters;
    let rule = RULES.iter().find(|rule| rule.control() == control).unwrap();
    assert!(rule.reasons().contains(&key), "{control} has no reason {key}");
    let finding = rule.evaluate(facts, &Context { parameters, scope: Scope::All, audience: Audience::Institution, required: &[] });
    finding.reasons.into_iter().filter(|reason| reason.key == key).flat_map(|reason| reason.records).collect()
}

fn keys(facts: &Facts, control: &str, key: &str) -> Value {
    let records = records(facts, control, key);
    json!(records.iter().map(|record| record.key.as_str()).collect::<Vec<_>>())
}

const UNNEEDED: &str = "unneeded-accounts-disabled";
const RIGHTS: &str = "access-rights-by-role";

#[test]
fn the_rules_find_in_the_directory_what_is_expected_and_nothing_else() {
    let Some(expected) = shared("accounts/expected.json") else { return };
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let as_of = expected["as_of"].as_str().unwrap();
    let Some(facts) = facts(&["ad_users_get-aduser_utf8bom.csv", "hr_leavers_cp932.csv"], as_of) else { return };
    for (of, control, key) in [
        ("leaver_still_enabled", UNNEEDED, "account-of-leaver-active"),
        ("leaver_disabled_ok", UNNEEDED, "account-of-leaver-disabled"),
        ("not_leaver", UNNEEDED, "account-of-person-on-leave"),
        ("dormant_90d", UNNEEDED, "account-dormant"),
        ("never_logged_on", UNNEEDED, "account-never-used"),
        ("privileged", RIGHTS, "privileged-account-approval-unrecorded"),
        ("vendor_account", RIGHTS, "privileged-account-of-vendor"),
        ("shared_account_suspect", "password-reuse-prohibited", "password-shared-account"),
    ] {
        assert_eq!(keys(&facts, control, key), expected[of], "{of}");
    }
    let labels: Vec<String> = records(&facts, UNNEEDED, "leaver-without-account").into_iter().map(|record| record.label).collect();
    assert_eq!(json!(labels), expected["unmatched_leaver"]);
    let variants = records(&facts, UNNEEDED, "account-name-variant");
    let family = |record: &RecordRef| {
        let name = if record.ledger == LedgerId::Accounts { record.label.split_once(' ').unwrap().1 } else { record.label.as_str() };
        name.split([' ', '\u{3000}']).next().unwrap().to_owned()
    };
    let pairs: Vec<[String; 2]> = variants.chunks(2).map(|pair| [family(&pair[0]), family(&pair[1])]).collect();
    assert_eq!(json!(pairs), expected["name_variants"]);
    let never: Vec<&str> =
        facts.accounts.iter().filter(|a| a.is_usable() && a.password_never_expires == Some(true)).map(|a| a.user_id.as_str()).collect();
    assert_eq!(json!(never), expected["password_never_expires"]);
}

#[test]
fn the_same_people_are_found_in_the_ldif_and_in_the_ledger_of_the_medical_record() {
    let Some(facts_of_ldif) = facts(&["ad_export_ldifde.ldif", "hr_leavers_cp932.csv"], "2026-11-20") else { return };
    assert_eq!(keys(&facts_of_ldif, UNNEEDED, "account-of-leaver-active"), json!(["takahashi"]));
    assert_eq!(keys(&facts_of_ldif, UNNEEDED, "account-of-leaver-disabled"), json!(["watanabe.k"]));
    assert_eq!(keys(&facts_of_ldif, RIGHTS, "privileged-account-approval-unrecorded"), json!(["administrator", "takahashi"]));
    let facts = facts(&["emr_user_ledger_cp932.csv", "hr_leavers_cp932.csv"], "2026-11-20").unwrap();
    assert_eq!(keys(&facts, UNNEEDED, "account-of-leaver-active"), json!(["taka@emr"]));
    assert_eq!(keys(&facts, UNNEEDED, "account-past-its-date"), json!(["taka@emr"]));
    assert_eq!(keys(&facts, UNNEEDED, "account-of-person-on-leave"), json!(["sato@emr"]));
}

#[test]
fn a_copied_login_is_dormant_only_beyond_the_lag_of_the_copy() {
    let line = |day: &str| {
        let text = format!("SamAccountName,Name,Enabled,LastLogonDate,MemberOf\nsato,佐藤 花子,True,{day} 8:00:00,\n");
        let report = import("ad.csv", text.as_bytes());
        let mut facts = Facts { as_of: "2026-11-20".parse().unwrap(), ..Facts::default() };
        for row in &report.batches[0].rows {
            let origin = Origin { key: row.key.clone(), source: row.source.clone(), provenance: row.provenance };
            facts.push(LedgerId::Accounts, origin, row.body.clone()).unwrap();
        }
        records(&facts, UNNEEDED, "account-dormant").len()
    };
    // 104 days ago, and one more
    assert_eq!((line("2026/8/8"), line("2026/8/7")), (0, 1));
}
