//! The invented institutions that the program carries, for trying it out: 見本病院 and its neighbours.
//!
//! Deliberately not here: what is in their files (`fixtures/`).

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use sonae_domain::assessment::{Assurance, ItemResult};

use crate::actor::Actor;
use crate::adopt_folder::{AdoptError, adopt_folder};
use crate::data_folder::write_whole;
use crate::feeds::{FeedError, feeds_overview, import_feeds, present};
use crate::house::{House, Known};
use crate::observations::{ObservationError, answer_plain_questions, confirm_observations, keep_observations};
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

/// The files of the invented hospital's USB stick: what its machines said of themselves.
pub fn stick() -> impl Iterator<Item = (String, &'static [u8])> {
    let folder = INSTITUTIONS.get_dir(text("demo-stick", &[]));
    let name = |file: &include_dir::File<'_>| file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    folder.into_iter().flat_map(Dir::files).map(move |file| (name(file), file.contents()))
}

/// How many items of the institution's own form are decided from what machines report, of how many.
pub fn verified_share(known: &Known) -> (usize, usize) {
    let items = &known.forms[0].assessment.items;
    let verified = |item: &&ItemResult| item.finding.assurance == Some(Assurance::Verified);
    (items.iter().filter(verified).count(), items.len())
}

/// Brings the stick: every file is imported, plain questions are answered. Gives the verified share before and after.
pub async fn bring_stick(house: &House, actor: &Actor) -> Result<((usize, usize), (usize, usize)), ObservationError> {
    let before = verified_share(house.known().await?.as_ref());
    for (name, bytes) in stick() {
        let sha256 = keep_observations(house, actor, bytes)?;
        confirm_observations(house, actor, &name, &sha256, "").await?;
    }
    answer_plain_questions(house, actor).await?;
    Ok((before, verified_share(house.known().await?.as_ref())))
}

/// Brings the feeds that lie on the stick, once. Gives how many lines of work this week has.
pub async fn bring_feeds(house: &House, actor: &Actor) -> Result<usize, FeedError> {
    if present(house) == 0 {
        let scratch = house.folder.path().join("sample-feeds.part");
        let folder = INSTITUTIONS.get_dir(Path::new(&text("demo-stick", &[])).join(text("feeds-folder", &[])));
        let mut files = Vec::new();
        for file in folder.into_iter().flat_map(Dir::files) {
            let path = scratch.join(file.path().file_name().unwrap_or_default());
            write_whole(&path, file.contents())?;
            files.push(path);
        }
        let imported = import_feeds(house, actor, files).await;
        std::fs::remove_dir_all(&scratch)?;
        imported?;
    }
    Ok(feeds_overview(house, actor).await?.week.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at_rest;

    #[tokio::test]
    async fn the_feeds_of_the_stick_name_work_for_the_hospital() {
        let (house, _scratch) = at_rest().await;
        let actor = Actor::command_line();
        adopt_hospital(&house, &actor).await.unwrap();
        bring_stick(&house, &actor).await.unwrap();
        let lines = bring_feeds(&house, &actor).await.unwrap();
        assert!((1..=10).contains(&lines), "{lines}");
        let week = feeds_overview(&house, &actor).await.unwrap().week;
        assert_eq!((week[0].name.as_str(), week[0].class), ("FortiOS", 1));
        // once is enough
        assert_eq!(bring_feeds(&house, &actor).await.unwrap(), lines);
    }

    #[test]
    fn every_institution_is_written_without_the_settings_of_the_repository() {
        let scratch = tempfile::tempdir().unwrap();
        unpack(scratch.path()).unwrap();
        assert!(scratch.path().join(hospital()).join("institution.toml").is_file());
        assert!(!scratch.path().join(".gitattributes").exists());
    }
}
