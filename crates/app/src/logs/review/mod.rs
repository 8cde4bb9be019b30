//! The regular review: what came since the last one is sealed, looked over, and signed off by name.
//!
//! ```text
//! begin_review ─▶ checkpoint of exactly the bytes that are looked at ─▶ look_over ─▶ sign_review
//!                                                                        │ store: sign-off, ledger of reviews, operation log
//!                                                                        └▶ vault: the sign-off is a record too
//! ```
//!
//! A sign-off that was cut off between the store and the vault is finished by [`finish_reviews`]; nothing is done twice.
//! Deliberately not here: what counts as overdue for the checklist (rule `access-logs-managed`), paper ([`super::report`]).

mod begin_review;
mod kept;
mod look_over;
mod samples;
mod sign_review;

pub use begin_review::{begin_review, drop_review};
pub use kept::{Draft, HeldReview, Mark, ReviewState, review_state};
pub use look_over::{DayCount, LookOver, SourceOver, look_over};
pub use samples::Sample;
pub use sign_review::{SignError, TypedSignOff, finish_reviews, sign_review};

pub(super) use kept::{day_of, held};
pub(super) use look_over::{Figures, figures};
