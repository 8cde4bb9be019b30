//! Noticing: Sigma rules over the event as its system wrote it, and rules of our own over the flat event.
//!
//! Own rules are Sigma too (`rules/*.yml`), over the columns of [`sonae_logs::Event`] and what the surroundings add to them
//! (`out_of_hours`, `on_duty`, `account_left`, …); each has an SQL twin (`rules/*.sql`) that must give the same hits. Deliberately not
//! here: what becomes of a hit (crate `app`), the lake.

mod detector;
mod hit;

pub use detector::{Detector, RuleProblem};
pub use hit::{Hit, Level};
