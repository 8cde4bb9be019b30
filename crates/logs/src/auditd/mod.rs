//! The Linux audit log (`/var/log/audit/audit.log`, raw or enriched).
//!
//! One event of the kernel is written as several lines with one serial number; lines that stand together become one record.
//! Format: the manual pages auditd.conf(5) (`log_format`), ausearch(8), and the field dictionary of the audit project. Deliberately
//! not here: names of users behind numbers, which only the machine itself knows (the enriched format has them).

mod cut;
mod fields;
mod read;

pub(crate) use cut::cut;
pub(crate) use read::Reader;

#[cfg(test)]
mod tests;
