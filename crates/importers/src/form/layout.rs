//! Where a form's sheet has its columns and which rows are items. Not here: what the cells say (`cell`).

use std::collections::BTreeMap;

use super::words::words;
use super::{FormItem, FormSpec, MARK, numbers};
use crate::fold;
use crate::grid::{Row, Sheet};

/// What cell A1 of a form that sonae wrote says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) edition: String,
    pub(super) form: String,
    pub(super) subject: String,
}

/// Reads the mark; the edition is the last part of its path.
pub(super) fn mark(sheet: &Sheet) -> Option<Mark> {
    let first = sheet.rows.first()?.text(0);
    let rest = first.strip_prefix(MARK)?;
    let mut parts = rest.trim().splitn(3, ' ');
    let edition = parts.next()?.rsplit('/').next()?.to_owned();
    let form = parts.next()?.trim().to_owned();
    Some(Mark { edition, form, subject: parts.next().unwrap_or_default().trim().to_owned() })
}

/// Columns of a form, by round of confirmation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FormColumns {
    /// Row of the heads
    pub(super) row: u32,
    pub(super) answers: BTreeMap<u8, usize>,
    pub(super) checked: BTreeMap<u8, usize>,
    pub(super) target: Option<usize>,
    pub(super) remarks: Option<usize>,
    pub(super) heads: BTreeMap<usize, String>,
}

impl FormColumns {
    /// The column that holds the answer of a round: its own, or the one of its date.
    pub(super) fn answer(&self, round: u8) -> Option<usize> {
        self.answers.get(&round).or_else(|| self.checked.get(&round)).copied()
    }

    /// Whether a column is filled in by the person who answers.
    pub(super) fn is_filled_in(&self, column: usize) -> bool {
        self.answers.values().chain(self.checked.values()).chain(&self.target).chain(&self.remarks).any(|known| *known == column)
    }

    fn is_complete(&self) -> bool {
        (!self.answers.is_empty() || !self.checked.is_empty()) && self.heads.len() >= 2
    }
}

/// The last row of heads: the lowest one that names answers or dates, and a second column.
pub(super) fn columns(sheet: &Sheet) -> Option<FormColumns> {
    let mut best: Option<FormColumns> = None;
    for (at, row) in sheet.rows.iter().enumerate().take(60) {
        let above = at.checked_sub(1).map(|above| &sheet.rows[above]);
        let columns = columns_of(row, above);
        // rows further down that hold such a word are no heads
        if columns.is_complete() && best.as_ref().is_none_or(|best| columns.heads.len() >= best.heads.len()) {
            best = Some(columns);
        }
    }
    best
}

fn columns_of(row: &Row, above: Option<&Row>) -> FormColumns {
    let heads = &words().heads;
    let mut columns = FormColumns { row: row.number, ..FormColumns::default() };
    let width = row.cells.len().max(above.map_or(0, |above| above.cells.len()));
    for column in 0..width {
        // the head of the remarks may stand in the upper of two rows
        let text = match row.text(column) {
            "" => above.map_or("", |above| above.text(column)),
            text => text,
        };
        let own = !row.text(column).is_empty();
        let folded = fold::header(text);
        if folded.is_empty() || folded.chars().count() > 20 {
            continue;
        }
        let has = |list: &[String]| list.iter().any(|word| folded.contains(word.as_str()));
        let round = round(&folded);
        if has(&heads.remarks) {
            columns.remarks.get_or_insert(column);
        } else if !own || (has(&heads.item) && round.is_none()) {
            continue;
        } else if has(&heads.target) {
            columns.target.get_or_insert(column);
        } else if has(&heads.checked) {
            columns.checked.entry(round.unwrap_or(1)).or_insert(column);
        } else if has(&heads.answer) {
            columns.answers.entry(round.unwrap_or(1)).or_insert(column);
        } else if let Some(round) = round {
            columns.checked.entry(round).or_insert(column);
        } else {
            continue;
        }
        columns.heads.insert(column, fold::one_line(text));
    }
    columns
}

/// N of 「N回目」.
fn round(folded: &str) -> Option<u8> {
    let at = words().heads.round.iter().find_map(|word| folded.find(word.as_str()))?;
    let digits: String = folded.get(..at)?.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    digits.parse().ok().filter(|round| (1..=9).contains(round))
}

