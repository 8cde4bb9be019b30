//! Tables as PDF.

use sonae_domain::paper::{Align, LedgerColumn, LedgerSheet};

use crate::reading::text;
use crate::sample::{PRESS, devices, kept, stamp};

#[test]
fn two_hundred_devices_print_on_a_few_pages_with_their_heads_repeated() {
    let printed = kept("ledger-devices.pdf", PRESS.ledger_pdf(&devices(200), &stamp()).unwrap());
    assert!((4..=7).contains(&printed.pages), "{}", printed.pages);
    assert_eq!(printed.unprintable, []);
    let Some(text) = text(&printed.pdf) else { return };
    assert_eq!(text.matches("管理番号").count(), printed.pages);
    assert_eq!(text.matches("（続き）").count(), printed.pages - 1);
    for word in ["機器台帳", "チェックリスト 2-①", "令和7年5月14日 現在", "全200件", "192.168.10.200", "𠮷田 葉子"]
    {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn no_date_or_address_is_broken_or_cut() {
    let printed = PRESS.ledger_pdf(&devices(200), &stamp()).unwrap();
    let Some(text) = text(&printed.pdf) else { return };
    for row in devices(200).rows {
        assert!(text.contains(&row[5]), "{}", row[5]);
        assert!(text.contains(&row[9]), "{}", row[9]);
    }
}

#[test]
fn long_hashes_and_addresses_break_and_can_still_be_found() {
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let url = "https://example.jp/very/long/path/to/a/document/that/does/not/fit?version=12";
    let mut sheet = devices(8);
    for row in &mut sheet.rows {
        row[11] = format!("{hash} {url}");
    }
    let printed = kept("ledger-hashes.pdf", PRESS.ledger_pdf(&sheet, &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
    let Some(text) = text(&printed.pdf) else { return };
    let text: String = text.split_whitespace().collect();
    assert!(text.contains(hash) && text.contains(url), "{text}");
}

#[test]
fn the_two_example_ledgers_of_accounts() {
    for (name, second) in [("accounts", "所属部署"), ("accounts-pharmacy", "利用者属性")] {
        let titles = ["No.", second, "性", "名", "電話番号", "ユーザID", "説明", "権限", "状態"];
        let columns = titles.iter().map(|t| LedgerColumn::new(*t).emphasising(["Admin"]));
        let row = |i: usize| {
            let id = format!("taro.mihon{i:03}@hospital.example.jp");
            ["001", "非常勤薬剤師", "髙橋", "葉子", "内線 2210", &id, "使用者/退職予定", ["User", "Admin"][i % 2], "使用可 (25年9月まで)"]
                .map(str::to_owned)
                .to_vec()
        };
        let sheet = LedgerSheet {
            title: "利用者ID台帳".to_owned(),
            chapter: Some("チェックリスト 2-④".to_owned()),
            columns: columns.collect(),
            rows: (0..30).map(row).collect(),
            notes: vec!["電話番号は代表番号の内線。".to_owned()],
            ..devices(0)
        };
        let printed = kept(&format!("ledger-{name}.pdf"), PRESS.ledger_pdf(&sheet, &stamp()).unwrap());
        assert_eq!(printed.pages, 1);
    }
}

#[test]
fn a_table_without_rows_or_columns_says_so() {
    let empty = kept("ledger-empty.pdf", PRESS.ledger_pdf(&devices(0), &stamp()).unwrap());
    assert_eq!(empty.pages, 1);
    if let Some(text) = text(&empty.pdf) {
        assert!(text.contains("該当なし") && text.contains("全0件"));
    }
    let bare = LedgerSheet { columns: Vec::new(), ..devices(3) };
    assert_eq!(PRESS.ledger_pdf(&bare, &stamp()).unwrap().pages, 1);
}

#[test]
fn rows_of_any_length_are_taken() {
    let mut sheet = devices(6);
    sheet.rows[0].truncate(2);
    sheet.rows[1].push("余分".to_owned());
    sheet.rows[2] = Vec::new();
    sheet.columns[0].align = Align::Right;
    let printed = PRESS.ledger_pdf(&sheet, &stamp()).unwrap();
    if let Some(text) = text(&printed.pdf) {
        assert!(!text.contains("余分"));
    }
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let print = || PRESS.ledger_pdf(&devices(40), &stamp()).unwrap().pdf;
    assert_eq!(print(), print());
}
