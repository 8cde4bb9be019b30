//! The operation log as people read it: newest first, filtered, checked, exported.
//!
//! Deliberately not here: writing it (`Tx::commit` does, with every change).

mod export_log;
mod read_log;
mod verify_log;

pub use export_log::{LogFormat, export_log};
pub use read_log::{AuditError, LogFilter, LogPage, action_word, read_log};
pub use verify_log::verify_log;
