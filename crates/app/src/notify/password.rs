//! The password of the mail server: a file of the data folder that only its owner can read. Records are kept for ever, so it
//! is in none of them; it is never shown again.

use std::io::Write;
use std::path::PathBuf;

use crate::house::House;

fn file(house: &House) -> PathBuf {
    house.folder.path().join("mail-password")
}

/// Keeps a password in place of the one before.
pub fn keep_password(house: &House, password: &str) -> std::io::Result<()> {
    let part = house.folder.path().join("mail-password.part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // Windows: a new file takes the permissions of its folder
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&part)?;
    written.write_all(password.as_bytes())?;
    written.sync_all()?;
    drop(written);
    std::fs::rename(part, file(house))
}

/// Removes the password.
pub fn forget_password(house: &House) -> std::io::Result<()> {
    match std::fs::remove_file(file(house)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether there is a password.
pub fn has_password(house: &House) -> bool {
    file(house).is_file()
}

/// The password; "" for none.
pub(super) fn password(house: &House) -> std::io::Result<String> {
    match std::fs::read_to_string(file(house)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}
