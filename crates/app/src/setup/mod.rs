//! The first start: five questions, the first user, or the invented hospital.
//!
//! What was answered is kept at once, so that the questions can be taken up again. Nothing here works once the installation is
//! set up. Deliberately not here: the pages, and what a password must be ([`crate::accounts`]).

mod code;

pub use code::{CodeError, code, code_is};
