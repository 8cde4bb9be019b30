//! Answering items, overruling findings, bringing evidence.
//!
//! What is typed here are rows of the ledgers `answers` and `overrides`, as if they had been read from a file; evidence is kept by
//! its hash and tied to the item. Deliberately not here: what an answer means (`sonae_domain::assessment`).

mod answer_item;
mod attach_evidence;
mod item_history;
mod override_finding;
mod place;
mod sniff;
mod stored_answer;
mod take_over;

pub use answer_item::{AnswerError, TypedAnswer, answer_item};
pub use attach_evidence::{EvidenceError, ItemEvidence, LARGEST, attach_evidence, detach_evidence, evidence_of};
pub use item_history::{ItemEvent, item_history};
pub use override_finding::{LONGEST_DAYS, OverrideError, SHORTEST_REASON, TypedOverride, override_finding, withdraw_override};
pub(crate) use place::day;
pub use place::{NoItem, Place, place};
pub use sniff::{UnknownKind, clean_name, endings, fitting_name, media_type};
pub use stored_answer::stored_answer;
pub use take_over::{TakeOverError, take_over};