/// Item rows of a keyed sheet: the item's key stands in column A.
pub(super) fn keyed_rows<'a>(sheet: &'a Sheet, spec: &'a FormSpec) -> Vec<(&'a Row, Option<&'a FormItem>)> {
    let keyed = sheet.rows.iter().skip(1).filter(|row| !row.text(0).is_empty() && !row.text(0).starts_with('@'));
    keyed.map(|row| (row, spec.item(row.text(0).trim()))).collect()
}

/// Item rows of a sheet without keys: by the number in brackets behind the label, else by the label itself; where that fits
/// several items, by the sub-heading above.
pub(super) fn labelled_rows<'a>(sheet: &'a Sheet, spec: &'a FormSpec, columns: &FormColumns) -> Vec<(&'a Row, &'a FormItem)> {
    let labels: Vec<(String, &FormItem)> = spec.items.iter().map(|item| (fold::header(&item.label), item)).collect();
    let headings: Vec<String> = spec.items.iter().filter_map(|item| item.heading.as_ref()).map(|heading| fold::header(heading)).collect();
    let mut heading: Option<String> = None;
    let mut taken: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.number != columns.row) {
        let texts = row.filled().filter(|(column, _)| !columns.is_filled_in(*column)).map(|(_, cell)| cell.text.as_str());
        let text = texts.collect::<Vec<_>>().join("\n");
        let folded = fold::header(&text);
        if let Some(found) = headings.iter().find(|heading| folded.contains(heading.as_str())) {
            heading = Some(found.clone());
        }
        let fits = |item: &&FormItem| !taken.contains(&item.key.as_str());
        let here = |item: &&FormItem| item.heading.as_ref().map(|heading| fold::header(heading)) == heading;
        let number = numbers::in_label(&text);
        let by_number: Vec<&FormItem> =
            spec.items.iter().filter(|item| number.is_some() && numbers::ordinal(&item.no) == number).filter(fits).collect();
        let by_label: Vec<&FormItem> = labels
            .iter()
            .filter(|(label, _)| !label.is_empty() && folded.contains(label.as_str()))
            .map(|(_, item)| *item)
            .filter(fits)
            .collect();
        let candidates = if by_number.is_empty() { by_label } else { by_number };
        let Some(item) = candidates.iter().copied().find(|item| here(item)).or_else(|| candidates.first().copied()) else { continue };
        taken.push(&item.key);
        rows.push((row, item));
    }
    rows
}

/// The value behind a word such as 事業者名： in the row, or in the cell to its right.
pub(super) fn value_behind(row: &Row, list: &[String]) -> Option<String> {
    let placeholders = &words().lines.placeholders;
    let cells: Vec<&str> = row.filled().filter(|(_, cell)| !cell.merged).map(|(_, cell)| cell.text.as_str()).collect();
    let (at, text) = cells.iter().enumerate().find(|(_, text)| list.iter().any(|word| fold::header(text).starts_with(word.as_str())))?;
    let folded = fold::header(text);
    let behind = text.split_once([':', '\u{ff1a}']).map(|(_, value)| value.trim()).filter(|value| !value.is_empty());
    let alone = list.contains(&folded);
    let value = behind.or_else(|| alone.then(|| cells.get(at + 1).copied()).flatten())?;
    let blank = placeholders.iter().any(|word| fold::word(value).contains(word.as_str())) || fold::header(value).is_empty();
    (!blank).then(|| fold::one_line(value))
}

/// The value of a field row (`@name`): its last cell that is neither key nor label.
pub(super) fn field(sheet: &Sheet, key: &str) -> Option<String> {
    let row = sheet.rows.iter().find(|row| row.text(0) == key)?;
    let lines = &words().lines;
    let values = row.filled().filter(|(column, cell)| *column > 0 && !cell.merged).map(|(_, cell)| cell.text.as_str());
    let mut values: Vec<&str> = values.collect();
    let is_label = |text: &str| {
        let folded = fold::header(text);
        [&lines.name, &lines.answered_by, &lines.answered_on].into_iter().flatten().any(|word| *word == folded)
    };
    if values.first().is_some_and(|text| is_label(text)) || values.len() > 1 {
        values.remove(0);
    }
    values.last().map(|text| fold::one_line(text)).filter(|text| !text.is_empty())
}
