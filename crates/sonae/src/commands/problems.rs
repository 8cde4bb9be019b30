//! What was read from a folder and what was wrong with it, as a person reads it: file, row, column, what is wrong, what to do.

use sonae_app::ledgers::problem_line;
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
    let words = problem_line(problem, false);
    let mark = match words.severity {
        Severity::Error => "severity-error",
        Severity::Warning => "severity-warning",
        Severity::Info => "severity-info",
    };
    let line = format!("  {} {}{}", text(mark, &[]), words.place, words.said);
    if words.next.is_empty() { line } else { format!("{line}\n      {}{}", text("next-prefix", &[]), words.next) }
}
