//! Finding: sorted Parquet derived from the evidence, and the questions asked of it.
//!
//! ```text
//! lake/
//!   state.json                       which files belong to it, and up to which leaf of each shard it reaches; replaced whole
//!   by-patient/day=2026-11-21/….parquet   sorted by (patient_uid, time): all columns
//!   by-user/day=2026-11-21/….parquet      sorted by (user_uid, time): what questions about a user need
//! ```
//!
//! Everything here can be thrown away and made anew from the vault. Deliberately not here: what is evidence (crate `vault`), what a
//! record means (crate `logs`), who may ask (crate `app`).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answer;
mod answering;
mod around;
mod ask;
mod bucket;
mod buffer;
mod chunk;
mod cluster;
mod coded;
mod days;
mod filling;
mod group;
mod guard;
mod hybrid;
mod intern;
mod lake;
mod lane;
mod merge;
mod once;
mod order;
mod part;
mod place;
mod question;
mod reading;
mod remote;
mod schema;
mod session;
mod state;
mod table;
mod template;
mod words;
mod worker;
mod writing;

pub use answer::{Answer, Cell, Column};
pub use bucket::S3;
pub use cluster::Workers;
pub use filling::Filling;
pub use lake::{Lake, LakeError, Options, Size};
pub use question::{Question, Span};
pub use remote::{Secret, Tls};
