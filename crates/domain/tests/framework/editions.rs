//! What each edition holds: counts, numbers, controls, marks, figures, guideline clauses.

use std::collections::BTreeSet;

use jiff::civil::date;
use sonae_domain::framework::{Audience, CharacterKind, Form, Item, Labels, NumberPlace, Original, Scope, Status};

use crate::{edition, embedded, form};

use Audience::{Institution, Pharmacy, Vendor};
use CharacterKind::{Digits, Letters, Symbols};

fn nos(form: &Form, keep: impl Fn(&Item) -> bool) -> Vec<String> {
    form.items().filter(|item| keep(item)).map(|item| item.no.clone()).collect()
}

#[test]
fn the_forms_have_the_rows_that_the_ministry_prints() {
    let all = embedded();
    let counts: Vec<_> =
        all.editions().iter().flat_map(|e| e.forms.iter().map(|f| (e.id.as_str(), f.audience, f.items().count()))).collect();
    assert_eq!(counts, [("r5", Institution, 18), ("r5", Vendor, 14), ("r7", Institution, 19), ("r7", Pharmacy, 19), ("r7", Vendor, 14),]);
}

#[test]
fn r7_numbers_its_rows_from_1_to_4() {
    let all = embedded();
    let institution = "1-① 2-① 2-② 2-③ 2-④ 2-⑤ 2-⑥ 2-⑦ 2-⑧ 2-⑨ 2-⑩ 2-⑪ 2-⑫ 2-⑬ 2-⑭ 3-① 3-② 3-③ 4-①";
    let vendor = "1-① 2-② 2-③ 2-④ 2-⑤ 2-⑥ 2-⑦ 2-⑧ 2-⑨ 2-⑩ 2-⑪ 2-⑫ 2-⑬ 2-⑭";
    assert_eq!(nos(form(&all, "r7", Institution), |_| true).join(" "), institution);
    assert_eq!(nos(form(&all, "r7", Pharmacy), |_| true).join(" "), institution);
    assert_eq!(nos(form(&all, "r7", Vendor), |_| true).join(" "), vendor);
}

#[test]
fn r7_asks_for_these_controls_of_these_machines() {
    let all = embedded();
    let form = form(&all, "r7", Institution);
    let rows: Vec<_> = form.items().map(|i| format!("{} {} {}", i.no, i.control, i.scope.as_str())).collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    1-① safety-manager-appointed all
    2-① asset-ledger-maintained all
    2-② remote-maintenance-identified all
    2-③ security-disclosure-collected all
    2-④ access-rights-by-role all
    2-⑤ unneeded-accounts-disabled all
    2-⑥ security-patches-applied all
    2-⑦ password-strength-enforced all
    2-⑧ password-reuse-prohibited all
    2-⑨ removable-media-restricted all
    2-⑩ two-factor-authentication all
    2-⑪ access-logs-managed server
    2-⑫ unneeded-services-stopped server
    2-⑬ unneeded-services-stopped endpoint
    2-⑭ network-source-restricted network
    3-① incident-contact-tree all
    3-② backup-and-recovery-confirmed all
    3-③ cyber-bcp-established all
    4-① regulations-cover-all-items all
    ");
}

#[test]
fn a_vendor_is_asked_the_same_controls_except_for_its_manager() {
    let all = embedded();
    for (vendor, institution) in ["r5", "r7"].map(|e| (form(&all, e, Vendor), form(&all, e, Institution))) {
        for item in vendor.items() {
            let same = institution.items().find(|other| other.key == item.key).unwrap();
            if item.key == "1-01" {
                assert_eq!(item.control, "vendor-manager-appointed");
                assert_eq!(same.control, "safety-manager-appointed");
            } else {
                assert_eq!((&same.control, same.scope), (&item.control, item.scope));
            }
        }
    }
}

#[test]
fn what_is_void_without_a_contract_and_what_is_looked_at() {
    let all = embedded();
    for audience in [Institution, Pharmacy] {
        let form = form(&all, "r7", audience);
        assert_eq!(nos(form, |i| i.void_without_contract), ["2-②", "2-③"]);
        assert_eq!(nos(form, |i| i.original == Original::Required), ["2-①", "3-①", "3-③", "4-①"]);
        assert_eq!(nos(form, |i| i.original == Original::Possible), ["2-⑪"]);
    }
    let r5 = form(&all, "r5", Institution);
    assert_eq!(nos(r5, |i| i.void_without_contract), ["2(2)", "2(3)"]);
    assert_eq!(nos(r5, |i| i.original == Original::Required), ["3(1)"]);
    let vendors = ["r5", "r7"].map(|e| form(&all, e, Vendor));
    for item in vendors.iter().flat_map(|form| form.items()) {
        assert!(!item.void_without_contract && item.original == Original::None);
    }
    let meaning = edition(&all, "r7").no_contract.as_deref().unwrap();
    assert!(meaning.contains("売買契約のみ") && meaning.contains("運用又は管理・保守"));
}

