//! The official wording is found in a copy of the table, and what cannot be placed is told.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use sonae_domain::framework::Frameworks;
use sonae_domain::guideline::{ClauseKey, Guideline, UnmatchedKind, VolumeId, match_text, official_toml};

use crate::{embedded, guideline, key};

/// A table as a PDF reader flattens it, with invented wording.
fn flattened(guideline: &Guideline) -> String {
    let mut text = "\n遵守事項 記載箇所 遵守事項 備考\n\n".to_owned();
    let mut clauses = guideline.clauses().filter(|(volume, _, _)| volume.id == VolumeId::Management).peekable();
    let circled = |no: &str| no.chars().last().unwrap();
    let heading = |key| {
        let (_, chapter, clause) = guideline.clause(key).unwrap();
        let (first, rest) = chapter.title.split_at(chapter.title.char_indices().nth(3).map_or(chapter.title.len(), |(at, _)| at));
        format!("{}．{first}\n\n{rest}\n\n{}　", chapter.no, circled(&clause.no))
    };
    let mut rows = guideline.rows.iter().peekable();
    while let Some((_, _, clause)) = clauses.next() {
        let (v52, remark) = (clause.v52.as_deref().unwrap_or_default(), clause.remark.as_deref().unwrap_or_default());
        write!(text, "{} {}について、定めるこ\n\nと。\n\n{v52}\n{remark}\n\n", circled(&clause.no), clause.key).unwrap();
        while let Some(row) = rows.next_if(|row| row.management == clause.key) {
            write!(text, "{}{}を行う\n\nこと。\n\n", heading(&row.planning), row.planning).unwrap();
            for below in &row.operation {
                write!(text, "{}{}を行うこと。\n－ 一つ目\n－ 二つ\n目\n\n", heading(&below.key), below.key).unwrap();
            }
        }
        if clauses.peek().is_none_or(|(_, _, next)| next.section != clause.section) {
            text.push_str("１．２．１　通常時における責任\n\n【説明責任】\n\n経営管理編\n\n");
        }
    }
    text
}

#[test]
fn every_clause_of_a_flattened_table_is_found_and_nothing_else() {
    let all = embedded();
    let guideline = guideline(all);
    let matched = match_text(guideline, &flattened(guideline));
    assert_eq!(matched.unmatched, []);
    assert_eq!(matched.missing(guideline), Vec::<&_>::new());
    assert_eq!(matched.miscounted(guideline), []);
    assert_eq!(matched.differing().count(), 0);
    let wordings = matched.wordings();
    assert_eq!(wordings[&key("m1.2.1-mgmt-02")].text, "m1.2.1-mgmt-02について、定めること。");
    assert_eq!(wordings[&key("p13-07")].text, "p13-07を行うこと。");
    assert_eq!(wordings[&key("o16-01")].text, "o16-01を行うこと。\n－ 一つ目\n－ 二つ目");
}

#[test]
fn what_cannot_be_placed_is_told_with_its_line() {
    let all = embedded();
    let guideline = guideline(all);
    let text = "どこにもない行\n\n13．医療情報システムの利用者に関する認証等及び権限\n⑳ ない番号\n③ 経営の番号ではない\n\n16.紙媒体等で作成した医療\n情報の電子化 ① 文。\n";
    let matched = match_text(guideline, text);
    let told: Vec<_> = matched.unmatched.iter().map(|unmatched| (unmatched.line, unmatched.kind)).collect();
    assert_eq!(told, [(1, UnmatchedKind::Loose), (4, UnmatchedKind::NoSuchNumber), (5, UnmatchedKind::NoHeading)]);
    assert_eq!(matched.clauses.keys().map(ClauseKey::as_str).collect::<Vec<_>>(), ["p16-01"]);
    assert_eq!(matched.missing(guideline).len(), 258);
}

#[test]
fn imported_wording_is_read_back_beside_the_embedded_edition() {
    let all = embedded();
    let wordings = match_text(guideline(all), &flattened(guideline(all))).wordings();
    let files: Vec<(String, String)> = [VolumeId::Management, VolumeId::Planning, VolumeId::Operation]
        .into_iter()
        .map(|volume| (format!("mhlw-guideline/6.0/official/{}.toml", volume.as_str()), official_toml(guideline(all), volume, &wordings)))
        .collect();
    let laid = Frameworks::with_folder(&files).unwrap();
    assert_eq!(guideline(&laid).officials(), 259);
    assert_eq!(guideline(&laid).official(&key("o16-01")), wordings.get(&key("o16-01")));
    assert_eq!(laid.check(), [], "imported wording is no part of the frozen edition");
    assert_eq!(guideline(&laid).words(&key("p13-07")), guideline(all).words(&key("p13-07")));
}

proptest! {
    #[test]
    fn nothing_that_is_thrown_at_it_makes_it_panic(text in "([①-⑳0-9０-９.．\n\u{3000}責任分界（）【】 -]|.){0,400}") {
        let all = embedded();
        let matched = match_text(guideline(all), &text);
        prop_assert!(matched.clauses.values().flatten().all(|printing| printing.line <= text.lines().count()));
    }
}

/// The real table, where it is at hand.
#[test]
fn the_official_table_is_found_whole() {
    let mut at = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
    let seeds = loop {
        let seeds = at.join("shared/seeds");
        if seeds.is_dir() {
            break seeds;
        }
        if !at.pop() {
            return; // not at hand
        }
    };
    let Some(file) = std::fs::read_dir(seeds)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("003_")))
    else {
        return;
    };
    let all = embedded();
    let guideline = guideline(all);
    let matched = match_text(guideline, &std::fs::read_to_string(file).unwrap());
    let differing: Vec<&str> = matched.differing().map(ClauseKey::as_str).collect();
    assert_eq!(matched.unmatched, []);
    assert_eq!((matched.missing(guideline).len(), matched.miscounted(guideline).len()), (0, 0));
    assert_eq!(differing, ["o07-14", "o11-01", "o12-02", "o18-01", "p01-02", "p07-07"]);
    let mut found: Vec<(usize, &ClauseKey)> =
        matched.clauses.iter().flat_map(|(key, printings)| printings.iter().map(move |printing| (printing.line, key))).collect();
    found.retain(|(_, key)| !key.as_str().starts_with('m'));
    found.sort_unstable();
    let rows = guideline.rows.iter().flat_map(|row| std::iter::once(&row.planning).chain(row.operation.iter().map(|below| &below.key)));
    assert!(found.into_iter().map(|(_, key)| key).eq(rows), "the rows are the table's cells in the table's order");
    let ends = matched.wordings();
    let odd: Vec<&str> = ends.iter().filter(|(_, official)| !official.text.ends_with(['。', '）'])).map(|(key, _)| key.as_str()).collect();
    assert_eq!(odd, ["p07-06", "p13-08"], "lists whose last line is no sentence");
}
