//! The table that a person reads in one screen: item, answer, assurance, what is missing, next action.
//!
//! Deliberately not here: decisions and their order on the form.

use std::io::IsTerminal;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use sonae_app::decide_forms::{Decided, DecidedForm};
use sonae_app::words::{self, text};
use sonae_domain::assessment::{Assurance, ItemResult, Status, Tone};
use sonae_domain::framework::Form;
use sonae_domain::ledger::YesNo;
use unicode_width::UnicodeWidthChar;

/// Narrower than this the table cannot be read; wider than the second it is hard on the eye.
const WIDTHS: (u16, u16) = (96, 150);
/// Columns of item, answer and assurance together, with their padding.
const FIXED: u16 = 25;
/// A cell is cut after so many lines, so that nineteen items fit one screen.
const LINES: usize = 2;

/// Lines of plain hyphens: box-drawing characters are two columns wide in Japanese consoles.
const LINE: LineStyle = LineStyle::new('-', '-', '-', '-');
const STYLE: TableStyle = TableStyle::new().top_border(LINE).header_separator(LINE).bottom_border(LINE);

/// The institution's own form as a table, then one line for each vendor's.
pub(crate) fn forms(decided: &Decided<'_>) -> String {
    let own = &decided.forms[0];
    let mut shown = vec![heading(decided, own), own_form(own)];
    if decided.forms.len() > 1 {
        shown.push(text("table-vendors", &[]));
        shown.push(vendors(&decided.forms[1..]));
    }
    shown.push(totals(own));
    shown.join("\n")
}

/// Answers and facts that disagree, over all forms: shown before everything else. Empty when there are none.
pub(crate) fn contradictions(decided: &Decided<'_>) -> Vec<String> {
    let all = decided.forms.iter().flat_map(|form| form.assessment.items.iter().map(move |item| (form, item)));
    let disagreeing = all.filter_map(|(form, item)| Some((form, item, item.contradiction?)));
    disagreeing
        .map(|(form, item, contradiction)| {
            let who = if form.assessment.subject.is_empty() { text("who-institution", &[]) } else { form.assessment.subject.clone() };
            let said = text(if contradiction.said == YesNo::Yes { "answer-yes" } else { "answer-no" }, &[]);
            text("contradiction-line", &[("no", &item.no), ("who", &who), ("said", &said), ("seen", &seen(item, form.form))])
        })
        .collect()
}

/// What the facts say about an item, the two worst reasons.
fn seen(item: &ItemResult, form: &Form) -> String {
    let wanted = if item.finding.status == Status::NotSatisfied { Tone::Against } else { Tone::Support };
    let reasons = item.finding.reasons.iter().filter(|reason| reason.tone == wanted).take(2);
    reasons.map(|reason| words::reason(reason, Some(form))).collect::<Vec<_>>().join(&text("reason-separator", &[]))
}

fn heading(decided: &Decided<'_>, own: &DecidedForm<'_>) -> String {
    let as_of = decided.facts.as_of.to_string();
    let deadline = decided.edition.deadline.to_string();
    let name =
        if decided.facts.institution.name.is_empty() { text("institution-unnamed", &[]) } else { decided.facts.institution.name.clone() };
    let args = [
        ("name", name.as_str()),
        ("edition", &decided.edition.edition_label),
        ("form", &own.form.audience_label),
        ("as-of", &as_of),
        ("deadline", &deadline),
    ];
    text(if decided.facts.as_of > decided.edition.deadline { "table-heading-after" } else { "table-heading" }, &args)
}

