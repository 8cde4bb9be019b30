//! The monthly report on the access logs for the management: what arrived, what was noticed, who looked, and the seal.
//!
//! Not here: counting (crate `app`), and words that never vary (the template).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One month. Printed on A4, one page, or two where there is much to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReport {
    /// Name of the institution.
    pub facility: String,
    /// The month in words, e.g. 2026年1月.
    pub period: String,
    /// Its first day.
    pub from: Date,
    /// Its last day, or the day of the report where the month is not over.
    pub to: Date,
    /// Day of the report.
    pub as_of: Date,
    /// Every source, those that need attention first.
    pub sources: Vec<LogReportSource>,
    /// Figures of the month beside those of the month before.
    pub counts: Vec<LogReportCount>,
    /// What rules noticed in the month, the worst first.
    pub detections: Vec<LogReportDetection>,
    /// Authors of the rules of others that noticed something (the Detection Rule Licence asks that they are named).
    pub authors: Vec<String>,
    /// Sign-offs in the month.
    pub reviews: Vec<LogReportReview>,
    /// Until when the next review is due; `None`: none was ever held.
    pub next_review: Option<Date>,
    /// What the last verification said, in words.
    pub verification: String,
    /// How far back somebody who owns this machine could change something unnoticed, in words.
    pub tamper_window: String,
    /// The newest checkpoint.
    pub seal: Option<LogReportSeal>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReportSource {
    /// What people call it.
    pub title: String,
    /// The machine that writes it.
    pub host: String,
    /// Whether something is wrong with it.
    pub attention: bool,
    /// Arriving, silent since …, nothing yet: in words.
    pub arrival: String,
    /// Records received in the month.
    pub records: u64,
    /// Gaps noticed in the month.
    pub gaps: u64,
    /// Whether its clock was right, in words.
    pub clock: String,
    /// Day of the last sign-off that covers it.
    pub reviewed_on: Option<Date>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReportCount {
    /// Of what.
    pub label: String,
    /// In the month.
    pub now: u64,
    /// In the month before.
    pub before: u64,
}

/// What a rule noticed, gathered by rule and by whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReportDetection {
    /// Title of the rule.
    pub title: String,
    /// How bad, in words.
    pub level: String,
    /// About whom or what.
    pub about: String,
    /// When it was last noticed, as people read it.
    pub last: String,
    /// How often.
    pub times: u64,
    /// What became of it, in words.
    pub state: String,
    /// Who wrote the rule.
    pub author: String,
}

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReportReview {
    /// When, as people read it.
    pub at: String,
    /// Who.
    pub by: String,
    /// Which sources.
    pub scope: String,
    /// Remarks.
    pub remarks: String,
}

/// A checkpoint, to be typed in when it is checked against the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReportSeal {
    /// Origin line.
    pub origin: String,
    /// Number of records under it.
    pub size: u64,
    /// Root hash, hex.
    pub root: String,
    /// When it was signed, as people read it.
    pub at: String,
    /// Where it lies outside this machine, in words; empty: nowhere but on this paper.
    pub anchors: Vec<String>,
}
