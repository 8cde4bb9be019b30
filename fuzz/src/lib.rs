//! What every fuzz target does. A module a feature: a target is built with the crates that it needs.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "feeds")]
pub mod feeds;
#[cfg(feature = "importers")]
mod importers;
#[cfg(feature = "logs")]
pub mod logs;
#[cfg(feature = "observe")]
pub mod observe;
#[cfg(feature = "oscal")]
pub mod oscal;
#[cfg(feature = "products")]
pub mod products;
#[cfg(feature = "vault")]
pub mod vault;

#[cfg(feature = "importers")]
pub use importers::{any_file, ledger, returned_form};
