//! What was read from a folder and what was wrong with it, as a person reads it: file, row, column, what is wrong, what to do.

use sonae_app::read_folder::{Problem, Reading, Severity, Verdict};
use sonae_app::words::{self, text};

/// So many problems of one file are shown, unless all are asked for.
const SHOWN: usize = 5;

/// Prints the list on the error stream.
pub(crate) fn print(reading: &Reading, all: bool) {
    for (path, detail) in &reading.unreadable {
        warn!("{}", text("file-unreadable", &[("file", path), ("detail", detail)]));
    }
    for name in &reading.not_there {
        warn!("{}", text("profile-file-not-there", &[("file", name)]));
    }
    for report in &reading.reports {
        let mut problems: Vec<&Problem> = report.all_problems().collect();
        problems.retain(|problem| all || problem.severity != Severity::Info);
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        let read: Vec<String> = report
            .batches
            .iter()
            .map(|batch| text("file-read", &[("ledger", &words::ledger(batch.importer)), ("rows", &batch.rows.len().to_string())]))
            .collect();
        let is_document = matches!(report.verdict, Verdict::NotALedger(_)) && problems.is_empty();
        if is_document && !all {
            continue;
        }
        warn!("{}", text("file-line", &[("file", &report.file), ("read", &read.join(&text("list-separator", &[])))]));
        let shown = if all { problems.len() } else { SHOWN };
        for problem in problems.iter().take(shown) {
            warn!("{}", line(problem));
        }
        if problems.len() > shown {
            warn!("{}", text("problems-more", &[("count", &(problems.len() - shown).to_string())]));
        }
    }
    warn!();
}

/// One problem in words.
pub(crate) fn line(problem: &Problem) -> String {
    let said = worded(problem.key, problem).unwrap_or_else(|| problem.key.to_owned());
    let place = problem_place(problem);
    let mark = match problem.severity {
        Severity::Error => "severity-error",
        Severity::Warning => "severity-warning",
        Severity::Info => "severity-info",
    };
    let mark = text(mark, &[]);
    let mut line = format!("  {mark} {place}{said}");
    if let Some(next) = worded(&format!("{}.next", problem.key), problem) {
        line = format!("{line}\n      {}{next}", text("next-prefix", &[]));
    }
    line
}

fn problem_place(problem: &Problem) -> String {
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

fn worded(key: &str, problem: &Problem) -> Option<String> {
    let args = problem.arguments();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words::lookup(key, &args)
}
