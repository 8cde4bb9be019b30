//! What a ledger string means: product, version, edition.
//!
//! - [`Resolver`]: from the string (and the version cell beside it) to a product, its version, edition and support cycle, by grammars and
//!   names that are data (`data/*.toml`). Nothing is guessed: likeness only suggests, and a cycle that the text does not decide is `?`.
//! - [`lines`]: the same for a stream of lines, as `sonae products resolve` answers it.
//! - [`version`]: versions under an explicit scheme per product. What does not parse is unknown, never "not affected".
//! - [`cpe`]: CPE 2.3 names, parsed strictly and printed back byte for byte, and their matching.
//!
//! Not here: which vulnerability concerns a product (crate `feeds`), when support ends on which date (the caller has the feed), files,
//! the clock. Everything is a pure function of the tables that are compiled in and of what the caller hands in.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answer;
mod catalog;
pub mod cpe;
mod display;
mod extract;
mod learned;
mod lifecycles;
pub mod lines;
mod resolve;
mod sql_server;
mod suggest;
mod tables;
mod text;
pub mod version;
mod windows;
mod words;

pub use answer::{Field, Kind, Resolution, Why};
pub use catalog::{Catalog, Product, ProductKind};
pub use display::Display;
pub use learned::{Confirmed, Imported};
pub use lifecycles::{Lifecycles, UNKNOWN_CYCLE};
pub use resolve::Resolver;
pub use suggest::Suggestion;
pub use tables::TableError;
pub use text::fold;
