//! The set-up code: whoever answers the first questions from another machine shows with it that they can read the console.
//!
//! It lies in a file of the data folder until the installation is set up. Deliberately not here: which requests need it.

use std::io::Write;
use std::path::PathBuf;

use subtle::ConstantTimeEq;

use crate::house::House;
use crate::records::RecordError;

/// Letters and digits that nobody takes for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 80 bits: not to be guessed, whatever the speed.
const LENGTH: usize = 16;
/// Written in groups of so many.
const GROUP: usize = 4;

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The file could not be read or written
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The machine has no random numbers
    #[error("the machine gives no random numbers: {0}")]
    Random(String),
}

/// The set-up code, made on first use; `None` once the installation is set up.
pub async fn code(house: &House) -> Result<Option<String>, CodeError> {
    if house.settings().await?.set_up {
        forget(house)?;
        return Ok(None);
    }
    match std::fs::read_to_string(file(house)) {
        Ok(code) => Ok(Some(code.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let code = random()?;
            write_private(&file(house), &code)?;
            Ok(Some(code))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether somebody typed the set-up code; groups and case do not matter.
pub async fn code_is(house: &House, typed: &str) -> Result<bool, CodeError> {
    let Some(code) = code(house).await? else { return Ok(false) };
    Ok(bool::from(bare(&code).as_bytes().ct_eq(bare(typed).as_bytes())))
}

/// Removes the file: the code has done its work.
pub(super) fn forget(house: &House) -> std::io::Result<()> {
    match std::fs::remove_file(file(house)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file(house: &House) -> PathBuf {
    house.folder.path().join("setup-code")
}

fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn random() -> Result<String, CodeError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| CodeError::Random(error.to_string()))?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// Windows: a new file takes the permissions of its folder.
fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
