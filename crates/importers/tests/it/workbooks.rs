//! Workbooks: XLSX built here, and the same workbook saved as XLS and ODS by LibreOffice (`tests/data`).

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sonae_domain::ledger::{Device, DeviceStatus};
use sonae_importers::grid::{CellKind, read};
use sonae_importers::{Content, FileKind, Limits};

use crate::{import, keys, only, records, xlsx};

/// A ledger as a clinic would keep it: a title over all columns, a head of two rows, number formats, merged cells, a formula,
/// a struck-out row, an example sheet and a hidden one.
pub(crate) fn messy() -> Vec<u8> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let date = |code: &str| Format::new().set_num_format(code);
    let sheet = book.add_worksheet().set_name("機器台帳").unwrap();
    sheet.merge_range(0, 0, 0, 8, "○○診療所　情報機器台帳", &bold).unwrap();
    sheet.merge_range(2, 0, 3, 0, "管理\n番号", &bold).unwrap();
    sheet.merge_range(2, 1, 3, 1, "メーカー", &bold).unwrap();
    sheet.merge_range(2, 2, 2, 3, "ソフトウェア", &bold).unwrap();
    sheet.write(3, 2, "名称").unwrap();
    sheet.write(3, 3, "バージョン").unwrap();
    sheet.merge_range(2, 4, 3, 4, "設置場所", &bold).unwrap();
    sheet.merge_range(2, 5, 3, 5, "登録日", &bold).unwrap();
    sheet.merge_range(2, 6, 3, 6, "状態", &bold).unwrap();
    sheet.merge_range(2, 7, 3, 7, "ＯＳ", &bold).unwrap();
    sheet.merge_range(2, 8, 3, 8, "備考", &bold).unwrap();
    let codes = ["yyyy/m/d", "[$-411]ge.m.d", "[$-ja-JP]ggge\"年\"m\"月\"d\"日\"", "yyyy\"年\"m\"月\"", "yyyy\"年\"m\"月\"d\"日\""];
    let day = ExcelDateTime::from_ymd(2021, 4, 1).unwrap();
    for (row, code) in (4..).zip(codes) {
        sheet.write_with_format(row, 0, row - 3, &date("\"PC-\"000")).unwrap();
        sheet.write(row, 1, if row == 4 { "見本電機" } else { "〃" }).unwrap();
        sheet.write(row, 2, "電子カルテ").unwrap();
        sheet.write_with_format(row, 3, 2.1, &date("0.00")).unwrap();
        sheet.write_with_format(row, 5, &day, &date(code)).unwrap();
        sheet.write(row, 6, "稼働").unwrap();
        sheet.write(row, 7, "Windows 11").unwrap();
    }
    sheet.merge_range(4, 4, 6, 4, "診察室", &Format::new()).unwrap();
    sheet.write(7, 4, "受付").unwrap();
    sheet.write(8, 4, "受付").unwrap();
    sheet.write(5, 8, "ネット非接続\n(スタンドアロン)").unwrap();
    let struck = Format::new().set_font_strikethrough();
    for (column, text) in [(0, "PC-009"), (1, "見本電機"), (2, "旧レセコン"), (7, "Windows XP")] {
        sheet.write_with_format(9, column, text, &struck).unwrap();
    }
    sheet.write(11, 0, "計").unwrap();
    sheet.write_formula(11, 6, Formula::new("=COUNTA(G5:G9)").set_result("5")).unwrap();
    let example = book.add_worksheet().set_name("記入例").unwrap();
    example.write_row(0, 0, ["管理番号", "OS", "登録日"]).unwrap();
    example.write_row(1, 0, ["001", "Win11", "2020/12/1"]).unwrap();
    let hidden = book.add_worksheet().set_name("昔の台帳").unwrap();
    hidden.write_row(0, 0, ["管理番号", "OS", "登録日"]).unwrap();
    hidden.write_row(1, 0, ["X-1", "Win7", "2010/12/1"]).unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

fn is_the_messy_ledger(file: &str, bytes: &[u8]) {
    let report = import(file, bytes);
    let batch = only(&report);
    assert_eq!((batch.sheet.as_str(), batch.header_row), ("機器台帳", 4), "{file}");
    let devices: Vec<Device> = records(&batch.rows);
    let numbers: Vec<&str> = devices.iter().map(|device| device.number.as_str()).collect();
    assert_eq!(numbers, ["PC-001", "PC-002", "PC-003", "PC-004", "PC-005", "PC-009"], "{file}");
    let days: Vec<String> = devices.iter().take(5).map(|device| device.registered.unwrap().to_string()).collect();
    assert_eq!(days, ["2021-04-01", "2021-04-01", "2021-04-01", "2021-04", "2021-04-01"], "{file}");
    let places: Vec<&str> = devices.iter().take(5).map(|device| device.place.as_str()).collect();
    assert_eq!(places, ["診察室", "診察室", "診察室", "受付", "受付"], "{file}");
    for device in devices.iter().take(5) {
        assert_eq!(
            (device.maker.as_str(), device.software.as_str(), device.software_version.as_str(), device.status),
            ("見本電機", "電子カルテ", "2.10", DeviceStatus::Active),
            "{file}"
        );
    }
    assert_eq!(devices[1].note, "ネット非接続 (スタンドアロン)", "{file}");
    let mut found = keys(report.all_problems());
    found.retain(|key| *key != "import-version-as-number");
    let expected = ["import-sheet-ignored", "import-sheet-hidden", "import-struck-through"];
    assert_eq!(found, expected, "{file}");
}

