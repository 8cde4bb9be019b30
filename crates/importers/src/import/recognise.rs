//! Which ledger a sheet is: found out from headers and names, or forced by `institution.toml`.
//!
//! Not here: how headers are scored (`header`).

use sonae_domain::ledger::LedgerId;

use super::Import;
use crate::choice::Choice;
use crate::columns::{self, Columns};
use crate::grid::Sheet;
use crate::header::{self, Head};
use crate::kind::FileKind;
use crate::problem::{Problem, Severity, keys};

impl Import<'_> {
    /// The head of the sheet and the ledger that it is; `None`, with a problem where one is due, when it is none.
    pub(super) fn head(&mut self, sheet: &Sheet, choice: Option<&Choice>, forced: Option<LedgerId>) -> Option<(Head, Vec<Problem>)> {
        let header_row = choice.and_then(|choice| choice.header_row);
        if let Some(ledger) = forced {
            return self.forced(sheet, choice, ledger, header_row);
        }
        let candidates = self.candidates(sheet, header_row);
        let Some((score, best)) = candidates.first() else {
            self.no_ledger(sheet);
            return None;
        };
        let close: Vec<&str> =
            candidates.iter().filter(|(other, _)| *other > score * 0.93).map(|(_, head)| head.columns.ledger.as_str()).collect();
        if close.len() > 1 {
            self.tables += 1;
            let problem = Problem::new(Severity::Error, keys::LEDGER_AMBIGUOUS).sheet(&sheet.name).row(best.row);
            self.problems.push(problem.arg("candidates", close.join(", ")).arg("first", close[0]));
            return None;
        }
        let mut head = best.clone();
        let problems = choice.map(|choice| header::apply(choice, &mut head)).unwrap_or_default();
        Some((head, problems))
    }

    /// Ledgers that the sheet could be, the likeliest first.
    fn candidates(&self, sheet: &Sheet, header_row: Option<u32>) -> Vec<(f64, Head)> {
        let heads = header::heads(sheet, header_row, 1).into_iter().flatten();
        let mut candidates: Vec<(f64, Head)> = heads
            .filter_map(|head| {
                let hint = header::hint(head.columns, self.file, sheet, &head);
                let fits = (head.fields() >= 2 && head.suffices()) || is_matrix(&head, hint);
                fits.then_some((head.score + hint, head))
            })
            .filter(|(score, _)| *score >= 1.0)
            .collect();
        candidates.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        candidates
    }

    fn forced(
        &mut self,
        sheet: &Sheet,
        choice: Option<&Choice>,
        ledger: LedgerId,
        header_row: Option<u32>,
    ) -> Option<(Head, Vec<Problem>)> {
        let columns = columns::of(ledger);
        let own = choice.filter(|choice| !choice.columns.is_empty());
        let known = header::heads(sheet, header_row, 1).into_iter().flatten().find(|head| head.columns.ledger == ledger);
        let mut head = match known {
            Some(head) => head,
            // none of its headers is known, but somebody has said what they mean
            None => own.and_then(|choice| header::named_head(sheet, columns, choice, header_row)).or_else(|| {
                self.tables += 1;
                let problem = Problem::new(Severity::Error, keys::HEADER_MISSING).sheet(&sheet.name).arg("ledger", &columns.title);
                self.problems.push(problem.arg("headers", headers_of(columns)));
                None
            })?,
        };
        let mut problems = choice.map(|choice| header::apply(choice, &mut head)).unwrap_or_default();
        if !head.suffices() && !is_matrix(&head, 1.0) {
            let problem = Problem::new(Severity::Warning, keys::COLUMNS_MISSING).row(head.row);
            problems.push(problem.arg("ledger", &columns.title).arg("headers", headers_of(columns)));
        }
        Some((head, problems))
    }

    /// A table that is no ledger is told; a text of lines is not a table.
    fn no_ledger(&mut self, sheet: &Sheet) {
        let wide = sheet.rows.iter().filter(|row| row.filled().take(3).count() >= 3).count();
        let listed = sheet.rows.iter().filter(|row| row.filled().take(2).count() >= 2).count();
        if wide < 2 && (self.report.kind == FileKind::Text || listed < 3) {
            return;
        }
        self.tables += 1;
        let heads = header::heads(sheet, None, 1).into_iter().flatten();
        let nearest = heads.max_by(|a, b| a.score.total_cmp(&b.score));
        let mut problem = Problem::new(Severity::Warning, keys::LEDGER_UNKNOWN).sheet(&sheet.name);
        problem = problem.arg("nearest", nearest.as_ref().map_or("devices", |head| head.columns.ledger.as_str()));
        self.problems.push(problem.arg("headers", nearest.map(|head| headers_of(head.columns)).unwrap_or_default()));
    }
}

/// A table of rights with a class of information in each column.
fn is_matrix(head: &Head, hint: f64) -> bool {
    let free = head.bounds.iter().filter(|bound| bound.field.is_none()).count();
    head.columns.ledger == LedgerId::AccessRights && head.has("job") && hint > 0.5 && free >= 2
}

/// The first header of the columns without which a ledger says little.
fn headers_of(columns: &Columns) -> String {
    let fields = columns.requires.first().into_iter().flatten();
    let titles = fields.filter_map(|field| columns.column(field)).map(|column| column.title.clone());
    titles.collect::<Vec<_>>().join(", ")
}
