//! What a ledger string means: product, version, edition.
//!
//! - [`version`]: versions under an explicit scheme per product. What does not parse is unknown, never "not affected".
//! - [`cpe`]: CPE 2.3 names, parsed strictly and printed back byte for byte, and their matching.
//!
//! Not here: which vulnerability concerns a product (crate `feeds`), when support ends on which date (the caller has the feed), files,
//! the clock. Everything is a pure function of the tables that are compiled in and of what the caller hands in.

pub mod cpe;
pub mod version;