fn own_form(form: &DecidedForm<'_>) -> String {
    let mut table = new_table(&["table-item", "table-answer", "table-assurance", "table-missing", "table-next"]);
    for (column, width) in [(0, 7), (1, 10), (2, 8)] {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
    let half = usize::from((width() - FIXED) / 2).saturating_sub(2);
    for item in form.assessment.gate.iter().chain(&form.assessment.items) {
        let next = if is_open(item) { words::next_of_item(item, Some(form.form)).unwrap_or_default() } else { String::new() };
        table.add_row(vec![
            Cell::new(&item.no),
            answer(item),
            assurance(item),
            Cell::new(cut(&missing(item, form.form), (half - 2) * LINES - 2)),
            Cell::new(cut(&next, (half - 2) * LINES - 2)),
        ]);
    }
    table.to_string()
}

fn vendors(forms: &[DecidedForm<'_>]) -> String {
    let mut table = new_table(&["table-vendor", "answer-yes", "answer-no", "answer-open", "table-contradictions", "table-next"]);
    for form in forms {
        let totals = form.assessment.totals();
        let returned = form.assessment.items.iter().any(|item| item.attestation.is_some());
        let next = match (returned, totals.open, totals.contradictions) {
            (false, _, _) => text("vendor-not-returned", &[("vendor", &form.assessment.subject)]),
            (true, 0, 0) => String::new(),
            (true, 0, _) => text("vendor-contradicted", &[]),
            (true, open, _) => text("vendor-incomplete", &[("count", &open.to_string())]),
        };
        let mut row = vec![Cell::new(&form.assessment.subject)];
        row.extend(
            [totals.yes, totals.no, totals.open, totals.contradictions].map(|count| Cell::new(count).set_alignment(CellAlignment::Right)),
        );
        row.push(Cell::new(next));
        table.add_row(row);
    }
    table.to_string()
}

fn totals(own: &DecidedForm<'_>) -> String {
    let totals = own.assessment.totals();
    let counts = [
        ("yes", totals.yes),
        ("no", totals.no),
        ("open", totals.open),
        ("void", totals.void),
        ("verified", totals.verified),
        ("examined", totals.examined),
        ("declared", totals.declared),
        ("contradictions", totals.contradictions),
    ];
    let counts: Vec<(&str, String)> = counts.iter().map(|(name, count)| (*name, count.to_string())).collect();
    let args: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    text("table-totals", &args)
}

fn is_open(item: &ItemResult) -> bool {
    matches!(item.status, Status::NotSatisfied | Status::Undetermined) || !item.form_gaps.is_empty()
}

/// What the row says: what is wrong or missing; for a yes what shows it.
fn missing(item: &ItemResult, form: &Form) -> String {
    let reasons = item.finding.reasons.iter();
    let decisive: Vec<_> = match item.status {
        Status::NotSatisfied | Status::Undetermined => {
            reasons.filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing)).collect()
        }
        Status::Satisfied if item.overruled.is_some() => {
            return text("item-overruled", &[("by", &item.overruled.as_ref().map(|row| row.decided_by.clone()).unwrap_or_default())]);
        }
        Status::Satisfied if item.finding.status != Status::Satisfied => {
            let by = item.attestation.as_ref().map(|said| said.answered_by.clone()).unwrap_or_default();
            return text(if by.is_empty() { "item-declared" } else { "item-declared-by" }, &[("by", &by)]);
        }
        Status::Satisfied | Status::NotApplicable => reasons.filter(|reason| reason.tone == Tone::Support).collect(),
    };
    let shows_gaps = decisive.is_empty() || item.answer.is_some();
    let gaps = item.form_gaps.iter().filter(|_| shows_gaps);
    let texts: Vec<String> = decisive.into_iter().take(2).chain(gaps.take(1)).map(|reason| words::reason(reason, Some(form))).collect();
    texts.join(&text("reason-separator", &[]))
}

fn answer(item: &ItemResult) -> Cell {
    let (key, colour) = match (item.status, item.answer) {
        (Status::NotApplicable, _) => ("answer-void", Color::DarkGrey),
        (_, Some(YesNo::Yes)) => ("answer-yes", Color::Green),
        (_, Some(YesNo::No)) => ("answer-no", Color::Red),
        (_, None) => ("answer-open", Color::Yellow),
    };
    let cell = Cell::new(text(&format!("{key}.mark"), &[])).fg(colour);
    if item.answer == Some(YesNo::No) { cell.add_attribute(Attribute::Bold) } else { cell }
}

fn assurance(item: &ItemResult) -> Cell {
    Cell::new(match item.assurance.filter(|_| item.answer.is_some()) {
        Some(Assurance::Verified) => text("assurance-verified", &[]),
        Some(Assurance::Examined) => text("assurance-examined", &[]),
        Some(Assurance::Declared) => text("assurance-declared", &[]),
        None => String::new(),
    })
}

fn new_table(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.set_header(heads.iter().map(|key| Cell::new(text(key, &[])).add_attribute(Attribute::Bold)));
    if !std::io::stdout().is_terminal() {
        table.force_no_tty();
    }
    table
}

/// The terminal's width within what can be read; a fixed one where the output goes to a file.
fn width() -> u16 {
    let terminal = Table::new().width().unwrap_or(120);
    terminal.clamp(WIDTHS.0, WIDTHS.1)
}

/// Cuts a text to a number of terminal columns; a full-width character is two.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    let mut kept = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns.saturating_sub(1) {
            kept.push('\u{2026}');
            return kept;
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_columns_not_by_characters() {
        assert_eq!(cut("接続元制限", 6), "接続…");
        assert_eq!(cut("abc", 6), "abc");
    }
}
