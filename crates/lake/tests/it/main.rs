//! The lake, filled by hand and asked.

mod fill;
mod hostile;
mod kit;
mod questions;
