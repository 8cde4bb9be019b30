//! An answer of the lake as a table: columns with words, cells as people read them, a page of it, the way to the evidence of a row.

use sonae_app::logs::terms::{Answer, Cell};
use sonae_app::words::{lookup, text};

use super::thousands;
use crate::html;

/// Rows on one screen.
pub(super) const SCREEN: usize = 100;
/// Columns that are not shown but lead to the evidence.
const HIDDEN: [&str; 8] = ["shard", "leaf", "nth", "file", "ended_shard", "ended_leaf", "time_told", "name_known"];
/// Columns with long texts.
const WIDE: [&str; 4] = ["operation", "message", "category", "target"];

/// A row.
pub(super) struct Line {
    pub(super) cells: Vec<CellView>,
    pub(super) link: Option<String>,
}

/// A cell.
pub(super) struct CellView {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) wide: bool,
}

/// The heads of the columns that are shown.
pub(super) fn heads(answer: &Answer) -> Vec<String> {
    shown(answer).map(|(_, name)| head(name)).collect()
}

/// A column in words; its own name where there are none.
pub(super) fn head(name: &str) -> String {
    lookup(&format!("logs-column-{name}"), &[]).unwrap_or_else(|| name.to_owned())
}

fn shown(answer: &Answer) -> impl Iterator<Item = (usize, &str)> {
    answer.columns.iter().map(|column| column.name.as_str()).enumerate().filter(|(_, name)| !HIDDEN.contains(name))
}

/// The rows of a page; pages are counted from 1.
pub(super) fn lines(answer: &Answer, page: usize) -> Vec<Line> {
    let at = |name: &str| answer.columns.iter().position(|column| column.name == name);
    let (shard, leaf) = (at("shard"), at("leaf"));
    let line = |row: &Vec<Cell>| {
        let link = match (shard.and_then(|at| row.get(at)), leaf.and_then(|at| row.get(at))) {
            (Some(Cell::Text(shard)), Some(Cell::Int(leaf))) => Some(format!("/logs/lines/{}/{leaf}", html::encode(shard))),
            _ => None,
        };
        let cell = |(at, name): (usize, &str)| CellView {
            label: head(name),
            text: row.get(at).map(|cell| words(name, cell)).unwrap_or_default(),
            wide: WIDE.contains(&name),
        };
        Line { cells: shown(answer).map(cell).collect(), link }
    };
    answer.rows.iter().skip(page.saturating_sub(1) * SCREEN).take(SCREEN).map(line).collect()
}

/// A cell as people read it.
pub(super) fn words(name: &str, cell: &Cell) -> String {
    match (name, cell) {
        (_, Cell::Null) => String::new(),
        ("activity", Cell::Text(value)) => lookup(&format!("logs-activity-{value}"), &[]).unwrap_or_else(|| value.clone()),
        ("outcome", Cell::Text(value)) => lookup(&format!("logs-outcome-{value}"), &[]).unwrap_or_else(|| value.clone()),
        ("class", Cell::Int(value)) => lookup(&format!("logs-class-{value}"), &[]).unwrap_or_else(|| value.to_string()),
        (_, Cell::Text(value)) => value.clone(),
        (_, Cell::Int(value)) => u64::try_from(*value).map_or_else(|_| value.to_string(), thousands),
        (_, Cell::Float(value)) => value.to_string(),
        (_, Cell::Bool(value)) => text(if *value { "logs-value-yes" } else { "logs-value-no" }, &[]),
        (_, Cell::Time(at)) => sonae_app::logs::moment(*at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_app::logs::terms::Column;

    #[test]
    fn a_row_shows_words_and_leads_to_its_evidence() {
        let names = ["activity", "class", "user_uid", "shard", "leaf"];
        let answer = Answer {
            columns: names.iter().map(|name| Column { name: (*name).to_owned() }).collect(),
            rows: vec![
                vec![Cell::Text("logon".into()), Cell::Int(3002), Cell::Text("a".into()), Cell::Text("2026".into()), Cell::Int(7)];
                150
            ],
            cut_off: false,
        };
        assert_eq!(heads(&answer), ["動作", "種類", "ユーザーID"]);
        let second = lines(&answer, 2);
        assert_eq!(
            (second.len(), second[0].cells[0].text.as_str(), second[0].link.as_deref()),
            (50, "ログイン", Some("/logs/lines/2026/7"))
        );
        assert!(lines(&answer, 9).is_empty());
    }
}
