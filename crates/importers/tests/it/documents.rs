//! What is written about importing: words for every problem, and the list of columns in the manual.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use sonae_importers::{KEYS, columns_document};

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn bundle() -> FluentBundle<FluentResource> {
    let text = std::fs::read_to_string(root("locales/ja/import.ftl")).unwrap();
    let resource = FluentResource::try_new(text).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut bundle = FluentBundle::new(Vec::new());
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).unwrap();
    bundle
}

/// Arguments that problems of each kind carry, besides their place.
const ARGUMENTS: &[&str] = &[
    "size",
    "limit",
    "says",
    "is",
    "why",
    "what",
    "format",
    "name",
    "sheets",
    "nearest",
    "headers",
    "candidates",
    "first",
    "ledger",
    "field",
    "fields",
    "title",
    "date",
    "known",
    "kind",
    "count",
    "edition",
    "no",
    "from",
    "to",
    "items",
];

#[test]
fn every_problem_has_its_words_and_every_word_its_problem() {
    let bundle = bundle();
    let mut args = FluentArgs::new();
    for name in ARGUMENTS.iter().chain(&["file", "sheet", "row", "column", "header", "value"]) {
        args.set(*name, "x");
    }
    for key in KEYS {
        let message = bundle.get_message(key).unwrap_or_else(|| panic!("{key} has no words"));
        let next = message.get_attribute("next").unwrap_or_else(|| panic!("{key} has no .next"));
        for pattern in [message.value().unwrap(), next.value()] {
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
            assert!(errors.is_empty() && text.ends_with(['。', '）', 'x']), "{key}: {text} {errors:?}");
        }
    }
    let text = std::fs::read_to_string(root("locales/ja/import.ftl")).unwrap();
    let written: BTreeSet<&str> =
        text.lines().filter(|line| line.starts_with("import-")).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(written, KEYS.iter().copied().collect());
}

#[test]
fn problems_carry_every_argument_that_their_words_ask_for() {
    let devices = "[a]\nledger = \"devices\"\ncolumns = { \"無い\" = \"host\", \"OS\" = \"what\" }\n";
    let choice: std::collections::BTreeMap<String, sonae_importers::Choice> = toml::from_str(devices).unwrap();
    let bad = "管理番号,OS,登録日,状態,リモート保守,サポート終了日,IPアドレス\n〃,#REF!,令和9年2月30日,ねむい,たぶん,春,10.0.0.1～9\nA,,R6年度,,△,R5.1.1、R6.1.1,\nA,,さくら,,,,\n例,,,,,,\n■見出し\n7,,,,,,\n";
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a.csv", bad.into()),
        ("b.csv", "名称,実施日,参加者数\n避難,2025/4/1,多数\n".into()),
        ("c.csv", "甲,乙,丙\n1,2,3\n4,5,6\n".into()),
        ("d.xlsx", b"%PDF-1.7".to_vec()),
        ("e.csv", Vec::new()),
        ("f.xlsx", crate::workbooks::messy()[..3000].to_vec()),
        ("g.csv", "システム,世代数,頻度\n電子カルテ,多数,たまに\n\"x,1,2\n".into()),
        ("h.csv", [&b"\x8a\xc7\x97\x9d\x94\xd4\x8d\x86,OS\n1,\xff\n"[..]].concat()),
    ];
    let bundle = bundle();
    let mut seen = BTreeSet::new();
    for (file, bytes) in &files {
        let choices = [choice["a"].clone()];
        for choices in [&[][..], &choices] {
            let report = sonae_importers::import(file, bytes.as_slice(), choices, &sonae_importers::ImportContext::default());
            for problem in report.all_problems() {
                seen.insert(problem.key);
                let mut args = FluentArgs::new();
                for (name, value) in problem.arguments() {
                    args.set(name, value);
                }
                let message = bundle.get_message(problem.key).unwrap();
                for pattern in [message.value().unwrap(), message.get_attribute("next").unwrap().value()] {
                    let mut errors = Vec::new();
                    bundle.format_pattern(pattern, Some(&args), &mut errors);
                    assert!(errors.is_empty(), "{problem:?} {errors:?}");
                }
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn the_list_of_columns_in_the_manual_is_up_to_date() {
    let written = std::fs::read_to_string(root("docs/ja/columns.md")).unwrap_or_default();
    assert!(written == columns_document(), "run: cargo test -p sonae-importers --test it -- --ignored the_list_of_columns_is_written");
}

#[test]
#[ignore = "writes docs/ja/columns.md"]
fn the_list_of_columns_is_written() {
    std::fs::create_dir_all(root("docs/ja")).unwrap();
    std::fs::write(root("docs/ja/columns.md"), columns_document()).unwrap();
}
