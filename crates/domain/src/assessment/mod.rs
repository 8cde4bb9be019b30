//! From findings and people's answers to the rows of an official form.
//!
//! [`finding`] says what a rule found, [`answers`] picks what people answered, [`evaluate`] puts both on the form.
//! Deliberately not here: the rules themselves ([`crate::rules`]) and words (reasons are keys with arguments).

mod answers;
mod evaluate;
mod finding;
#[cfg(test)]
mod tests;

pub use answers::{Attestation, PriorAnswer, Round};
pub use evaluate::{Assessment, Contradiction, Evaluator, ItemResult, Totals};
pub use finding::{Assurance, Finding, NAMED_IN_SUPPORT, Reason, Status, Tone, Verdict, Witnesses};
