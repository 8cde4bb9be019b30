//! Packs: written, the same again for the same input, checked, and every changed file named.

use std::path::{Path, PathBuf};

use super::{code, copy_of, root, sonae, stdout};

fn inspect_to(folder: &Path, out: &Path, data: &Path) -> PathBuf {
    let arguments = ["inspect", folder.to_str().unwrap(), "--out", out.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let output = sonae(&arguments);
    assert!(matches!(code(&output), 0 | 1), "{}", stdout(&output));
    let mut packs = std::fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "zip"));
    packs.next().unwrap()
}

#[test]
fn the_pack_is_the_same_for_the_same_input_and_one_flipped_byte_is_found_and_named() {
    let work = tempfile::tempdir().unwrap();
    let folder = root().join("fixtures/みほん診療所");
    let data = work.path().join("data");
    let first = inspect_to(&folder, &work.path().join("a"), &data);
    let second = inspect_to(&folder, &work.path().join("b"), &data);
    let bytes = std::fs::read(&first).unwrap();
    assert!(bytes == std::fs::read(second).unwrap(), "the same input gave another pack");

    let verified = sonae(&["verify", first.to_str().unwrap()]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));

    // in the middle of the ledger that was put into the pack as it is
    let name = "機器台帳.pdf";
    let at = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap() + name.len() + 2000;
    let mut flipped = bytes;
    flipped[at] ^= 1;
    let bad = work.path().join("flipped.zip");
    std::fs::write(&bad, flipped).unwrap();
    let verified = sonae(&["verify", bad.to_str().unwrap()]);
    assert_eq!(code(&verified), 1);
    assert!(stdout(&verified).contains(name), "{}", stdout(&verified));
}

#[test]
fn the_pack_holds_forms_originals_evidence_index_and_licence() {
    let work = tempfile::tempdir().unwrap();
    let out = work.path().join("out");
    inspect_to(&root().join("fixtures/見本病院"), &out, &work.path().join("data"));
    for file in [
        "00_目次.pdf",
        "01_点検票/医療機関確認用.pdf",
        "01_点検票/医療機関確認用.xlsx",
        "02_現物/2-①_機器台帳.pdf",
        "02_現物/2-①_機器台帳.xlsx",
        "02_現物/3-①_連絡体制図.pdf",
        "02_現物/3-③_BCP本文.pdf",
        "02_現物/4-①_規程対応表.pdf",
        "04_台帳/利用者ID台帳.xlsx",
        "05_経営層への報告.pdf",
        "07_判定.json",
        "99_ライセンス/OFL.txt",
        "MANIFEST.txt",
        "KEY.txt",
    ] {
        assert!(out.join(file).is_file(), "{file} is missing");
    }
    let vendors = std::fs::read_dir(out.join("03_事業者確認用")).unwrap().count();
    assert_eq!(vendors, 4, "PDF and workbook for each of two vendors");
}

#[test]
fn a_second_run_keeps_the_key_and_a_changed_ledger_gives_another_pack() {
    let folder = copy_of("みほん薬局");
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    inspect_to(folder.path(), &work.path().join("a"), &data);
    let key = |out: &str| std::fs::read_to_string(work.path().join(out).join("KEY.txt")).unwrap();
    std::fs::write(folder.path().join("追加.txt"), "証跡").unwrap();
    inspect_to(folder.path(), &work.path().join("b"), &data);
    assert_eq!(key("a"), key("b"));
    let manifest = std::fs::read_to_string(work.path().join("b/MANIFEST.txt")).unwrap();
    assert!(manifest.contains("06_証跡/追加.txt"), "{manifest}");
}
