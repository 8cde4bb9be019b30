//! Official forms that come back filled in: written by sonae, re-saved, or typed elsewhere.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sonae_domain::framework::{Audience, Frameworks};
use sonae_domain::ledger::{Answer, LedgerId, YesNo};
use sonae_importers::form::FormSpec;
use sonae_importers::{Choice, FileReport, ImportContext};

use crate::{keys, only, records};

fn context(first: &str) -> ImportContext {
    let frameworks = Frameworks::embedded().unwrap();
    let mut editions: Vec<_> = frameworks.editions().iter().rev().collect();
    editions.sort_by_key(|edition| edition.id.as_str() != first);
    let forms = editions.iter().flat_map(|edition| edition.forms.iter().map(|form| FormSpec::new(edition, form))).collect();
    ImportContext { forms, ..ImportContext::default() }
}

fn spec(edition: &str, audience: Audience) -> FormSpec {
    context(edition).forms.into_iter().find(|form| form.edition == edition && form.audience == audience).unwrap()
}

fn import(bytes: &[u8]) -> FileReport {
    sonae_importers::import("form.xlsx", bytes, &[], &context("r7"))
}

fn answers(report: &FileReport) -> Vec<Answer> {
    records(&only(report).rows)
}

/// A worksheet as sonae writes it: hidden keys, heads of two rows, answers from `cell` by column head.
fn keyed(mark: &str, spec: &FormSpec, fill: &dyn Fn(&str, &str) -> String) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.write(0, 0, mark).unwrap();
    sheet.write(0, 1, &spec.year_label).unwrap();
    sheet.merge_range(0, 5, 0, 6, &spec.audience_label, &plain).unwrap();
    sheet.merge_range(4, 2, 5, 2, "チェック項目", &plain).unwrap();
    sheet.merge_range(4, 3, 4, 5, "確認結果（日付）", &plain).unwrap();
    sheet.merge_range(4, 6, 5, 6, "備考", &plain).unwrap();
    for (column, head) in [(3, "回答"), (4, "確認日"), (5, "目標日")] {
        sheet.write(5, column, head).unwrap();
    }
    for (row, item) in (6..).zip(&spec.items) {
        sheet.write(row, 0, &item.key).unwrap();
        sheet.write(row, 2, format!("{}({})", item.label, item.no)).unwrap();
        for (column, head) in [(3, "回答"), (4, "確認日"), (5, "目標日"), (6, "備考")] {
            let text = fill(&item.key, head);
            if let Some(day) = text.strip_prefix("date:") {
                let day = ExcelDateTime::parse_from_str(day).unwrap();
                sheet.write_with_format(row, column, &day, &Format::new().set_num_format("m/d")).unwrap();
            } else {
                sheet.write(row, column, text).unwrap();
            }
        }
    }
    let foot = 6 + u32::try_from(spec.items.len()).unwrap() + 1;
    for (row, (key, label)) in (foot..).zip([("@name", "事業者名"), ("@answered-by", "回答者"), ("@answered-on", "回答日")]) {
        sheet.write(row, 0, key).unwrap();
        sheet.write(row, 2, label).unwrap();
        sheet.merge_range(row, 3, row, 6, &fill(key, ""), &plain).unwrap();
    }
    sheet.set_column_hidden(0).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_form_that_a_vendor_filled_in_is_read_by_its_hidden_keys() {
    let spec = spec("r7", Audience::Vendor);
    let fill = |key: &str, head: &str| match (key, head) {
        ("@answered-by", _) => "三木 聡".into(),
        ("@name", _) => "みほんシステム㈱".into(),
        ("2-06", "回答") => "いいえ".into(),
        ("2-06", "目標日") => "1/31".into(),
        ("2-06", "備考") => "検証中".into(),
        ("2-07", "回答") => "×".into(),
        ("2-08", _) => String::new(),
        ("2-09", "回答") => "記入不要".into(),
        ("2-10", "回答") => "はい・いいえ".into(),
        ("2-11", "回答") => "○はい・いいえ".into(),
        ("2-12", "回答") => "確認します".into(),
        ("2-13", "確認日") => String::new(),
        ("2-14", "確認日") => "2024/5/14".into(),
        ("1-01", "確認日") => "date:2025-05-14".into(),
        ("2-02", "確認日") => "R7.5.14".into(),
        (_, "回答") => "はい".into(),
        (_, "確認日") => "５／１４".into(),
        _ => String::new(),
    };
    let report = import(&keyed("sonae-form/1 mhlw-checklist/r7 vendor みほん システム", &spec, &fill));
    let batch = only(&report);
    assert_eq!((batch.importer, batch.form.as_str(), batch.header_row), (LedgerId::Answers, "r7 vendor", 6));
    let answers = answers(&report);
    let of = |item: &str| answers.iter().find(|answer| answer.item == item);
    let first = of("1-01").unwrap();
    assert_eq!(
        (first.edition.as_str(), first.vendor.as_str(), first.answered_by.as_str(), first.round),
        ("r7", "みほん システム", "三木 聡", 1)
    );
    for item in ["1-01", "2-02", "2-03"] {
        let answer = of(item).unwrap();
        assert_eq!((answer.answer, answer.checked_on.unwrap().to_string().as_str()), (Some(YesNo::Yes), "2025-05-14"), "{item}");
    }
    let patches = of("2-06").unwrap();
    assert_eq!(
        (patches.answer, patches.target_on.unwrap().to_string().as_str(), patches.remarks.as_str()),
        (Some(YesNo::No), "2026-01-31", "検証中")
    );
    assert_eq!((of("2-08"), of("2-09")), (None, None));
    assert_eq!((of("2-10").unwrap().answer, of("2-11").unwrap().answer), (None, Some(YesNo::Yes)));
    let found: Vec<(&str, &str)> = batch.problems.iter().map(|p| (p.key, p.args["no"].as_str())).collect();
    assert_eq!(
        found,
        [
            ("import-form-no-target", "2-⑦"),
            ("import-form-no-answer", "2-⑧"),
            ("import-form-no-answer", "2-⑩"),
            ("import-form-answer-unclear", "2-⑫"),
            ("import-form-no-date", "2-⑬"),
            ("import-form-date-outside", "2-⑭"),
        ]
    );
    assert_eq!((batch.problems[0].row, batch.problems[0].column.as_str(), batch.problems[0].header.as_str()), (13, "F", "目標日"));
}

