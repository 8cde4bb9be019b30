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
