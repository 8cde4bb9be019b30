//! Files that are broken, mislabelled or made to do harm: a clear problem, good rows kept, no panic.

use std::fmt::Write as _;
use std::io::{Seek, SeekFrom, Write};
use std::time::Instant;

use sonae_importers::{FileKind, ImportContext, Limits, Severity, Verdict, read_prefix};

use crate::{cp932, import, keys, only, workbooks::messy, xlsx, xlsx_parts, zip};

const HEAD: &str = "管理番号,OS,登録日\n";

fn with(limits: Limits) -> ImportContext {
    ImportContext { limits, ..ImportContext::default() }
}

#[test]
fn a_file_of_300_mib_gives_the_rows_before_the_limit() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(HEAD.as_bytes()).unwrap();
    for number in 0..50_000 {
        writeln!(file, "{number},Windows 11,2024/4/1").unwrap();
    }
    file.seek(SeekFrom::Start(300 << 20)).unwrap();
    file.write_all(b"\n").unwrap();
    let limits = Limits { text_bytes: 1 << 20, workbook_bytes: 1 << 20, ..Limits::default() };
    let prefix = read_prefix(file.path(), &limits).unwrap();
    let report = sonae_importers::import("大きい.csv", prefix.content(), &[], &with(limits));
    assert_eq!(report.verdict, Verdict::Imported);
    assert!(only(&report).rows.len() > 30_000, "{}", only(&report).rows.len());
    let problem = &report.problems[0];
    assert_eq!((problem.key, problem.args["size"].as_str(), problem.args["limit"].as_str()), ("import-text-too-large", "301", "1"));
}

#[test]
fn a_pdf_and_other_documents_named_as_workbooks_are_called_by_their_name() {
    for (bytes, file, is) in [
        (&b"%PDF-1.7\n%..."[..], "台帳.xlsx", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "台帳.csv", "image"),
        (&zip(&[("word/document.xml", b"<w/>")]), "台帳.xlsx", "word"),
        (&zip(&[("a.txt", b"x")]), "台帳.xlsx", "archive"),
        (&[0u8, 1, 2, 3, 4, 0, 0, 7, 8, 9][..], "台帳.xls", "binary"),
    ] {
        let report = import(file, bytes);
        assert_eq!(keys(&report.problems), ["import-not-what-it-says"], "{is}");
        assert_eq!((report.problems[0].args["is"].as_str(), report.batches.len()), (is, 0));
    }
    let report = import("手順書.pdf", b"%PDF-1.7\n");
    assert_eq!((report.verdict, report.problems.len()), (Verdict::NotALedger(FileKind::Pdf), 0));
}

#[test]
fn half_a_workbook_is_said_to_be_half() {
    let whole = messy();
    for share in [3, 2] {
        let report = import("台帳.xlsx", &whole[..whole.len() * (share - 1) / share]);
        assert_eq!((report.verdict, keys(&report.problems)), (Verdict::Unreadable, vec!["import-workbook-truncated"]));
    }
    let half = include_bytes!("../data/ledger.xls");
    let report = import("台帳.xls", &half[..half.len() / 2]);
    assert!(report.worst() >= Some(Severity::Warning), "{report:?}");
    let report = import("台帳.ods", &include_bytes!("../data/ledger.ods")[..9000]);
    assert_eq!(keys(&report.problems), ["import-workbook-truncated"]);
}

#[test]
fn a_sheet_that_breaks_off_keeps_its_rows() {
    let cell = |name: &str, text: &str| format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"3\">{}<c r=\"B3\" t=\"s\"><v>99</v></c></row><row r=\"4\">{}{}</row>",
        cell("A1", "管理番号"),
        cell("B1", "OS"),
        cell("A2", "1"),
        cell("B2", "Win11"),
        cell("A3", "2"),
        cell("A4", "3"),
        cell("B4", "Win10"),
    );
    let report = import("台帳.xlsx", &xlsx(&rows, ""));
    assert_eq!(only(&report).rows.len(), 2);
    assert_eq!((keys(&report.problems), report.problems[0].row), (vec!["import-sheet-broken"], 3));
    assert_eq!(keys(&only(&report).problems), ["import-numbered-blank-rows"]);
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}<row r=\"5\"><c r=\"A5\"><v>"
    );
    let report = import("台帳.xlsx", &zip(&xlsx_parts(sheet.as_bytes())));
    assert_eq!(only(&report).rows.len(), 2);
    assert!(keys(&report.problems).contains(&"import-sheet-broken"));
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 64 << 20];
    let bytes = zip(&xlsx_parts(&zeros));
    assert!(bytes.len() < 1 << 20);
    let started = Instant::now();
    let report = import("台帳.xlsx", &bytes);
    assert_eq!((report.verdict, keys(&report.problems)), (Verdict::Unreadable, vec!["import-workbook-bomb"]));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn promises_of_a_workbook_are_not_believed() {
    let strings =
        br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#;
    let mut parts = xlsx_parts(b"<worksheet><sheetData/></worksheet>");
    parts.push(("xl/sharedStrings.xml", strings));
    let report = import("台帳.xlsx", &zip(&parts));
    assert_eq!((keys(&report.problems), report.problems[0].args["what"].as_str()), (vec!["import-workbook-bomb"], "strings"));
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(300_000));
    let mut parts = xlsx_parts(b"<worksheet><sheetData/></worksheet>");
    parts.push(("xl/styles.xml", styles.as_bytes()));
    let report = import("台帳.xlsx", &zip(&parts));
    assert_eq!(report.problems[0].args["what"].as_str(), "styles");
}

