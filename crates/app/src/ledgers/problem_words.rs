//! A problem of a file or of a typed field in words. Not here: what is a problem (`importers`).

use sonae_importers::{Problem, Severity};

use crate::words::{lookup, text};

/// A problem as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemLine {
    /// How bad it is
    pub severity: Severity,
    /// Where: sheet, row, column; "" for a whole file
    pub place: String,
    /// What is wrong
    pub said: String,
    /// What to do; "" when nothing
    pub next: String,
}

impl ProblemLine {
    /// The icon for it.
    pub fn icon(&self) -> &'static str {
        match self.severity {
            Severity::Error => "no",
            Severity::Warning => "warn",
            Severity::Info => "info",
        }
    }
}

/// The words for a problem; those for a typed field, where there are such, when `typed`.
pub fn problem_line(problem: &Problem, typed: bool) -> ProblemLine {
    let args = problem.arguments();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let worded = |part: &str| {
        let own = typed.then(|| lookup(&format!("ledgers-typed-{}{part}", problem.key), &args)).flatten();
        own.or_else(|| lookup(&format!("{}{part}", problem.key), &args))
    };
    ProblemLine {
        severity: problem.severity,
        place: place(problem),
        said: worded("").unwrap_or_else(|| problem.key.to_owned()),
        next: worded(".next").unwrap_or_default(),
    }
}

fn place(problem: &Problem) -> String {
    let row = problem.row.to_string();
    let column = if problem.header.is_empty() { &problem.column } else { &problem.header };
    let key = match (problem.sheet.is_empty(), problem.row == 0, column.is_empty()) {
        (true, true, true) => return String::new(),
        (false, true, _) => "problem-sheet",
        (true, true, false) => "problem-column",
        (true, false, true) => "problem-row",
        (true, false, false) => "problem-row-column",
        (false, false, true) => "problem-sheet-row",
        (false, false, false) => "problem-sheet-row-column",
    };
    text(key, &[("sheet", &problem.sheet), ("row", &row), ("column", column)])
}
