//! The official form as PDF.

use jiff::civil::date;
use sonae_domain::paper::{Answer, FormRow, FormSheet, RoundCell};

use crate::reading::{contains, marks, text};
use crate::sample::{PRESS, fifth_year, institution, kept, stamp, vendor};

fn rows(sheet: &mut FormSheet) -> impl Iterator<Item = &mut FormRow> {
    let sections = sheet.parts.iter_mut().flat_map(|part| &mut part.sections);
    let groups = sections.flat_map(|section| &mut section.groups);
    groups.flat_map(|group| &mut group.rows)
}

#[test]
fn each_form_of_the_seventh_year_is_one_page() {
    for (name, sheet) in [("r7-institution.pdf", institution()), ("r7-vendor.pdf", vendor())] {
        let printed = kept(name, PRESS.form_pdf(&sheet, &stamp()).unwrap());
        assert_eq!(printed.pages, 1, "{name}");
        assert_eq!(printed.unprintable, []);
    }
}

#[test]
fn the_fifth_year_has_a_page_for_each_part() {
    let printed = kept("r5-institution.pdf", PRESS.form_pdf(&fifth_year(), &stamp()).unwrap());
    assert_eq!(printed.pages, 2);
    if let Some(text) = text(&printed.pdf) {
        let text: String = text.split_whitespace().collect();
        for word in ["導入、運用している", "以下すべての項目は確認不要", "参考項目", "1回目", "2回目", "3回目", "目標日"]
        {
            assert!(text.contains(word), "{word}");
        }
        assert!(!text.contains("備考"));
    }
}

#[test]
fn several_forms_in_one_document_begin_on_pages_of_their_own() {
    let printed = PRESS.forms_pdf(&[institution(), vendor(), fifth_year()], &stamp()).unwrap();
    assert_eq!(printed.pages, 4);
    assert!(PRESS.forms_pdf(&[], &stamp()).is_err());
}

#[test]
fn sixty_characters_of_remarks_in_every_row_still_make_one_page() {
    let long = "未適用の端末は七台で、うち四台は製造販売業者の動作確認を待っているため、次回の定期保守までは隔離した回線で運用する。";
    assert_eq!(long.chars().count(), 58);
    let mut sheet = institution();
    for row in rows(&mut sheet) {
        row.remarks = format!("{long}以上");
    }
    let printed = kept("r7-long.pdf", PRESS.form_pdf(&sheet, &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
}

#[test]
fn remarks_without_measure_flow_to_a_second_page_with_the_heads_repeated() {
    let mut sheet = institution();
    for row in rows(&mut sheet) {
        row.remarks = "長い備考です。".repeat(40);
    }
    let printed = kept("r7-flood.pdf", PRESS.form_pdf(&sheet, &stamp()).unwrap());
    assert!(printed.pages > 1);
    if let Some(text) = text(&printed.pdf) {
        assert_eq!(text.matches("チェック項目").count(), printed.pages + 1);
    }
}

#[test]
fn the_printed_words_can_be_searched() {
    let printed = PRESS.form_pdf(&institution(), &stamp()).unwrap();
    let Some(text) = text(&printed.pdf) else { return };
    for word in [
        "令和7年度版",
        "医療機関確認用",
        "医療機関におけるサイバーセキュリティ対策チェックリスト",
        "(2-⑥)",
        "(2-⑭)",
        "副院長 髙橋 一郎",
        "医療法人社団 見本会 見本総合病院",
        "※事業者と契約していない場合には、記入不要",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn every_answer_says_in_words_what_its_ring_shows() {
    let sheet = institution();
    let answered = |wanted: Answer| {
        let cells = sheet.rows().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.answer == Some(wanted)).count()
    };
    let pdf = PRESS.form_pdf(&sheet, &stamp()).unwrap().pdf;
    let marks = marks(&pdf);
    assert_eq!(marks.get("回答：はい"), Some(&answered(Answer::Yes)));
    assert_eq!(marks.get("回答：いいえ"), Some(&answered(Answer::No)));
    let blank = PRESS.form_pdf(&vendor(), &stamp()).unwrap().pdf;
    assert_eq!(crate::reading::marks(&blank).get("未回答（はい・いいえ）"), Some(&14));
}

#[test]
fn the_document_is_archival_and_accessible() {
    let pdf = PRESS.form_pdf(&institution(), &stamp()).unwrap().pdf;
    for mark in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "/StructTreeRoot", "(ja-JP)"] {
        assert!(contains(&pdf, mark), "{mark}");
    }
}

#[test]
fn the_same_form_gives_the_same_bytes_and_another_day_gives_others() {
    let print = |stamp| PRESS.form_pdf(&institution(), &stamp).unwrap().pdf;
    assert_eq!(print(stamp()), print(stamp()));
    let mut other = stamp();
    other.date = date(2025, 5, 15);
    assert_ne!(print(stamp()), print(other));
    let mut other = stamp();
    other.ident = "another".to_owned();
    assert_ne!(print(stamp()), print(other));
}

#[test]
fn void_rows_notices_and_days_of_another_year_are_visible() {
    let mut sheet = institution();
    sheet.form_id = "pharmacy".to_owned();
    sheet.audience_label = "薬局確認用".to_owned();
    sheet.label_notice = Some("項目の文言は医療機関確認用によっています。薬局確認用の様式の文言ではありません。".to_owned());
    for row in rows(&mut sheet) {
        row.void = ["2-②", "2-③"].contains(&row.no.as_str());
        if row.no == "2-⑤" {
            row.cells = vec![RoundCell::answered(Answer::No, date(2024, 12, 3), Some(date(2026, 6, 30)))];
        }
    }
    let printed = kept("pharmacy.pdf", PRESS.form_pdf(&sheet, &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
    if let Some(text) = text(&printed.pdf) {
        assert!(text.contains("薬局確認用の様式の文言ではありません"));
        // twice in the notes of the labels, twice in the cells
        assert_eq!(text.matches("記入不要").count(), 4);
        assert!(text.contains("（R6.12.3）") && text.contains("（R8.6.30）"));
    }
}

#[test]
fn a_rare_character_is_replaced_and_reported_instead_of_stopping_the_printing() {
    let mut sheet = institution();
    rows(&mut sheet).next().unwrap().remarks = "完了😀 葛\u{e0100}城 𠮷田 #panic(1) $x$ *b*".to_owned();
    let printed = PRESS.form_pdf(&sheet, &stamp()).unwrap();
    let found: Vec<char> = printed.unprintable.iter().map(|u| u.character).collect();
    assert_eq!(found, ['😀', '\u{e0100}']);
    assert!(printed.unprintable[0].text.starts_with("完了"));
    if let Some(text) = text(&printed.pdf) {
        let text: String = text.split_whitespace().collect();
        assert!(text.contains("完了〓葛城𠮷田#panic(1)$x$*b*"), "{text}");
    }
}

#[test]
fn a_form_without_any_item_is_still_a_page() {
    let mut sheet = institution();
    sheet.parts[0].sections.clear();
    assert_eq!(PRESS.form_pdf(&sheet, &stamp()).unwrap().pages, 1);
    sheet.parts.clear();
    assert!(PRESS.form_pdf(&sheet, &stamp()).is_ok_and(|printed| printed.pages <= 1));
}
