//! What is known outside about products: vulnerabilities, exploitation, scores, support dates. Read from official files, kept as
//! releases, carried as one signed pack, matched against what is known of one device.
//!
//! ```text
//! official files ──read──▶ said ──store──▶ release (immutable) ──matching──▶ findings of one device
//!                                              ▲  │
//!                              signed pack ────┘  └──▶ signed pack (USB stick)
//! ```
//!
//! Reading changes no meaning, matching decides nothing that a person must decide: both are pure. Deliberately not here: what a
//! ledger string means (crate products), where observations come from (crate observe), downloads, the clock, words for people.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod input;
mod json_rows;
mod limits;
pub mod matching;
pub mod names;
pub mod pack;
pub mod priority;
mod prose;
pub mod read;
pub mod record;
mod source;
pub mod store;
pub mod support;
mod table;
mod windows;
mod xml;

mod open;

pub use input::InputError;
pub use limits::Limits;
pub use open::{OpenError, read_bytes, read_path};
pub use source::{Ages, Meeting, Source};
pub use table::TableError;