#[test]
fn the_clauses_are_those_that_the_manual_prints() {
    let all = embedded();
    let rows: Vec<_> = form(&all, "r7", Institution)
        .items()
        .map(|item| {
            let refs = item.guideline.iter();
            let refs: Vec<_> = refs.map(|r| format!("{} {}", r.volume, r.clauses.join(" "))).collect();
            let page = item.manual_page.map_or("-".to_owned(), |page| page.to_string());
            format!("{} p{page} {}", item.no, refs.join(" / "))
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    1-① p5 経営管理編 3.1.2② 3.2
    2-① p6 経営管理編 1.2.1〈管理責任〉② / 企画管理編 9.1
    2-② p7 企画管理編 9.1 / システム運用編 10.1
    2-③ p7 概説編 4.5
    2-④ p8 企画管理編 13④ 13.1.3
    2-⑤ p- 企画管理編 13⑦
    2-⑥ p9 システム運用編 8③ 8.1 8.2 13.2
    2-⑦ p10 システム運用編 8.⑤
    2-⑧ p11 システム運用編 8.⑤
    2-⑨ p11 企画管理編 8.2.2 / システム運用編 8.④
    2-⑩ p12 システム運用編 14.⑤ 14.1.1
    2-⑪ p12 経営管理編 4.2 / 企画管理編 5.3 / システム運用編 17①②
    2-⑫ p13 システム運用編 8.1
    2-⑬ p13 システム運用編 8.1
    2-⑭ p13 システム運用編 13⑩
    3-① p14 経営管理編 3.4.2① 3.4.3① / 企画管理編 12.3
    3-② p15 経営管理編 3.4.1 / 企画管理編 11.2 12.2 / システム運用編 11.1 12.2 18.1
    3-③ p15 経営管理編 3.4.1 / 企画管理編 11.1
    4-① p16 企画管理編 4.1
    ");
    for audience in [Pharmacy, Vendor] {
        for item in form(&all, "r7", audience).items() {
            let same = form(&all, "r7", Institution).item(&item.key).unwrap();
            assert_eq!(item.guideline, same.guideline, "{}", item.no);
            assert_eq!(item.manual_no, same.manual_no, "{}", item.no);
        }
    }
}

#[test]
fn the_manual_numbers_the_last_rows_differently() {
    let all = embedded();
    let r7 = form(&all, "r7", Institution);
    let differing: Vec<_> = r7.items().filter_map(|i| Some((i.no.as_str(), i.manual_no.as_deref()?))).collect();
    assert_eq!(differing, [("2-⑬", "2-⑫"), ("2-⑭", "2-⑬")]);
    let slips = &edition(&all, "r7").slips;
    assert!(slips.iter().any(|slip| slip.items == ["2-⑫", "2-⑬", "2-⑭"]));
}

#[test]
fn the_figures_of_r7() {
    let all = embedded();
    let r7 = edition(&all, "r7");
    let password = r7.parameters.password.as_ref().unwrap();
    assert_eq!(password.characters, [Letters, Digits, Symbols]);
    assert_eq!(password.shortest_accepted(false, false), 13);
    assert_eq!(password.shortest_accepted(false, true), 8);
    assert_eq!(password.shortest_accepted(true, false), 8);
    let two_factor = r7.parameters.two_factor.as_ref().unwrap();
    assert_eq!(two_factor.plan_by, date(2028, 3, 31));
    assert_eq!(two_factor.in_service_on, date(2027, 4, 1));
    let backup = r7.parameters.backup.as_ref().unwrap();
    assert_eq!((backup.generations, backup.isolated_from), (3, 3));
    assert_eq!(r7.deadline, date(2026, 3, 31));
    assert_eq!(r7.authorities[0].phone, "03-6812-7837");
}

#[test]
fn years_deadlines_and_parts() {
    let all = embedded();
    let r5 = edition(&all, "r5");
    assert_eq!(r5.deadline, date(2024, 3, 31));
    for audience in [Institution, Vendor] {
        let parts = &r5.form(audience).unwrap().parts;
        let dues: Vec<_> = parts.iter().map(|p| (p.reference, p.due)).collect();
        assert_eq!(dues, [(false, date(2024, 3, 31)), (true, date(2025, 3, 31))]);
        assert!(parts[1].year.contains(date(2024, 4, 1)));
        assert!(!parts[0].year.contains(date(2024, 4, 1)));
    }
    let r7 = form(&all, "r7", Institution);
    assert_eq!(r7.parts.len(), 1);
    assert_eq!(r7.parts[0].heading, None);
    assert_eq!(r7.part_of("2-06").unwrap().due, date(2026, 3, 31));
    assert_eq!(all.latest().unwrap().id, "r7");
}

#[test]
fn r5_has_a_gate_and_three_rounds() {
    let all = embedded();
    for audience in [Institution, Vendor] {
        let columns = &form(&all, "r5", audience).columns;
        let heads: Vec<_> = columns.rounds.iter().map(|r| (r.confirmed.as_str(), r.target.as_deref())).collect();
        assert_eq!(heads, [("1回目", Some("目標日")), ("2回目", None), ("3回目", None)]);
        assert_eq!(columns.remarks, None);
    }
    let gate = form(&all, "r5", Institution).gate.as_ref().unwrap();
    assert_eq!(gate.control, "medical-system-in-use");
    assert_eq!(gate.label, "医療情報システムを導入、運用している。");
    assert_eq!(gate.note.as_deref(), Some("〔いいえ〕の場合、以下すべての項目は確認不要"));
    assert_eq!(form(&all, "r5", Vendor).gate, None);
    assert_eq!(form(&all, "r7", Institution).gate, None);
}

#[test]
fn r6_is_known_only_in_part_and_invents_nothing() {
    let all = embedded();
    let r6 = edition(&all, "r6");
    assert!(r6.forms.is_empty());
    let notices: Vec<_> = r6.sources.iter().filter_map(|s| s.notice.as_deref()).collect();
    assert_eq!(notices, ["医政参発0513・第6号", "医政参発0513第7号"]);
    assert!(r6.sources.iter().all(|s| s.date == Some(date(2024, 5, 13))));
    let Status::Partial { known, .. } = &r6.status else {
        panic!("r6 is partial");
    };
    assert_eq!(known.len(), 5);
    let r5 = edition(&all, "r5");
    for audience in [Institution, Vendor] {
        let before: BTreeSet<_> = r5.controls(audience).unwrap().into_iter().collect();
        let stated: BTreeSet<_> = r6.controls(audience).unwrap().into_iter().collect();
        assert_eq!(stated, before, "all items of the year before, the reference items included");
    }
    assert_eq!(r6.controls(Pharmacy), None);
}

#[test]
fn the_pharmacy_form_says_that_its_words_are_not_the_ministrys() {
    let all = embedded();
    let pharmacy = form(&all, "r7", Pharmacy);
    assert_eq!(pharmacy.labels, Labels::NotInSource);
    assert!(pharmacy.labels_note.as_deref().unwrap().contains("公表様式の文言ではなく"));
    for item in pharmacy.items() {
        assert_eq!(item.label, all.catalog.control(&item.control).unwrap().title);
        let institution = form(&all, "r7", Institution).item(&item.key).unwrap();
        assert_eq!((&institution.control, institution.scope), (&item.control, item.scope));
    }
    for printed in [form(&all, "r7", Institution), form(&all, "r7", Vendor)] {
        assert_eq!((printed.labels, &printed.labels_note), (Labels::Printed, &None));
    }
}

#[test]
fn an_item_is_found_by_key_and_by_number_however_it_is_typed() {
    let all = embedded();
    let r7 = form(&all, "r7", Institution);
    for typed in ["2-⑥", "2-6", "２－６", "2-06", "2(6)"] {
        assert_eq!(r7.item(typed).unwrap().control, "security-patches-applied", "{typed}");
    }
    assert_eq!(r7.item("2-⑮"), None);
    assert_eq!(r7.item(""), None);
    let r5 = form(&all, "r5", Institution);
    assert_eq!(r5.item("2(7)"), None, "three rows have this number");
    let rows: Vec<_> = r5.items_numbered("2(7)").iter().map(|i| i.scope).collect();
    assert_eq!(rows, [Scope::Network, Scope::Server, Scope::Endpoint]);
    assert_eq!(r5.item("2-07-server").unwrap().scope, Scope::Server);
    assert_eq!(r5.item("gate").unwrap().control, "medical-system-in-use");
}

#[test]
fn numbers_stand_where_the_form_puts_them() {
    let all = embedded();
    for audience in [Institution, Vendor] {
        let after_note = nos(form(&all, "r7", audience), |i| i.number_place == NumberPlace::AfterNote);
        assert_eq!(after_note, ["2-④", "2-⑦"]);
        let item = form(&all, "r5", audience).item("2-06").unwrap();
        assert_eq!(item.number_place, NumberPlace::BeforeLabel);
        assert_eq!((item.no.as_str(), item.in_row.as_str()), ("2(6)", "(6)"));
    }
    assert_eq!(form(&all, "r7", Vendor).item("2-⑥").unwrap().in_row, "2-⑥");
}
