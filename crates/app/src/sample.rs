//! The invented institutions that the program carries, for trying it out: 見本病院 and its neighbours.
//!
//! Deliberately not here: what is in their files (`fixtures/`).

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use crate::actor::Actor;
use crate::adopt_folder::{AdoptError, adopt_folder};
use crate::data_folder::write_whole;
use crate::house::House;
use crate::read_folder::{ReadError, read_folder, read_profile};
use crate::words::text;

static INSTITUTIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../fixtures");

/// Why the invented hospital could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// Its files could not be written
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// Its files could not be read back
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It could not be kept
    #[error(transparent)]
    Adopt(#[from] AdoptError),
    /// No edition has forms to decide by
    #[error("there is no edition with forms")]
    NoEdition,
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

/// The name of the invented hospital, which is also the name of its folder.
pub fn hospital() -> String {
    text("demo-hospital", &[])
}

/// Writes the files of all invented institutions into a folder; what is already there as it should be is left alone.
pub fn unpack(to: &Path) -> std::io::Result<()> {
    unpack_folder(&INSTITUTIONS, to)
}

fn unpack_folder(folder: &Dir<'_>, to: &Path) -> std::io::Result<()> {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => unpack_folder(inner, to)?,
            // settings of the repository are no part of the institutions
            DirEntry::File(file) if file.path().file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) => {}
            DirEntry::File(file) => {
                let path = to.join(file.path());
                if std::fs::read(&path).ok().as_deref() != Some(file.contents()) {
                    write_whole(&path, file.contents())?;
                }
            }
        }
    }
    Ok(())
}

/// Takes the invented hospital into this sonae. It then stands still on the day for which it was written. Its files lie beside
/// the data while they are read.
pub async fn adopt_hospital(house: &House, actor: &Actor) -> Result<(), SampleError> {
    let scratch = house.folder.path().join("sample.part");
    let frameworks = house.frameworks;
    let unpacked = scratch.clone();
    let reading = tokio::task::spawn_blocking(move || {
        unpack(&unpacked)?;
        let folder = unpacked.join(hospital());
        let profile = read_profile(&folder)?;
        let chosen = profile.0.edition.as_deref().and_then(|id| frameworks.edition(id)).or_else(|| frameworks.latest());
        let edition = chosen.ok_or(SampleError::NoEdition)?;
        Ok::<_, SampleError>(read_folder(&folder, profile, (frameworks, edition), &[], &mut |_, _, _| {})?)
    });
    let reading = reading.await.map_err(|_| SampleError::CutOff)??;
    let adopted = adopt_folder(house, &reading, actor).await;
    std::fs::remove_dir_all(&scratch)?;
    Ok(adopted?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_institution_is_written_without_the_settings_of_the_repository() {
        let scratch = tempfile::tempdir().unwrap();
        unpack(scratch.path()).unwrap();
        assert!(scratch.path().join(hospital()).join("institution.toml").is_file());
        assert!(!scratch.path().join(".gitattributes").exists());
    }
}
