//! The report to the management, and approvals.

pub mod approvals;
mod approve;

pub(crate) use approve::approve_in;
pub use approve::{Approval, ApproveError, Subject, approve, ask_for_approval};
