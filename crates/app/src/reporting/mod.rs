//! The report to the management, and approvals.

pub mod approvals;
mod approve;
mod report;

pub(crate) use approve::approve_in;
pub use approve::{Approval, ApproveError, Subject, approve, ask_for_approval};
pub use report::{ApprovedReport, Changes, Report, ReportError, approve_report, approved_report, approved_reports, report};
