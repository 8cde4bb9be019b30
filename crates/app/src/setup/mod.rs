//! The first start: five questions, the first user, or the invented hospital.
//!
//! What was answered is kept at once, so that the questions can be taken up again. Nothing here works once the installation is
//! set up. Deliberately not here: the pages, and what a password must be ([`crate::accounts`]).

mod answer_question;
mod code;
mod draft;
mod finish_setup;

pub use answer_question::{SetupError, answer_question, draft, start_with_sample};
pub use code::{CodeError, code, code_is};
pub use draft::{Answered, Draft, People, Question, Systems, Vendors, Who};
pub use finish_setup::{FinishError, finish_setup};
