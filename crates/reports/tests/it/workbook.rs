//! Workbooks, read back the way an importer does.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use sonae_domain::paper::{Answer, FormSheet};
use sonae_reports::xlsx;

use crate::sample::{devices, fifth_year, institution, keep, stamp, vendor};

type Cells = BTreeMap<(u32, u32), Data>;

/// Every worksheet by name, in order.
fn read(bytes: &[u8]) -> Vec<(String, Cells)> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap();
        let cells = range.used_cells().map(|(r, c, v)| {
            let at = (top + u32::try_from(r).unwrap(), left + u32::try_from(c).unwrap());
            (at, v.clone())
        });
        out.push((name, cells.collect()));
    }
    out
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn text(cells: &Cells, row: u32, column: u32) -> String {
    cells.get(&(row, column)).map(ToString::to_string).unwrap_or_default()
}

/// Rows by the key in column A.
fn keys(cells: &Cells) -> BTreeMap<String, u32> {
    let first = cells.iter().filter(|((_, column), _)| *column == 0);
    first.map(|((row, _), key)| (key.to_string(), *row)).collect()
}

fn form(sheet: &FormSheet) -> Vec<u8> {
    xlsx::form(sheet, &stamp()).unwrap()
}

#[test]
fn every_answer_is_found_again_by_its_key() {
    let sheet = institution();
    let bytes = form(&sheet);
    keep("r7-institution.xlsx", &bytes);
    let sheets = read(&bytes);
    assert_eq!(sheets.len(), 1);
    let (name, cells) = &sheets[0];
    assert_eq!(name, "医療機関確認用");
    assert_eq!(text(cells, 0, 0), "sonae-form/1 mhlw-checklist/r7 institution");
    let keys = keys(cells);
    for row in sheet.rows() {
        let at = keys[&row.key];
        let cell = &row.cells[0];
        let answer = match cell.answer {
            Some(Answer::Yes) => "はい",
            Some(Answer::No) => "いいえ",
            None => "",
        };
        assert_eq!(text(cells, at, 3), answer, "{}", row.key);
        let day = |column| cells.get(&(at, column)).and_then(DataType::as_date).map(|d| d.to_string());
        assert_eq!(day(4), cell.checked_on.map(|d| d.to_string()), "{}", row.key);
        assert_eq!(day(5), cell.target_on.map(|d| d.to_string()), "{}", row.key);
        assert_eq!(text(cells, at, 6), row.remarks);
        let label: String = text(cells, at, 2).split_whitespace().collect();
        assert!(label.contains(&format!("({})", row.no)), "{label}");
        assert!(label.starts_with(&row.label[..12]), "{label}");
    }
}

#[test]
fn the_heads_name_the_columns() {
    let heads = |bytes: &[u8], n: usize| -> Vec<String> {
        let (_, cells) = &read(bytes)[n];
        let row = cells.iter().find(|(_, v)| **v == "目標日").unwrap().0.0;
        let cells = cells.range((row, 0)..=(row, 99));
        cells.map(|(_, v)| v.to_string()).collect()
    };
    // without a head over the results everything stands in one row
    let one = ["チェック項目", "回答", "確認日", "目標日", "備考"];
    assert_eq!(heads(&form(&institution()), 0), one);
    assert_eq!(heads(&form(&vendor()), 0), ["回答", "確認日", "目標日"]);
    let rounds = ["1回目 回答", "1回目 確認日", "目標日", "2回目 回答", "2回目 確認日", "3回目 回答", "3回目 確認日"];
    assert_eq!(heads(&form(&fifth_year()), 0), rounds);
    assert_eq!(heads(&form(&fifth_year()), 1), rounds);
    let (_, cells) = &read(&form(&vendor()))[0];
    for head in ["(日付)", "備考"] {
        assert!(cells.values().any(|v| *v == head), "{head}");
    }
}

#[test]
fn the_vendors_form_has_cells_for_its_name_and_who_answers() {
    let mut sheet = vendor();
    sheet.subject = "a-sha denki".to_owned();
    sheet.name = Some("A社（電子カルテ）".to_owned());
    let bytes = form(&sheet);
    keep("r7-vendor.xlsx", &bytes);
    let (_, cells) = &read(&bytes)[0];
    assert_eq!(text(cells, 0, 0), "sonae-form/1 mhlw-checklist/r7 vendor a-sha denki");
    let keys = keys(cells);
    assert_eq!(text(cells, keys[xlsx::NAME_KEY], 2), "事業者名");
    assert_eq!(text(cells, keys[xlsx::NAME_KEY], 3), "A社（電子カルテ）");
    assert_eq!(text(cells, keys[xlsx::ANSWERED_BY_KEY], 2), "回答者");
    assert_eq!(text(cells, keys[xlsx::ANSWERED_ON_KEY], 2), "回答日");
    assert_eq!(keys.keys().filter(|key| !key.starts_with('@')).count(), 14 + 1);
}

