//! Whatever lies in the folder: a clear message, good rows kept, exit code 2 only where nothing could be done.

use std::io::Write;

use super::{code, copy_of, inspect, item, sonae, stderr};

const HEAD: &str = "管理番号,メーカー,OS,ソフトウェア,ソフトウェアバージョン,IPアドレス,コンピュータ名,設置場所,利用者,登録日,状態,説明\n";

fn inspect_text(files: &[(&str, &[u8])]) -> (i32, String, Option<serde_json::Value>) {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let arguments =
        ["inspect", folder.path().to_str().unwrap(), "--json", "--no-pack", "--as-of", "2026-01-20", "--out", out.path().to_str().unwrap()];
    let output = sonae(&arguments);
    let own = super::stdout(&output).lines().next().map(|line| serde_json::from_str(line).unwrap());
    (code(&output), stderr(&output), own)
}

#[test]
fn a_folder_without_any_ledger_cannot_be_inspected() {
    let (code, said, _) = inspect_text(&[("読んでください.txt", "メモです".as_bytes())]);
    assert_eq!(code, 2);
    assert!(said.contains("台帳"), "{said}");
}

#[test]
fn a_folder_that_does_not_exist_is_told() {
    let output = sonae(&["inspect", "/no/such/folder"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("/no/such/folder"));
}

#[test]
fn an_impossible_date_and_a_number_given_twice_are_told_and_every_row_is_kept() {
    let ledger = format!(
        "{HEAD}001,A社,Win11,,,192.0.2.1,PC1,受付,佐藤,令和9年2月30日,稼働,\n001,A社,Win11,,,192.0.2.2,PC2,受付,佐藤,令和7年4月1日,稼働,\n"
    );
    let (code, said, own) = inspect_text(&[("機器台帳.csv", ledger.as_bytes())]);
    assert_eq!(code, 1);
    assert!(said.contains("令和9年2月30日") && said.contains("2行目"), "{said}");
    assert!(said.contains("001"), "{said}");
    let named = own.unwrap()["items"].to_string();
    assert!(named.contains("001#2"), "the second row is kept under its own key");
}

#[test]
fn a_pdf_named_xlsx_a_half_workbook_and_a_bomb_stop_nothing() {
    let ledger = format!("{HEAD}001,A社,Win11,,,192.0.2.1,PC1,受付,佐藤,2025/4/1,稼働,\n");
    let folder = copy_of("見本病院");
    let workbook = std::fs::read(folder.path().join("04_事業者/契約一覧.xlsx")).unwrap();
    let half = &workbook[..workbook.len() / 2];
    let bomb = bomb();
    let (code, said, own) = inspect_text(&[
        ("機器台帳.csv", ledger.as_bytes()),
        ("a_契約一覧.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
        ("b_契約一覧.xlsx", half),
        ("c_契約一覧.xlsx", &bomb),
    ]);
    assert_eq!(code, 1, "{said}");
    for name in ["a_契約一覧.xlsx", "b_契約一覧.xlsx", "c_契約一覧.xlsx"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert!(said.contains("PDF"), "{said}");
    assert!(!records_of(&own.unwrap()).is_empty());
}

fn records_of(form: &serde_json::Value) -> Vec<String> {
    super::records(item(form, "2-⑥"))
}

/// A workbook whose one sheet unpacks to half a gigabyte.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..512 {
        zip.write_all(&blanks).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_slip_in_the_profile_stops_before_anything_is_decided() {
    let ledger = format!("{HEAD}001,A社,Win11,,,,PC1,受付,佐藤,2025/4/1,稼働,\n");
    let (code, said, _) =
        inspect_text(&[("機器台帳.csv", ledger.as_bytes()), ("institution.toml", "[institution]\nkinds = \"clinic\"\n".as_bytes())]);
    assert_eq!(code, 2);
    assert!(said.contains("2行目"), "{said}");
}

#[test]
fn a_ledger_in_cp932_with_japanese_dates_is_read() {
    let text = "情報機器台帳,,,,,,\n令和７年４月１日現在,,,,,,\n管理番号,メーカー,ＯＳ,ＰＣ名,設置場所,登録日,状態\n①,ＮＥＣ,Ｗｉｎｄｏｗｓ１１,UKETSUKE-01,受付,R3.4.1,使用中\n②,〃,〃,UKETSUKE-02,受付,令和3年4月1日,使用中\n";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let (_, said, own) = inspect_text(&[("端末.csv", &bytes)]);
    let ledger = item(own.as_ref().unwrap(), "2-①").to_string();
    assert!(ledger.contains("UKETSUKE"), "{ledger}\n{said}");
}

#[test]
fn a_ledger_is_imported_only_after_yes_and_the_same_again_changes_nothing() {
    let folder = copy_of("みほん診療所");
    let path = folder.path().to_str().unwrap();
    let refused = sonae(&["import", path]);
    assert_eq!(code(&refused), 1, "{}", super::stdout(&refused));
    let kept = sonae(&["import", path, "--yes"]);
    assert_eq!(code(&kept), 0);
    let again = super::stdout(&sonae(&["import", path, "--yes"]));
    assert!(again.contains("変わったところはありません"), "{again}");
    let (_, forms) = inspect(folder.path(), &[]);
    assert!(!forms.is_empty());
}
