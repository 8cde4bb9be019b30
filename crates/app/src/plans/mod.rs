//! Being ready: contact tree, continuity plan and drills, regulations and education, the institution's own backups.
//!
//! Deliberately not here: backups of sonae itself ([`crate::backups`]), deciding anything, layout.

mod approve_plan;
mod attach_document;
mod confirm_contacts;
mod coverage;
mod downtime_kit;
mod gaps;
mod plan_text;
mod rows;

pub use approve_plan::{Plan, PlanApprovalError, PlanContent, approve_plan, ask_for_plan, plan_content};
pub use attach_document::{AttachError, Attached, attach_document};
pub use confirm_contacts::confirm_contacts;
pub use coverage::{Clause, Coverage, CoverageRow, coverage};
pub use downtime_kit::{DowntimeKit, PaperForm, Recovery, downtime_kit};
pub use gaps::{Gap, gaps};
pub use plan_text::{PlanText, PlanTextError, keep_plan_text, plan_text, template};
pub use rows::{RowError, add_row, change_row};
