//! From findings and people's answers to the rows of an official form.
//!
//! [`finding`] says what a rule found, [`evaluate`] puts it on the form together with what people answered. Deliberately
//! not here: the rules themselves ([`crate::rules`]) and words (reasons are keys with arguments).

mod evaluate;
mod finding;

pub use evaluate::{Assessment, Contradiction, ItemResult, PriorAnswer, Subject, Totals, evaluate};
pub use finding::{Assurance, Finding, Reason, Status, Tone, Verdict};
