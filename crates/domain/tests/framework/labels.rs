//! The printed words, letter for letter. Where the source texts lie beside the repository, every one is looked up in them.

use std::path::Path;

use sonae_domain::framework::{Audience, Columns, Form, Item, Labels, NumberPlace};

use crate::{embedded, form};

use Audience::{Institution, Pharmacy, Vendor};
use NumberPlace::{AfterLabel, AfterNote, BeforeLabel};

fn label(form: &Form, no: &str) -> String {
    form.item(no).unwrap().label.clone()
}

#[test]
fn institution_and_vendor_are_worded_differently_where_the_form_does_so() {
    let all = embedded();
    let (institution, vendor) = (form(&all, "r7", Institution), form(&all, "r7", Vendor));
    assert_eq!(label(institution, "2-②"), "リモートメンテナンス（保守）を利用している機器の有無を事業者等に確認した。");
    assert_eq!(label(vendor, "2-②"), "リモートメンテナンス（保守）している機器の有無を確認した。");
    assert_eq!(label(institution, "2-③"), "事業者から製造業者/サービス事業者による医療情報セキュリティ開示書（MDS/SDS）を提出してもらう。");
    assert_eq!(label(vendor, "2-③"), "医療機関に製造業者/サービス事業者による医療情報セキュリティ開示書（MDS/SDS）を提出した。");
    assert!(label(institution, "2-⑨").starts_with("USBストレージ等の外部記録媒体や"));
    assert!(label(vendor, "2-⑨").starts_with("USBストレージ等の外部接続機器や"));
    assert_eq!(label(vendor, "1-①"), "事業者内に、医療情報システム等の提供に係る管理責任者を設置している。");
    let differing: Vec<_> =
        vendor.items().filter(|item| label(institution, &item.key) != item.label).map(|item| item.no.as_str()).collect();
    assert_eq!(differing, ["1-①", "2-②", "2-③", "2-⑨"]);
}

#[test]
fn notes_stand_where_the_form_prints_them() {
    let all = embedded();
    let notes = |form: &Form| -> Vec<_> {
        let noted = form.items().filter_map(|i| Some((i.no.clone(), i.note.clone()?)));
        noted.map(|(no, note)| format!("{no} {note}")).collect()
    };
    let shared = ["2-④ 管理者権限対象者の明確化を行っている", "2-⑦ 二要素認証、または13文字以上の場合は定期的な変更は不要"];
    let void = ["2-② 事業者と契約していない場合には、記入不要", "2-③ 事業者と契約していない場合には、記入不要"];
    assert_eq!(notes(form(&all, "r7", Institution)), [void, shared].concat());
    assert_eq!(notes(form(&all, "r7", Vendor)), shared);
}

#[test]
fn heads_and_corners_of_the_r7_forms() {
    let all = embedded();
    let (institution, vendor) = (form(&all, "r7", Institution), form(&all, "r7", Vendor));
    assert_eq!(institution.edition_label_printed.as_deref(), Some("令和7年度版"));
    assert_eq!(vendor.edition_label_printed.as_deref(), Some("令和7年度"));
    assert_eq!(institution.name_label, None);
    assert_eq!(vendor.name_label.as_deref(), Some("事業者名"));
    assert_eq!((institution.columns.over.as_deref(), vendor.columns.over.as_deref()), (None, Some("(日付)")));
    let headings = |form: &Form| -> Vec<_> {
        let sections = form.parts.iter().flat_map(|p| p.sections.clone());
        sections.flat_map(|s| s.groups).filter_map(|g| g.heading).collect()
    };
    let expected =
        ["医療情報システム全般", "サーバ", "端末PC", "ネットワーク機器"].map(|scope| format!("{scope}について、以下を実施している。"));
    assert_eq!(headings(institution), expected);
    assert_eq!(headings(vendor), expected);
    let sections: Vec<_> = institution.parts[0].sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(sections, ["1 体制構築", "2 医療情報システムの管理・運用", "3 インシデント発生に備えた対応", "4 規程類の整備"]);
    assert!(vendor.parts[0].notes[0].starts_with("以下項目は令和7年度中に"));
    assert!(institution.parts[0].notes[0].starts_with("立入検査時、本チェックリストを確認します。"));
    assert_eq!(form(&all, "r7", Pharmacy).title, "薬局におけるサイバーセキュリティ対策チェックリスト");
}

/// Every text of a form that the Ministry prints.
fn texts(form: &Form) -> Vec<String> {
    let Columns { item, over, rounds, remarks } = form.columns.clone();
    let mut texts = vec![form.audience_label.clone(), form.title.clone(), item];
    texts.extend([over, remarks, form.name_label.clone(), form.edition_label_printed.clone()].into_iter().flatten());
    texts.extend(rounds.into_iter().flat_map(|r| [Some(r.confirmed), r.target]).flatten());
    for part in &form.parts {
        texts.extend(part.heading.clone());
        texts.extend(part.notes.iter().chain(&part.foot).cloned());
        for section in &part.sections {
            texts.push(section.title.clone());
            texts.extend(section.groups.iter().filter_map(|group| group.heading.clone()));
        }
    }
    texts
}

/// A row as the transcription writes it, spaces aside.
fn row(item: &Item) -> String {
    let note = item.note.as_ref().map(|note| if note.starts_with('〔') { note.clone() } else { format!("※{note}") });
    let note = note.unwrap_or_default();
    let (label, no) = (&item.label, &item.in_row);
    let row = match item.number_place {
        AfterLabel => format!("{label}({no}){note}"),
        AfterNote => format!("{label}{note}({no})"),
        BeforeLabel => format!("{no}{label}{note}"),
    };
    bare(&row)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_printed_word_is_in_the_source_text_letter_for_letter() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(folder) = std::fs::read_dir(seeds) else {
        return; // only where the sources lie beside the repository
    };
    let mut sources: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    sources.sort();
    let source = |at: usize| std::fs::read_to_string(&sources[at]).unwrap();
    let all = embedded();
    for (id, text) in [("r7", source(0)), ("r5", source(1))] {
        let institution = text.find("\n医療機関確認用\n").unwrap();
        let vendor = text.find("\n事業者確認用\n").unwrap();
        for (audience, page) in [(Institution, &text[institution..vendor]), (Vendor, &text[vendor..])] {
            let form = form(&all, id, audience);
            assert_eq!(form.labels, Labels::Printed);
            for printed in texts(form) {
                assert!(text.contains(&printed), "{id} {}: {printed}", audience.as_str());
            }
            for item in form.items_with_gate() {
                assert!(page.contains(&item.label), "{id}: {}", item.label);
                assert!(bare(page).contains(&row(item)), "{id}: {}", row(item));
            }
        }
    }
    let r7 = source(0);
    let edition = all.edition("r7").unwrap();
    for source in &edition.sources {
        assert!(r7.contains(source.notice.as_deref().unwrap()));
    }
    assert!(r7.contains(edition.no_contract.as_deref().unwrap()));
    assert!(r7.contains(&edition.authorities[0].name) && r7.contains(&edition.authorities[0].phone));
    assert!(r7.contains(&form(&all, "r7", Pharmacy).title));
    for clause in form(&all, "r7", Institution).items().flat_map(|i| &i.guideline) {
        assert!(r7.contains(&format!("▶{}", clause.volume)) || r7.contains(&format!("▶ {}", clause.volume)));
    }
}