#[test]
fn a_messy_workbook_is_read_from_xlsx_xls_and_ods() {
    is_the_messy_ledger("a.xlsx", &messy());
    is_the_messy_ledger("a.xls", include_bytes!("../data/ledger.xls"));
    is_the_messy_ledger("a.ods", include_bytes!("../data/ledger.ods"));
}

#[test]
#[ignore = "writes the workbook from which tests/data is made"]
fn the_messy_workbook_is_written() {
    std::fs::write(std::env::temp_dir().join("ledger.xlsx"), messy()).unwrap();
}

#[test]
fn a_workbook_named_as_another_format_is_read_all_the_same() {
    is_the_messy_ledger("a.xls", &messy());
    is_the_messy_ledger("a.csv", &messy());
}

#[test]
fn cells_and_merged_areas_in_far_corners_cost_nothing() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>管理番号</t></is></c><c r="B1" t="inlineStr"><is><t>OS</t></is></c></row>
        <row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Win11</t></is></c><c r="XFD2"><v>9</v></c></row>
        <row r="1048576"><c r="XFD1048576"><v>9</v></c></row>"#;
    let merges = r#"<mergeCells count="1"><mergeCell ref="B2:XFD1048576"/></mergeCells>"#;
    let started = std::time::Instant::now();
    let report = import("a.xlsx", &xlsx(rows, merges));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert_eq!(only(&report).rows.len(), 1);
    let found = keys(report.all_problems());
    assert!(found.contains(&"import-too-many-rows") && found.contains(&"import-too-many-columns"), "{found:?}");
}

#[test]
fn what_cells_hold_is_known() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, 0.1 + 0.2).unwrap();
    sheet.write(0, 1, true).unwrap();
    sheet.write_formula(0, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_with_format(0, 3, ExcelDateTime::from_ymd(2025, 4, 1).unwrap(), &Format::new().set_num_format_index(57)).unwrap();
    sheet.write_with_format(0, 4, 0.375, &Format::new().set_num_format("h:mm")).unwrap();
    sheet.write(0, 5, 12_345_678_901.0).unwrap();
    sheet.write_formula(0, 6, Formula::new("=\"受\"&\"付\"").set_result("受付")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = read(FileKind::Xlsx, Content::from(bytes.as_slice()), &Limits::default());
    let cells: Vec<(&str, CellKind)> = book.sheets[0].rows[0].cells.iter().map(|cell| (cell.text.as_str(), cell.kind)).collect();
    assert_eq!(
        cells,
        [
            ("0.3", CellKind::Number),
            ("TRUE", CellKind::Text),
            ("#DIV/0!", CellKind::Fault),
            ("2025-04-01", CellKind::Date),
            ("9:00", CellKind::Text),
            ("12345678901", CellKind::Number),
            ("受付", CellKind::Text),
        ]
    );
}

#[test]
fn an_old_workbook_with_long_shared_strings_is_read_whole() {
    // 400 different rows of text: more than one record holds, so that strings run over into the next ones
    let report = import("long.xls", include_bytes!("../data/long.xls"));
    let batch = only(&report);
    assert_eq!(batch.rows.len(), 400);
    let devices: Vec<Device> = records(&batch.rows);
    for (at, device) in devices.iter().enumerate() {
        assert_eq!(device.note, format!("{at:03}番の端末 備考は長く、{}", "あいうえお".repeat(at % 17)), "{at}");
        assert_eq!(device.software, format!("Software {at} {}", "x".repeat(at % 29)).trim_end());
    }
}

#[test]
#[ignore = "writes the workbook from which tests/data is made"]
fn the_long_workbook_is_written() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["管理番号", "OS", "ソフトウェア", "備考"]).unwrap();
    for at in 0..400u32 {
        let repeat = at as usize;
        let software = format!("Software {at} {}", "x".repeat(repeat % 29));
        let note = format!("{at:03}番の端末　備考は長く、{}", "あいうえお".repeat(repeat % 17));
        sheet.write_row(at + 1, 0, [format!("A-{at}"), "Windows 11".to_owned(), software, note]).unwrap();
    }
    book.save(std::env::temp_dir().join("long.xlsx")).unwrap();
}
