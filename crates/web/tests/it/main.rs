//! Requests to the whole router, over a real SQLite file with the invented hospital in it.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::items_after_statements, clippy::case_sensitive_file_extension_comparisons, reason = "tests read from top to bottom")]

mod accounts;
mod api;
mod authenticator;
mod checklist;
mod common;
mod emergency;
mod forms;
mod frame;
mod guideline;
mod inspection;
mod ledger_files;
mod ledgers;
mod logs;
mod look;
mod observations;
mod oidc;
mod people;
mod plans;
mod provider;
mod report;
mod roles;
mod settings;
mod setup;
mod vendors;
mod weaknesses;
