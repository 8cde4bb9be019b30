//! Tests of the whole crate.

#![expect(clippy::unwrap_used, reason = "tests")]

mod own;
mod rows;
mod sigma;
