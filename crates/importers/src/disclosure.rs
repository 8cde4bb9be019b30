//! The disclosure statement of a maker or service provider itself (MDS, SDS), as it comes back in Excel: how many answers are はい, いいえ and
//! 対象外, which of the last have no reason, and of what it speaks.
//!
//! Only what is known of its form for sure is used: a title, labels with their values, and one answer in a row, as a word or as a mark
//! below the three words. Which question a row asks does not matter here, and no text of the questions is kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::ledger::{Disclosure, DisclosureKind, LedgerId, Record};

use crate::batch::ImportedRow;
use crate::choice::Choice;
use crate::fold;
use crate::form;
use crate::grid::{Row, Sheet};

/// A sheet with fewer answers is a list that speaks of statements, not one of them.
const FEWEST: usize = 5;
/// The title stands near the top.
const TOP: usize = 20;
/// Labels stand above the questions, or on a page of their own.
const HEAD: usize = 40;

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Words {
    title: String,
    mds: Vec<String>,
    sds: Vec<String>,
    mds_sheets: Vec<String>,
    sds_sheets: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    void: Vec<String>,
    vendor: Vec<String>,
    system: Vec<String>,
    product_version: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("../columns/disclosure-sheet.toml")).unwrap_or_default();
    let lists = [
        &mut words.mds,
        &mut words.sds,
        &mut words.mds_sheets,
        &mut words.sds_sheets,
        &mut words.yes,
        &mut words.no,
        &mut words.void,
        &mut words.vendor,
        &mut words.system,
        &mut words.product_version,
    ];
    for list in lists {
        *list = list.iter().map(|word| fold::word(word)).collect();
    }
    words.title = fold::word(&words.title);
    words
});

#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Yes,
    No,
    Void,
}

/// What a sheet says.
#[derive(Default)]
struct Counts {
    yes: u32,
    no: u32,
    void: u32,
    /// 対象外 with nothing beside it
    unexplained: u32,
}

/// Reads a sheet as a disclosure statement; `None` when it is none.
pub(crate) fn read(file: &str, sheet: &Sheet, choice: Option<&Choice>) -> Option<ImportedRow> {
    let words = &*WORDS;
    let title = sheet
        .rows
        .iter()
        .take(TOP)
        .flat_map(|row| &row.cells)
        .map(|cell| fold::word(&cell.text))
        .find(|text| !words.title.is_empty() && text.contains(&words.title))?;
    let counts = counts(sheet);
    if usize::try_from(counts.yes + counts.no + counts.void).unwrap_or(0) < FEWEST {
        return None;
    }
    let none = BTreeMap::new();
    let defaults = choice.map_or(&none, |choice| &choice.defaults);
    let told = |labels: &[String], field: &str| {
        let found = value_of(sheet, labels);
        if found.is_empty() { defaults.get(field).cloned().unwrap_or_default() } else { found }
    };
    let record = Disclosure {
        vendor: told(&words.vendor, "vendor"),
        system: told(&words.system, "system"),
        kind: kind(&title, &sheet.name),
        version: form_version(sheet, &title),
        negatives: Some(counts.no),
        not_applicable: Some(counts.void),
        unexplained: Some(counts.unexplained),
        product_version: told(&words.product_version, "product-version"),
        document: file.to_owned(),
        ..Disclosure::default()
    };
    let number = sheet.rows.first().map_or(1, |row| row.number);
    Some(ImportedRow {
        key: record.key(),
        label: record.label(),
        body: serde_json::to_value(&record).unwrap_or_default(),
        source: Source { file: file.to_owned(), sheet: sheet.name.clone(), row: number },
        provenance: Provenance::Statement,
    })
}

/// The ledger into which it is read.
pub(crate) const LEDGER: LedgerId = LedgerId::Disclosures;

fn kind(title: &str, sheet: &str) -> DisclosureKind {
    let name = fold::word(sheet);
    let has = |text: &str, words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
    match (has(&name, &WORDS.mds_sheets), has(&name, &WORDS.sds_sheets)) {
        (true, false) => return DisclosureKind::Mds,
        (false, true) => return DisclosureKind::Sds,
        _ => {}
    }
    match (has(title, &WORDS.mds), has(title, &WORDS.sds)) {
        // "サービス事業者による" stands behind "製造業者/" where one sheet serves both
        (_, true) if !title.contains('/') => DisclosureKind::Sds,
        (true, false) => DisclosureKind::Mds,
        _ => DisclosureKind::Unknown,
    }
}

/// `Ver.5.0` of the title, or of a cell near it.
fn form_version(sheet: &Sheet, title: &str) -> String {
    let of = |text: &str| -> Option<String> {
        let text = fold::word(text);
        let at = text.find("ver")?;
        let rest = text[at + 3..].trim_start_matches(|c: char| c == '.' || c.is_alphabetic());
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = number.trim_matches('.').to_owned();
        (number.contains('.') && number.len() < 8).then(|| format!("Ver.{number}"))
    };
    let cells = || sheet.rows.iter().take(TOP).flat_map(|row| &row.cells);
    let beside = cells().filter(|cell| fold::word(&cell.text).contains(&WORDS.title)).find_map(|cell| of(&cell.text));
    of(title).or(beside).unwrap_or_default()
}

