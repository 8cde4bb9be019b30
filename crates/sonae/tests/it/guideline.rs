//! The guideline on the command line: a clause explained, who reads what, the official wording from a copy of one's own.

use super::{code, root, sonae, stderr, stdout};

fn fixture(name: &str) -> String {
    root().join("fixtures").join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_clause_is_explained_with_its_links_and_the_items_that_cite_it() {
    for reference in ["企画13⑦", "企画管理編 １３⑦", "p13-07"] {
        let output = sonae(&["explain", reference]);
        let said = stdout(&output);
        assert_eq!(code(&output), 0, "{reference}: {}", stderr(&output));
        for part in ["企画13⑦", "運用14⑦", "経営4.1①", "2-⑤", "企画管理者", "必須", "承認"] {
            assert!(said.contains(part), "{reference}: {part}\n{said}");
        }
        assert!(!said.contains("今の判定"), "nothing is decided without a folder");
    }
    let said = stdout(&sonae(&["explain", "経営1.2.1〈管理責任〉②"]));
    assert!(said.contains("6.3C1-5 第10章") && said.contains("2-①"), "{said}");
}

#[test]
fn with_a_folder_the_items_say_how_they_stand() {
    let said = stdout(&sonae(&["explain", "運用13⑪", "--folder", &fixture("みほん診療所")]));
    assert!(said.contains("2-⑭") && said.contains("内容はこの遵守事項") && said.contains("今の判定"), "{said}");
}

#[test]
fn a_chapter_lists_its_clauses_and_what_is_not_there_is_told() {
    let said = stdout(&sonae(&["explain", "企画9"]));
    assert!(said.contains("企画9②") && said.contains("企画9④") && !said.contains("企画9③"), "{said}");
    let output = sonae(&["explain", "企画9③"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("企画13⑦"), "how to write a number: {}", stderr(&output));
}

#[test]
fn the_check_counts_what_the_table_prints() {
    let output = sonae(&["frameworks", "check"]);
    let said = stdout(&output);
    assert_eq!(code(&output), 0, "{said}");
    for part in ["経営管理編：遵守事項 48", "企画管理編：遵守事項 123", "システム運用編：遵守事項 88", "317", "企画9③、企画11④", "259/259"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn each_institution_has_its_own_reading_list_with_the_reason() {
    let list = |name: &str| {
        let output = sonae(&["frameworks", "reading", "--folder", &fixture(name)]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        stdout(&output)
    };
    let hospital = list("見本病院");
    assert!(hospital.contains("パターンI：") && hospital.contains("台帳から読み取りました"), "{hospital}");
    let clinic = list("みほん診療所");
    assert!(clinic.contains("パターンIV：クラウドのシステム(クラウド電子カルテ)"), "{clinic}");
    assert!(clinic.contains("企画管理編：読む 106、簡略にできる 15、読まなくてよい 2"), "{clinic}");
    assert!(!clinic.contains("(システム運用担当者)"), "the planner takes the operator's part");
    let pharmacy = list("みほん薬局");
    assert!(pharmacy.contains("パターンIII：") && pharmacy.contains("パターンIV："), "{pharmacy}");
    assert!(pharmacy.contains("システム運用編：読む 85、簡略にできる 0、読まなくてよい 3"), "{pharmacy}");
    assert!(pharmacy.contains("パターンIIIのシステムについて"), "{pharmacy}");
}

#[test]
fn a_pattern_can_be_asked_for_and_one_that_is_none_is_told() {
    let output = sonae(&["frameworks", "reading", "--pattern", "iv", "--json"]);
    let lines: Vec<serde_json::Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 259);
    let entry = lines.iter().find(|line| line["clause"]["key"] == "p15-01").unwrap();
    assert_eq!(
        (entry["applies"]["applies"].as_str(), entry["applies"]["condition"].as_str()),
        (Some("simplified"), Some("confirmed-in-contract"))
    );
    let output = sonae(&["frameworks", "reading", "--pattern", "V"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("I II III IV"), "{}", stderr(&output));
}

#[test]
fn without_an_answer_about_staff_no_pattern_is_guessed() {
    let folder = super::copy_of("みほん診療所");
    let profile = folder.path().join("institution.toml");
    let text = std::fs::read_to_string(&profile).unwrap();
    std::fs::write(&profile, text.replace("dedicated-staff = false\n", "")).unwrap();
    let output = sonae(&["frameworks", "reading", "--folder", folder.path().to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("dedicated-staff"), "{}", stderr(&output));
}

#[test]
fn imported_wording_is_shown_beside_the_restatement_and_what_did_not_match_is_told() {
    let home = tempfile::tempdir().unwrap();
    let (data, file) = (home.path().join("data"), home.path().join("table.txt"));
    let data = data.to_str().unwrap();
    std::fs::write(&file, "どこにもない行\n13．医療情報システムの利用者\nに関する認証等及び権限\n⑦ 原文のかわりの文。\n⑳ ない番号\n")
        .unwrap();
    let output = sonae(&["frameworks", "import-text", file.to_str().unwrap(), "--data", data]);
    let said = stdout(&output);
    assert_eq!(code(&output), 1, "not all of it is there: {}", stderr(&output));
    for part in ["企画管理編：1/123", "見つからなかった遵守事項 258", "1行目 遵守事項の外の文：どこにもない行", "5行目 見出しのない番号"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let laid = format!("{data}/frameworks");
    let shown = stdout(&sonae(&["explain", "企画13⑦", "--frameworks-dir", &laid]));
    assert!(shown.contains("原文のかわりの文。"), "{shown}");
    let refused = sonae(&["frameworks", "import-text", "/no/such/file", "--data", data]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("/no/such/file"));
}
