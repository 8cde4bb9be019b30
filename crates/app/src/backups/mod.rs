//! Own backups: generations of the whole data folder, encrypted; checking and restoring them.
//!
//! A backup is a ZIP in an [age](https://age-encryption.org/v1) file. It is encrypted for a public key that lies in the data
//! folder; the private key is shown once, printed, and put into the safe, so that whoever steals the disk with the backups cannot
//! read them. Any age program can open one without sonae. Deliberately not here: pages and commands, and backups of a PostgreSQL
//! server (its own tools do that; files and key are still kept here).

mod archive;
mod check_backup;
mod error;
mod generations;
mod kept;
mod key;
mod make_backup;
mod manifest;
mod restore_backup;
mod schedule;
mod state;
#[cfg(test)]
mod tests;

pub use archive::Unlock;
pub use check_backup::{Checked, check_backup, note_check};
pub use error::BackupError;
pub use generations::{Generation, generations};
pub use kept::{BackupFailure, OwnBackup, OwnBackupCheck};
pub use key::{has_key, make_key, recipient};
pub use make_backup::{Lock, Made, make_backup};
pub use manifest::{BackupFile, Manifest};
pub use restore_backup::{Restored, restore_backup};
pub use schedule::{Schedule, due};
pub use state::{BackupState, state};
