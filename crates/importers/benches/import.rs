//! Rows a second from bytes to typed records, beside a peer that only splits the same bytes into cells: `encoding_rs` and `csv`
//! for text, `calamine` for workbooks.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rust_xlsxwriter::Workbook;
use sonae_importers::{ImportContext, import};

const DEVICES: usize = 10_000;
const ACCOUNTS: usize = 20_000;

fn devices() -> Vec<Vec<String>> {
    let head = [
        "管理番号",
        "メーカー",
        "OS",
        "ソフトウェア",
        "ソフトウェアバージョン",
        "IPアドレス",
        "コンピュータ名",
        "設置場所",
        "利用者",
        "登録日",
        "状態",
        "説明",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for at in 0..DEVICES {
        let cells = [
            format!("A{at:05}"),
            "見本電機".into(),
            "Windows 11 Pro 24H2".into(),
            "電子カルテ".into(),
            format!("5.{}", at % 9),
            format!("10.0.{}.{}", at / 256 % 256, at % 256),
            format!("PC-{at:05}"),
            "外来".into(),
            "看護師".into(),
            format!("令和{}年4月1日", at % 6 + 2),
            "稼働".into(),
            String::new(),
        ];
        rows.push(cells.to_vec());
    }
    rows
}

fn accounts() -> Vec<Vec<String>> {
    let head = ["No.", "所属部署", "性", "名", "電話番号", "ユーザID", "説明", "権限", "状態", "最終ログイン"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for at in 0..ACCOUNTS {
        let cells = [
            at.to_string(),
            "外来".into(),
            "見本".into(),
            format!("太郎{at}"),
            String::new(),
            format!("user{at:05}"),
            "使用者".into(),
            "User".into(),
            "使用可".into(),
            "2025/11/28".into(),
        ];
        rows.push(cells.to_vec());
    }
    rows
}

fn cp932(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{}", row.join(",")).unwrap();
    }
    encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()
}

fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            sheet.write(u32::try_from(at).unwrap(), u16::try_from(column).unwrap(), text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn cells_of_csv(bytes: &[u8]) -> usize {
    let (text, _, _) = encoding_rs::SHIFT_JIS.decode(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    rows.len()
}

fn cells_of_xlsx(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).unwrap().rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().len()).sum()
}

fn compare(criterion: &mut Criterion) {
    let files = [("10,000 devices", "機器台帳", devices()), ("20,000 accounts", "利用者ID台帳", accounts())];
    let context = ImportContext::default();
    for (name, file, rows) in &files {
        let (text, book) = (cp932(rows), xlsx(rows));
        let wanted = rows.len() - 1;
        let read = |extension: &str, bytes: &[u8]| import(&format!("{file}.{extension}"), bytes, &[], &context).rows();
        assert_eq!((read("csv", &text), read("xlsx", &book)), (wanted, wanted));
        let mut group = criterion.benchmark_group(*name);
        group.sample_size(10).throughput(Throughput::Elements(wanted as u64));
        group.bench_function("CP932 CSV: sonae", |bencher| bencher.iter(|| read("csv", &text)));
        group.bench_function("CP932 CSV: encoding_rs + csv, cells only", |bencher| bencher.iter(|| cells_of_csv(&text)));
        group.bench_function("XLSX: sonae", |bencher| bencher.iter(|| read("xlsx", &book)));
        group.bench_function("XLSX: calamine, cells only", |bencher| bencher.iter(|| cells_of_xlsx(&book)));
        group.finish();
    }
}

criterion_group!(benches, compare);
criterion_main!(benches);
