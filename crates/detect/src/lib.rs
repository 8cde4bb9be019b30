//! Noticing: Sigma rules over the event as its system wrote it, and rules of our own over the flat event.
//!
//! ```text
//! native event ──▶ sigma (routed by logsource) ──────────────────────────▶ hits
//! row + surroundings ──▶ flat ──▶ sigma (`product: sonae`) ──────────────▶ hits
//!                          └────▶ order (small disorder is put right) ──▶ own rules, once a day and person ──▶ hits
//! ```
//!
//! An own rule is told three times, and the tests hold the three to one another: as Sigma for people (`rules/*.yml`: its words, its
//! level, what it picks), as Rust for the stream (`own/*.rs`), and as SQL over the lake (`rules/*.sql`), the *twin*, which finds the
//! same hits in what is kept. The twin also decides where the stream could not: rows that came too late to be counted are told by
//! [`Detector::take_late`].
//!
//! Deliberately not here: what becomes of a hit (crate `app`), the lake, the clock.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod again;
mod around;
mod detector;
mod document;
mod flat;
mod hit;
mod order;
mod own;
#[cfg(test)]
#[path = "../tests/it/rows.rs"]
#[expect(dead_code, reason = "shared with the tests of whole streams")]
mod rows;
mod rule;
mod sigma;
mod silence;
mod tuning;
mod twin;
mod word;

pub use detector::{Detector, State};
pub use document::document;
pub use flat::enrich;
pub use hit::{Hit, Level};
pub use order::{LAG, Late, RUN};
pub use rule::{OWN, OwnRule, RuleProblem, RuleText, TWINS};
pub use silence::{Watched, silent};
pub use tuning::{Tuning, suppressed};
pub use twin::{Span, TwinError, twin};