#[test]
fn a_blank_form_gives_one_sentence() {
    let spec = spec("r7", Audience::Vendor);
    let report = import(&keyed("sonae-form/1 r7 vendor みほん", &spec, &|_, _| String::new()));
    assert_eq!((keys(&only(&report).problems), only(&report).rows.len()), (vec!["import-form-empty"], 0));
}

#[test]
fn a_vendors_form_without_a_name_is_not_taken_for_the_institutions() {
    let spec = spec("r7", Audience::Vendor);
    let fill = |key: &str, head: &str| match head {
        "回答" => "はい".into(),
        "確認日" => "5/14".into(),
        _ if key == "@name" => String::new(),
        _ => String::new(),
    };
    let bytes = keyed("sonae-form/1 r7 vendor", &spec, &fill);
    let report = import(&bytes);
    assert_eq!((keys(&only(&report).problems), only(&report).rows.len()), (vec!["import-form-no-vendor"], 0));
    let choice: Choice = toml::from_str("defaults = { vendor = \"みほん\" }").unwrap();
    let report = sonae_importers::import("form.xlsx", bytes.as_slice(), &[choice], &context("r7"));
    assert!(answers(&report).iter().all(|answer| answer.vendor == "みほん"));
    assert_eq!(answers(&report).len(), spec.items.len());
}

#[test]
fn an_unknown_edition_is_told() {
    let spec = spec("r7", Audience::Vendor);
    let report = import(&keyed("sonae-form/1 r99 vendor みほん", &spec, &|_, _| "はい".into()));
    assert_eq!(keys(report.all_problems()), ["import-form-unknown"]);
}

