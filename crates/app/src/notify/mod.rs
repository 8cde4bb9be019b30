//! Mail, when the user switched it on: one letter, and once a day what is due.
//!
//! Deliberately not here: which things are due ([`crate::next_steps`]), and the pages with the settings.

mod digest;
mod password;
mod post;
mod run_daily;
mod send_mail;

pub use digest::{Digest, DigestError, digest};
pub use password::{forget_password, has_password, keep_password};
pub use post::{Letter, MailServer, Post, PostFailure, Smtp};
pub use run_daily::{run_daily, send_digest};
pub use send_mail::{SendMailError, send_mail, send_test};
