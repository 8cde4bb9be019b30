//! The lake, filled by hand and asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[cfg(target_os = "linux")]
mod faults;
mod fill;
mod hostile;
mod kit;
mod questions;
mod suite;