/// The form as somebody types it after the Ministry's paper: answers and dates in one cell, numbers behind the labels.
fn typed(spec: &FormSpec, last: &[&str], fill: &dyn Fn(&str) -> (String, String)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 1, &spec.year_label).unwrap();
    sheet.write(0, 4, &spec.audience_label).unwrap();
    sheet.write(1, 1, "医療機関におけるサイバーセキュリティ対策チェックリスト").unwrap();
    sheet.write_row(4, 1, ["チェック項目", "確認日", "目標日", "備考"]).unwrap();
    let mut row = 5;
    let mut heading = None;
    for item in &spec.items {
        if item.heading != heading {
            sheet.write(row, 1, item.heading.as_deref().unwrap_or_default()).unwrap();
            heading.clone_from(&item.heading);
            row += 1;
        }
        let number = if spec.edition == "r5" { format!("({}) ", item.no.trim_start_matches(|c: char| c != '(')) } else { String::new() };
        let behind = if spec.edition == "r5" { String::new() } else { format!("（{}）", item.no.replace('-', "－")) };
        sheet.write(row, 1, format!("{number}{}{behind}", item.label)).unwrap();
        let (checked, target) = fill(&item.key);
        sheet.write(row, 2, checked).unwrap();
        sheet.write(row, 3, target).unwrap();
        row += 1;
    }
    for (at, text) in (row + 1..).zip(last) {
        sheet.write(at, 1, *text).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_form_typed_elsewhere_is_read_by_its_printed_numbers() {
    let spec = spec("r7", Audience::Vendor);
    let fill = |key: &str| match key {
        "2-06" => ("はい・○いいえ\n( 5 / 14 )".to_owned(), "( 1 / 31 )".to_owned()),
        "2-08" => ("はい・いいえ\n(   /   )".to_owned(), "(   /   )".to_owned()),
        _ => ("○はい・いいえ (5/14)".to_owned(), String::new()),
    };
    let report = import(&typed(&spec, &["事業者名：株式会社みほん", "記入者：三木"], &fill));
    let answers = answers(&report);
    let read: Vec<&str> = answers.iter().map(|answer| answer.item.as_str()).collect();
    let expected: Vec<&str> = spec.items.iter().map(|item| item.key.as_str()).filter(|key| *key != "2-08").collect();
    assert_eq!(read, expected);
    assert!(answers.iter().all(|answer| answer.vendor == "株式会社みほん"
        && answer.checked_on.unwrap().to_string() == "2025-05-14"
        && answer.answered_by == "三木"));
    let patches = answers.iter().find(|answer| answer.item == "2-06").unwrap();
    assert_eq!((patches.answer, patches.target_on.unwrap().to_string().as_str()), (Some(YesNo::No), "2026-01-31"));
    assert_eq!(keys(&only(&report).problems), ["import-form-no-answer"]);
}

#[test]
fn numbers_that_come_twice_are_told_apart_by_their_headings() {
    let spec = spec("r5", Audience::Institution);
    let report = sonae_importers::import(
        "form.xlsx",
        typed(&spec, &[], &|_| ("はい (7/10)".to_owned(), String::new())).as_slice(),
        &[],
        &context("r7"),
    );
    let mut items: Vec<String> = answers(&report).into_iter().map(|answer| answer.item).collect();
    let mut expected: Vec<String> = spec.items.iter().map(|item| item.key.clone()).collect();
    items.sort();
    expected.sort();
    assert_eq!(items, expected);
    assert!(
        answers(&report).iter().filter(|answer| answer.item == "2-06").all(|answer| answer.checked_on.unwrap().to_string() == "2023-07-10")
    );
}

#[test]
fn a_list_of_answers_is_no_form_and_its_days_lie_in_the_year() {
    let text = "項目,回答,確認日,目標日,備考\n1-①,はい,5/14,,\n2-①,いいえ,5/14,1/31,\n2-②,はい,令和7年5月14日,,\n";
    let report = sonae_importers::import("点検回答.csv", text.as_bytes(), &[], &context("r7"));
    assert_eq!(only(&report).form, "");
    let days: Vec<String> = answers(&report).iter().map(|answer| answer.checked_on.unwrap().to_string()).collect();
    assert_eq!(days, ["2025-05-14"; 3]);
    assert_eq!(answers(&report)[1].target_on.unwrap().to_string(), "2026-01-31");
    let text = "年度,項目,回答,確認日\n令和5年度,2(7),はい,7/10\n";
    let report = sonae_importers::import("点検回答.csv", text.as_bytes(), &[], &context("r7"));
    assert_eq!(answers(&report)[0].checked_on.unwrap().to_string(), "2023-07-10");
}

#[test]
fn a_table_of_regulations_that_names_items_is_no_form() {
    let text = "規程名,条,対応項目,要旨\n運用管理規程,第3条,医療情報システム安全管理責任者を設置している。(1-①),任命\n運用管理規程,第4条,(2-①),台帳\n運用管理規程,第5条,(2-②),確認\n";
    let report = sonae_importers::import("規程.csv", text.as_bytes(), &[], &context("r7"));
    assert_eq!((only(&report).importer, only(&report).form.as_str()), (LedgerId::Regulations, ""));
}
