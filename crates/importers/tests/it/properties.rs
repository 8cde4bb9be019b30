//! For every importer: whatever stands in the cells, nothing panics and good rows survive beside bad ones.

use proptest::prelude::*;
use serde_json::Value;
use sonae_domain::ledger::LedgerId;
use sonae_importers::{Choice, FileReport, ImportContext, Target, columns, import};

/// What stands in cells: noise, and pieces of what the readers look for.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[0-9０-９./年月日〜～、・()（）-]{0,12}",
        prop::sample::select(vec![
            "",
            "〃",
            "同上",
            "－",
            "不明",
            "令和9年2月30日",
            "R7.4.1",
            "2025/4/1",
            "45748",
            "有（SSL-VPN）",
            "△",
            "×",
            "はい・いいえ",
            "○はい",
            "2-④～⑩",
            "毎日",
            "週0回",
            "無期限",
            "99999999999999999999",
            "192.168.1.1～9",
            "計 3台",
            "■見出し",
            "\"",
            "CN=Domain Admins,DC=x|CN=",
            "使用可 (99年99月まで)",
            "令和9999年度",
            "\u{feff}",
            "\u{0}",
            "三百億",
            "#REF!",
        ])
        .prop_map(ToOwned::to_owned),
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A CSV with every column of a ledger: arbitrary rows, and one good row among them.
fn table(ledger: LedgerId, rows: &[Vec<String>], good: usize) -> (String, u32) {
    let columns = columns::of(ledger);
    let head: Vec<String> = columns.columns.iter().map(|column| quoted(&column.title)).collect();
    let mut lines = vec![head.join(",")];
    for row in rows {
        let cells: Vec<String> = (0..columns.columns.len()).map(|at| quoted(row.get(at).map_or("", String::as_str))).collect();
        lines.push(cells.join(","));
    }
    let cells: Vec<String> =
        columns.columns.iter().map(|column| quoted(if column.kind == columns::ColumnKind::Date { "2025/4/1" } else { "1" })).collect();
    let at = good % lines.len() + 1;
    lines.insert(at, cells.join(","));
    (lines.join("\n"), u32::try_from(at + 1).unwrap())
}

fn forced(ledger: LedgerId, bytes: &[u8]) -> FileReport {
    let choice = Choice { ledger: Some(Target::Ledger(ledger)), ..Choice::default() };
    import("a.csv", bytes, &[choice], &ImportContext::default())
}

fn ledger() -> impl Strategy<Value = LedgerId> {
    prop::sample::select(LedgerId::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_good_row_survives_beside_any_others(ledger in ledger(), rows in prop::collection::vec(prop::collection::vec(cell(), 0..30), 0..8), good in 0usize..8) {
        let (text, number) = table(ledger, &rows, good);
        let report = forced(ledger, text.as_bytes());
        let found = report.batches.iter().flat_map(|batch| &batch.rows).find(|row| row.source.row == number);
        let body = found.map_or(&Value::Null, |row| &row.body);
        let dated = body.as_object().is_some_and(|fields| fields.values().any(|value| value == "2025-04-01" || value == "1"));
        prop_assert!(dated, "{ledger} row {number} of {text}\n{report:?}");
    }

    #[test]
    fn any_bytes_are_a_report(ledger in ledger(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        forced(ledger, &bytes);
        import("a.xlsx", bytes.as_slice(), &[], &ImportContext::default());
    }

    #[test]
    fn any_damage_to_a_workbook_is_survived(at in 0usize..9000, byte in any::<u8>(), kind in 0usize..3) {
        let mut bytes = match kind {
            0 => include_bytes!("../data/ledger.xls").to_vec(),
            1 => include_bytes!("../data/ledger.ods").to_vec(),
            _ => crate::workbooks::messy(),
        };
        let at = at % bytes.len();
        bytes[at] = byte;
        import("a.xlsx", bytes.as_slice(), &[], &ImportContext::default());
    }
}

#[test]
fn every_ledger_keeps_its_good_row_among_the_worst_cells() {
    let worst: Vec<String> = ["\u{0}", "令和9年2月30日", "#REF!", "〃", "99999999999999999999", "計", "\"\"\"", "～～～", "(((("]
        .iter()
        .map(ToString::to_string)
        .collect();
    for ledger in LedgerId::ALL {
        let rows: Vec<Vec<String>> = (0..9).map(|shift| (0..40).map(|at| worst[(at + shift) % worst.len()].clone()).collect()).collect();
        let (text, number) = table(*ledger, &rows, 4);
        let report = forced(*ledger, text.as_bytes());
        assert!(report.batches[0].rows.iter().any(|row| row.source.row == number), "{ledger}");
    }
}