#[test]
fn repeated_cells_of_a_spreadsheet_are_not_spread_out() {
    let cells = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>"#;
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        cells.repeat(5_000)
    );
    let bytes = zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]);
    let started = Instant::now();
    let report = import("台帳.ods", &bytes);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert!(keys(&report.problems).contains(&"import-too-many-rows"), "{:?}", keys(&report.problems));
}

#[test]
fn a_workbook_that_is_too_large_is_not_opened() {
    let limits = Limits { workbook_bytes: 1000, ..Limits::default() };
    let bytes = messy();
    let report = sonae_importers::import("台帳.xlsx", bytes.as_slice(), &[], &with(limits));
    assert_eq!((report.verdict, keys(&report.problems)), (Verdict::Unreadable, vec!["import-workbook-too-large"]));
}

#[test]
fn files_with_a_password_and_formats_that_are_not_read_are_named() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600], &name].concat();
    assert_eq!(keys(&import("台帳.xlsx", &locked).problems), ["import-workbook-locked"]);
    let html = "<html><body><table><tr><td>管理番号</td></tr></table></body></html>";
    assert_eq!(keys(&import("台帳.xls", html.as_bytes()).problems), ["import-format-unsupported"]);
    assert_eq!(keys(&import("台帳.xlsb", &zip(&[("xl/workbook.bin", b"x")])).problems), ["import-format-unsupported"]);
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"\x00\x01"),
    ]);
    assert_eq!(keys(&import("台帳.ods", &ods).problems), ["import-workbook-locked"]);
}

#[test]
fn an_empty_file_and_a_file_of_blanks_say_so_or_nothing() {
    let report = import("台帳.csv", b"");
    assert_eq!((report.verdict, keys(&report.problems)), (Verdict::NotALedger(FileKind::Empty), vec!["import-file-empty"]));
    let report = import("台帳.csv", b"\r\n,,,\r\n  \r\n");
    assert_eq!((report.batches.len(), report.problems.len()), (0, 0));
    let report = import("台帳.csv", HEAD.as_bytes());
    assert_eq!((only(&report).rows.len(), only(&report).problems.len()), (0, 0));
}

#[test]
fn broken_characters_are_named_with_their_cell() {
    let mut bytes = cp932(&format!("{HEAD}A-1,Win11,2024/4/1\nA-2,Win11,2024/4/1\n"));
    let at = bytes.windows(5).position(|w| w == b"Win11").unwrap();
    bytes[at] = 0xFF;
    let report = import("台帳.csv", &bytes);
    assert_eq!(only(&report).rows.len(), 2);
    let problem = &report.problems[0];
    assert_eq!((problem.key, problem.row, problem.column.as_str()), ("import-undecodable", 2, "B"));
    let gaiji = import("台帳.csv", format!("{HEAD}A-1,\u{e000}川,2024/4/1\n").as_bytes());
    assert_eq!(keys(&gaiji.problems), ["import-private-character"]);
}

#[test]
fn a_flood_of_bad_rows_does_not_flood_the_report() {
    let mut text = HEAD.to_owned();
    for number in 0..20_000 {
        writeln!(text, "{number},Win11,さくら").unwrap();
    }
    let report = import("台帳.csv", text.as_bytes());
    let batch = only(&report);
    assert_eq!((batch.rows.len(), batch.problems.len()), (20_000, 51));
    let last = batch.problems.last().unwrap();
    assert_eq!((last.key, last.args["count"].as_str()), ("import-more-of-a-kind", "19950"));
}

#[test]
fn hidden_and_named_sheets_follow_the_choice() {
    let choices: sonae_importers::Choices = toml::from_str::<std::collections::BTreeMap<String, sonae_importers::Choices>>(
        "[[x]]\nsheet = \"昔の台帳\"\nledger = \"devices\"\n[[x]]\nsheet = \"機器台帳\"\nledger = \"ignore\"\n[[x]]\nsheet = \"無い\"\nledger = \"devices\"\n",
    )
    .unwrap()
    .remove("x")
    .unwrap();
    let bytes = messy();
    let report = sonae_importers::import("台帳.xlsx", bytes.as_slice(), &choices.0, &ImportContext::default());
    assert_eq!((only(&report).sheet.as_str(), only(&report).rows.len()), ("昔の台帳", 1));
    assert_eq!(keys(&report.problems), ["import-sheet-missing", "import-sheet-ignored"]);
}
