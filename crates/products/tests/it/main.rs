//! The crate as others use it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod cpe;
mod labelled;
mod learned;
mod lines;
mod shared;
mod tables;
mod versions;
