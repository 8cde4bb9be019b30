//! Observations: files that machines write, read into what they say.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
