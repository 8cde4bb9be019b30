//! `docs/detection.md`: the rules of our own, out of their own words.

use std::fmt::Write;

use crate::hit::Level;
use crate::order::LAG;
use crate::rule::OWN;

fn level(level: Level) -> &'static str {
    match level {
        Level::Informational => "informational",
        Level::Low => "low",
        Level::Medium => "medium",
        Level::High => "high",
        Level::Critical => "critical",
    }
}

/// The document, as it must stand in the repository.
pub fn document() -> String {
    let mut text = format!(
        "# Detection: the rules of our own\n\n\
         Made out of `crates/detect/rules/*.yml`; a test keeps it current (`UPDATE_DOCS=1 cargo test -p sonae-detect`).\n\n\
         - Everything is counted within one source, in the time of the events. Rows may be {minutes} minutes out of order; what comes\n  \
         later is told (`Detector::take_late`), and the SQL twin is asked of that time.\n\
         - A rule fires once for each source, person or machine, and civil day of the institution: at the first event of that day at\n  \
         which it holds. `silent-source` fires once for each silence.\n\
         - Figures are the institution's policy (`patients_an_hour`, `failures_before_success`, `bulk_records`); 0 switches a rule off.\n  \
         The figures in the Sigma text are examples.\n\
         - Users add Sigma rules of any product; over the flat event with `logsource: product: sonae` (fields: the columns of the lake and\n  \
         `out_of_hours`, `on_duty`, `account_known`, `account_left`, `account_disabled`, `account_retired`, `account_shared`,\n  \
         `account_vendor`, `account_administrator`, `announced`), `category:` the class, `service:` the name of the source.\n\n\
         | rule | level | title |\n|---|---|---|\n",
        minutes = LAG / 60_000_000
    );
    for own in OWN {
        let rule = own.text();
        let _ = writeln!(text, "| [{name}](#{name}) | {level} | {title} |", name = own.name, level = level(rule.level), title = rule.title);
    }
    for own in OWN {
        let rule = own.text();
        let _ = write!(text, "\n## {}\n\n**{}** ({})\n\n", own.name, rule.title, level(rule.level));
        rule.description.lines().for_each(|line| text.extend([line, "\n"]));
        let _ = writeln!(text, "\nFalse alarms: {}.", rule.falsepositives.join(", "));
        let _ = writeln!(
            text,
            "Sigma: [`{0}.yml`](../crates/detect/rules/{0}.yml), twin: [`{0}.sql`](../crates/detect/rules/{0}.sql).",
            own.name
        );
    }
    text
}