/// The value behind a label: in the same cell behind a colon, or in the next cell of the row that holds anything.
fn value_of(sheet: &Sheet, labels: &[String]) -> String {
    let is_label = |text: &str| labels.contains(&fold::word(text.trim_end_matches([':', '\u{ff1a}', ' ', '\u{3000}'])));
    for row in sheet.rows.iter().take(HEAD) {
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.merged) {
            let apart = cell.text.split_once([':', '\u{ff1a}']);
            if let Some((_, value)) = apart.filter(|(label, value)| is_label(label) && !value.trim().is_empty()) {
                return fold::one_line(value);
            }
            if is_label(&cell.text) {
                let next = row.cells[at + 1..].iter().find(|next| !next.merged && !next.text.trim().is_empty());
                if let Some(next) = next.filter(|next| !is_any_label(&next.text)) {
                    return fold::one_line(&next.text);
                }
            }
        }
    }
    String::new()
}

fn is_any_label(text: &str) -> bool {
    let text = fold::word(text);
    [&WORDS.vendor, &WORDS.system, &WORDS.product_version].into_iter().any(|labels| labels.contains(&text))
}

fn counts(sheet: &Sheet) -> Counts {
    let mut counts = Counts::default();
    // columns of the three words, where answers are marks below them
    let mut below: Vec<(usize, Said)> = Vec::new();
    for row in &sheet.rows {
        let words = spoken(row);
        let different = |said: Said| words.iter().any(|(_, word)| *word == said);
        if different(Said::Yes) && different(Said::No) {
            below = words;
            continue;
        }
        let marked = || {
            let mut chosen = below.iter().filter(|(at, _)| row.cells.get(*at).is_some_and(|cell| form::is_chosen(&cell.text)));
            chosen.next().copied().filter(|_| chosen.next().is_none())
        };
        let answer = match words.as_slice() {
            [one] => Some(*one),
            [] => marked(),
            _ => None,
        };
        let Some((at, said)) = answer else { continue };
        let last = below.iter().map(|(at, _)| *at).max().unwrap_or(at).max(at);
        let explained = row.cells.iter().skip(last + 1).any(|cell| !cell.merged && !cell.text.trim().is_empty());
        match said {
            Said::Yes => counts.yes += 1,
            Said::No => counts.no += 1,
            Said::Void => {
                counts.void += 1;
                counts.unexplained += u32::from(!explained);
            }
        }
    }
    counts
}

/// The cells of a row that are an answer and nothing else, with their places.
fn spoken(row: &Row) -> Vec<(usize, Said)> {
    let said = |text: &str| {
        let text = fold::word(text);
        let lists = [(&WORDS.yes, Said::Yes), (&WORDS.no, Said::No), (&WORDS.void, Said::Void)];
        lists.into_iter().find(|(words, _)| words.contains(&text)).map(|(_, said)| said)
    };
    row.cells.iter().enumerate().filter(|(_, cell)| !cell.merged).filter_map(|(at, cell)| Some((at, said(&cell.text)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ImportContext, import};
    use sonae_domain::ledger::LedgerId;

    fn read(text: &str) -> Vec<Disclosure> {
        let report = import("文書/開示書.csv", text.as_bytes(), &[], &ImportContext::default());
        let rows = report.batches.iter().filter(|batch| batch.importer == LedgerId::Disclosures).flat_map(|batch| &batch.rows);
        rows.map(|row| serde_json::from_value(row.body.clone()).unwrap()).collect()
    }

    #[test]
    fn a_statement_with_words_as_answers_is_counted() {
        let found = read(
            "製造業者による医療情報セキュリティ開示書 チェックリスト（Ver.5.0）,,,\n製造業者,株式会社見本メディカル,作成日,2026/4/1\n製品名称,見本カルテ,バージョン,7.2\n,,,\n1,質問,はい,\n2,質問,いいえ,備考1\n3,質問,対象外,備考2\n4,質問,対象外,\n5.1,質問,はい,\n5.2,質問,はい,\n",
        );
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (one.vendor.as_str(), one.system.as_str(), one.product_version.as_str()),
            ("株式会社見本メディカル", "見本カルテ", "7.2")
        );
        assert_eq!((one.kind, one.version.as_str()), (DisclosureKind::Mds, "Ver.5.0"));
        assert_eq!((one.negatives, one.not_applicable, one.unexplained), (Some(1), Some(2), Some(1)));
        assert_eq!(one.document, "文書/開示書.csv");
    }

    #[test]
    fn marks_below_the_three_words_are_answers_too() {
        let found = read(
            "製造業者/サービス事業者による医療情報セキュリティ開示書 Ver4.1,,,,\nサービス事業者：見本クラウド株式会社,,,,\nサービス名称：見本予約,,,,\n番号,項目,はい,いいえ,対象外,備考\n1,a,○,,,\n2,b,,○,,\n3,c,,,○,画像を扱わないため\n4,d,○,,,\n5,e,,,レ,\n6,f,,,,\n",
        );
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.vendor.as_str(), one.system.as_str(), one.version.as_str()), ("見本クラウド株式会社", "見本予約", "Ver.4.1"));
        assert_eq!((one.negatives, one.not_applicable, one.unexplained), (Some(1), Some(2), Some(1)));
        assert_eq!(one.kind, DisclosureKind::Unknown);
    }

    #[test]
    fn a_list_of_statements_is_no_statement() {
        let list = "医療情報セキュリティ開示書 受領一覧\n事業者,対象システム,MDS/SDS,いいえの数\n見本,電子カルテ,MDS,3\n見本,画像,SDS,0\n";
        let rows = list.lines().enumerate().map(|(at, line)| Row {
            number: u32::try_from(at + 1).unwrap(),
            cells: line.split(',').map(|text| crate::grid::Cell { text: text.to_owned(), ..Default::default() }).collect(),
            struck: false,
        });
        let sheet = Sheet { name: "MDS".to_owned(), hidden: false, rows: rows.collect() };
        assert!(super::read("一覧.csv", &sheet, None).is_none());
    }
}
