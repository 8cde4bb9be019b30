//! One binary for all integration tests of the store; each runs on real SQLite and on real PostgreSQL.
//!
//! PostgreSQL is the server of `SONAE_TEST_POSTGRES` (a URL; every test makes its own schema there), or a private cluster
//! started for the run, or is skipped with a line. With `SONAE_REQUIRE_POSTGRES=1` a skip is a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod database;

mod accounts;
mod audit;
mod cluster;
mod crash;
mod model;
mod nouns;
mod opening;
mod pages;
mod records;
mod speed;
mod upgrade;
