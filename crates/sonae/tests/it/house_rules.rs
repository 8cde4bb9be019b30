//! Rules of the house that no compiler checks.

use std::path::{Path, PathBuf};

use super::root;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.file_name().is_some_and(|name| name != "tests.rs") {
            found.push(path);
        }
    }
}

/// String literals of a source, without comments and without its test module.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
        } else if rest.starts_with("r#\"") {
            let (literal, after) = rest[3..].split_once("\"#").unwrap();
            found.push(literal.to_owned());
            rest = after;
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest = &rest[rest[1..].find('\'').unwrap() + 2..];
        } else if c == '"' {
            let mut end = 1;
            while !rest[end..].starts_with('"') {
                end += if rest[end..].starts_with('\\') { 2 } else { rest[end..].chars().next().unwrap().len_utf8() };
            }
            found.push(rest[1..end].to_owned());
            rest = &rest[end + 1..];
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

#[test]
fn japanese_words_are_data_not_code() {
    let mut found = Vec::new();
    for crate_folder in std::fs::read_dir(root().join("crates")).unwrap() {
        sources(&crate_folder.unwrap().path().join("src"), &mut found);
    }
    assert!(found.len() > 100);
    for path in found {
        for literal in literals(&std::fs::read_to_string(&path).unwrap()) {
            let japanese = literal.chars().find(|c| matches!(*c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
            assert_eq!(japanese, None, "{}: {literal}", path.display());
        }
    }
}

#[test]
fn the_finder_of_literals_finds_literals() {
    let source = "// \"漢字\"\nlet a = \"b\\\"c\"; let d = r#\"e\"f\"#; let q = '\"'; let g = \"h\";\n#[cfg(test)]\nmod tests { \"漢字\" }";
    assert_eq!(literals(source), ["b\\\"c", "e\"f", "h"]);
}

#[test]
fn no_official_number_stands_in_the_rules() {
    let mut found = Vec::new();
    sources(&root().join("crates/domain/src/rules"), &mut found);
    for path in found {
        for literal in literals(&std::fs::read_to_string(&path).unwrap()) {
            let circled = literal.chars().find(|c| matches!(*c, '①'..='⑳'));
            assert_eq!(circled, None, "{}: {literal}", path.display());
        }
    }
}