#[test]
fn the_fifth_year_has_a_worksheet_for_each_part_and_the_gate_on_the_first() {
    let bytes = form(&fifth_year());
    keep("r5-institution.xlsx", &bytes);
    let sheets = read(&bytes);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["令和5年度中", "参考項目(令和6年度中)"]);
    let (first, second) = (keys(&sheets[0].1), keys(&sheets[1].1));
    assert!(first.contains_key("gate") && !second.contains_key("gate"));
    assert!(second.contains_key("s2(7)") && second.contains_key("p2(7)"));
    let row = first["2(3)"];
    assert_eq!(text(&sheets[0].1, row, 3), "いいえ");
    assert_eq!(text(&sheets[0].1, row, 6), "いいえ");
    assert_eq!(text(&sheets[0].1, row, 8), "はい");
    // the second part may be answered until the end of the following year
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("2025/3/31"));
}

#[test]
fn cells_are_merged_validated_coloured_locked_and_printed_on_one_page() {
    let bytes = form(&institution());
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let merged = book.merge_cells_by_sheet_name("医療機関確認用").unwrap();
    let section = |m: &&calamine::Dimensions| m.start.1 == 1 && m.end.1 == 1 && m.end.0 - m.start.0 == 17;
    assert_eq!(merged.iter().filter(section).count(), 1, "{merged:?}");
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    for mark in [
        r#"<formula1>"はい,いいえ"</formula1>"#,
        r#"type="date""#,
        "<formula1>45748</formula1><formula2>46112</formula2>",
        "<sheetProtection",
        r#"hidden="1""#,
        r#"<pageSetUpPr fitToPage="1"/>"#,
        r#"paperSize="9""#,
        r#"operator="equal""#,
        r#"AND($D6="いいえ",F6="")"#,
        "医療法人社団 見本会 見本総合病院",
    ] {
        assert!(xml.contains(mark), "{mark}");
    }
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Area") && names.contains("_xlnm.Print_Titles"));
    // some formats are unlocked, most are not
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.matches(r#"<protection locked="0"/>"#).count() >= 3);
}

#[test]
fn rows_that_need_no_answer_say_so_and_days_of_another_year_show_it() {
    let mut sheet = institution();
    for section in &mut sheet.parts[0].sections {
        for row in section.groups.iter_mut().flat_map(|g| &mut g.rows) {
            row.void = row.no == "2-②";
            if row.no == "2-⑤" {
                row.cells[0].checked_on = Some(date(2024, 12, 3));
            }
        }
    }
    sheet.label_notice = Some("文言は様式のものではありません".to_owned());
    let bytes = form(&sheet);
    keep("r7-void.xlsx", &bytes);
    let (_, cells) = &read(&bytes)[0];
    let keys = keys(cells);
    assert_eq!(text(cells, keys["2-②"], 3), "記入不要");
    assert!(cells.get(&(keys["2-⑤"], 4)).unwrap().as_date().is_some());
    assert!(part(&bytes, "xl/styles.xml").contains("yyyy/m/d"));
    assert!(cells.values().any(|v| *v == "文言は様式のものではありません"));
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert_eq!(form(&institution()), form(&institution()));
    let ledger = || xlsx::ledger(&devices(50), &stamp()).unwrap();
    assert_eq!(ledger(), ledger());
}

#[test]
fn hostile_texts_stay_texts() {
    let mut sheet = institution();
    sheet.facility = "A&B病院\n&Lx\u{0}".repeat(30);
    sheet.audience_label = "a/b:c*[d]?\\'".repeat(9);
    let remarks = "=HYPERLINK(\"http://example.jp\") <b>&amp;\u{1b}\u{ffff}";
    sheet.parts[0].sections[0].groups[0].rows[0].remarks = remarks.to_owned();
    sheet.parts[0].sections[3].groups[0].rows[0].remarks = "長".repeat(40_000);
    let bytes = form(&sheet);
    let (_, cells) = &read(&bytes)[0];
    let row = keys(cells)["1-①"];
    assert_eq!(text(cells, row, 6), "=HYPERLINK(\"http://example.jp\") <b>&amp;");
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}

#[test]
fn parts_with_equal_names_and_no_items_are_written() {
    let mut sheet = fifth_year();
    sheet.parts[1].heading = sheet.parts[0].heading.clone();
    sheet.parts[0].sections.clear();
    sheet.rounds = 0;
    assert_eq!(read(&form(&sheet)).len(), 2);
}

#[test]
fn a_ledger_keeps_its_columns_order_and_leading_zeros() {
    let sheet = devices(200);
    let bytes = xlsx::ledger(&sheet, &stamp()).unwrap();
    keep("ledger-devices.xlsx", &bytes);
    let (name, cells) = &read(&bytes)[0];
    assert_eq!(name, "機器台帳");
    for (at, column) in (0..).zip(&sheet.columns) {
        assert_eq!(text(cells, 2, at), column.title);
    }
    for (row, texts) in (3..).zip(&sheet.rows) {
        for (at, wanted) in (0..).zip(texts) {
            assert_eq!(&text(cells, row, at), wanted);
        }
    }
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    for mark in ["<autoFilter", "<pane", "orientation=\"landscape\"", "numberStoredAsText"] {
        assert!(xml.contains(mark), "{mark}");
    }
}

#[test]
fn a_ledger_without_rows_or_columns_is_written() {
    assert_eq!(read(&xlsx::ledger(&devices(0), &stamp()).unwrap()).len(), 1);
    let mut bare = devices(2);
    bare.columns.clear();
    bare.title = "[]".to_owned();
    assert_eq!(read(&xlsx::ledger(&bare, &stamp()).unwrap())[0].0, "1");
}
