//! The key pair of the backups: the public half lies in the data folder, the private half is shown once and kept on paper.

use std::path::PathBuf;
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use serde_json::json;
use sonae_domain::access::Permission;

use super::BackupError;
use crate::actor::Actor;
use crate::data_folder::write_private;
use crate::house::House;

fn file(house: &House) -> PathBuf {
    house.folder.path().join("backup-key.pub")
}

/// The public half; `None` before one was made.
pub fn recipient(house: &House) -> Result<Option<String>, BackupError> {
    match std::fs::read_to_string(file(house)) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BackupError::file(&file(house), error)),
    }
}

/// Whether there is one.
pub fn has_key(house: &House) -> bool {
    file(house).is_file()
}

/// Makes a key pair and gives the private half, which is kept nowhere. Backups made from now on open with this one only;
/// earlier ones with the one before.
pub async fn make_key(house: &House, actor: &Actor) -> Result<String, BackupError> {
    actor.require(Permission::ManageBackups)?;
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    write_private(&file(house), format!("{public}\n").as_bytes()).map_err(|error| BackupError::file(&file(house), error))?;
    let event = house.event(actor, "backup.key-made", "", json!({ "recipient": public }));
    house.store.begin().await?.commit(event).await?;
    Ok(identity.to_string().expose_secret().to_owned())
}

/// The public half, to encrypt for.
pub(super) fn to_encrypt_for(house: &House) -> Result<Recipient, BackupError> {
    let text = recipient(house)?.ok_or(BackupError::NoKey)?;
    Recipient::from_str(&text).map_err(|_| BackupError::NoKey)
}

/// A private key as it was typed from paper: spaces, line ends, case and lines of remarks do not matter.
pub(super) fn typed(text: &str) -> Result<Identity, BackupError> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let bare: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    Identity::from_str(&bare.to_ascii_uppercase()).map_err(|_| BackupError::WrongKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_typed_from_paper_is_understood_and_a_slip_is_noticed() {
        let identity = Identity::generate();
        let text = identity.to_string().expose_secret().to_owned();
        let paper = format!("# 備え\n{}\n  {} \n", &text[..30].to_lowercase(), &text[30..].to_lowercase());
        assert_eq!(typed(&paper).unwrap().to_public().to_string(), identity.to_public().to_string());
        let slip = text.replacen(&text[40..41], if &text[40..41] == "Q" { "P" } else { "Q" }, 1);
        assert!(slip == text || matches!(typed(&slip), Err(BackupError::WrongKey)));
    }
}
