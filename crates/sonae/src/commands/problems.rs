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
        let mut problems: Vec<&Problem> = report.problems.iter().chain(report.batches.iter().flat_map(|batch| &batch.problems)).collect();
        problems.retain(|problem| all || problem.severity != Severity::Info);
        problems.sort_by_key(|problem| problem.severity);
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
    let said = problem_text(&problem.key, problem);
    let place = problem_place(problem);
    let mark = text(&format!("severity-{}", problem.severity.as_str()), &[]);
    let mut line = format!("  {mark} {place}{said}");
    if let Some(next) = problem_lookup(&format!("{}.next", problem.key), problem) {
        line.push_str(&format!("\n      {}{next}", text("next-prefix", &[])));
    }
    line
}

fn problem_place(problem: &Problem) -> String {
    let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
    let sheet = problem.sheet.clone().unwrap_or_default();
    let column = problem.column.clone().unwrap_or_default();
    let key = match (sheet.is_empty(), row.is_empty(), column.is_empty()) {
        (true, true, true) => return String::new(),
        (false, true, _) => "problem-sheet",
        (true, true, false) => "problem-column",
        (true, false, true) => "problem-row",
        (true, false, false) => "problem-row-column",
        (false, false, true) => "problem-sheet-row",
        (false, false, false) => "problem-sheet-row-column",
    };
    text(key, &[("sheet", &sheet), ("row", &row), ("column", &column)])
}

fn problem_text(key: &str, problem: &Problem) -> String {
    problem_lookup(key, problem).unwrap_or_else(|| key.to_owned())
}

fn problem_lookup(key: &str, problem: &Problem) -> Option<String> {
    let mut args: Vec<(&str, &str)> = problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let value = problem.value.clone().unwrap_or_default();
    args.push(("value", &value));
    words::lookup(key, &args)
}
