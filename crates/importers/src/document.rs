//! The list of columns for the manual (`docs/ja/columns.md`), generated from the data that importers use.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use crate::columns::{self, Column, ColumnKind, Columns};
use crate::vocabulary::choices;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Words {
    title: String,
    lead: String,
    contents: String,
    ledger_line: String,
    names_line: String,
    heads: Vec<String>,
    inverted: String,
    words: String,
    values_title: String,
    kinds: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
}

/// The whole document, in Markdown. Empty only when its data file is broken, which a test prevents.
pub fn columns_document() -> String {
    toml::from_str(include_str!("../columns/document.toml")).map_or_else(|_| String::new(), |words| document(&words).unwrap_or_default())
}

fn document(words: &Words) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(out, "# {}\n\n{}\n## {}\n", words.title, words.lead, words.contents)?;
    for columns in columns::all() {
        writeln!(out, "- [{}](#{})", columns.title, columns.ledger)?;
    }
    writeln!(out, "\n## {}\n", words.values_title)?;
    for (kind, text) in &words.values {
        let name = words.kinds.get(kind).map_or("", String::as_str);
        writeln!(out, "- {}{text}", if name.is_empty() { String::new() } else { format!("**{name}**: ") })?;
    }
    for columns in columns::all() {
        ledger(&mut out, words, columns)?;
    }
    Ok(out)
}

fn ledger(out: &mut String, words: &Words, columns: &Columns) -> std::fmt::Result {
    writeln!(out, "\n<a id=\"{}\"></a>\n\n## {}\n\n{}\n", columns.ledger, columns.title, columns.about)?;
    writeln!(out, "- {}: `{}`", words.ledger_line, columns.ledger)?;
    writeln!(out, "- {}: {}\n", words.names_line, columns.names.iter().take(8).cloned().collect::<Vec<_>>().join(", "))?;
    writeln!(out, "| {} |", words.heads.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(words.heads.len()))?;
    for column in &columns.columns {
        let kind = words.kinds.get(column.kind.as_str()).map_or("", String::as_str);
        let headers = column.headers.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
        let cells = [format!("`{}`", column.field), column.title.clone(), kind.to_owned(), headers, notes(words, column)];
        writeln!(out, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))?;
    }
    Ok(())
}

/// Help, opposite headers and the vocabulary of a column.
fn notes(words: &Words, column: &Column) -> String {
    let mut notes = vec![column.help.clone()];
    if !column.inverted.is_empty() {
        notes.push(format!("{}: {}", words.inverted, column.inverted.iter().take(4).cloned().collect::<Vec<_>>().join(", ")));
    }
    if column.kind == ColumnKind::Choice
        && let Some(list) = column.vocabulary.as_deref().and_then(choices)
    {
        let known: Vec<String> =
            list.lists.iter().map(|words| words.iter().take(3).cloned().collect::<Vec<_>>().join("\u{30fb}")).collect();
        notes.push(format!("{}: {}", words.words, known.join(" / ")));
    }
    notes.retain(|note| !note.is_empty());
    notes.join("<br>")
}
