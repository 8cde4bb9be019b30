//! Tests of the whole crate.

#![expect(clippy::unwrap_used, reason = "tests")]

mod compare;
mod own;
mod rows;
mod sigma;
mod twins;
