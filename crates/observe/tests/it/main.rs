//! Files of the shared collection, where it is present, and promises that hold for any file.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod collection;
mod programs;
mod promises;
mod shared;
