//! What users do: one use case, one file, named `verb_noun`.
//!
//! The main job: [`read_folder`] → [`import_folder`] → [`load_facts`] → [`decide_forms`] → [`sheets`] → [`pack`]. The command
//! line calls these use cases; so will every other surface. The ports that a use case needs from outside ([`ports`]) are owned
//! here.
//!
//! Deliberately not here: decisions (crate `domain`), reading of file formats (`importers`), layout (`reports`).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod accounts;
pub mod actor;
pub mod adopt_folder;
pub mod audit;
pub mod backups;
pub mod checklist;
pub mod clauses;
pub mod data_folder;
pub mod decide_forms;
pub mod explain_clause;
pub mod explain_item;
pub mod feeds;
pub mod house;
pub mod import_folder;
pub mod import_wording;
pub mod inspection;
pub mod keep_document;
pub mod ledgers;
pub mod load_facts;
pub mod load_frameworks;
pub mod logs;
mod named_products;
pub mod new_folder;
pub mod next_steps;
pub mod notify;
pub mod observations;
pub mod open_house;
pub mod oscal;
pub mod pack;
pub mod plans;
pub mod ports;
pub mod product_answers;
pub mod products;
pub mod profile;
pub mod read_folder;
pub mod reading_list;
pub mod records;
pub mod reporting;
pub mod sample;
pub mod settings;
pub mod setup;
pub mod sheets;
#[cfg(test)]
mod testing;
pub mod vendor_form;
pub mod vendors;
pub mod without_secrets;
pub mod words;

/// The store, as the binary wires it.
pub use sonae_store as storage;
