//! The real program in a real browser (Chromium), as people use it.
//!
//! Where no `chromedriver` is installed the tests say so and pass; with `SONAE_REQUIRE_BROWSER=1` (continuous integration) that
//! is a failure.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod driver;
mod program;

mod journey;
mod screens;
