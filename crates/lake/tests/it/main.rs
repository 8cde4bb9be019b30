//! The lake, filled by hand and asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bucket;
mod certificates;
mod cluster;
#[cfg(target_os = "linux")]
mod faults;
mod fill;
mod hostile;
mod kit;
mod questions;
mod suite;
