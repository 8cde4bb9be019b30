//! The crate as others use it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod cpe;
mod labelled;
mod learned;
mod lines;
mod properties;
mod shared;
mod tables;
mod versions;
