//! Windows event log files (`.evtx`): cut chunk by chunk, read with `windows.toml`.
//!
//! The native event carries the names of the event itself, flat, as Sigma rules write them, and the service and the categories
//! that Sigma derives from channel and EventID. Deliberately not here: message texts of the providers (they are not in the
//! file), and recovering deleted records.

mod cut;
mod native;
mod read;
mod table;

pub(crate) use cut::cut;
pub(crate) use read::Reader;

/// What [`crate::FileHead::layout`] says: how `raw` came to be, and that the file is kept whole.
const LAYOUT: &str = "json-rendered; original kept";

#[cfg(test)]
mod tests;
