//! The systemd journal, as `journalctl -o json` (also `json-pretty`, `json-seq`) or `journalctl -o export` writes it.
//!
//! Format: systemd, "Journal JSON Format" and "Journal Export Format" (systemd.io/JOURNAL_EXPORT_FORMATS). Deliberately not here:
//! the binary journal files, which `journalctl` reads, and the meaning of a program's line, which is module `unix`.

mod cut;
mod entry;
mod export;
mod read;

pub(crate) use cut::cut;
pub(crate) use read::Reader;

#[cfg(test)]
mod tests;
